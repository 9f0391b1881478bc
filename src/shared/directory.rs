//! Lists of users: queries, bulk changes and views.

use super::{
    any_value::AnyValue,
    api_tokens::{ApiTokenView, CreatedTokensView},
    audit::AuditEventView,
    error::{AppError, ErrorCode},
    groups::{GroupName, GroupNames},
    ids::UserId,
    invitations::InvitationView,
    strict::{self, Expected, UnknownKeys},
    text::Text,
    timestamp::Timestamp,
    views::{Role, SessionView, Status, UserView},
};
use schemars::JsonSchema;
use serde::{
    Deserialize, Serialize,
    de::{MapAccess, value::MapAccessDeserializer},
};
use std::{str::FromStr, time::Duration};
use uuid::Uuid;

/// How long a deleted account can be restored, before it is deleted permanently.
pub const RESTORABLE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The field by which users are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    CreatedAt,
    Username,
    Email,
    /// The name, or the username of users without a name.
    Name,
    /// Users who never signed in come first in ascending order.
    LastLoginAt,
}

impl Sort {
    /// All values, in the order in which messages list them.
    pub const ALL: [Self; 5] = [Self::CreatedAt, Self::Username, Self::Email, Self::Name, Self::LastLoginAt];

    /// The values of the parameter `sort`.
    pub const PARAMETERS: [&str; 10] = [
        "created_at",
        "-created_at",
        "username",
        "-username",
        "email",
        "-email",
        "name",
        "-name",
        "last_login_at",
        "-last_login_at",
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreatedAt => "created_at",
            Self::Username => "username",
            Self::Email => "email",
            Self::Name => "name",
            Self::LastLoginAt => "last_login_at",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Ascending,
    Descending,
}

impl Direction {
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// A query for a page of users. The parameters are not validated yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ListUsersRequest {
    /// The number of the page, from 1. Not together with `cursor`.
    #[schemars(with = "u64", range(min = 1), extend("example" = 1))]
    pub page: Text,
    /// The number of users of a page.
    #[schemars(with = "u64", range(min = 1, max = 100), extend("default" = 20, "example" = 20))]
    pub per_page: Text,
    /// Prefixes of words in username, email address and name: at most 200 characters and 8 words, or 7 with `group`.
    #[schemars(with = "String", length(max = 200), extend("example" = "ada"))]
    pub q: Text,
    /// Only users with this role.
    #[schemars(with = "Role")]
    pub role: Text,
    /// Only users with this status. Default: every status except `deleted`.
    #[schemars(with = "Status")]
    pub status: Text,
    /// Only members of the group with this name.
    #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"), extend("example" = "editors"))]
    pub group: Text,
    /// The order; `-` in front sorts descending.
    #[schemars(with = "String", extend("enum" = Sort::PARAMETERS, "default" = "-created_at"))]
    pub sort: Text,
    /// `next` or `prev` of a previous response, with the same filters.
    #[schemars(with = "String", length(max = 8000), regex(pattern = r"^[A-Za-z0-9_-]+$"))]
    pub cursor: Text,
}

/// Which users a list contains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub words: Vec<String>,
    pub role: Option<Role>,
    pub status: Option<Status>,
    pub group: Option<GroupName>,
}

/// A page of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserList {
    pub users: Vec<UserView>,
    pub pagination: Pagination,
}

/// The position of a page in its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pagination {
    pub page: u64,
    pub per_page: u64,
    /// How many pages can be requested by number.
    pub pages: u64,
    pub total: u64,
    /// False if more than `total` users match: the results of a search and the members of a group are counted up to 10,000.
    pub total_is_exact: bool,
    /// A cursor: fast at any depth, and stable while rows are added and removed.
    pub next: Option<String>,
    pub prev: Option<String>,
}

/// An administrator's action on one or many accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAction {
    Disable,
    Enable,
    /// The account can be restored for 30 days.
    Delete,
    /// To the status before.
    Restore,
    SetRole(Role),
}

