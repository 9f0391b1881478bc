//! Invites the owner of an existing account, for the first time or again.

use crate::{
    accounts::{
        Accounts, Caller, ManageError, Principal, User,
        policy::{self, Action},
        service_accounts,
        unit_of_work::UnitOfWork,
    },
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
        let action = Action::Invite(id);
        policy::permit(who, action)?;
        let found = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        let user = invitable(found)?;
        self.spend_mail(&user.email).map_err(ManageError::Exceeded)?;
        let issued = self.new_invitation(who, id);
        let invitation = issued.invitation();
        let job = async move |mut tx: UnitOfWork| {
            // `change` holds a lock on the account, so it is the same at the commit.
            let user = invitable(users::credential(&mut tx, id).await?)?;
            tx.invite(&user, &issued).await?;
            Ok::<_, ManageError>(invitation)
        };
        self.change(who, caller, action, job).await
    }
}

/// The account, if it can be invited.
fn invitable(found: Option<CredentialRow>) -> Result<User, ManageError> {
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
