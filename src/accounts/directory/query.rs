//! Parses the parameters of a list, and the cursors of its pages. Invalid values are errors; none is silently replaced by a valid
//! one.

use super::names::{keys, people};
use super::times::times;
use crate::accounts::Directory;
use crate::identity::words;
use crate::language::message;
use crate::shared::directory::{DEFAULT_SORT, SIZES, WITH, WITHOUT};
use crate::shared::{
    AppError, Direction, ErrorCode, FieldError, Fields, Filter, FilterRequest, GroupName, ListUsersRequest, Problem,
    Role, Sort, Status, Text, UserId,
};
use crate::store::account_status::Classes;
use crate::store::directory::{ListedGroup, MAX_SEARCH_WORDS, Ordering, Place};
use crate::store::{ListFilter, ListedId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Maximum number of characters in a search. The longest name has 120.
const MAX_SEARCH_CHARS: usize = 200;
const MAX_PER_PAGE: i64 = 100;
/// A word that matches no account.
const MATCHES_NOTHING: &str = "\u{10fffd}";
/// What begins the last word of a search for an id, which is the id. Other words have only letters and digits.
const ID: char = '#';

/// The parsed parameters of a list.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub filter: Filter,
    pub sort: Sort,
    pub direction: Direction,
    pub per_page: i64,
    page: Option<u64>,
}

/// The position in the list that the request names.
pub(super) enum Start {
    Page(u64),
    Cursor(Cursor),
}

/// A place in a list. Clients get it sealed and bound to its list: it is rejected with any other filter or order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub side: Side,
    /// The page number to show, as it was when the cursor was created.
    pub page: u64,
    pub place: Place,
}

/// Whether the page is before or after the place, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Side {
    Before,
    After,
}

impl Query {
    /// Parses all parameters and returns all errors at once.
    pub fn parse(request: &ListUsersRequest) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let page = is_given(&request.page).then(|| fields.parse("page", &request.page, page)).flatten();
        let per_page = fields.parse("per_page", &or_default(&request.per_page, SIZES[0]), per_page);
        let filter = filter(&mut fields, &request.filter());
        let sort = fields.parse("sort", &or_default(&request.sort, DEFAULT_SORT), sort);
        fields.finish()?;
        let (Some(per_page), Some((sort, direction))) = (per_page, sort) else {
            unreachable!("a missing value has reported an error");
        };
        Ok(Self { filter, sort, direction, per_page, page })
    }

    pub fn listed(&self) -> ListFilter {
        listed(&self.filter)
    }

    pub fn ordering(&self) -> Ordering {
        Ordering { sort: self.sort, direction: self.direction }
    }

    /// Identifies the filter and the order; cursors are bound to it.
    fn fingerprint(&self) -> String {
        let Filter { words, role, status, group, times, second_factor, names, people_only, fields } = &self.filter;
        let group = group.as_ref().map(|name| format!(" #{name}")).unwrap_or_default();
        let times = if times.is_any() { String::new() } else { format!(" @{times:?}") };
        let factor = second_factor.map(|has| format!(" !{has}")).unwrap_or_default();
        let names = if names.is_empty() { String::new() } else { format!(" ={names:?}") };
        let people = if *people_only { " people" } else { "" };
        let fields = if fields.is_empty() { String::new() } else { format!(" &{fields:?}") };
        let (sort, direction, words) = (self.sort, self.direction, words.join(" "));
        format!("{sort:?} {direction:?} {role:?} {status:?} {words}{group}{times}{factor}{names}{people}{fields}")
    }

    /// The purpose for which a cursor is sealed.
    fn purpose(&self) -> String {
        format!("cursor 1 {}", self.fingerprint())
    }
}

impl Directory {
    pub(super) fn start(&self, query: &Query, request: &ListUsersRequest) -> Result<Start, AppError> {
        if !is_given(&request.cursor) {
            return Ok(Start::Page(query.page.unwrap_or(1)));
        }
        if query.page.is_some() {
            return Err(AppError::new(ErrorCode::Malformed, message::users_page_and_cursor()));
        }
        let cursor = self.open_sealed(&query.purpose(), request.cursor.as_str());
        let not_valid = || AppError::new(ErrorCode::Malformed, message::users_cursor_not_valid());
        cursor.map(Start::Cursor).ok_or_else(not_valid)
    }

    pub(super) fn seal_cursor(&self, query: &Query, cursor: &Cursor) -> String {
        self.seal(&query.purpose(), cursor)
    }
}

