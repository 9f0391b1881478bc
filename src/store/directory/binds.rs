//! The values of the parameters of the statements in [`page_sql`](super::page_sql).

use super::{AccessPath, Key, ListFilter, MAX_LISTED_FIELDS, MAX_SEARCH_WORDS, Ordering, Place, Slice};
use crate::shared::{Direction, Sort, Times, Timestamp, UserId};
use crate::store::statement::values;
use crate::store::users;
use crate::store::values::{Stored, Value};
use std::ops::Range;
use uuid::Uuid;

/// Every account matches this text: it fills the parameters of unused words.
pub(super) const ANY_WORD: &str = "\"";
/// Sorts after every stored text.
const MAX_TEXT: &str = "\u{10ffff}";

/// The values of `$1`, `$2` and so on, in the order that [`page_sql`](super::page_sql) documents.
pub(super) fn binds<'a>(
    listed: &'a ListFilter,
    unpublished_import: i64,
    ordering: Ordering,
    slice: &Slice,
    way: &'a AccessPath,
) -> Vec<Value<'a>> {
    let mask = listed.classes.mask().stored();
    let place = |place: Place| {
        let key = match place.key {
            Key::Text(key) => key.stored(),
            Key::Integer(key) => key.stored(),
        };
        [key, place.id.stored()]
    };
    let mut binds = values!([unpublished_import, slice.limit, slice.offset]).to_vec();
    // These statements have no parameters for a search.
    if *way == AccessPath::ScanIndex {
        binds.push(mask);
        binds.extend(slice.beyond.clone().into_iter().flat_map(place));
        return binds;
    }
    // The other statements always compare with a position, so the first page needs one before all rows.
    binds.extend(place(slice.beyond.clone().unwrap_or_else(|| before_all(ordering, &listed.times))));
    let bits = if matches!(way, AccessPath::CollectWord { .. }) { listed.bits } else { listed.all_bits() };
    binds.extend(searched(bits, listed));
    match way {
        AccessPath::ScanIndex => {}
        AccessPath::CollectClasses => binds.extend(listed.classes.four().map(Stored::stored)),
        AccessPath::CollectWord { word, max_entries, max_hits } => {
            binds.extend([mask, max_entries.stored(), (*max_hits + 1).stored(), word.stored(), end_of(word).stored()]);
        }
        AccessPath::FilterAlongIndex(most)
        | AccessPath::CollectGroup(most)
        | AccessPath::CollectFactors(most)
        | AccessPath::CollectField(_, most) => binds.extend([mask, most.stored()]),
        AccessPath::CollectTimes(most) => binds.extend([mask, (*most + 1).stored()]),
    }
    if listed.is_limited() {
        binds.extend(range(&listed.times.signed_in));
        // Otherwise the statement reads the index of sign-ins, which does not have the time of the creation.
        if listed.times.limits_creation() || !matches!(way, AccessPath::CollectTimes(_)) {
            binds.extend(range(&listed.times.created));
        }
        binds.push(listed.factor_bind().stored());
        // The field that is collected comes first.
        binds.extend(fields(listed, if let AccessPath::CollectField(at, _) = way { *at } else { 0 }));
    }
    binds
}

/// The values for `has_fields`, those of the field at `first` before the others. Zero is the number of no field: then it does not matter.
pub(super) fn fields(listed: &ListFilter, first: usize) -> Vec<Value<'_>> {
    let mut all = Vec::with_capacity(3 * MAX_LISTED_FIELDS);
    for at in 0..MAX_LISTED_FIELDS {
        let field = listed.fields.get((first + at) % MAX_LISTED_FIELDS);
        let (number, keys) =
            field.map_or((0, ["", ""]), |field| (field.field, [field.first.as_str(), field.last.as_str()]));
        all.push(number.stored());
        all.extend(keys.map(Stored::stored));
    }
    all
}

/// The values for `has_bits` and `has_words`, which follow each other in every statement that searches.
pub(super) fn searched(bits: u128, listed: &ListFilter) -> impl Iterator<Item = Value<'_>> {
    let words = eight(&listed.words).map(Stored::stored);
    users::halves(bits).map(Stored::stored).into_iter().chain(words).chain([listed.group_name().stored()])
}

fn range(times: &Range<Timestamp>) -> [Value<'static>; 2] {
    [times.start, times.end].map(Stored::stored)
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
fn eight(words: &[String]) -> [String; MAX_SEARCH_WORDS] {
    std::array::from_fn(|at| words.get(at).map_or_else(|| ANY_WORD.to_owned(), |word| format!("\"{word}")))
}
