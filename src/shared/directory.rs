//! The list of users: queries, views, and the query in the address of its page. The query is shared by the page, the server that
//! renders it, the export, and bulk changes of all matching users.

use super::bulk::FilterRequest;
use super::groups::GroupName;
use super::import::ExportRequest;
use super::next::with_parameter;
use super::values::Text;
use super::views::{Role, Status, UserView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a deleted account can be restored, before it is deleted permanently.
pub const RESTORABLE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The path of the list of users.
pub const PATH: &str = "/users";
/// The page sizes to choose from; the first is the default.
pub const SIZES: [&str; 3] = ["20", "50", "100"];
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
    /// Prefixes of words in username, email address and profile: at most 200 characters and 8 words, or 7 with `group`.
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

/// The parameters, not validated: the server does that. Default values are stored as empty strings.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryQuery {
    pub q: String,
    pub role: String,
    pub status: String,
    pub group: String,
    pub sort: String,
    pub per_page: String,
    pub page: String,
    pub cursor: String,
}

impl DirectoryQuery {
    /// Reads the query from the parameters that `value` returns.
    pub fn read<'a>(value: impl Fn(&'static str) -> Option<&'a str>) -> Self {
        let given = |name, default| {
            let value = value(name).unwrap_or_default().trim();
            // A default becomes empty, so that equal lists have equal addresses.
            if value == default { String::new() } else { value.to_owned() }
        };
        Self {
            q: given("q", ""),
            role: given("role", ""),
            status: given("status", ""),
            group: given("group", ""),
            sort: given("sort", DEFAULT_SORT),
            per_page: given("per_page", SIZES[0]),
            page: given("page", "1"),
            cursor: given("cursor", ""),
        }
    }

    /// The address of the page with this query.
    pub fn address(&self) -> String {
        let all = [
            ("q", &self.q),
            ("role", &self.role),
            ("status", &self.status),
            ("group", &self.group),
            ("sort", &self.sort),
            ("per_page", &self.per_page),
            ("page", &self.page),
            ("cursor", &self.cursor),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        given.fold(PATH.to_owned(), |address, (name, value)| with_parameter(&address, name, value))
    }

    /// The first page of the same query.
    pub fn restarted(&self) -> Self {
        Self { page: String::new(), cursor: String::new(), ..self.clone() }
    }

    pub fn sorted(&self, sort: &str) -> Self {
        let sort = if sort == DEFAULT_SORT { "" } else { sort };
        Self { sort: sort.to_owned(), ..self.restarted() }
    }

    pub fn sized(&self, size: &str) -> Self {
        let per_page = if size == SIZES[0] { "" } else { size };
        Self { per_page: per_page.to_owned(), ..self.restarted() }
    }

    pub fn at_page(&self, page: u64) -> Self {
        let page = if page == 1 { String::new() } else { page.to_string() };
        Self { page, ..self.restarted() }
    }

    pub fn at_cursor(&self, cursor: &str) -> Self {
        Self { cursor: cursor.to_owned(), ..self.restarted() }
    }

    /// The request to the server.
    pub fn request(&self) -> ListUsersRequest {
        let text = |value: &String| value.as_str().into();
        ListUsersRequest {
            page: text(&self.page),
            per_page: text(&self.per_page),
            q: text(&self.q),
            role: text(&self.role),
            status: text(&self.status),
            group: text(&self.group),
            sort: text(&self.sort),
            cursor: text(&self.cursor),
        }
    }

    /// The filter for all matching users.
    pub fn filter(&self) -> FilterRequest {
        FilterRequest {
            q: self.q.as_str().into(),
            role: self.role.as_str().into(),
            status: self.status.as_str().into(),
            group: self.group.as_str().into(),
            // `unknown` stays empty: it is filled only when a request is parsed.
            ..FilterRequest::default()
        }
    }

    /// The request for an export of all matching users in this format.
    pub fn export(&self, format: &str) -> ExportRequest {
        let FilterRequest { q, role, status, group, .. } = self.filter();
        ExportRequest { q, role, status, group, format: format.into() }
    }

    /// Whether a search or filter is set.
    pub fn is_filtered(&self) -> bool {
        ![&self.q, &self.role, &self.status, &self.group].into_iter().all(String::is_empty)
    }

    /// The order, such as `name` or `-created_at`.
    pub fn order(&self) -> &str {
        if self.sort.is_empty() { DEFAULT_SORT } else { &self.sort }
    }

    /// The direction in which the list is sorted by `column`, if it is.
    pub fn direction_of(&self, column: Sort) -> Option<&'static str> {
        match self.order().strip_prefix('-') {
            Some(name) if name == column.as_str() => Some("descending"),
            None if self.order() == column.as_str() => Some("ascending"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn query(pairs: &[(&'static str, &'static str)]) -> DirectoryQuery {
        let given: HashMap<_, _> = pairs.iter().copied().collect();
        DirectoryQuery::read(|name| given.get(name).copied())
    }

    #[test]
    fn default_values_are_omitted_from_the_address() {
        let form =
            [("q", ""), ("role", ""), ("status", ""), ("sort", "-created_at"), ("per_page", "20"), ("page", "1")];
        assert_eq!(query(&form).address(), "/users");
        assert!(!query(&form).is_filtered());
    }

    #[test]
    fn other_values_are_escaped_in_the_address() {
        let one = query(&[("q", " Élise & co "), ("role", "admin"), ("sort", "name"), ("page", "3")]);
        assert_eq!(one.address(), "/users?q=%C3%89lise%20%26%20co&role=admin&sort=name&page=3");
        assert!(one.is_filtered());
    }

    #[test]
    fn a_new_order_or_size_starts_at_the_first_page() {
        let third = query(&[("q", "ida"), ("page", "3")]);
        assert_eq!(third.sorted("email").address(), "/users?q=ida&sort=email");
        assert_eq!(third.sorted("-created_at").address(), "/users?q=ida");
        assert_eq!(third.sized("50").address(), "/users?q=ida&per_page=50");
        assert_eq!(third.at_page(1).address(), "/users?q=ida");
        assert_eq!(third.at_cursor("abc").address(), "/users?q=ida&cursor=abc");
        let members = query(&[("group", "editors"), ("page", "3")]);
        assert_eq!(members.sorted("email").address(), "/users?group=editors&sort=email");
        assert!(members.is_filtered());
    }

    #[test]
    fn only_one_column_is_sorted() {
        assert_eq!(query(&[]).direction_of(Sort::CreatedAt), Some("descending"));
        assert_eq!(query(&[("sort", "name")]).direction_of(Sort::Name), Some("ascending"));
        assert_eq!(query(&[("sort", "name")]).direction_of(Sort::CreatedAt), None);
    }

    #[test]
    fn requests_contain_the_parameters_of_the_address() {
        let query = query(&[
            ("q", " ida "),
            ("status", "disabled"),
            ("group", "editors"),
            ("sort", "-created_at"),
            ("page", "2"),
        ]);
        let request = query.request();
        assert_eq!((request.q.as_str(), request.page.as_str(), request.sort.as_str()), ("ida", "2", ""));
        assert_eq!((query.filter().status.as_str(), query.export("csv").q.as_str()), ("disabled", "ida"));
        assert_eq!([request.group, query.filter().group, query.export("csv").group], ["editors"; 3].map(Text::from));
    }
}
