//! Lists of people: what is asked for, and what is told.

use super::{
    audit::AuditEventView,
    error::{AppError, ErrorCode},
    strict::{self, Expected, Shape, UnknownKeys},
    text::Text,
    timestamp::Timestamp,
    views::{Role, SessionView, Status, UserView},
};
use serde::{Deserialize, Serialize, de::MapAccess};
use std::str::FromStr;
use uuid::Uuid;

/// What people are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    CreatedAt,
    Username,
    Email,
    /// The name, or the username of those who have none.
    Name,
    /// Whoever never signed in counts as the longest ago.
    LastLoginAt,
}

impl Sort {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::CreatedAt, Self::Username, Self::Email, Self::Name, Self::LastLoginAt];

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

/// A page of a list of people, as it is asked for: each part as it came, for its own rules to judge.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListUsersRequest {
    /// From 1.
    pub page: Text,
    /// 1 to 100; 20 when it is left out.
    pub per_page: Text,
    /// Beginnings of words of username, email and name.
    pub q: Text,
    pub role: Text,
    /// Left out: everyone who is not deleted.
    pub status: Text,
    /// The name of a [`Sort`], behind a `-` for descending; `-created_at` when it is left out.
    pub sort: Text,
    /// From the answer before; stands for the page.
    pub cursor: Text,
}

/// Who belongs to a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub words: Vec<String>,
    pub role: Option<Role>,
    pub status: Option<Status>,
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    pub users: Vec<UserView>,
    pub pagination: Pagination,
}

/// Where in the list the page is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pagination {
    pub page: u64,
    pub per_page: u64,
    /// How many pages can be asked for by number.
    pub pages: u64,
    pub total: u64,
    /// Whether there are no more than `total`: hits of a search are counted up to 10,000.
    pub total_is_exact: bool,
    /// A cursor: cheap at any depth, and steady while rows come and go.
    pub next: Option<String>,
    pub prev: Option<String>,
}

/// What an administrator does to accounts, to one or to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAction {
    Disable,
    Enable,
    /// For 30 days it can be restored.
    Delete,
    /// To what the account was before.
    Restore,
    SetRole(Role),
}

impl UserAction {
    /// The name in a form.
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

    /// From the name in a form.
    fn from_str(name: &str) -> Result<Self, AppError> {
        Ok(match name {
            "disable" => Self::Disable,
            "enable" => Self::Enable,
            "delete" => Self::Delete,
            "restore" => Self::Restore,
            "set_role:user" => Self::SetRole(Role::User),
            "set_role:admin" => Self::SetRole(Role::Admin),
            _ => return Err(AppError::new(ErrorCode::Malformed, "There is no such action.")),
        })
    }
}

/// One wish for many accounts: either those of `ids`, or all that match `filter`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BulkRequest {
    /// `disable`, `enable`, `delete`, `restore` or `set_role`.
    pub action: Text,
    /// With `set_role`.
    pub role: Text,
    pub ids: Expected<Vec<Text>>,
    pub filter: Expected<FilterRequest>,
    /// From the answer before, to go on where it ended.
    pub rest: Text,
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// Who belongs to a list, as it is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FilterRequest {
    #[serde(deserialize_with = "strict::text_or_nothing")]
    pub q: Text,
    #[serde(deserialize_with = "strict::text_or_nothing")]
    pub role: Text,
    #[serde(deserialize_with = "strict::text_or_nothing")]
    pub status: Text,
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

impl Shape for FilterRequest {
    fn from_object<'de, A: MapAccess<'de>>(entries: A) -> Result<Option<Self>, A::Error> {
        strict::structure(entries)
    }
}

/// What came of a wish for many accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkReport {
    /// By this name it can be undone.
    pub bulk_id: Uuid,
    pub changed: u64,
    /// The asker's own account, the last administrator, and what someone else changed meanwhile.
    pub skipped: u64,
    /// There is more to do: send the same again, and this with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<String>,
}

/// Everything that a page about one person shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub user: UserView,
    /// Counts the changes: a form that was filled in on an older one is refused.
    pub version: i64,
    pub sessions: Vec<SessionView>,
    /// What happened last, to the account or by it, the newest first.
    pub events: Vec<AuditEventView>,
}

/// A link by which a person chooses a password. It is shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLinkView {
    pub url: String,
    pub expires_at: Timestamp,
}

/// An account that was made for someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedUser {
    pub user: UserView,
    pub link: PasswordLinkView,
}
