//! Chooses the fastest statement for a range of a list, and the end of the list from which to read.

use super::Range;
use crate::shared::{Sort, Times};
use crate::store::directory::orders::MAX_COUNTED;
use crate::store::directory::{self, AccessPath, Found, Ordering, Outcome, Slice, Totals};
use crate::store::{Conn, ListFilter, StoreError};
use std::cmp::Reverse;

/// Up to this many rows are faster to collect and sort than to find by a scan along the index of the order …
const MAX_SORTED_ROWS: i64 = 10_000;
/// … unless more than one in this many rows matches: then the scan meets a page of them soon.
const MIN_ROWS_PER_MATCH: i64 = 8;
/// A scan that counts the hits of a search reads rows until it has met [`MAX_COUNTED`] of them. If fewer than one in this many rows
/// is a hit, collecting and sorting all hits is faster.
const ROWS_PER_COUNTED_HIT: i64 = 64;
/// The words of a search are collected together if fewer than one in this many accounts has one of them. Reading an entry
/// takes less time than reading a row of an index.
const ROWS_PER_ENTRY: i64 = 2;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// Index scans by one word, by the group, by the times or by the second factors, tried first. Each gives up if too many accounts
    /// have its word, the group, a factor, or the times and everything else that the list requires.
    pub(super) narrow: Vec<AccessPath>,
    /// Used if all of these are common, or if there are none. It always finds the rows.
    pub(super) fallback: AccessPath,
    ordering: Ordering,
    slice: Slice,
    /// The list is read in reverse order, and the rows are put in order afterwards.
    reversed: bool,
}

impl Plan {
    pub(super) fn new(listed: &ListFilter, ordering: Ordering, range: &Range, totals: &Totals) -> Self {
        let is_search = listed.is_search();
        let in_classes = totals.of(listed.classes);
        let (slice, reversed) = match range {
            // The length of a search result is not known in advance.
            Range::Page { offset, limit } => page_slice(*offset, *limit, (!is_search).then_some(in_classes)),
            Range::After { place, limit, .. } => (Slice { beyond: place.clone(), limit: *limit, offset: 0 }, false),
        };
        let sort_classes = in_classes <= MAX_SORTED_ROWS && in_classes * MIN_ROWS_PER_MATCH < totals.rows();
        let fallback = match range {
            _ if sort_classes => AccessPath::CollectClasses,
            _ if !is_search => AccessPath::ScanIndex,
            // There is a faster way to count the members of a large group, and the scan by the times counts as well.
            Range::Page { offset, limit } if listed.words.is_empty() || !listed.times.is_any() => {
                AccessPath::FilterAlongIndex(offset.saturating_add(*limit).min(MAX_COUNTED + 1))
            }
            // A page shows the number of hits, so the scan continues until they are counted.
            Range::Page { .. } => AccessPath::FilterAlongIndex(MAX_COUNTED + 1),
            Range::After { limit, .. } => AccessPath::FilterAlongIndex(*limit),
        };
        // These scans have to be cheaper than the fallback.
        let max_entries = if sort_classes { in_classes } else { MAX_SORTED_ROWS };
        let WordLimits { entries, max_hits } = match sort_classes {
            true => WordLimits { entries: vec![in_classes], max_hits: in_classes },
            false => WordLimits::new(listed.words.len(), range.counts_hits(), totals.rows()),
        };
        let of_words = |max_entries: &i64| {
            let max_entries = *max_entries;
            let of_word = move |word: &String| AccessPath::CollectWord { word: word.clone(), max_entries, max_hits };
            longest_first(&listed.words).map(of_word)
        };
        let (of_rare_words, of_common_words) = entries.split_at(1);
        let of_group = listed.group.as_ref().map(|_| AccessPath::CollectGroup(max_entries));
        // Without a count, a scan along the index of the times meets no others.
        let is_needed = range.counts_hits() || !is_order_of_times(ordering.sort, &listed.times);
        let of_times =
            (!listed.times.is_any() && !sort_classes && is_needed).then_some(AccessPath::CollectTimes(MAX_COUNTED));
        // Those without one are found by the others.
        let of_factors = (listed.second_factor == Some(true)).then_some(AccessPath::CollectFactors(max_entries));
        let of_fields = (0..listed.fields.len()).map(|at| AccessPath::CollectField(at, max_entries));
        Self {
            narrow: (of_fields.chain(of_rare_words.iter().flat_map(of_words)).chain(of_group).chain(of_times))
                .chain(of_factors)
                .chain(of_common_words.iter().flat_map(of_words))
                .collect(),
            fallback,
            ordering: if reversed { ordering.reversed() } else { ordering },
            slice,
            reversed,
        }
    }

