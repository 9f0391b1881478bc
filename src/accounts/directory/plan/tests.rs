//! Which way to read a list is chosen, and in which direction.

use super::choice::{WordLimits, page_slice};
use super::*;
use crate::shared::{Times, Timestamp};
use crate::store::account_status::Classes;

/// Other totals at each read, as if accounts changed all the time.
#[derive(Default)]
struct Unsettled {
    reads: usize,
}

impl ReadList for &mut Unsettled {
    async fn read(&mut self, _: &Totals) -> Result<(Found, bool), StoreError> {
        self.reads += 1;
        Ok((Found { totals: Totals::default(), hits: 0, left_out: 0, rows: Vec::new() }, false))
    }
}

#[tokio::test]
async fn a_list_that_changes_at_every_read_is_an_error_after_five() {
    let mut list = Unsettled::default();
    let found = read_until_settled(&mut list, &Totals::default()).await;
    assert!(matches!(found, Err(StoreError::Unsettled)), "{found:?}");
    assert_eq!(list.reads, 5);
}

#[test]
fn accounts_are_collected_by_their_times_unless_the_order_is_enough() {
    let day = Timestamp(1)..Timestamp(2);
    let created = Times { created: day.clone(), ..Times::default() };
    let signed_in = Times { signed_in: day, ..Times::default() };
    let is_collected = |times: &Times, sort, count_hits| {
        let (classes, words) = (Classes::matching(|_, _| true), vec!["ida".to_owned()]);
        let (group, times) = (None, times.clone());
        let names = Vec::new();
        let listed = ListFilter {
            classes,
            words,
            bits: 0,
            group,
            times,
            second_factor: None,
            id: None,
            names,
            people_only: false,
            fields: Vec::new(),
        };
        let ordering = Ordering { sort, direction: Direction::Ascending };
        let range = Range::After { place: None, limit: 20, count_hits };
        let plan = Plan::new(&listed, ordering, &range, &Totals::default());
        assert_eq!(plan.fallback, AccessPath::FilterAlongIndex(20));
        plan.narrow.contains(&AccessPath::CollectTimes(MAX_COUNTED))
    };
    for sort in Sort::ALL {
        assert!(is_collected(&created, sort, true) && is_collected(&signed_in, sort, true));
        assert!(!is_collected(&Times::default(), sort, true));
        assert_eq!(is_collected(&created, sort, false), sort != Sort::CreatedAt);
        assert_eq!(is_collected(&signed_in, sort, false), sort != Sort::LastLoginAt);
    }
}

#[test]
fn common_words_are_collected_if_few_accounts_have_them_all() {
    let limits = |words, counts_hits, rows| {
        let WordLimits { entries, max_hits } = WordLimits::new(words, counts_hits, rows);
        (entries, max_hits)
    };
    for counts_hits in [true, false] {
        assert_eq!(limits(1, counts_hits, 20_000), (vec![10_000], 10_000));
        assert_eq!(limits(2, counts_hits, 20_000), (vec![10_000], 10_000), "a scan has few rows to read");
        assert_eq!(limits(2, counts_hits, 100_000), (vec![10_000, 32_768], 10_000));
    }
    assert_eq!(limits(1, true, 10_000_000), (vec![10_000, 131_072], 131_072));
    assert_eq!(limits(2, true, 10_000_000), (vec![10_000, 131_072, 4_194_304], 131_072));
    assert_eq!(limits(1, false, 10_000_000), (vec![10_000], 10_000), "a scan ends with the page");
    assert_eq!(limits(2, false, 10_000_000), (vec![10_000, 4_194_304], 10_000));
    assert_eq!(limits(2, true, 10_000_001), limits(2, true, 10_000_000), "one more account is no reason to read again");
}

#[test]
fn pages_beyond_the_middle_are_read_in_reverse() {
    let read = |offset, total| {
        let (slice, reversed) = page_slice(offset, 20, total);
        (slice.offset, slice.limit, reversed)
    };
    assert_eq!(read(0, Some(1000)), (0, 20, false));
    assert_eq!(read(500, Some(1000)), (500, 20, false));
    assert_eq!(read(520, Some(1000)), (460, 20, true));
    assert_eq!(read(980, Some(1000)), (0, 20, true));
    assert_eq!(read(980, Some(995)), (0, 15, true));
    assert_eq!(read(1000, Some(995)), (1000, 20, false));
    assert_eq!(read(980, None), (980, 20, false));
}
