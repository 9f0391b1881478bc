//! Creates an account for another user, who sets the password with a one-time link.

use super::{User, new_account::NewAccountFields};
use crate::{
    accounts::{
        Accounts, Caller, ManageError, PasswordLink, Principal,
        passwords::INVITATION_LIFETIME,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    passwords::Priority,
    shared::{
        audit::EventKind,
        error::FieldError,
        fields::{self, Fields},
        requests::InviteUserRequest,
        text::Text,
        views::Role,
    },
};

impl Accounts {
    /// Creates an account without a password and its password link in one transaction.
    pub async fn invite_user(
        &self,
        who: &Principal,
        caller: &Caller,
        request: InviteUserRequest,
    ) -> Result<(User, PasswordLink), ManageError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        policy::permit(who, Action::GovernUsers)?;
        let role = parse_role(&request.role).map_err(ManageError::Invalid)?;
        let fields = NewAccountFields {
            username: &request.username,
            email: &request.email,
            name: &request.name,
            password: None,
            confirm_password: &Text::Missing,
        };
        let new = self.prepare(&fields, role, Priority::other(caller.address)).await?;
        let (link, stored) = self.new_link(who, new.id, INVITATION_LIFETIME);
        let job = async move |mut tx: UnitOfWork| {
            tx.record(tx.event(EventKind::UserCreate).on(new.id).detail(role));
            let user = User::from(new.insert(&mut tx).await?);
            tx.store_token(&stored).await?;
            Ok::<_, ManageError>(user)
        };
        let user = self.change(who, caller, Action::GovernUsers, job).await?;
        Ok((user, link))
    }
}

/// The role of the new account; `user` if missing.
fn parse_role(text: &Text) -> Result<Role, Vec<FieldError>> {
    let mut parsed = Fields::default();
    let role = if text.is_missing() { Some(Role::User) } else { parsed.parse("role", text, fields::role) };
    parsed.finish()?;
    Ok(role.unwrap_or(Role::User))
}