pub(super) fn filter(parsed: &mut Fields, request: &FilterRequest) -> Filter {
    let FilterRequest { q, role, status, group, second_factor, usernames, accounts, .. } = request;
    // An earlier version searched for the group like for a word.
    let max_words = if is_given(group) { MAX_SEARCH_WORDS - 1 } else { MAX_SEARCH_WORDS };
    let words = parsed.parse("q", q, |text| search(text, max_words)).unwrap_or_default();
    let role = is_given(role).then(|| parsed.parse("role", role, Role::parse)).flatten();
    let status = is_given(status).then(|| parsed.parse("status", status, self::status)).flatten();
    let group = is_given(group).then(|| parsed.parse("group", group, GroupName::parse)).flatten();
    let times = times(parsed, request);
    let has_factor = |text: &str| match text {
        WITH => Ok(true),
        WITHOUT => Ok(false),
        _ => Err(Problem::new("unknown", message::users_second_factor_not_valid())),
    };
    let second_factor =
        is_given(second_factor).then(|| parsed.parse("second_factor", second_factor, has_factor)).flatten();
    let names = is_given(usernames).then(|| parsed.parse("usernames", usernames, keys)).flatten().unwrap_or_default();
    let people_only = is_given(accounts).then(|| parsed.parse("accounts", accounts, people)).flatten().is_some();
    // Those by fields of one's own are read with their definitions.
    Filter { words, role, status, group, times, second_factor, names, people_only, fields: Vec::new() }
}

/// The filter in the form of the store. Without a status, deleted accounts are left out.
pub(super) fn listed(filter: &Filter) -> ListFilter {
    let has_role = |role: Role| filter.role.is_none_or(|wanted| role == wanted);
    let has_status = |status: Status| filter.status.is_none_or(|wanted| status == wanted);
    let classes_of_id = Classes::matching(|role, status| has_role(role) && has_status(status));
    let is_hidden = |status: Status| filter.status.is_none() && status == Status::Deleted;
    let classes = classes_of_id.and(Classes::matching(|_, status| !is_hidden(status)));
    let (ids, words): (Vec<_>, Vec<_>) = filter.words.iter().cloned().partition(|word| word.starts_with(ID));
    let id = ids.first().and_then(|word| word.trim_start_matches(ID).parse::<UserId>().ok());
    let id = id.map(|id| ListedId { id, classes: classes_of_id });
    let listed_group =
        |name: &GroupName| ListedGroup { name: name.clone(), bits: words::bits(name.as_str()), is_deleted: false };
    let bits = words::bits(&words.join(" "));
    let (group, times) = (filter.group.as_ref().map(listed_group), filter.times.clone());
    let Filter { second_factor, names, people_only, fields, .. } = filter.clone();
    ListFilter { classes, words, bits, group, times, second_factor, id, names, people_only, fields }
}

fn or_default<'a>(text: &'a Text, default: &'static str) -> Cow<'a, Text> {
    if is_given(text) { Cow::Borrowed(text) } else { Cow::Owned(default.into()) }
}

/// An empty parameter counts as missing: forms send it for a field that is not filled in.
pub(super) fn is_given(text: &Text) -> bool {
    matches!(text, Text::WrongType) || !text.as_str().is_empty()
}

fn page(text: &str) -> Result<u64, Problem> {
    let page = text.parse().ok().filter(|page| *page > 0);
    page.ok_or_else(|| Problem::new("not_a_page", message::users_page_not_valid()))
}

fn per_page(text: &str) -> Result<i64, Problem> {
    let number = text.parse().ok().filter(|number| (1..=MAX_PER_PAGE).contains(number));
    number.ok_or_else(|| Problem::new("out_of_range", message::per_page_not_valid(MAX_PER_PAGE.unsigned_abs())))
}

fn sort(text: &str) -> Result<(Sort, Direction), Problem> {
    let (name, direction) = match text.strip_prefix('-') {
        Some(name) => (name, Direction::Descending),
        None => (text, Direction::Ascending),
    };
    let sort = Sort::ALL.into_iter().find(|sort| sort.as_str() == name);
    sort.map(|sort| (sort, direction)).ok_or_else(|| {
        let names = Sort::ALL.map(Sort::as_str).join(", ");
        Problem::new("unknown_field", message::users_sort_not_valid(names))
    })
}

fn status(text: &str) -> Result<Status, Problem> {
    text.parse().map_err(|_| Problem::new("unknown_status", message::users_status_not_valid()))
}

