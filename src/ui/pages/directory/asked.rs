//! Which part of the directory is shown: the address of the page says it all.

use crate::shared::{directory::Sort, next::with_parameter};
use leptos_router::params::ParamsMap;

/// The address of the directory.
pub const PATH: &str = "/users";
/// The newest first.
pub const USUAL_SORT: &str = "-created_at";
/// How many people to a page.
pub const SIZES: [&str; 3] = ["20", "50", "100"];

/// The parameters, as they came: the server judges them. What is usual is left empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    pub q: String,
    pub role: String,
    pub status: String,
    pub sort: String,
    pub per_page: String,
    pub page: String,
    pub cursor: String,
}

impl Asked {
    pub fn of(query: &ParamsMap) -> Self {
        let given = |name: &str, usual: &str| {
            let value = query.get_str(name).unwrap_or_default().trim();
            if value == usual { String::new() } else { value.to_owned() }
        };
        Self {
            q: given("q", ""),
            role: given("role", ""),
            status: given("status", ""),
            sort: given("sort", USUAL_SORT),
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
        let sort = if sort == USUAL_SORT { "" } else { sort };
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

    /// Whether anything narrows it down.
    pub fn is_filtered(&self) -> bool {
        !(self.q.is_empty() && self.role.is_empty() && self.status.is_empty())
    }

    /// The order in words that `Sort` has: `name`, `-created_at`.
    pub fn order(&self) -> &str {
        if self.sort.is_empty() { USUAL_SORT } else { &self.sort }
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

    fn asked(pairs: &[(&'static str, &str)]) -> Asked {
        let mut query = ParamsMap::new();
        pairs.iter().for_each(|(name, value)| query.insert(*name, (*value).to_owned()));
        Asked::of(&query)
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
}
