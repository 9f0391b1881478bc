//! Accounts of a list that are few enough to be read as a whole: those whose names were given, and service accounts that a list of
//! people leaves out. Neither needs statements of its own, so lists without them cost nothing.

use super::Range;
use crate::accounts::User;
use crate::accounts::directory::targets::is_listed;
use crate::shared::{Direction, UserId};
use crate::store::directory::orders::MAX_COUNTED;
use crate::store::directory::{Found, Ordering, Place};
use crate::store::users::KeyedRow;
use crate::store::{ListFilter, ListedRow};
use std::cmp;
use std::collections::HashMap;

/// Those that are in a list, in its order, each once. `words`: what the search finds of the fields of one's own of each account that has
/// the values which the list requires.
pub(super) fn listed(
    found: Vec<KeyedRow>,
    words: &HashMap<UserId, String>,
    listed: &ListFilter,
    ordering: Ordering,
) -> Vec<ListedRow> {
    let is_in = |keyed: &KeyedRow| {
        let words = words.get(&UserId(keyed.user.id));
        words.is_some_and(|words| is_listed(listed, &User::from(keyed.user.clone()), words))
    };
    let mut rows: Vec<_> = found.into_iter().filter(is_in).map(|keyed| ListedRow::of(keyed, ordering.sort)).collect();
    rows.sort_by(|one, other| compare(&one.place(), &other.place(), ordering));
    rows.dedup_by_key(|row| row.user.id);
    rows
}

/// The order of two places in a list.
fn compare(one: &Place, other: &Place, ordering: Ordering) -> cmp::Ordering {
    match ordering.direction {
        Direction::Ascending => one.cmp(other),
        Direction::Descending => other.cmp(one),
    }
}

/// The rows of a range of a list which is known as a whole.
pub(super) fn range_of(rows: Vec<ListedRow>, ordering: Ordering, range: &Range) -> Vec<ListedRow> {
    let size = |number: i64| usize::try_from(number).unwrap_or_default();
    let is_before = |row: &ListedRow, place: &Place| compare(&row.place(), place, ordering).is_le();
    match range {
        Range::Page { offset, limit } => rows.into_iter().skip(size(*offset)).take(size(*limit)).collect(),
        Range::After { place: None, limit, .. } => rows.into_iter().take(size(*limit)).collect(),
        Range::After { place: Some(place), limit, .. } => {
            rows.into_iter().skip_while(|row| is_before(row, place)).take(size(*limit)).collect()
        }
    }
}

/// A range with so many more rows that `left_out` of them can be missing before it and in it.
pub(super) fn with_room(range: &Range, left_out: usize) -> Range {
    let more = i64::try_from(left_out).unwrap_or(i64::MAX);
    match range.clone() {
        Range::Page { offset, limit } => Range::Page { offset, limit: limit.saturating_add(more.saturating_mul(2)) },
        Range::After { place, limit, count_hits } => {
            Range::After { place, limit: limit.saturating_add(more), count_hits }
        }
    }
}

/// What was read of a list, without these accounts. `range`: of the list without them; what was read has room for them.
pub(super) fn without(
    found: Found,
    left_out: &[ListedRow],
    ordering: Ordering,
    range: &Range,
    is_search: bool,
) -> Found {
    let Found { totals, hits, rows, .. } = found;
    let (skipped, limit) = match range {
        // As many of them are before the first row as the first row is too far behind in the list without them.
        Range::Page { limit, .. } => {
            let first = rows.first().map(ListedRow::place);
            let is_before =
                |row: &&ListedRow| first.as_ref().is_some_and(|first| compare(&row.place(), first, ordering).is_lt());
            (left_out.iter().filter(is_before).count(), *limit)
        }
        Range::After { limit, .. } => (0, *limit),
    };
    let is_kept = |row: &ListedRow| left_out.iter().all(|other| other.user.id != row.user.id);
    let limit = usize::try_from(limit).unwrap_or_default();
    let number = i64::try_from(left_out.len()).unwrap_or(i64::MAX);
    // More than that are not counted, so there may be that many without them as well.
    let hits = if hits > MAX_COUNTED { hits } else { hits.saturating_sub(number).max(0) };
    Found {
        totals,
        hits,
        left_out: if is_search { 0 } else { number },
        rows: rows.into_iter().filter(is_kept).skip(skipped).take(limit).collect(),
    }
}