fn search(text: &str, max_words: usize) -> Result<Vec<String>, Problem> {
    if text.chars().count() > MAX_SEARCH_CHARS {
        return Err(Problem::new("too_long", message::users_search_too_long(MAX_SEARCH_CHARS as u64)));
    }
    let mut words = words::words(text);
    if words.len() > max_words {
        let max = max_words as u64;
        let detail = if max_words < MAX_SEARCH_WORDS {
            message::users_search_too_many_words_in_group(max)
        } else {
            message::users_search_too_many_words(max)
        };
        return Err(Problem::new("too_many_words", detail));
    }
    // External ids may have the same form, so an id that no account has is searched like other words.
    if let Ok(id) = text.trim().parse::<UserId>() {
        words.push(format!("{ID}{id}"));
    }
    // A search for punctuation alone has no words. It must match nothing, whereas an empty search matches everyone.
    let only_punctuation = words.is_empty() && !text.trim().is_empty();
    Ok(if only_punctuation { vec![MATCHES_NOTHING.to_owned()] } else { words })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::directory::Key;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn parse(change: impl FnOnce(&mut ListUsersRequest)) -> Result<Query, Vec<String>> {
        let mut request = ListUsersRequest::default();
        change(&mut request);
        let names = |errors: Vec<FieldError>| errors.into_iter().map(|error| error.field.into_owned()).collect();
        Query::parse(&request).map_err(names)
    }

    #[test]
    fn the_default_list_has_everyone_who_is_not_deleted_newest_first() {
        let query = parse(|_| {}).unwrap();
        assert_eq!(query.listed().classes, Classes::matching(|_, status| status != Status::Deleted));
        assert_eq!((query.sort, query.direction, query.per_page), (Sort::CreatedAt, Direction::Descending, 20));
    }

    #[test]
    fn filters_become_classes() {
        let classes = |role: &str, status: &str| {
            parse(|request| (request.role, request.status) = (role.into(), status.into())).unwrap().listed().classes
        };
        let these = |pairs: &[(Role, Status)]| Classes::matching(|role, status| pairs.contains(&(role, status)));
        let (user, admin) = (Role::User, Role::Admin);
        assert_eq!(classes("admin", ""), these(&[(admin, Status::Active), (admin, Status::Disabled)]));
        assert_eq!(classes("user", "active"), these(&[(user, Status::Active)]));
        assert_eq!(classes("", "deleted"), these(&[(user, Status::Deleted), (admin, Status::Deleted)]));
        assert_eq!(classes("admin", "disabled"), these(&[(admin, Status::Disabled)]));
    }

    #[test]
    fn all_errors_are_returned_at_once() {
        let refused = parse(|request| {
            request.page = "-1".into();
            request.per_page = "1000000000".into();
            request.q = "a".repeat(10_000).into();
            request.role = "god".into();
            request.status = "gone".into();
            request.group = "Editors".into();
            request.created_to = "today".into();
            request.sort = "password_hash".into();
        });
        assert_eq!(refused.unwrap_err(), ["page", "per_page", "q", "role", "status", "group", "created_to", "sort"]);
        for page in ["0", "x", "1.5", "99999999999999999999999"] {
            assert_eq!(parse(|request| request.page = page.into()).unwrap_err(), ["page"], "{page}");
        }
        assert_eq!(parse(|request| request.q = "a b c d e f g h i".into()).unwrap_err(), ["q"]);
    }

    #[test]
    fn punctuation_matches_nobody_and_spaces_match_everyone() {
        assert!(parse(|request| request.q = "  ".into()).unwrap().filter.words.is_empty());
        assert_eq!(parse(|request| request.q = "%_*".into()).unwrap().filter.words, [MATCHES_NOTHING]);
        assert_eq!(parse(|request| request.q = "Élise, Ma%".into()).unwrap().filter.words, ["elise", "ma"]);
    }

    #[test]
    fn a_group_is_listed_by_its_exact_name() {
        let in_group = |q: &str, group: &str| {
            parse(|request| (request.q, request.group) = (q.into(), group.into())).map(|query| query.listed())
        };
        let listed = in_group("ida", "team-7").unwrap();
        let group = listed.group.as_ref().unwrap();
        assert_eq!((group.name.as_str(), group.bits), ("team-7", words::bits("team 7")));
        assert_eq!((&*listed.words, listed.bits), (&["ida".to_owned()][..], words::bits("ida")));
        assert_eq!(in_group("*", "editors").unwrap().words, [MATCHES_NOTHING]);
        assert!(in_group("", "editors").unwrap().is_search() && !in_group("", "").unwrap().is_search());
        assert_eq!(in_group("a b c d e f g", "editors").unwrap().words.len(), MAX_SEARCH_WORDS - 1);
        assert_eq!(in_group("a b c d e f g h", "editors").unwrap_err(), ["q"]);
        for group in ["#editors#", "editors,staff", "a b", "-", "é"] {
            assert_eq!(in_group("", group).unwrap_err(), ["group"], "{group}");
        }
    }

    #[test]
    fn a_cursor_is_bound_to_the_group_and_the_times() {
        let fingerprint = |q: &str, group: &str| {
            parse(|request| (request.q, request.group) = (q.into(), group.into())).unwrap().fingerprint()
        };
        let from = |day: &str| parse(|request| request.created_from = day.into()).unwrap().fingerprint();
        let all = [
            fingerprint("", ""),
            fingerprint("", "a"),
            fingerprint("", "a-b"),
            fingerprint("a", ""),
            from("2026-11-01"),
            from("2026-11-02"),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{one}");
        }
    }

    proptest! {
        // A key that was read as one of another type would continue the list at another place.
        #[test]
        fn a_cursor_is_read_as_it_was_written(text: String, number: i64, id: u128, page: u64, is_after: bool) {
            let side = if is_after { Side::After } else { Side::Before };
            for key in [Key::Text(text), Key::Text(number.to_string()), Key::Integer(number)] {
                let cursor = Cursor { side, page, place: Place { key, id: UserId(Uuid::from_u128(id)) } };
                let json = serde_json::to_vec(&cursor).unwrap();
                prop_assert_eq!(serde_json::from_slice::<Cursor>(&json).unwrap(), cursor);
            }
        }
    }
}
