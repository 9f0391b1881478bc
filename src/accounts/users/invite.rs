//! Creates an account for another user, who sets the password with a one-time link.

use super::{User, new_account::NewAccountFields};
use crate::{
    accounts::{
        Accounts, Caller, ManageError, PasswordLink, Principal,
        one_time::Issued,
        passwords::SETUP_LIFETIME,
        policy::{self, Action},
    },
    shared::{
        audit::EventKind,
        error::FieldError,
        fields::{self, Fields, Problem},
        invitations::InvitationView,
        requests::InviteUserRequest,
        strict::Expected,
        text::Text,
        views::Role,
    },
    store::one_time_tokens::NewOneTimeToken,
};
use serde::{Deserialize, Serialize};

/// How the owner of a new account gets the link to choose a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetupLink {
    /// The administrator passes it on.
    Shown(PasswordLink),
    /// It is sent to the address of the account. Nobody else learns it, because whoever uses it confirms the address.
    Mailed(InvitationView),
}

/// The link before it is stored.
enum NewSetupLink {
    Shown(NewOneTimeToken),
    Mailed(Issued),
}

impl Accounts {
    /// Creates an account without a password, and the link to choose one, in one transaction.
    pub async fn invite_user(
        &self,
        who: &Principal,
        caller: &Caller,
        request: InviteUserRequest,
    ) -> Result<(User, SetupLink), ManageError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        policy::permit(who, Action::GovernUsers)?;
        let (role, by_mail) = parse_choices(&request).map_err(ManageError::Invalid)?;
        if role == Role::Admin {
            policy::permit(who, Action::SetRoles)?;
        }
        let fields = NewAccountFields {
            rights: self.username_rights(who),
            username: &request.username,
            email: &request.email,
            name: &request.name,
            password: None,
            confirm_password: &Text::Missing,
        };
        let account = self.parse_new_account(&fields).map_err(ManageError::Invalid)?;
        let new = self.prepare_without_password(account, role);
        let (link, stored) = if by_mail {
            let issued = self.new_invitation(who.user_id(), new.id);
            (SetupLink::Mailed(issued.invitation()), NewSetupLink::Mailed(issued))
        } else {
            let (link, stored) = self.new_link(who, new.id, SETUP_LIFETIME);
            (SetupLink::Shown(link), NewSetupLink::Shown(stored))
        };
        let created = self.change_once(who, caller, Action::GovernUsers, move |tx| {
            Box::pin(async move {
                tx.record(tx.event(EventKind::UserCreate).on(new.id).detail(role));
                let user = User::from(new.insert(tx).await?);
                match &stored {
                    NewSetupLink::Shown(stored) => tx.store_token(stored).await?,
                    NewSetupLink::Mailed(issued) => tx.invite(&user, issued).await?,
                }
                Ok::<_, ManageError>((user, link))
            })
        });
        created.await
    }
}

/// The role of the new account, `user` if missing, and whether the link is sent by mail.
fn parse_choices(request: &InviteUserRequest) -> Result<(Role, bool), Vec<FieldError>> {
    let mut parsed = Fields::default();
    let text = &request.role;
    let role = if text.is_missing() { Some(Role::User) } else { parsed.parse("role", text, fields::role) };
    if request.invite == Expected::WrongType {
        parsed.reject("invite", Problem::not_boolean());
    }
    parsed.finish()?;
    Ok((role.unwrap_or(Role::User), request.invite == Expected::Given(true)))
}
