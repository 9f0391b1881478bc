//! The list of users: queries, views, and the query in the address of its page. The query is shared by the page, the server that
//! renders it, the export, and bulk changes of all matching users.

mod query;
mod times;

pub use query::{DirectoryQuery, names_in};
pub use times::{NEVER, Times};

use super::bulk::FilterRequest;
use super::groups::GroupName;
use super::own_fields::{FieldRange, OwnFieldView};
use super::timestamp::{DAY_PATTERN, days};
use super::values::Text;
use super::views::{Role, Status, UserView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a deleted account can be restored, before it is deleted permanently.
pub const RESTORABLE: Duration = days(30);
/// The path of the list of users.
pub const PATH: &str = "/users";
/// The page sizes to choose from; the first is the default.
pub const SIZES: [&str; 3] = ["20", "50", "100"];
/// The value of `second_factor` for users who have one, and for those who have none.
pub const WITH: &str = "with";
pub const WITHOUT: &str = "without";
/// The value of `accounts` for those of people.
pub const PEOPLE: &str = "people";
/// The default order: newest first.
pub const DEFAULT_SORT: &str = "-created_at";

names! {
    /// The field by which users are sorted.
    pub enum Sort {
        CreatedAt = "created_at",
        Username = "username",
        Email = "email",
        /// The name, or the username of users without a name.
        Name = "name",
        /// Users who never signed in come first in ascending order.
        LastLoginAt = "last_login_at",
    }
}

impl Sort {
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
    /// Prefixes of words in username, email address and profile: at most 200 characters and 8 words, or 7 with `group`. Or an id.
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
    /// Only users who have never signed in.
    #[schemars(with = "String", extend("enum" = [NEVER]))]
    pub signed_in: Text,
    /// Only users who were created on this day or later, in UTC.
    #[schemars(with = "String", regex(pattern = DAY_PATTERN), extend("example" = "2026-11-01"))]
    pub created_from: Text,
    /// Only users who were created on this day or earlier, in UTC.
    #[schemars(with = "String", regex(pattern = DAY_PATTERN), extend("example" = "2026-11-30"))]
    pub created_to: Text,
    /// Only users whose last sign-in was before this day, in UTC. Not those who have never signed in.
    #[schemars(with = "String", regex(pattern = DAY_PATTERN), extend("example" = "2026-08-01"))]
    pub last_login_before: Text,
    /// Only users with a passkey or an authenticator app, or only those without.
    #[schemars(with = "String", extend("enum" = [WITH, WITHOUT]))]
    pub second_factor: Text,
    /// Only users with these values in fields that users are filtered by, at most two: `department=sales;birthday=1990-01-01..1999-12-31`.
    #[schemars(with = "String", length(max = 1000), extend("example" = "department=sales"))]
    pub fields: Text,
    /// Only users with one of these usernames or email addresses: at most 100, with spaces, commas or line breaks between them.
    #[schemars(with = "String", length(max = 4000), extend("example" = "ada maren"))]
    pub usernames: Text,
    /// Only people: not service accounts.
    #[schemars(with = "String", extend("enum" = [PEOPLE]))]
    pub accounts: Text,
    /// The order; `-` in front sorts descending.
    #[schemars(with = "String", extend("enum" = Sort::PARAMETERS, "default" = "-created_at"))]
    pub sort: Text,
    /// `next` or `prev` of a previous response, with the same filters.
    #[schemars(with = "String", length(max = 8000), regex(pattern = r"^[A-Za-z0-9_-]+$"))]
    pub cursor: Text,
}

impl ListUsersRequest {
    /// A query for the first page of all users that match.
    pub fn matching(filter: FilterRequest) -> Self {
        let FilterRequest {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            ..
        } = filter;
        Self {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            ..Self::default()
        }
    }

    /// The filter for all matching users.
    pub fn filter(&self) -> FilterRequest {
        let Self {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            ..
        } = self.clone();
        FilterRequest {
            q,
            role,
            status,
            group,
            signed_in,
            created_from,
            created_to,
            last_login_before,
            second_factor,
            fields,
            usernames,
            accounts,
            ..FilterRequest::default()
        }
    }
}

/// Which users a list contains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub words: Vec<String>,
    pub role: Option<Role>,
    pub status: Option<Status>,
    pub group: Option<GroupName>,
    pub times: Times,
    /// Only users with a second factor, or only those without one.
    pub second_factor: Option<bool>,
    /// Only users with such values in fields of one's own.
    pub fields: Vec<FieldRange>,
    /// Only users with one of these usernames or addresses; none of them: all.
    pub names: Vec<String>,
    pub people_only: bool,
}

/// A page of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserList {
    pub users: Vec<UserView>,
    pub pagination: Pagination,
    /// The fields of one's own that are columns. Only in the lists of pages, which name them in the language of the reader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(skip)]
    pub columns: Vec<OwnFieldView>,
}

/// The position of a page in its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pagination {
    pub page: u64,
    pub per_page: u64,
    /// How many pages can be requested by number.
    pub pages: u64,
    pub total: u64,
    /// False if more than `total` users match: those of a search, of a group, or of a time are counted up to 10,000.
    pub total_is_exact: bool,
    /// A cursor: fast at any depth, and stable while rows are added and removed.
    pub next: Option<String>,
    pub prev: Option<String>,
}
