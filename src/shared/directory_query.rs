//! Which part of the directory is asked for, as the address of the page says it. Read here alone: by the page, by the server
//! that renders it, by the export and by changes to all that match.

use super::{
    directory::{FilterRequest, ListUsersRequest, Sort},
    import::ExportRequest,
    next::with_parameter,
};
use serde::{Deserialize, Serialize};

/// The address of the directory.
pub const PATH: &str = "/users";
/// How many people to a page; the first unless another is asked for.
pub const SIZES: [&str; 3] = ["20", "50", "100"];
/// The order unless another is asked for: the newest first.
pub const DEFAULT_SORT: &str = "-created_at";

/// The parameters, as they came: the server judges them. A default is left empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryQuery {
    pub q: String,
    pub role: String,
    pub status: String,
    pub sort: String,
    pub per_page: String,
    pub page: String,
    pub cursor: String,
}

impl DirectoryQuery {
    /// Reads it from an address, of which `value` gives the parameters.
    pub fn read<'a>(value: impl Fn(&'static str) -> Option<&'a str>) -> Self {
        let given = |name, default| {
            let value = value(name).unwrap_or_default().trim();
            if value == default { String::new() } else { value.to_owned() }
        };
        Self {
            q: given("q", ""),
            role: given("role", ""),
            status: given("status", ""),
            sort: given("sort", DEFAULT_SORT),
            per_page: given("per_page", SIZES[0]),
            page: given("page", "1"),
            cursor: given("cursor", ""),
        }
    }

    /// The address that asks for it.
    pub fn address(&self) -> String {
        let all = [
            ("q", &self.q),
            ("role", &self.role),
            ("status", &self.status),
            ("sort", &self.sort),
            ("per_page", &self.per_page),
            ("page", &self.page),
            ("cursor", &self.cursor),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        given.fold(PATH.to_owned(), |address, (name, value)| with_parameter(&address, name, value))
    }

    /// From its first page.
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

    /// The question as the server takes it.
    pub fn request(&self) -> ListUsersRequest {
        let text = |value: &String| value.as_str().into();
        ListUsersRequest {
            page: text(&self.page),
            per_page: text(&self.per_page),
            q: text(&self.q),
            role: text(&self.role),
            status: text(&self.status),
            sort: text(&self.sort),
            cursor: text(&self.cursor),
        }
    }

    /// All who match, whatever the page.
    pub fn filter(&self) -> FilterRequest {
        FilterRequest {
            q: self.q.as_str().into(),
            role: self.role.as_str().into(),
            status: self.status.as_str().into(),
            ..FilterRequest::default()
        }
    }

    /// The same in a file of this format.
    pub fn export(&self, format: &str) -> ExportRequest {
        let FilterRequest { q, role, status, .. } = self.filter();
        ExportRequest { q, role, status, format: format.into() }
    }

    /// Whether anything narrows it down.
    pub fn is_filtered(&self) -> bool {
        !(self.q.is_empty() && self.role.is_empty() && self.status.is_empty())
    }

    /// The order in words that `Sort` has: `name`, `-created_at`.
    pub fn order(&self) -> &str {
        if self.sort.is_empty() { DEFAULT_SORT } else { &self.sort }
    }

    /// How it is sorted by `column`: not at all, or in which direction.
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

    fn asked(pairs: &[(&'static str, &'static str)]) -> DirectoryQuery {
        let given: HashMap<_, _> = pairs.iter().copied().collect();
        DirectoryQuery::read(|name| given.get(name).copied())
    }

    #[test]
    fn what_is_usual_stands_in_no_address() {
        let form =
            [("q", ""), ("role", ""), ("status", ""), ("sort", "-created_at"), ("per_page", "20"), ("page", "1")];
        assert_eq!(asked(&form).address(), "/users");
        assert!(!asked(&form).is_filtered());
    }

    #[test]
    fn everything_else_does_and_is_escaped() {
        let one = asked(&[("q", " Élise & co "), ("role", "admin"), ("sort", "name"), ("page", "3")]);
        assert_eq!(one.address(), "/users?q=%C3%89lise%20%26%20co&role=admin&sort=name&page=3");
        assert!(one.is_filtered());
    }

    #[test]
    fn another_order_or_size_begins_at_the_start() {
        let third = asked(&[("q", "ida"), ("page", "3")]);
        assert_eq!(third.sorted("email").address(), "/users?q=ida&sort=email");
        assert_eq!(third.sorted("-created_at").address(), "/users?q=ida");
        assert_eq!(third.sized("50").address(), "/users?q=ida&per_page=50");
        assert_eq!(third.at_page(1).address(), "/users?q=ida");
        assert_eq!(third.at_cursor("abc").address(), "/users?q=ida&cursor=abc");
    }

    #[test]
    fn the_order_is_that_of_one_column() {
        assert_eq!(asked(&[]).direction_of(Sort::CreatedAt), Some("descending"));
        assert_eq!(asked(&[("sort", "name")]).direction_of(Sort::Name), Some("ascending"));
        assert_eq!(asked(&[("sort", "name")]).direction_of(Sort::CreatedAt), None);
    }

    #[test]
    fn the_server_is_asked_for_what_the_address_says() {
        let query = asked(&[("q", " ida "), ("status", "disabled"), ("sort", "-created_at"), ("page", "2")]);
        let request = query.request();
        assert_eq!((request.q.as_str(), request.page.as_str(), request.sort.as_str()), ("ida", "2", ""));
        assert_eq!((query.filter().status.as_str(), query.export("csv").q.as_str()), ("disabled", "ida"));
    }
}
