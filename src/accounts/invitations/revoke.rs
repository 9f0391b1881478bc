//! Revokes an invitation.

use crate::{
    accounts::{Accounts, Caller, ManageError, Principal, policy::Action, unit_of_work::UnitOfWork},
    shared::{audit::EventKind, ids::UserId},
    store::{
        invitations,
        one_time_tokens::{self, Purpose},
    },
};

impl Accounts {
    /// Makes the open invitation of an account invalid.
    pub async fn revoke_invitation(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if invitations::of_user(&mut tx, id, now).await?.is_none() {
                return Err(ManageError::NotInvited);
            }
            one_time_tokens::delete_of_purpose(&mut tx, id, Purpose::Invitation).await?;
            tx.record(tx.event(EventKind::UserRevokeInvitation).on(id));
            Ok(())
        };
        self.change(who, caller, Action::GovernUser(id), job).await
    }
}
