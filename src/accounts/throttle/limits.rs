//! The limits of failed sign-ins: counters of failures, and their arithmetic: waits, charges, refunds and the lockout. Each counter
//! is a row in the database; the prefix of its key is its kind.

use crate::budgets::network;
use crate::keys::short_fingerprint;
use crate::shared::{SessionId, Timestamp, UserId, days};
use crate::store::ThrottleRow;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// Length of the fingerprint of a login name: 128 bits.
const NAME_BYTES: usize = 16;
/// The number of failures that starts the first wait (OWASP ASVS 6.3.1; about 10 in 15 minutes). Sources have their own.
const FAILURES_BEFORE_WAIT: i64 = 10;
/// The first wait; it doubles with each further failure.
const FIRST_WAIT: Duration = Duration::from_secs(30);
const MAX_WAIT: Duration = Duration::from_secs(60 * 60);
/// A `Backoff` counter starts again after this time without failures, measured from the end of the wait.
pub(super) const MEMORY: Duration = Duration::from_secs(15 * 60);
/// How long consecutive failures in a browser are stored: as long as its cookie lives (400 days, the maximum that browsers allow:
/// RFC 6265bis, 5.5).
pub(super) const CONSECUTIVE_MEMORY: Duration = days(400);
/// Consecutive failures that lead to the lockout (NIST SP 800-63B-4, 3.2.2: at most 100).
const LOCKOUT_FAILURES: i64 = 100;
/// Wrong codes that end a sign-in which waits for its second factor.
const PENDING_FAILURES: i64 = 5;

/// A pending sign-in contains the counters that it resets when it is completed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct Counter {
    pub(super) key: String,
    kind: Kind,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Kind {
    /// Imposes a wait after too many failures; a success resets it.
    Backoff,
    /// Like `Backoff`, with its own number of failures that starts the first wait. A success only takes back what the same name has
    /// charged, which a counter with the key `share` counts. Otherwise an attacker could reset the counter of an address by signing
    /// in to an account of their own.
    Source { free: i64, share: String },
    /// Counts consecutive failures up to a limit; imposes no wait.
    Consecutive { limit: i64 },
}

/// Consecutive failures up to the lockout.
const UP_TO_LOCKOUT: Kind = Kind::Consecutive { limit: LOCKOUT_FAILURES };

impl Counter {
    /// The login name, whether an account has it or not. The username and the email address of an account have separate
    /// counters, so that a wait does not reveal that they belong together. Only a fingerprint is stored, because users
    /// sometimes type their password into this field.
    pub(in crate::accounts) fn name(key: &str) -> Self {
        Self::of(Kind::Backoff, format!("name:{}", short_fingerprint(key, NAME_BYTES)))
    }

    /// The client's IPv4 address or IPv6 /64 network: a subscriber has at least a /64. `free`: the number of failures that starts the
    /// first wait. `name`: the login name that is tried.
    pub(super) fn source(address: IpAddr, free: u32, name: &str) -> Self {
        let source = match network(address) {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => format!("{v6}/64"),
        };
        let share = format!("at:{source}:{}", short_fingerprint(name, NAME_BYTES));
        Self::of(Kind::Source { free: i64::from(free), share }, format!("source:{source}"))
    }

    /// A browser in which this account has signed in before.
    pub(in crate::accounts) fn browser(user: UserId, browser: Uuid) -> Self {
        Self::of(Kind::Backoff, format!("browser:{user}:{browser}"))
    }

    /// Password confirmations within a session. Separate from the other counters, so that an attacker at the sign-in
    /// page cannot lock out the owner who is signed in.
    pub(in crate::accounts) fn session(id: SessionId) -> Self {
        Self::of(Kind::Backoff, format!("session:{id}"))
    }

    /// Consecutive failures for an account, in browsers in which it has not signed in before.
    pub(in crate::accounts) fn failures_of_account(id: UserId) -> Self {
        Self::of(UP_TO_LOCKOUT, format!("run:account:{id}"))
    }

