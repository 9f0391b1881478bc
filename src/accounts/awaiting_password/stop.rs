//! Stops a mailing.

use crate::{
    accounts::{Accounts, Caller, ManageError, Principal, policy::Action, unit_of_work::UnitOfWork},
    shared::{audit::EventKind, awaiting_password::MailingView},
    store::mailings::{self, End},
};

impl Accounts {
    /// Stops the mailing that is running. Invitations that have been sent stay valid, and those that are in the outbox are still
    /// sent.
    ///
    /// # Errors
    /// [`ManageError::NoMailing`] if none is running.
    pub async fn stop_mailing(&self, who: &Principal, caller: &Caller) -> Result<MailingView, ManageError> {
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let running = mailings::last(&mut tx).await?.filter(|mailing| mailing.ended_at.is_none());
            let running = running.ok_or(ManageError::NoMailing)?;
            if !mailings::end(&mut tx, running.id, End::Stopped, now).await? {
                return Err(ManageError::NoMailing);
            }
            tx.record(tx.event(EventKind::MailingStop));
            Ok(())
        };
        self.change(who, caller, Action::GovernUsers, job).await?;
        self.last_mailing().await?.ok_or(ManageError::NoMailing)
    }
}
