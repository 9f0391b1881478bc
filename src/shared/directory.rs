//! Lists of people: what is asked for, and what is told.

use super::{
    text::Text,
    views::{Role, Status, UserView},
};
use serde::{Deserialize, Serialize};

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
