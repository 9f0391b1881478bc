//! Creates an account for somebody else: from the command line with a password, or by an administrator with a one-time link with
//! which the owner chooses one.

use super::User;
use super::names::parse_names;
use crate::accounts::groups;
use crate::accounts::own_fields::OwnFieldAccess;
use crate::accounts::passwords::SETUP_LIFETIME;
use crate::accounts::{Action, Caller, MemberChange, PasswordLink, UnitOfWork, Users, error};
use crate::language::message;
use crate::passwords::Priority;
use crate::shared::groups::MAX_GROUPS;
use crate::shared::{
    AppError, EventKind, Expected, Fields, GroupName, GroupNames, InvitationView, InviteUserRequest, Problem,
    RegisterRequest, Role,
};
use crate::store::users;
use serde::{Deserialize, Serialize};

/// How the owner of a new account gets the link to choose a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetupLink {
    /// The administrator passes it on.
    Shown(PasswordLink),
    /// It is sent to the address of the account. Only the owner learns it, because using it confirms the address.
    Mailed(InvitationView),
}

impl Users {
    /// Creates an account with any role, from the command line.
    pub async fn create_user(&self, caller: &Caller, request: RegisterRequest, role: Role) -> Result<User, AppError> {
        // Before the password is hashed, which is expensive. `change` checks it again.
        caller.permit(Action::OperateUsers)?;
        let new = self
            .parse_registration(caller, &request, self.username_rights(caller), role, OwnFieldAccess::of(caller, None))
            .await?;
        // The operator vouches for the address.
        let new = self.prepare(new, Priority::other(caller.address)).await?.confirmed();
        let job = async move |mut tx: UnitOfWork| {
            // Events are written at the end of the transaction, so this one only if the account is inserted.
            tx.record(tx.event(EventKind::UserCreate).on(new.user.id).detail(role));
            let user = new.insert(&mut tx).await?;
            if role == Role::Admin {
                tx.announce_administrators(&[user.id]).await?;
            }
            Ok(user)
        };
        let user = self.change(caller, Action::OperateUsers, job).await?;
        Ok(self.with_own_fields(caller, user).await?)
    }

    /// Creates an account without a password, and the link to choose one, in one transaction.
    pub async fn invite_user(
        &self,
        caller: &Caller,
        request: InviteUserRequest,
    ) -> Result<(User, SetupLink), AppError> {
        // Before the fields are checked, because their errors reveal which names are taken.
        self.permit_recent(caller, Action::GovernUsers)?;
        let Choices { role, by_mail, groups } = Choices::parse(&request)?;
        if role == Role::Admin {
            self.permit_recent(caller, Action::SetRoles)?;
        }
        if !groups.is_empty() {
            caller.permit(Action::ManageGroups)?;
        }
        let (mut fields, rights) = (Fields::default(), self.username_rights(caller));
        let InviteUserRequest { username, email, profile, .. } = &request;
        let (names, is_derived) = parse_names(&mut fields, rights, username, email, profile);
        let own =
            self.parse_own_fields(&request.fields, OwnFieldAccess::of(caller, None), false).await?.finish(fields)?;
        let new = self.new_account(own.named(names), role, is_derived).with_own(own);
        // The defaults are no choice of the caller.
        let all = self.own_fields().all().await?;
        let given: Vec<_> = request.fields.names().filter_map(|name| all.find(name)).map(|field| field.id).collect();
        let created = self.change_once(caller, Action::GovernUsers, move |tx| {
            Box::pin(async move {
                tx.permit_ruled(given, Action::ManageGroups).await?;
                tx.record(tx.event(EventKind::UserCreate).on(new.user.id).detail(role));
                let user = new.insert(tx).await?;
                let user = add_to_groups(tx, user, &groups).await?;
                if role == Role::Admin {
                    tx.announce_administrators(&[user.id]).await?;
                }
                let link = if by_mail {
                    let issued = tx.accounts().invitations().new_invitation(tx.caller().user_id(), user.id);
                    tx.invite(&user, &issued).await?;
                    SetupLink::Mailed(issued.invitation())
                } else {
                    let (link, stored) = tx.accounts().passwords().new_link(tx.caller(), user.id, SETUP_LIFETIME);
                    tx.store_token(&stored).await?;
                    SetupLink::Shown(link)
                };
                Ok((user, link))
            })
        });
        let (user, link) = created.await?;
        Ok((self.with_own_fields(caller, user).await?, link))
    }
}

/// What an administrator chooses beside the fields of the account.
struct Choices {
    /// `user` if it is missing.
    role: Role,
    /// Whether the link is sent by mail.
    by_mail: bool,
    groups: GroupNames,
}

impl Choices {
    fn parse(request: &InviteUserRequest) -> Result<Self, AppError> {
        let mut fields = Fields::default();
        let text = &request.role;
        let role = if text.is_missing() { Some(Role::User) } else { fields.parse("role", text, Role::parse) };
        let by_mail = fields.flag("invite", &request.invite);
        let groups = match &request.groups {
            Expected::Missing => GroupNames::default(),
            Expected::Given(names) if names.len() > MAX_GROUPS => {
                let problem = Problem::new("too_many", message::user_change_too_many_groups(MAX_GROUPS as u64));
                fields.reject("groups", problem);
                GroupNames::default()
            }
            Expected::Given(names) => {
                names.iter().filter_map(|name| fields.parse("groups", name, GroupName::parse)).collect()
            }
            Expected::WrongType => {
                fields.reject("groups", Problem::new("wrong_type", message::user_change_groups_no_array()));
                GroupNames::default()
            }
        };
        fields.finish().map_err(AppError::invalid)?;
        Ok(Self { role: role.unwrap_or(Role::User), by_mail: by_mail.unwrap_or(false), groups })
    }
}

/// Adds a new account to groups, and returns it as it is then.
async fn add_to_groups(tx: &mut UnitOfWork, user: User, names: &GroupNames) -> Result<User, AppError> {
    for name in names.iter() {
        groups::ensure_existing(tx, name, "groups").await?;
        groups::change_member(tx, name, user.id, MemberChange::Add).await?;
    }
    if names.is_empty() {
        return Ok(user);
    }
    users::find(tx, user.id).await?.map(User::from).ok_or_else(error::no_such_account)
}
