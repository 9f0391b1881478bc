//! Signing out.

use super::{Accounts, Caller, CurrentUser, Failure};
use crate::{shared::audit::EventKind, store::sessions};

impl Accounts {
    /// Ends the session: its tokens get nothing from the next request on.
    pub async fn log_out(&self, who: &CurrentUser, caller: &Caller) -> Result<(), Failure> {
        let (session, now) = (who.session, self.now());
        let event = self.event(EventKind::SessionEnd, who, caller).on(who.user.id).detail(session);
        let recorded = event.clone();
        let ended = self
            .db()
            .write(move |conn| {
                Box::pin(async move {
                    let ended = sessions::end(conn, session, now).await?;
                    if ended {
                        recorded.record(conn).await?;
                    }
                    Ok(ended)
                })
            })
            .await?;
        self.view().forget_sessions(&[session]);
        if ended {
            event.log();
        }
        Ok(())
    }
}
