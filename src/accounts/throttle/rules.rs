//! The arithmetic of counters: waits, charges, refunds and the lockout.

use crate::{shared::timestamp::Timestamp, store::throttles::ThrottleRow};
use std::time::Duration;

/// The number of failures that starts the first wait (OWASP ASVS 6.3.1; about 10 in 15 minutes).
const FAILURES_BEFORE_WAIT: i64 = 10;
/// The first wait; it doubles with each further failure.
const FIRST_WAIT: Duration = Duration::from_secs(30);
const MAX_WAIT: Duration = Duration::from_secs(60 * 60);
/// A `Backoff` counter starts again after this time without failures, measured from the end of the wait.
pub(super) const MEMORY: Duration = Duration::from_secs(15 * 60);
/// Consecutive failures that lead to the lockout (NIST SP 800-63B-4, 3.2.2: at most 100).
const LOCKOUT_FAILURES: i64 = 100;

/// The rest of the wait; None if the next attempt is allowed.
pub(super) fn wait_left(row: ThrottleRow, now: Timestamp) -> Option<Duration> {
    let left = now.until(Timestamp(row.blocked_until));
    (!left.is_zero()).then_some(left)
}

/// A backoff counter after one more failure. The tenth starts a wait.
pub(super) fn charge_backoff(row: ThrottleRow, now: Timestamp) -> ThrottleRow {
    // Attempts during a wait are refused, so the quiet time does not begin before its end.
    let quiet_since = Timestamp(row.blocked_until.max(row.last_at));
    let failures = if quiet_since.until(now) > MEMORY { 1 } else { row.failures + 1 };
    let blocked_until = wait_after(failures).map_or(0, |wait| now.plus(wait).0);
    ThrottleRow { failures, last_at: now.0, blocked_until }
}

/// A counter of consecutive failures after one more. It never expires and imposes no wait.
pub(super) fn charge_consecutive(row: ThrottleRow, now: Timestamp) -> ThrottleRow {
    ThrottleRow { failures: row.failures + 1, last_at: now.0, blocked_until: 0 }
}

/// The counter without the failure charged by an attempt. If nothing else has changed since, that is the state before
/// the charge. Otherwise the failures of concurrent attempts stay, and with them the wait if they alone are enough for
/// one.
pub(super) fn refunded(row: ThrottleRow, before: ThrottleRow, after: ThrottleRow) -> ThrottleRow {
    if row == after {
        return before;
    }
    let failures = (row.failures - 1).max(0);
    let blocked_until = if failures < FAILURES_BEFORE_WAIT { 0 } else { row.blocked_until };
    ThrottleRow { failures, last_at: row.last_at, blocked_until }
}

/// Whether a counter of consecutive failures is at the lockout.
pub(super) fn is_locked(row: ThrottleRow) -> bool {
    row.failures >= LOCKOUT_FAILURES
}

/// The wait after this number of failures.
fn wait_after(failures: i64) -> Option<Duration> {
    // A negative number cannot be converted: no wait yet.
    let doublings = u32::try_from(failures.checked_sub(FAILURES_BEFORE_WAIT)?).ok()?;
    // Saturating, so that an overflow cannot turn a large number of failures into a short wait.
    Some(FIRST_WAIT.saturating_mul(2_u32.saturating_pow(doublings)).min(MAX_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_tenth_failure_starts_a_wait_that_doubles_up_to_an_hour() {
        let seconds = |failures| wait_after(failures).map(|wait| wait.as_secs());
        assert_eq!(seconds(9), None);
        assert_eq!(seconds(10), Some(30));
        assert_eq!(seconds(11), Some(60));
        assert_eq!(seconds(16), Some(1920));
        assert_eq!(seconds(17), Some(3600));
        assert_eq!(seconds(1000), Some(3600));
    }

    #[test]
    fn backoff_counters_expire_after_a_quarter_of_an_hour_and_consecutive_failures_never() {
        let row = ThrottleRow { failures: 9, last_at: 0, blocked_until: 0 };
        let quarter = MEMORY.as_millis() as i64;
        assert_eq!(charge_backoff(row, Timestamp(quarter)).failures, 10);
        assert_eq!(charge_backoff(row, Timestamp(quarter + 1)).failures, 1);
        let years = charge_consecutive(ThrottleRow { failures: 99, ..row }, Timestamp(quarter * 100_000));
        assert_eq!((years.failures, years.blocked_until), (100, 0));
        assert!(is_locked(years) && !is_locked(ThrottleRow { failures: 99, ..row }));
    }

    #[test]
    fn a_refund_keeps_concurrent_failures_and_their_wait() {
        let now = Timestamp(1_000);
        let before = ThrottleRow { failures: 8, last_at: 900, blocked_until: 0 };
        let mine = charge_backoff(before, now);
        let theirs = charge_backoff(mine, now);
        assert!(wait_left(theirs, now).is_some());
        assert_eq!(refunded(theirs, before, mine), ThrottleRow { failures: 9, last_at: 1_000, blocked_until: 0 });
        let twelve = ThrottleRow { failures: 12, last_at: 1_000, blocked_until: 5_000 };
        assert_eq!(refunded(twelve, before, mine), ThrottleRow { failures: 11, ..twelve });
    }

    proptest! {
        #[test]
        fn a_refund_restores_the_state_before_the_charge(failures in 0_i64..200, last_at in 0_i64..10_000_000, passed in 0_i64..10_000_000) {
            let before = ThrottleRow { failures, last_at, blocked_until: 0 };
            for charge in [charge_backoff, charge_consecutive] {
                let after = charge(before, Timestamp(last_at + passed));
                prop_assert_eq!(refunded(after, before, after), before);
            }
        }
    }
}