    /// Takes the place of `failures_of_account` for a name that no account has, so that both cases cost the same time.
    /// It is swept after a while like the `Backoff` counters.
    pub(in crate::accounts) fn failures_of_unknown_name(key: &str) -> Self {
        Self::of(UP_TO_LOCKOUT, format!("nobody:{}", short_fingerprint(key, NAME_BYTES)))
    }

    /// Consecutive failures for an account in a browser in which it has signed in before.
    pub(in crate::accounts) fn failures_in_browser(user: UserId, browser: Uuid) -> Self {
        Self::of(UP_TO_LOCKOUT, format!("run:browser:{user}:{browser}"))
    }

    /// Consecutive failed password confirmations within a session.
    pub(in crate::accounts) fn failures_in_session(id: SessionId) -> Self {
        Self::of(UP_TO_LOCKOUT, format!("run:session:{id}"))
    }

    /// Wrong codes of one sign-in that waits for its second factor.
    pub(in crate::accounts) fn pending(id: Uuid) -> Self {
        Self::of(Kind::Consecutive { limit: PENDING_FAILURES }, format!("pending:{id}"))
    }

    /// Consecutive wrong codes of an account, at the sign-in and in its sessions. At the limit, codes of its authenticator app are
    /// refused.
    pub(in crate::accounts) fn failures_of_factor(id: UserId) -> Self {
        // With the prefix of an account, because it never expires either.
        Self::of(UP_TO_LOCKOUT, format!("run:account:{id}:factor"))
    }

    /// Consecutive wrong codes within a session.
    pub(in crate::accounts) fn failures_of_factor_in_session(id: SessionId) -> Self {
        Self::of(UP_TO_LOCKOUT, format!("run:session:{id}:factor"))
    }

    fn of(kind: Kind, key: String) -> Self {
        Self { key, kind }
    }

    /// The counter after one more failure.
    pub(super) fn charged(&self, row: ThrottleRow, now: Timestamp) -> ThrottleRow {
        match self.kind {
            Kind::Backoff | Kind::Source { .. } => charge_backoff(row, self.free(), now),
            Kind::Consecutive { .. } => charge_consecutive(row, now),
        }
    }

    /// The counter without the failure charged by an attempt. If nothing else has changed since, that is the state before the charge.
    /// Otherwise the failures of concurrent attempts stay, and with them the wait if they alone are enough for one.
    pub(super) fn refunded(&self, row: ThrottleRow, before: ThrottleRow, after: ThrottleRow) -> ThrottleRow {
        if row == after { before } else { self.reduced(row, 1) }
    }

    /// The counter with fewer failures. The wait stays if those that are left are enough for one.
    pub(super) fn reduced(&self, row: ThrottleRow, by: i64) -> ThrottleRow {
        let failures = (row.failures - by).max(0);
        let blocked_until = if failures < self.free() { 0 } else { row.blocked_until };
        ThrottleRow { failures, last_at: row.last_at, blocked_until }
    }

    /// The number of failures that starts the first wait.
    fn free(&self) -> i64 {
        match self.kind {
            Kind::Source { free, .. } => free,
            Kind::Backoff | Kind::Consecutive { .. } => FAILURES_BEFORE_WAIT,
        }
    }

    /// The key of the counter of what one name has charged to a source. None for other counters, which a success resets.
    pub(super) fn share(&self) -> Option<&str> {
        match &self.kind {
            Kind::Source { share, .. } => Some(share.as_str()),
            Kind::Backoff | Kind::Consecutive { .. } => None,
        }
    }

    /// Whether it counts consecutive failures and is at its limit.
    pub(super) fn is_locked(&self, row: ThrottleRow) -> bool {
        matches!(self.kind, Kind::Consecutive { limit } if row.failures >= limit)
    }
}

