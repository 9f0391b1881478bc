//! The values of the parameters of the statements in [`page_sql`](super::page_sql).

use super::{AccessPath, Key, ListFilter, MAX_SEARCH_WORDS, Ordering, Place, Slice};
use crate::shared::directory::{Direction, Sort, Times};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::users;
use std::ops::Range;
use uuid::Uuid;

/// Every account matches this text: it fills the parameters of unused words.
pub(super) const ANY_WORD: &str = "\"";
/// Sorts after every stored text.
const MAX_TEXT: &str = "\u{10ffff}";

/// The value of a bind parameter.
pub(super) enum Bind {
    Integer(i64),
    Text(String),
    Id(Uuid),
}

/// The values of `$1`, `$2` and so on, in the order that [`page_sql`](super::page_sql) documents.
pub(super) fn binds(
    listed: &ListFilter,
    unpublished_import: i64,
    ordering: Ordering,
    slice: &Slice,
    way: &AccessPath,
) -> Vec<Bind> {
    let mask = Bind::Integer(listed.classes.mask());
    let place = |place: Place| {
        let key = match place.key {
            Key::Text(key) => Bind::Text(key),
            Key::Integer(key) => Bind::Integer(key),
        };
        [key, Bind::Id(place.id.0)]
    };
    let mut binds = vec![Bind::Integer(unpublished_import), Bind::Integer(slice.limit), Bind::Integer(slice.offset)];
    // These statements have no parameters for a search.
    if *way == AccessPath::ScanIndex {
        binds.push(mask);
        binds.extend(slice.beyond.clone().into_iter().flat_map(place));
        return binds;
    }
    // The other statements always compare with a position, so the first page needs one before all rows.
    binds.extend(place(slice.beyond.clone().unwrap_or_else(|| before_all(ordering, &listed.times))));
    let bits = if matches!(way, AccessPath::CollectWord(..)) { listed.bits } else { listed.all_bits() };
    binds.extend(users::halves(bits).map(Bind::Integer));
    binds.extend(eight(&listed.words).map(Bind::Text));
    binds.push(Bind::Text(listed.group_name().to_owned()));
    match way {
        AccessPath::ScanIndex => {}
        AccessPath::FilterAlongIndex(count) => binds.extend([mask, Bind::Integer(*count)]),
        AccessPath::CollectClasses => binds.extend(listed.classes.four().map(Bind::Integer)),
        AccessPath::CollectWord(word, most) => {
            binds.extend([mask, Bind::Integer(*most), Bind::Text(word.clone()), Bind::Text(end_of(word))]);
        }
        AccessPath::CollectGroup(most) | AccessPath::CollectFactors(most) => {
            binds.extend([mask, Bind::Integer(*most)]);
        }
        AccessPath::CollectTimes(most) => binds.extend([mask, Bind::Integer(*most + 1)]),
    }
    if listed.is_limited() {
        binds.extend(range(&listed.times.signed_in));
        // Otherwise the statement reads the index of sign-ins, which does not have the time of the creation.
        if listed.times.limits_creation() || !matches!(way, AccessPath::CollectTimes(_)) {
            binds.extend(range(&listed.times.created));
        }
        binds.push(Bind::Integer(listed.factor_bind()));
    }
    binds
}

fn range(times: &Range<Timestamp>) -> [Bind; 2] {
    [times.start, times.end].map(|time| Bind::Integer(time.0))
}

/// A position before all rows, for a page that begins at the start. In an order by one of the times, a scan begins where they do.
fn before_all(ordering: Ordering, times: &Times) -> Place {
    let keys = match ordering.sort {
        Sort::Username | Sort::Email | Sort::Name => [Key::Text(String::new()), Key::Text(MAX_TEXT.to_owned())],
        Sort::CreatedAt => [times.created.start, times.created.end].map(|time| Key::Integer(time.0)),
        Sort::LastLoginAt => [times.signed_in.start, times.signed_in.end].map(|time| Key::Integer(time.0)),
    };
    let [first, end] = keys;
    // No account has the smallest id. So those of the first time are after it, and the end itself is left out.
    let key = match ordering.direction {
        Direction::Ascending => first,
        Direction::Descending => end,
    };
    Place { key, id: UserId(Uuid::nil()) }
}

/// The end of the range of words that begin with `word`.
fn end_of(word: &str) -> String {
    format!("{word}{MAX_TEXT}")
}

/// The words as the stored JSON array has them, each with the quotation mark before it, so that only beginnings match.
pub(super) fn eight(words: &[String]) -> [String; MAX_SEARCH_WORDS] {
    std::array::from_fn(|at| words.get(at).map_or_else(|| ANY_WORD.to_owned(), |word| format!("\"{word}")))
}
