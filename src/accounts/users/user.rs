//! What an account is.

use crate::identity;
use crate::shared::{GroupNames, Timestamp, UserId, UserView};
use crate::store::UserRow;
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// An account, without its password hash. Serialized, it is part of the results that are stored for repeated requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// All that anybody may see of it.
    #[serde(flatten)]
    pub all: UserView,
    /// Incremented with each change except the deletion of a group; used as the `ETag`.
    pub version: i64,
    /// Whether it has a passkey or an authenticator app.
    // The default is for results that the previous version has stored.
    #[serde(default)]
    pub has_second_factor: bool,
}

impl Deref for User {
    type Target = UserView;

    fn deref(&self) -> &UserView {
        &self.all
    }
}

/// Hashes what is quick to hash and differs for most users.
impl Hash for User {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.id, self.version).hash(state);
    }
}

impl User {
    /// How messages address the owner. None if the address is not confirmed: a person who registers somebody else's
    /// address also chooses the name, and could send a text of their own there.
    pub(in crate::accounts) fn greeting(&self) -> Option<String> {
        self.email_verified.then(|| self.display_name().to_owned())
    }

    /// The fields that the owner may see: without the external ID, which is for administrators. The address of a service account,
    /// which receives no mail, is empty.
    pub fn view(&self) -> UserView {
        let mut view = UserView { external_id: None, ..self.all.clone() };
        if identity::is_service_address(&view.email) {
            view.email.clear();
        }
        view
    }
}

#[cfg(test)]
impl User {
    /// An active user for unit tests.
    pub(in crate::accounts) fn sample(id: UserId) -> Self {
        Self { all: UserView::example(id, Timestamp(0)), version: 1, has_second_factor: false }
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let all = UserView {
            id: UserId(row.id),
            username: row.username,
            email: row.email,
            name: row.name,
            language: row.language,
            role: row.role,
            status: row.status,
            email_verified: row.email_verified,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            // Zero is stored for an account that has never signed in.
            last_login_at: (row.last_login_at != 0).then_some(Timestamp(row.last_login_at)),
            avatar_url: row.avatar_id.map(|id| format!("/avatars/{id}/256")),
            external_id: row.external_id,
            groups: GroupNames::from_stored(&row.group_names),
            // In another table: `pending_email` reads it.
            pending_email: None,
            // In another table: read where somebody asks for them.
            fields: None,
            second_factor: None,
            invited: false,
        };
        Self { all, version: row.version, has_second_factor: row.has_second_factor }
    }
}