/// The rest of the wait; None if the next attempt is allowed.
pub(super) fn wait_left(row: ThrottleRow, now: Timestamp) -> Option<Duration> {
    let left = now.until(Timestamp(row.blocked_until));
    (!left.is_zero()).then_some(left)
}

/// A backoff counter after one more failure. The one with the number `free` starts a wait.
fn charge_backoff(row: ThrottleRow, free: i64, now: Timestamp) -> ThrottleRow {
    // Attempts during a wait are refused, so the quiet time does not begin before its end.
    let quiet_since = Timestamp(row.blocked_until.max(row.last_at));
    let failures = if quiet_since.until(now) > MEMORY { 1 } else { row.failures + 1 };
    let blocked_until = wait_after(failures, free).map_or(0, |wait| now.plus(wait).0);
    ThrottleRow { failures, last_at: now.0, blocked_until }
}

/// What a name has charged to a source, after one more failure. It imposes no wait, and is forgotten no later than by the source, whose
/// quiet time begins with the last failure of any name: so nothing is taken back that the source does not count any more.
pub(super) fn charged_share(row: ThrottleRow, now: Timestamp) -> ThrottleRow {
    let failures = if Timestamp(row.last_at).until(now) > MEMORY { 1 } else { row.failures + 1 };
    ThrottleRow { failures, last_at: now.0, blocked_until: 0 }
}

/// What a name has charged to a source, without the failure charged by an attempt.
pub(super) fn refunded_share(row: ThrottleRow, before: ThrottleRow, after: ThrottleRow) -> ThrottleRow {
    match row == after {
        true if after.failures > 1 => before,
        // What it counted before was forgotten with this charge.
        true => ThrottleRow::default(),
        false => ThrottleRow { failures: (row.failures - 1).max(0), ..row },
    }
}

/// A counter of consecutive failures after one more. It never expires and imposes no wait.
fn charge_consecutive(row: ThrottleRow, now: Timestamp) -> ThrottleRow {
    ThrottleRow { failures: row.failures + 1, last_at: now.0, blocked_until: 0 }
}

