//! When a counter makes wait, and what a try does to it.

use crate::{shared::timestamp::Timestamp, store::throttles::ThrottleRow};
use std::time::Duration;

/// Failures that are free (OWASP ASVS 6.3.1; about 10 in 15 minutes).
const FREE: i64 = 10;
/// The first wait; it doubles with each further failure.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// Failures that make wait are forgotten after this much quiet, counted from the end of the wait.
pub(super) const MEMORY: Duration = Duration::from_secs(15 * 60);
/// So many failures in a row close what they are counted for (NIST SP 800-63B-4, 3.2.2: at most 100).
const HARD_LIMIT: i64 = 100;

/// What remains of the wait; none when the next try may come.
pub(super) fn wait_left(row: ThrottleRow, now: Timestamp) -> Option<Duration> {
    let left = now.until(Timestamp(row.blocked_until));
    (!left.is_zero()).then_some(left)
}

/// The counter after one more failure. The tenth begins a wait.
pub(super) fn charged(row: ThrottleRow, now: Timestamp) -> ThrottleRow {
    let quiet_since = Timestamp(row.blocked_until.max(row.last_at));
    let failures = if quiet_since.until(now) > MEMORY { 1 } else { row.failures + 1 };
    let blocked_until = wait_after(failures).map_or(0, |wait| now.plus(wait).0);
    ThrottleRow { failures, last_at: now.0, blocked_until }
}

/// The counter of failures in a row after one more: it forgets nothing and makes nobody wait.
pub(super) fn one_more_in_a_row(row: ThrottleRow, now: Timestamp) -> ThrottleRow {
    ThrottleRow { failures: row.failures + 1, last_at: now.0, blocked_until: 0 }
}

/// The counter without the failure that was charged to it. Where nothing else was, it is what it was before; otherwise it
/// keeps the failures of others, and makes wait only if these do.
pub(super) fn refunded(row: ThrottleRow, before: ThrottleRow, after: ThrottleRow) -> ThrottleRow {
    if row == after {
        return before;
    }
    let failures = (row.failures - 1).max(0);
    let blocked_until = if failures < FREE { 0 } else { row.blocked_until };
    ThrottleRow { failures, last_at: row.last_at, blocked_until }
}

/// Whether so many failures in a row have closed what they are counted for.
pub(super) fn is_closed(row: ThrottleRow) -> bool {
    row.failures >= HARD_LIMIT
}

/// How long nothing is tried after so many failures.
fn wait_after(failures: i64) -> Option<Duration> {
    let doublings = u32::try_from(failures.checked_sub(FREE)?).ok()?;
    Some(FIRST_WAIT.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_failures_are_free_and_then_the_wait_doubles_up_to_an_hour() {
        let seconds = |failures| wait_after(failures).map(|wait| wait.as_secs());
        assert_eq!(seconds(9), None);
        assert_eq!(seconds(10), Some(30));
        assert_eq!(seconds(11), Some(60));
        assert_eq!(seconds(16), Some(1920));
        assert_eq!(seconds(17), Some(3600));
        assert_eq!(seconds(1000), Some(3600));
    }

    #[test]
    fn failures_that_make_wait_are_forgotten_after_a_quarter_of_an_hour_and_those_in_a_row_never() {
        let row = ThrottleRow { failures: 9, last_at: 0, blocked_until: 0 };
        let quarter = MEMORY.as_millis() as i64;
        assert_eq!(charged(row, Timestamp(quarter)).failures, 10);
        assert_eq!(charged(row, Timestamp(quarter + 1)).failures, 1);
        let years = one_more_in_a_row(ThrottleRow { failures: 99, ..row }, Timestamp(quarter * 100_000));
        assert_eq!((years.failures, years.blocked_until), (100, 0));
        assert!(is_closed(years) && !is_closed(ThrottleRow { failures: 99, ..row }));
    }

    #[test]
    fn a_refund_keeps_the_failures_of_others_and_their_wait_only_if_these_make_one() {
        let now = Timestamp(1_000);
        let before = ThrottleRow { failures: 8, last_at: 900, blocked_until: 0 };
        let mine = charged(before, now);
        let theirs = charged(mine, now);
        assert!(wait_left(theirs, now).is_some());
        assert_eq!(refunded(theirs, before, mine), ThrottleRow { failures: 9, last_at: 1_000, blocked_until: 0 });
        let twelve = ThrottleRow { failures: 12, last_at: 1_000, blocked_until: 5_000 };
        assert_eq!(refunded(twelve, before, mine), ThrottleRow { failures: 11, ..twelve });
    }

    proptest! {
        #[test]
        fn a_refund_takes_back_exactly_what_was_charged(failures in 0_i64..200, last_at in 0_i64..10_000_000, passed in 0_i64..10_000_000) {
            let before = ThrottleRow { failures, last_at, blocked_until: 0 };
            for charge in [charged, one_more_in_a_row] {
                let after = charge(before, Timestamp(last_at + passed));
                prop_assert_eq!(refunded(after, before, after), before);
            }
        }
    }
}