    /// The rows, and the scan that found them.
    pub(super) async fn read(
        &self,
        conn: &mut Conn,
        listed: &ListFilter,
        unpublished_import: i64,
    ) -> Result<(Found, &AccessPath), StoreError> {
        let mut words_are_common = false;
        for way in self.narrow.iter().chain([&self.fallback]) {
            if words_are_common && matches!(way, AccessPath::CollectWord { .. }) {
                continue;
            }
            match directory::read(conn, listed, unpublished_import, self.ordering, &self.slice, way).await? {
                Outcome::Found(mut found) => {
                    if self.reversed {
                        found.rows.reverse();
                    }
                    return Ok((found, way));
                }
                Outcome::TooCommon => {}
                Outcome::TooManyHits => words_are_common = true,
            }
        }
        unreachable!("the fallback always returns rows")
    }
}

/// What a search by words may collect, in large classes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WordLimits {
    /// How many entries the range of a word may have: first that of a word which few accounts have, then those of common words.
    pub(super) entries: Vec<i64>,
    pub(super) max_hits: i64,
}

impl WordLimits {
    /// `rows`: of all accounts.
    pub(super) fn new(words: usize, counts_hits: bool, rows: i64) -> Self {
        let counted = if counts_hits { rounded(rows / ROWS_PER_COUNTED_HIT) } else { 0 };
        let max_hits = MAX_SORTED_ROWS.max(counted);
        // Few accounts may have all words, although many have each. With one word, all that have it are hits.
        let of_several = if words > 1 { rounded(rows / ROWS_PER_ENTRY) } else { 0 };
        let mut entries = vec![MAX_SORTED_ROWS];
        for more in [max_hits, of_several] {
            if entries.iter().all(|fewer| more > *fewer) {
                entries.push(more);
            }
        }
        Self { entries, max_hits }
    }
}

/// Whether the index of this order begins and ends where the times do.
fn is_order_of_times(sort: Sort, times: &Times) -> bool {
    match sort {
        Sort::CreatedAt => times.limits_creation(),
        Sort::LastLoginAt => !times.limits_creation(),
        Sort::Username | Sort::Email | Sort::Name => false,
    }
}

/// The longest word is the likeliest to be rare. The choice among several rare words hardly matters: a scan reads only the accounts
/// whose word bits include all the words.
fn longest_first(words: &[String]) -> impl Iterator<Item = &String> {
    let mut words: Vec<_> = words.iter().collect();
    words.sort_by_key(|word| Reverse(word.len()));
    words.into_iter()
}

/// The next smaller power of two, so that one account more or less does not change a plan.
fn rounded(rows: i64) -> i64 {
    rows.checked_ilog2().map_or(0, |power| 1 << power)
}

/// The rows of a page, and whether to read the list in reverse. Beyond the middle of a list of known length, that skips
/// fewer rows.
pub(super) fn page_slice(offset: i64, limit: i64, total: Option<i64>) -> (Slice, bool) {
    match total {
        Some(total) if offset > total / 2 && offset < total => {
            // The last page may have fewer rows.
            let limit = limit.min(total - offset);
            (Slice { beyond: None, limit, offset: total - offset - limit }, true)
        }
        _ => (Slice { beyond: None, limit, offset }, false),
    }
}
