//! The query in the address of a page with a list of users.

#[cfg(test)]
mod tests;

use super::{DEFAULT_SORT, ListUsersRequest, PATH, PEOPLE, SIZES, Sort};
use crate::shared::bulk::FilterRequest;
use crate::shared::export::ExportRequest;
use crate::shared::groups::OF_GROUP;
use crate::shared::next::with_parameter;
use serde::{Deserialize, Serialize};

/// The parameters, not validated: the server does that. Default values are stored as empty strings.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryQuery {
    pub q: String,
    pub role: String,
    pub status: String,
    pub group: String,
    pub signed_in: String,
    pub created_from: String,
    pub created_to: String,
    pub last_login_before: String,
    pub second_factor: String,
    /// Values of fields of one's own: `department=sales;size=2..5`.
    pub fields: String,
    /// With one space between them.
    pub usernames: String,
    /// The columns that are shown besides the usual ones, with spaces between them.
    pub columns: String,
    pub sort: String,
    pub per_page: String,
    pub page: String,
    pub cursor: String,
    /// Of whom the list is. No parameter either: programs have a page of their own, and can be members of a group.
    pub accounts: String,
    /// Whether the list is that of the members on the page of `group`. No parameter: the path says so.
    #[serde(skip)]
    pub is_of_group: bool,
}

impl DirectoryQuery {
    /// Reads the query from the path of a page with a list of users, and from the parameters that `value` returns.
    pub fn at<'a>(path: &str, value: impl Fn(&'static str) -> Option<&'a str>) -> Self {
        let query = Self::read(value);
        match path.strip_prefix(OF_GROUP) {
            Some(name) => Self { group: name.to_owned(), accounts: String::new(), is_of_group: true, ..query },
            None => query,
        }
    }

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
            signed_in: given("signed_in", ""),
            created_from: given("created_from", ""),
            created_to: given("created_to", ""),
            last_login_before: given("last_login_before", ""),
            second_factor: given("second_factor", ""),
            fields: given("fields", ""),
            usernames: names_in(value("usernames").unwrap_or_default()),
            columns: given("columns", ""),
            sort: given("sort", DEFAULT_SORT),
            per_page: given("per_page", SIZES[0]),
            page: given("page", "1"),
            cursor: given("cursor", ""),
            accounts: PEOPLE.to_owned(),
            is_of_group: false,
        }
    }

    /// The address of the page with this query.
    pub fn address(&self) -> String {
        let order_and_position = [
            ("columns", &self.columns),
            ("sort", &self.sort),
            ("per_page", &self.per_page),
            ("page", &self.page),
            ("cursor", &self.cursor),
        ];
        let is_in_path = |name: &str| self.is_of_group && name == "group";
        let all = self.filters().into_iter().chain(order_and_position);
        let given = all.filter(|(name, value)| !value.is_empty() && !is_in_path(name));
        given.fold(self.path(), |address, (name, value)| with_parameter(&address, name, value))
    }

    /// The names and values of the search and the filters.
    pub fn filters(&self) -> [(&'static str, &String); 11] {
        [
            ("q", &self.q),
            ("role", &self.role),
            ("status", &self.status),
            ("group", &self.group),
            ("signed_in", &self.signed_in),
            ("created_from", &self.created_from),
            ("created_to", &self.created_to),
            ("last_login_before", &self.last_login_before),
            ("second_factor", &self.second_factor),
            ("fields", &self.fields),
            ("usernames", &self.usernames),
        ]
    }

    /// The path of the page.
    fn path(&self) -> String {
        if self.is_of_group { format!("{OF_GROUP}{}", self.group) } else { PATH.to_owned() }
    }

    /// The first page of the same query.
    pub fn restarted(&self) -> Self {
        Self { page: String::new(), cursor: String::new(), ..self.clone() }
    }

    /// Whether this column is shown besides the usual ones.
    pub fn shows(&self, column: &str) -> bool {
        self.columns.split(' ').any(|shown| shown == column)
    }

    /// The same page with this column, or without it if it is there.
    pub fn toggled(&self, column: &str) -> Self {
        let is_there = self.shows(column);
        let others = self.columns.split(' ').filter(|shown| !shown.is_empty() && *shown != column);
        let columns: Vec<_> = others.chain((!is_there).then_some(column)).collect();
        Self { columns: columns.join(" "), ..self.clone() }
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

    /// The first page of the query without the search or filter of this name; without all of them if there is none.
    pub fn without(&self, name: Option<&str>) -> Self {
        let mut query = self.restarted();
        for (own, value) in [
            ("q", &mut query.q),
            ("role", &mut query.role),
            ("status", &mut query.status),
            ("group", &mut query.group),
            ("signed_in", &mut query.signed_in),
            ("created_from", &mut query.created_from),
            ("created_to", &mut query.created_to),
            ("last_login_before", &mut query.last_login_before),
            ("second_factor", &mut query.second_factor),
            ("fields", &mut query.fields),
            ("usernames", &mut query.usernames),
        ] {
            if name.is_none_or(|name| name == own) {
                value.clear();
            }
        }
        query
    }

    /// The request to the server.
    pub fn request(&self) -> ListUsersRequest {
        let text = |value: &String| value.as_str().into();
        ListUsersRequest {
            page: text(&self.page),
            per_page: text(&self.per_page),
            sort: text(&self.sort),
            cursor: text(&self.cursor),
            fields: text(&self.fields),
            ..ListUsersRequest::matching(self.filter())
        }
    }

    /// The filter for all matching users.
    pub fn filter(&self) -> FilterRequest {
        let text = |value: &String| value.as_str().into();
        FilterRequest {
            q: text(&self.q),
            role: text(&self.role),
            status: text(&self.status),
            group: text(&self.group),
            signed_in: text(&self.signed_in),
            created_from: text(&self.created_from),
            created_to: text(&self.created_to),
            last_login_before: text(&self.last_login_before),
            second_factor: text(&self.second_factor),
            fields: text(&self.fields),
            usernames: text(&self.usernames),
            accounts: text(&self.accounts),
            // `unknown` stays empty: it is filled only when a request is parsed.
            ..FilterRequest::default()
        }
    }

    /// The request for an export of all matching users in this format.
    pub fn export(&self, format: &str) -> ExportRequest {
        ExportRequest::matching(self.filter(), format)
    }

    /// Whether a search or filter is set.
    pub fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
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

/// What was pasted, with one space between the names.
pub fn names_in(pasted: &str) -> String {
    let names = pasted.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(" ")
}
