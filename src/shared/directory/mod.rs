//! The list of users: queries, views, and the query in the address of its page. The query is shared by the page, the server that
//! renders it, the export, and bulk changes of all matching users.

mod query;

pub use query::DirectoryQuery;

use super::bulk::FilterRequest;
use super::groups::GroupName;
use super::timestamp::{DAY, Timestamp};
use super::values::Text;
use super::views::{Role, Status, UserView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::time::Duration;

/// How long a deleted account can be restored, before it is deleted permanently.
pub const RESTORABLE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The path of the list of users.
pub const PATH: &str = "/users";
/// The page sizes to choose from; the first is the default.
pub const SIZES: [&str; 3] = ["20", "50", "100"];
/// The value of `signed_in` for users who have never signed in.
pub const NEVER: &str = "never";
/// The value of `second_factor` for users who have one, and for those who have none.
pub const WITH: &str = "with";
pub const WITHOUT: &str = "without";
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

macro_rules! declare {
    ($($(#[$about:meta])* $name:ident { $(#[$in_queries:meta])* })*) => {
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
            $($(#[$about])* $(#[$in_queries])* pub $name: Text,)*
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
                Self { $($name: filter.$name,)* ..Self::default() }
            }

            /// The filter for all matching users.
            pub fn filter(&self) -> FilterRequest {
                FilterRequest { $($name: self.$name.clone(),)* ..FilterRequest::default() }
            }
        }
    };
}
super::user_filters::user_filters!(declare);

const ANY: Range<Timestamp> = Timestamp(i64::MIN)..Timestamp(i64::MAX);

/// When the users of a list were created, and when they signed in last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    pub created: Range<Timestamp>,
    /// Zero, as it is stored, means never.
    pub signed_in: Range<Timestamp>,
}

impl Default for Times {
    fn default() -> Self {
        Self { created: ANY, signed_in: ANY }
    }
}

impl Times {
    /// Whether every user has such times.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Whether only users who were created at some time have such times.
    pub fn limits_creation(&self) -> bool {
        self.created != ANY
    }

    /// Whether a user has such times.
    pub fn include(&self, created_at: Timestamp, last_login_at: Option<Timestamp>) -> bool {
        self.created.contains(&created_at) && self.signed_in.contains(&last_login_at.unwrap_or_default())
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
    /// False if more than `total` users match: those of a search, of a group, or of a time are counted up to 10,000.
    pub total_is_exact: bool,
    /// A cursor: fast at any depth, and stable while rows are added and removed.
    pub next: Option<String>,
    pub prev: Option<String>,
}
