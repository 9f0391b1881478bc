//! Accounts: what one is, and how it is found and shown.

mod create;
mod delete;
mod export_data;
pub(super) mod new_account;
mod profile_change;
mod register;
pub(super) mod set_status;
mod update;
mod usernames;

pub use create::{CreateUserRequest, SetupLink};
pub(super) use delete::erase;
pub use export_data::OwnData;
pub use register::Registered;
pub(super) use register::fields_of;
pub(super) use usernames::{UsernameRights, number_username};

use super::{
    Accounts, Caller, CurrentUser, Principal, error, one_time,
    policy::{self, Action},
    service_accounts,
};
use crate::{
    identity, passwords,
    shared::{
        audit::AuditRequest,
        awaiting_password::InvitationView,
        error::AppError,
        groups::GroupNames,
        ids::{AvatarId, UserId},
        page::UserDetailsView,
        timestamp::Timestamp,
        views::{Role, Status, UserView},
    },
    store::{
        Conn, StoreError, invitations,
        one_time_tokens::{self, Purpose},
        users::{self, UserRow},
    },
};
use serde::{Deserialize, Serialize};

/// Number of recent events in the details of a user.
const RECENT_EVENTS: u32 = 8;

/// An account, without its password hash. Serialized, it is part of the results that are stored for repeated requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub role: Role,
    pub status: Status,
    pub email_verified: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
    /// Incremented with each change; used as the `ETag`.
    pub version: i64,
    pub avatar: Option<AvatarId>,
    /// The account's id in the system that it was imported from.
    pub external_id: Option<String>,
    // The default is for results of the previous version during an upgrade.
    #[serde(default)]
    pub groups: GroupNames,
    /// The new address that waits for its confirmation, where it was read.
    pub pending_email: Option<String>,
}

impl Accounts {
    /// The account of the request, as its owner sees it. Reads nothing.
    pub fn own_account(&self, who: &CurrentUser) -> Result<UserView, AppError> {
        policy::permit(&Principal::User(who.clone()), Action::ReadUser(who.user.id))?;
        Ok(who.user.view().absolute(&self.settings().issuer))
    }

    /// An account that the caller may read, with the address that waits for its confirmation.
    pub async fn find_user(&self, caller: &Caller, id: UserId) -> Result<User, AppError> {
        caller.permit(Action::ReadUser(id))?;
        let now = self.now();
        let found = self.db().read(async move |mut conn| {
            let Some(row) = users::find(&mut conn, id).await? else { return Ok(None) };
            Ok(Some(User { pending_email: pending_email(&mut conn, id, now).await?, ..User::from(row) }))
        });
        let user = found.await?.ok_or_else(error::no_such_account)?;
        // Only actors who may list all accounts see a deleted one.
        let hidden = user.status == Status::Deleted && !caller.may(Action::ListUsers);
        if hidden { Err(error::no_such_account()) } else { Ok(user) }
    }

    /// The account with this username, email address or id, including deleted ones.
    pub async fn find_by_login(&self, caller: &Caller, login: &str) -> Result<User, AppError> {
        caller.permit(Action::OperateUsers)?;
        Ok(User::from(self.find_row(login).await?.ok_or_else(error::no_such_account)?))
    }

    /// An account, deleted or not, with its sessions, API tokens, groups and recent events, for administrators.
    pub async fn show_user_details(&self, caller: &Caller, id: UserId) -> Result<UserDetailsView, AppError> {
        caller.permit(Action::GovernUser(id))?;
        let now = self.now();
        let read = self.db().read(async move |mut conn| {
            Ok((users::credential(&mut conn, id).await?, invitations::of_user(&mut conn, id, now).await?))
        });
        let (found, invitation) = read.await?;
        let found = found.ok_or_else(error::no_such_account)?;
        let has_password = found.password_hash != passwords::UNUSABLE;
        let user = User::from(found.user);
        let sessions = self.list_sessions(caller, id).await?;
        let is_service_account = self.is_service_account(caller, id).await?;
        let tokens = self.list_api_tokens(caller, id).await?;
        let created = self.list_created_tokens(caller, id).await?;
        let recent =
            AuditRequest { target: id.to_string(), per_page: RECENT_EVENTS.to_string(), ..AuditRequest::default() };
        let events = self.list_audit(caller, &recent).await?.events;
        let groups = self.group_names(caller).await?;
        Ok(UserDetailsView {
            version: user.version,
            user: user.view_for(caller),
            sessions,
            events,
            invitation: invitation.map(InvitationView::from),
            invitable: user.status == Status::Active && !has_password && !is_service_account,
            is_service_account,
            tokens,
            created,
            other_groups: groups.iter().filter(|name| !user.groups.contains(name)).cloned().collect(),
        })
    }

