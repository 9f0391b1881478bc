//! An account, without its password hash. Serialized, it is part of the results that are stored for repeated requests.

use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
        service_accounts,
    },
    shared::{
        groups::GroupNames,
        ids::{AvatarId, UserId},
        timestamp::Timestamp,
        views::{Role, Status, UserView},
    },
    store::users::UserRow,
};
use serde::{Deserialize, Serialize};

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

impl User {
    /// How messages address the owner. None if the address is not confirmed: a person who registers somebody else's
    /// address also chooses the name, and could send a text of their own there.
    pub(in crate::accounts) fn greeting(&self) -> Option<String> {
        let name = self.name.as_ref().unwrap_or(&self.username);
        self.email_verified.then(|| name.clone())
    }

    /// The fields that the owner may see. The address of a service account, which reaches nobody, is empty.
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

    /// The fields that `who` may see. Only administrators and the command line see the external ID.
    pub fn view_for(&self, who: &Principal) -> UserView {
        let lists_all = policy::allows(who, Action::ListUsers);
        UserView { external_id: self.external_id.clone().filter(|_| lists_all), ..self.view() }
    }
}

#[cfg(test)]
impl User {
    /// An active user for unit tests.
    pub(in crate::accounts) fn sample(id: UserId) -> Self {
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

impl Accounts {
    /// The fields that `who` may see, with absolute URLs, for the API and exports.
    pub fn view_of(&self, user: &User, who: &Principal) -> UserView {
        user.view_for(who).absolute(&self.settings().issuer)
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
