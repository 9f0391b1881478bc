//! What is asked of a list, judged by its rules: nothing is clamped in silence.

use super::{ListUsersError, cursor::Cursor};
use crate::{
    accounts::Accounts,
    identity::words,
    shared::{
        directory::{Direction, Filter, ListUsersRequest, Sort},
        error::FieldError,
        fields::{self, Fields, Problem},
        text::Text,
        views::Status,
    },
    store::directory::{Classes, Listed, MOST_WORDS, Ordering},
};

/// What is typed into a search is no longer; a name has 120 letters at most.
const LONGEST_SEARCH: usize = 200;
const USUAL_SIZE: i64 = 20;
const LARGEST_SIZE: i64 = 100;
/// What no word of anybody is.
const NOBODY: &str = "\u{10fffd}";

/// A list that can be read.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub filter: Filter,
    pub sort: Sort,
    pub direction: Direction,
    pub per_page: i64,
    page: Option<u64>,
}

/// Where to begin.
pub(super) enum Start {
    Page(u64),
    Cursor(Cursor),
}

impl Query {
    /// Judges all parameters, and tells all errors at once.
    pub fn parse(request: &ListUsersRequest) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let page = given(&request.page).then(|| fields.parse("page", &request.page, page)).flatten();
        let per_page = match given(&request.per_page) {
            true => fields.parse("per_page", &request.per_page, size),
            false => Some(USUAL_SIZE),
        };
        let filter = filter(&mut fields, &request.q, &request.role, &request.status);
        let sort = match given(&request.sort) {
            true => fields.parse("sort", &request.sort, sort),
            false => Some((Sort::CreatedAt, Direction::Descending)),
        };
        fields.finish()?;
        let (Some(per_page), Some((sort, direction))) = (per_page, sort) else {
            unreachable!("a parameter that is missing has left an error");
        };
        Ok(Self { filter, sort, direction, per_page, page })
    }

    pub fn listed(&self) -> Listed {
        listed(&self.filter)
    }

    pub fn ordering(&self) -> Ordering {
        Ordering { sort: self.sort, direction: self.direction }
    }

    /// What a cursor is bound to: it is good for this list alone.
    pub fn name(&self) -> String {
        let Filter { words, role, status } = &self.filter;
        format!("{:?} {:?} {role:?} {status:?} {}", self.sort, self.direction, words.join(" "))
    }
}

impl Accounts {
    pub(super) fn start(&self, query: &Query, request: &ListUsersRequest) -> Result<Start, ListUsersError> {
        if !given(&request.cursor) {
            return Ok(Start::Page(query.page.unwrap_or(1)));
        }
        if query.page.is_some() {
            return Err(ListUsersError::BadCursor("Send a page or a cursor, not both."));
        }
        let cursor = self.open_cursor(query, request.cursor.as_str());
        let mend = "The cursor is not of this list. Take it as it came, with the same q, role, status and sort.";
        cursor.map(Start::Cursor).ok_or(ListUsersError::BadCursor(mend))
    }
}

/// Parses who belongs to a list.
pub(in crate::accounts) fn filter(parsed: &mut Fields, q: &Text, role: &Text, status: &Text) -> Filter {
    let words = parsed.parse("q", q, search).unwrap_or_default();
    let role = given(role).then(|| parsed.parse("role", role, fields::role)).flatten();
    let status = given(status).then(|| parsed.parse("status", status, self::status)).flatten();
    Filter { words, role, status }
}

/// The filter as the database has it.
pub(in crate::accounts) fn listed(filter: &Filter) -> Listed {
    let classes = Classes::matching(|role, status| {
        filter.role.is_none_or(|wanted| role == wanted)
            && filter.status.map_or(status != Status::Deleted, |wanted| status == wanted)
    });
    Listed { classes, words: filter.words.clone(), bits: words::bits(&filter.words.join(" ")) }
}

/// An empty parameter is what a form sends for a question that was left open.
fn given(text: &Text) -> bool {
    matches!(text, Text::NotText) || !text.as_str().is_empty()
}

fn page(text: &str) -> Result<u64, Problem> {
    let page = text.parse().ok().filter(|page| *page > 0);
    page.ok_or_else(|| Problem::new("not_a_page", "Ask for a page by its number, from 1."))
}

