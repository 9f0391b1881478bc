//! Invites the owner of an existing account, for the first time or again.

use crate::{
    accounts::{Accounts, Caller, ManageError, Principal, User, policy::Action, service_accounts},
    passwords,
    shared::{ids::UserId, invitations::InvitationView, views::Status},
    store::users::{self, CredentialRow},
};

impl Accounts {
    /// Sends an invitation to the address of an account without a password. It replaces the previous one.
    pub async fn send_invitation(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
    ) -> Result<InvitationView, ManageError> {
        let issued = self.new_invitation(who.user_id(), id);
        let sent = self.change_once(who, caller, Action::Invite(id), move |tx| {
            Box::pin(async move {
                // `change_once` holds a lock on the account, so it is the same at the commit.
                let user = invitable(users::credential(tx, id).await?)?;
                tx.invite(&user, &issued).await?;
                Ok::<_, ManageError>(issued.invitation())
            })
        });
        sent.await
    }
}

/// The account, if it can be invited: it is active and has no password, and belongs to a person.
pub(in crate::accounts) fn invitable(found: Option<CredentialRow>) -> Result<User, ManageError> {
    let CredentialRow { user, password_hash } = found.ok_or(ManageError::NotFound)?;
    if service_accounts::is_address(&user.email) {
        return Err(ManageError::ServiceAccount);
    }
    match user.status {
        Status::Deleted => Err(ManageError::NotFound),
        Status::Disabled => Err(ManageError::Disabled),
        Status::Active if password_hash != passwords::UNUSABLE => Err(ManageError::HasPassword),
        Status::Active => Ok(User::from(user)),
    }
}