impl UserAction {
    /// The name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::SetRole(Role::User) => "set_role:user",
            Self::SetRole(Role::Admin) => "set_role:admin",
        }
    }
}

impl FromStr for UserAction {
    type Err = AppError;

    /// Parses the name in forms.
    fn from_str(name: &str) -> Result<Self, AppError> {
        Ok(match name {
            "disable" => Self::Disable,
            "enable" => Self::Enable,
            "delete" => Self::Delete,
            "restore" => Self::Restore,
            "set_role:user" => Self::SetRole(Role::User),
            "set_role:admin" => Self::SetRole(Role::Admin),
            _ => return Err(AppError::new(ErrorCode::Malformed, "Unknown action.")),
        })
    }
}

/// A bulk change of either the accounts in `ids`, or all that match `filter`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["action"]))]
pub struct BulkRequest {
    /// What to do with each account.
    #[schemars(with = "String", extend("enum" = ["disable", "enable", "delete", "restore", "set_role"]))]
    pub action: Text,
    /// The new role, only with `set_role`.
    #[schemars(with = "Option<Role>")]
    pub role: Text,
    /// The ids of the accounts, 1 to 1,000.
    #[schemars(with = "Option<Vec<UserId>>", length(min = 1, max = 1000))]
    pub ids: Expected<Vec<Text>>,
    /// All accounts that match, in place of `ids`.
    pub filter: Expected<FilterRequest>,
    /// From a previous response, to continue where it ended.
    pub rest: Text,
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

/// A filter, not validated yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct FilterRequest {
    /// Prefixes of words in username, email address and name: at most 200 characters and 8 words, or 7 with `group`.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", length(max = 200))]
    pub q: Text,
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "Role")]
    pub role: Text,
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "Status")]
    pub status: Text,
    /// Only members of the group with this name.
    #[serde(deserialize_with = "strict::text_not_null")]
    #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"))]
    pub group: Text,
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

impl AnyValue for Expected<FilterRequest> {
    const WRONG_TYPE: Self = Self::WrongType;

    fn from_object<'de, A: MapAccess<'de>>(entries: A) -> Result<Self, A::Error> {
        // The parser is inside the object already, so the fields are read from its entries.
        FilterRequest::deserialize(MapAccessDeserializer::new(entries)).map(Self::Given)
    }
}

/// The result of a bulk change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkReport {
    /// The id with which the change can be undone.
    pub bulk_id: Uuid,
    pub changed: u64,
    /// The administrator's own account, the last administrator, and accounts that were changed concurrently.
    pub skipped: u64,
    /// The API tokens of service accounts that are still valid, and whose creators this change has made former administrators.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub created_tokens: u64,
    /// More accounts are left: send the same request with this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Everything that the page of one user shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetailsView {
    pub user: UserView,
    /// Incremented with each change, so that a form based on an older version is rejected.
    pub version: i64,
    pub sessions: Vec<SessionView>,
    /// The recent events of the account, newest first.
    pub events: Vec<AuditEventView>,
    // Defaults for responses of the previous version during an upgrade.
    #[serde(default)]
    pub invitation: Option<InvitationView>,
    /// Whether an invitation can be sent: the account is active and has no password.
    #[serde(default)]
    pub invitable: bool,
    /// Whether the account belongs to a program: it has no password, no email address and no sessions.
    #[serde(default)]
    pub is_service_account: bool,
    /// The API tokens that have neither expired nor been revoked, newest first.
    #[serde(default)]
    pub tokens: Vec<ApiTokenView>,
    /// What the user has created for programs as an administrator.
    #[serde(default)]
    pub created: CreatedTokensView,
    /// The groups that the user is not in.
    #[serde(default)]
    pub other_groups: GroupNames,
}

/// A password link. It is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLinkView {
    pub url: String,
    pub expires_at: Timestamp,
}

/// A new account that was created for another user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedUser {
    pub user: UserView,
    /// The link to pass on; None if it was sent to the address of the account.
    pub link: Option<PasswordLinkView>,
}
