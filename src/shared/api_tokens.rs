//! API tokens: credentials for programs, with which they call the JSON API for an account.

use super::ids::{ApiTokenId, UserId};
use super::timestamp::Timestamp;
use super::values::{self, Expected, Text};
use super::views::{Role, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of characters of a token's name.
pub const MAX_NAME_CHARS: usize = 80;
/// The maximum number of tokens of an account that have neither expired nor been revoked.
pub const MAX_TOKENS: usize = 50;
/// The lifetime of a token in days, if the request has none.
pub const DEFAULT_DAYS: u16 = 90;
/// The maximum lifetime of a token in days.
pub const MAX_DAYS: u16 = 366;

names! {
    /// What a token may be used for. A token never has more rights than its account has at that moment.
    #[derive(PartialOrd, Ord, Hash, JsonSchema)]
    pub enum Scope {
        /// Read the own account, its events and its data; change profile, username and picture.
        Own = "self",
        /// Read all accounts, their sessions and invitations, and all groups.
        UsersRead = "users:read",
        /// Create, invite, import, change, disable, delete, restore and purge accounts of others, but not their role, email
        /// address or password.
        UsersWrite = "users:write",
        /// Create, describe and delete groups, and change who belongs to them.
        GroupsWrite = "groups:write",
        /// Read, create, change and delete applications and their clients: who may enter, and what is learned of everybody.
        ApplicationsWrite = "applications:write",
        /// Read the audit log.
        AuditRead = "audit:read",
    }
}

impl Scope {
    /// Whether only a token of an administrator can make use of the scope.
    pub fn is_for_administrators(self) -> bool {
        self != Self::Own
    }
}

/// Create an API token.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["name", "scopes"]))]
pub struct CreateApiTokenRequest {
    /// What the token is for, at most 80 characters.
    #[schemars(with = "String", length(min = 1, max = 80))]
    pub name: Text,
    /// The names of one or more [`Scope`]s.
    #[schemars(with = "Vec<Scope>", length(min = 1))]
    pub scopes: Expected<Vec<Text>>,
    /// The lifetime in days, 1 to 366; default 90. Also as text.
    #[serde(deserialize_with = "values::or_number")]
    // The limits of a number have no effect on a text. `range` would leave them out, because the type of the field is text.
    #[schemars(extend("type" = ["integer", "string", "null"], "minimum" = 1, "maximum" = 366))]
    pub expires_in_days: Text,
    /// The password of the account that sends the request. It takes the place of a step-up.
    #[schemars(length(max = 128))]
    pub current_password: Text,
}

/// The account that has created a service account or an API token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreatorView {
    pub id: UserId,
    /// Null: the account was deleted permanently.
    pub username: Option<String>,
    /// Whether the account is an active administrator now.
    pub is_administrator: bool,
}

/// An API token, without its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApiTokenView {
    pub id: ApiTokenId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// The last use, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// The address of the last use.
    pub last_used_address: Option<String>,
    /// Null: created with the command line.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub created_by: Option<CreatorView>,
}

/// The API tokens of an account that have neither expired nor been revoked, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ApiTokenListView {
    pub tokens: Vec<ApiTokenView>,
}

/// A new API token, with its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NewApiTokenView {
    /// The secret, which begins with `vst_`. It is shown once.
    pub secret: String,
    #[serde(flatten)]
    pub token: ApiTokenView,
}

/// Create an account for a program.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["username"]))]
pub struct CreateServiceAccountRequest {
    /// 3 to 80 characters: letters of one script, digits, `.`, `_`, `-`.
    #[schemars(with = "String", length(min = 3, max = 80))]
    pub username: Text,
    /// What the program does, at most 120 characters.
    #[schemars(length(max = 120))]
    pub name: Text,
    /// Default: `user`.
    #[schemars(with = "Option<Role>")]
    pub role: Text,
}

/// An account for a program: it has no password, no email address and no sessions, only API tokens.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ServiceAccountView {
    pub id: UserId,
    pub username: String,
    pub name: Option<String>,
    pub role: Role,
    pub status: Status,
    pub created_at: Timestamp,
    /// The number of its tokens that have neither expired nor been revoked.
    pub tokens: u64,
    /// The last use of one of them, to the minute.
    #[serde(default)]
    pub last_used_at: Option<Timestamp>,
    /// Null: created with the command line.
    #[serde(default)]
    pub created_by: Option<CreatorView>,
}

/// The service accounts, the newest first, at most 100.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ServiceAccountListView {
    pub service_accounts: Vec<ServiceAccountView>,
}

/// An API token, and the service account that it belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CreatedTokenView {
    pub account_id: UserId,
    pub username: String,
    pub token: ApiTokenView,
}

/// What an administrator has created for programs: it stays valid when they are no longer an administrator.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct CreatedTokensView {
    /// The service accounts that are not deleted, the newest first, at most 100.
    pub service_accounts: Vec<ServiceAccountView>,
    /// The API tokens of service accounts that have neither expired nor been revoked, the newest first, at most 1,000.
    pub tokens: Vec<CreatedTokenView>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::UnknownName;

    #[test]
    fn scopes_are_read_by_their_names() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        for name in ["", "Self", "users", "users:*", "users:read ", "admin"] {
            assert_eq!(name.parse::<Scope>(), Err(UnknownName), "{name}");
        }
    }
}
