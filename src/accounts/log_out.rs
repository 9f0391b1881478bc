//! Signing out.

use super::{Accounts, CurrentUser, Failure};
use crate::{
    shared::ids::{SessionId, UserId},
    store::sessions,
};

impl Accounts {
    /// Ends the session: its tokens get nothing from the next request on.
    pub async fn log_out(&self, who: &CurrentUser) -> Result<(), Failure> {
        self.end_session(who.session, who.user.id).await
    }

    pub(super) async fn end_session(&self, session: SessionId, user: UserId) -> Result<(), Failure> {
        let now = self.now();
        self.db().write(move |conn| Box::pin(async move { sessions::end(conn, session, now).await })).await?;
        self.view().forget_sessions(&[session]);
        tracing::info!(
            target: "vestibule::events",
            event = "session.end", result = "success", user.id = %user, session.id = %session,
        );
        Ok(())
    }
}
