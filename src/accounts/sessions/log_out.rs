//! Signing out.

use crate::{
    accounts::{Accounts, Caller, CurrentUser, Failure, unit_of_work::UnitOfWork},
    shared::audit::EventKind,
    store::sessions,
};

impl Accounts {
    /// Ends the session: its tokens get nothing from the next request on. Without a further check of who asks, for the worst
    /// that it does is to end the session that the token belongs to.
    pub async fn log_out(&self, who: &CurrentUser, caller: &Caller) -> Result<(), Failure> {
        let (session, user) = (who.session, who.user.id);
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if sessions::end(&mut tx, session, now).await? {
                tx.record(tx.event(EventKind::SessionEnd).on(user).detail(session));
            }
            Ok(())
        };
        self.transact(who, caller, job).await
    }
}