    /// The fields that the caller may see, with absolute URLs, for the API and exports.
    pub fn view_of(&self, user: &User, caller: &Caller) -> UserView {
        user.view_for(caller).absolute(&self.settings().issuer)
    }

    pub(super) async fn find_row(&self, login: &str) -> Result<Option<UserRow>, StoreError> {
        let (id, key) = (login.parse::<UserId>().ok(), identity::key(login));
        self.db()
            .read(async move |mut conn| match id {
                Some(id) => users::find(&mut conn, id).await,
                None => users::find_by_key(&mut conn, &key).await,
            })
            .await
    }
}

impl User {
    /// How messages address the owner. None if the address is not confirmed: a person who registers somebody else's
    /// address also chooses the name, and could send a text of their own there.
    pub(super) fn greeting(&self) -> Option<String> {
        let name = self.name.as_ref().unwrap_or(&self.username);
        self.email_verified.then(|| name.clone())
    }

    /// The fields that the owner may see. The address of a service account, which receives no mail, is empty.
    pub fn view(&self) -> UserView {
        let is_service = service_accounts::is_address(&self.email);
        UserView {
            id: self.id,
            username: self.username.clone(),
            email: if is_service { String::new() } else { self.email.clone() },
            name: self.name.clone(),
            role: self.role,
            status: self.status,
            email_verified: self.email_verified,
            created_at: self.created_at,
            updated_at: self.updated_at,
            last_login_at: self.last_login_at,
            avatar_url: self.avatar.map(|id| format!("/avatars/{id}/256")),
            // Only `view_for` shows it, because it is for administrators.
            external_id: None,
            groups: self.groups.clone(),
            pending_email: self.pending_email.clone(),
        }
    }

    /// The fields that the caller may see. Only administrators and the command line see the external ID.
    pub fn view_for(&self, caller: &Caller) -> UserView {
        let lists_all = caller.may(Action::ListUsers);
        UserView { external_id: self.external_id.clone().filter(|_| lists_all), ..self.view() }
    }
}

#[cfg(test)]
impl User {
    /// An active user for unit tests.
    pub(super) fn sample(id: UserId) -> Self {
        Self {
            id,
            username: "maren".into(),
            email: "maren@example.org".into(),
            name: None,
            role: Role::User,
            status: Status::Active,
            email_verified: false,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            last_login_at: None,
            version: 1,
            avatar: None,
            external_id: None,
            groups: GroupNames::default(),
            pending_email: None,
        }
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId(row.id),
            role: row.role,
            status: row.status,
            username: row.username,
            email: row.email,
            name: row.name,
            email_verified: row.email_verified,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            // Zero is stored for an account that has never signed in.
            last_login_at: (row.last_login_at != 0).then_some(Timestamp(row.last_login_at)),
            version: row.version,
            avatar: row.avatar_id.map(AvatarId),
            external_id: row.external_id,
            groups: GroupNames::from_stored(&row.group_names),
            // In another table: `pending_email` reads it.
            pending_email: None,
        }
    }
}

/// The new address of an account while it is not confirmed; None if no change is pending.
async fn pending_email(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<Option<String>, StoreError> {
    let token = one_time_tokens::newest(conn, id, Purpose::ChangeEmail, now).await?;
    Ok(token.as_ref().and_then(one_time::address_in))
}