/// The wait after this number of failures, of which the one with the number `free` starts the first.
fn wait_after(failures: i64, free: i64) -> Option<Duration> {
    // A negative number cannot be converted: no wait yet.
    let doublings = u32::try_from(failures.checked_sub(free)?).ok()?;
    // Saturating, so that an overflow cannot turn a large number of failures into a short wait.
    Some(FIRST_WAIT.saturating_mul(2_u32.saturating_pow(doublings)).min(MAX_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_ipv6_source_is_a_64_bit_prefix_and_a_mapped_ipv4_address_is_unmapped() {
        let source = |text: &str| Counter::source(text.parse().unwrap(), 10, "maren");
        assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:ffff::1"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
    }

    #[test]
    fn the_tenth_failure_starts_a_wait_that_doubles_up_to_an_hour() {
        let seconds = |failures| wait_after(failures, FAILURES_BEFORE_WAIT).map(|wait| wait.as_secs());
        assert_eq!(seconds(9), None);
        assert_eq!(seconds(10), Some(30));
        assert_eq!(seconds(11), Some(60));
        assert_eq!(seconds(16), Some(1920));
        assert_eq!(seconds(17), Some(3600));
        assert_eq!(seconds(1000), Some(3600));
        assert_eq!(
            [99, 100, 101].map(|failures| wait_after(failures, 100).map(|wait| wait.as_secs())),
            [None, Some(30), Some(60)]
        );
    }

    #[test]
    fn a_share_is_forgotten_no_later_than_by_its_source() {
        let quarter = MEMORY.as_millis() as i64;
        let four = ThrottleRow { failures: 4, last_at: 0, blocked_until: 0 };
        assert_eq!(charged_share(four, Timestamp(quarter)).failures, 5);
        let again = charged_share(four, Timestamp(quarter + 1));
        assert_eq!((again.failures, again.blocked_until), (1, 0));
        assert_eq!(refunded_share(again, four, again).failures, 0, "the four were forgotten");
        let (fifth, sixth) =
            (charged_share(four, Timestamp(1)), ThrottleRow { failures: 6, last_at: 2, blocked_until: 0 });
        assert_eq!(refunded_share(fifth, four, fifth), four);
        assert_eq!(refunded_share(sixth, four, fifth), ThrottleRow { failures: 5, ..sixth });
    }

    #[test]
    fn a_source_keeps_its_wait_if_the_failures_of_others_are_enough_for_one() {
        let source = Counter::source("192.0.2.1".parse().unwrap(), 10, "maren");
        let row = ThrottleRow { failures: 14, last_at: 1_000, blocked_until: 5_000 };
        assert_eq!(source.reduced(row, 4), ThrottleRow { failures: 10, ..row });
        assert_eq!(source.reduced(row, 5), ThrottleRow { failures: 9, last_at: 1_000, blocked_until: 0 });
        assert_eq!(source.reduced(row, 20).failures, 0);
    }

    #[test]
    fn backoff_counters_expire_after_a_quarter_of_an_hour_and_consecutive_failures_never() {
        let row = ThrottleRow { failures: 9, last_at: 0, blocked_until: 0 };
        let quarter = MEMORY.as_millis() as i64;
        assert_eq!(charge_backoff(row, 10, Timestamp(quarter)).failures, 10);
        assert_eq!(charge_backoff(row, 10, Timestamp(quarter + 1)).failures, 1);
        let years = charge_consecutive(ThrottleRow { failures: 99, ..row }, Timestamp(quarter * 100_000));
        assert_eq!((years.failures, years.blocked_until), (100, 0));
        let of_account = Counter::failures_of_account(UserId(Uuid::nil()));
        assert!(of_account.is_locked(years) && !of_account.is_locked(ThrottleRow { failures: 99, ..row }));
    }

    #[test]
    fn five_wrong_codes_end_a_pending_sign_in_and_a_hundred_the_codes_of_an_account() {
        let after = |failures| ThrottleRow { failures, ..ThrottleRow::default() };
        let (pending, session) = (Counter::pending(Uuid::nil()), SessionId(Uuid::nil()));
        assert!(pending.is_locked(after(5)) && !pending.is_locked(after(4)));
        let of_account = Counter::failures_of_factor(UserId(Uuid::nil()));
        for counter in [of_account, Counter::failures_of_factor_in_session(session)] {
            assert!(counter.is_locked(after(100)) && !counter.is_locked(after(99)), "{counter:?}");
        }
        assert!(!Counter::session(session).is_locked(after(1_000)), "it imposes waits in place of a lockout");
    }

    #[test]
    fn a_refund_keeps_concurrent_failures_and_their_wait() {
        let now = Timestamp(1_000);
        let before = ThrottleRow { failures: 8, last_at: 900, blocked_until: 0 };
        let counter = Counter::name("maren");
        let mine = counter.charged(before, now);
        let theirs = counter.charged(mine, now);
        assert!(wait_left(theirs, now).is_some());
        let nine = ThrottleRow { failures: 9, last_at: 1_000, blocked_until: 0 };
        assert_eq!(counter.refunded(theirs, before, mine), nine);
        let twelve = ThrottleRow { failures: 12, last_at: 1_000, blocked_until: 5_000 };
        assert_eq!(counter.refunded(twelve, before, mine), ThrottleRow { failures: 11, ..twelve });
    }

    proptest! {
        #[test]
        fn a_refund_restores_the_state_before_the_charge(
            failures in 0_i64..200, last_at in 0_i64..10_000_000, passed in 0_i64..10_000_000
        ) {
            let before = ThrottleRow { failures, last_at, blocked_until: 0 };
            for counter in [Counter::name("maren"), Counter::pending(Uuid::nil())] {
                let after = counter.charged(before, Timestamp(last_at + passed));
                prop_assert_eq!(counter.refunded(after, before, after), before);
            }
        }
    }
}
