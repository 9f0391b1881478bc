//! Creates an account for somebody else: from the command line with a password, or by an administrator with a one-time link with
//! which the owner chooses one.

use super::User;
use super::names::parse_names;
use crate::accounts::passwords::SETUP_LIFETIME;
use crate::accounts::policy::Action;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller, PasswordLink};
use crate::passwords::Priority;
use crate::shared::audit::EventKind;
use crate::shared::awaiting_password::InvitationView;
use crate::shared::error::AppError;
use crate::shared::fields::Fields;
use crate::shared::requests::{InviteUserRequest, RegisterRequest};
use crate::shared::views::Role;
use serde::{Deserialize, Serialize};

/// How the owner of a new account gets the link to choose a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetupLink {
    /// The administrator passes it on.
    Shown(PasswordLink),
    /// It is sent to the address of the account. Only the owner learns it, because using it confirms the address.
    Mailed(InvitationView),
}

impl Accounts {
    /// Creates an account with any role, from the command line.
    pub async fn create_user(&self, caller: &Caller, request: RegisterRequest, role: Role) -> Result<User, AppError> {
        // Before the password is hashed, which is expensive. `change` checks it again.
        caller.permit(Action::OperateUsers)?;
        let new = self.parse_registration(&request, self.username_rights(caller), role)?;
        // The operator vouches for the address.
        let new = self.prepare(new, Priority::other(caller.address)).await?.confirmed();
        let job = async move |mut tx: UnitOfWork| {
            // Events are written at the end of the transaction, so this one only if the account is inserted.
            tx.record(tx.event(EventKind::UserCreate).on(new.user.id).detail(role));
            new.insert(&mut tx).await
        };
        self.change(caller, Action::OperateUsers, job).await
    }

    /// Creates an account without a password, and the link to choose one, in one transaction.
    pub async fn invite_user(
        &self,
        caller: &Caller,
        request: InviteUserRequest,
    ) -> Result<(User, SetupLink), AppError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        caller.permit(Action::GovernUsers)?;
        let (role, by_mail) = parse_choices(&request)?;
        if role == Role::Admin {
            caller.permit(Action::SetRoles)?;
        }
        let (mut fields, rights) = (Fields::default(), self.username_rights(caller));
        let InviteUserRequest { username, email, profile, .. } = &request;
        let (names, is_derived) = parse_names(&mut fields, rights, username, email, profile);
        fields.finish().map_err(AppError::invalid)?;
        let new = self.new_account(names, role, is_derived);
        let created = self.change_once(caller, Action::GovernUsers, move |tx| {
            Box::pin(async move {
                tx.record(tx.event(EventKind::UserCreate).on(new.user.id).detail(role));
                let user = new.insert(tx).await?;
                let link = if by_mail {
                    let issued = tx.accounts().new_invitation(tx.caller().user_id(), user.id);
                    tx.invite(&user, &issued).await?;
                    SetupLink::Mailed(issued.invitation())
                } else {
                    let (link, stored) = tx.accounts().new_link(tx.caller(), user.id, SETUP_LIFETIME);
                    tx.store_token(&stored).await?;
                    SetupLink::Shown(link)
                };
                Ok((user, link))
            })
        });
        created.await
    }
}

/// The role of the new account, `user` if missing, and whether the link is sent by mail.
fn parse_choices(request: &InviteUserRequest) -> Result<(Role, bool), AppError> {
    let mut parsed = Fields::default();
    let text = &request.role;
    let role = if text.is_missing() { Some(Role::User) } else { parsed.parse("role", text, Role::parse) };
    let by_mail = parsed.flag("invite", &request.invite);
    parsed.finish().map_err(AppError::invalid)?;
    Ok((role.unwrap_or(Role::User), by_mail.unwrap_or(false)))
}