fn size(text: &str) -> Result<i64, Problem> {
    let size = text.parse().ok().filter(|size| (1..=LARGEST_SIZE).contains(size));
    size.ok_or_else(|| Problem::new("out_of_range", "Ask for 1 to 100 a page."))
}

fn sort(text: &str) -> Result<(Sort, Direction), Problem> {
    let (name, direction) = match text.strip_prefix('-') {
        Some(name) => (name, Direction::Descending),
        None => (text, Direction::Ascending),
    };
    let sort = Sort::ALL.into_iter().find(|sort| sort.as_str() == name);
    sort.map(|sort| (sort, direction)).ok_or_else(|| {
        let names = Sort::ALL.map(Sort::as_str).join(", ");
        Problem::new("unknown_field", format!("Sort by one of {names}, with a - in front for descending."))
    })
}

fn status(text: &str) -> Result<Status, Problem> {
    text.parse().map_err(|_| Problem::new("unknown_status", "A status is active, disabled or deleted."))
}

fn search(text: &str) -> Result<Vec<String>, Problem> {
    if text.chars().count() > LONGEST_SEARCH {
        return Err(Problem::new("too_long", format!("Search for at most {LONGEST_SEARCH} letters.")));
    }
    let words = words::words(text);
    if words.len() > MOST_WORDS {
        return Err(Problem::new("too_many_words", format!("Search for at most {MOST_WORDS} words.")));
    }
    // Signs alone are in nobody's name.
    let signs = words.is_empty() && !text.trim().is_empty();
    Ok(if signs { vec![NOBODY.to_owned()] } else { words })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::views::Role;

    fn asked(change: impl FnOnce(&mut ListUsersRequest)) -> Result<Query, Vec<String>> {
        let mut request = ListUsersRequest::default();
        change(&mut request);
        let names = |errors: Vec<FieldError>| errors.into_iter().map(|error| error.field.into_owned()).collect();
        Query::parse(&request).map_err(names)
    }

    #[test]
    fn nothing_asked_is_everyone_who_is_not_deleted_the_newest_first() {
        let query = asked(|_| {}).unwrap();
        assert_eq!(query.listed().classes, Classes::matching(|_, status| status != Status::Deleted));
        assert_eq!((query.sort, query.direction, query.per_page), (Sort::CreatedAt, Direction::Descending, 20));
    }

    #[test]
    fn filters_become_classes() {
        let classes = |role: &str, status: &str| {
            asked(|request| (request.role, request.status) = (role.into(), status.into())).unwrap().listed().classes
        };
        let these = |pairs: &[(Role, Status)]| Classes::matching(|role, status| pairs.contains(&(role, status)));
        let (user, admin) = (Role::User, Role::Admin);
        assert_eq!(classes("admin", ""), these(&[(admin, Status::Active), (admin, Status::Disabled)]));
        assert_eq!(classes("user", "active"), these(&[(user, Status::Active)]));
        assert_eq!(classes("", "deleted"), these(&[(user, Status::Deleted), (admin, Status::Deleted)]));
        assert_eq!(classes("admin", "disabled"), these(&[(admin, Status::Disabled)]));
    }

    #[test]
    fn what_breaks_a_rule_is_told_all_at_once() {
        let refused = asked(|request| {
            request.page = "-1".into();
            request.per_page = "1000000000".into();
            request.q = "a".repeat(10_000).into();
            request.role = "god".into();
            request.status = "gone".into();
            request.sort = "password_hash".into();
        });
        assert_eq!(refused.unwrap_err(), ["page", "per_page", "q", "role", "status", "sort"]);
        for page in ["0", "x", "1.5", "99999999999999999999999"] {
            assert_eq!(asked(|request| request.page = page.into()).unwrap_err(), ["page"], "{page}");
        }
        assert_eq!(asked(|request| request.q = "a b c d e f g h i".into()).unwrap_err(), ["q"]);
    }

    #[test]
    fn signs_find_nobody_and_spaces_everyone() {
        assert!(asked(|request| request.q = "  ".into()).unwrap().filter.words.is_empty());
        assert_eq!(asked(|request| request.q = "%_*".into()).unwrap().filter.words, [NOBODY]);
        assert_eq!(asked(|request| request.q = "Élise, Ma%".into()).unwrap().filter.words, ["elise", "ma"]);
    }
}
