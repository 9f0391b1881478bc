//! Failures are counted by account and by source, in the database, so that a restart forgives nothing.
//!
//! Each try is charged before the password is looked at and refunded when it was right: a hundred at once cannot
//! slip through, and a success takes back its own charge alone, not the failures before it.

use super::{
    Accounts,
    audit::{self, Event},
};
use crate::{
    shared::{
        audit::Reason,
        error::{AppError, ErrorCode},
        ids::{SessionId, UserId},
        timestamp::Timestamp,
        wait,
    },
    store::{
        Conn, StoreError, Tx,
        throttles::{self, ThrottleRow},
    },
};
use std::{net::IpAddr, time::Duration};

/// Failures that are free (OWASP ASVS 6.3.1; about 10 in 15 minutes).
const FREE: i64 = 10;
/// The first wait; it doubles with each further failure.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait of an ordinary row of failures.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// From here on a password alone is not enough (NIST SP 800-63B-4, 3.2.2: at most 100).
const HARD_LIMIT: i64 = 100;
/// The wait at the hard limit. Setting a new password ends it.
const HARD_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// Failures are forgotten after this much quiet, counted from the end of the wait.
const MEMORY: Duration = Duration::from_secs(15 * 60);

/// How often something may be done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    pub times: i64,
    pub within: Duration,
}

/// Too many failures: try again in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    pub retry_after: u32,
}

impl From<Throttled> for AppError {
    fn from(throttled: Throttled) -> Self {
        let wait = wait::in_words(throttled.retry_after);
        Self::new(
            ErrorCode::TooManyAttempts,
            format!("Too many tries. Wait {wait}, then try again. Your account is safe."),
        )
        .retry(throttled.retry_after)
    }
}

/// What failures are counted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Counter(String);

impl Counter {
    /// An account that exists.
    pub(super) fn account(id: UserId) -> Self {
        Self(format!("account:{id}"))
    }

    /// A name that no account has; its fingerprint alone is kept, for it may be a password typed in haste.
    pub(super) fn unknown(key: &str) -> Self {
        let fingerprint = crate::keys::fingerprint(key.as_bytes());
        let name: String = fingerprint[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("unknown:{name}"))
    }

    /// Where the request comes from; an IPv6 subscriber has a /64 at the least.
    pub(super) fn source(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(format!("source:{v4}")),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Self(format!("source:{a:x}:{b:x}:{c:x}:{d:x}::/64"))
            }
        }
    }

    /// Asking for the password again within a session. Apart from the account's counter, so that whoever
    /// hammers at the front door does not keep out the owner who is inside.
    pub(super) fn session(id: SessionId) -> Self {
        Self(format!("session:{id}"))
    }

    /// Pictures that an account sends.
    pub(super) fn pictures(id: UserId) -> Self {
        Self(format!("pictures:{id}"))
    }
}

impl Accounts {
    /// Charges `tried` to each counter, unless the operator has turned limits off. Each refusal is logged, and the first of
    /// a wait is recorded: refusing costs next to nothing, and must not fill the disk with what cannot be deleted.
    pub(super) async fn charge(&self, counters: &[Counter], tried: Event) -> Result<Result<(), Throttled>, StoreError> {
        if !self.settings().rate_limit {
            return Ok(Ok(()));
        }
        let refused = tried.refused(Reason::Throttled);
        let (counters, now, recorded) = (counters.to_owned(), self.now(), refused.clone());
        let job = async move |mut tx: Tx| {
            let charged = charge(&mut tx, &counters, now).await?;
            if let Err(Refusal { is_first: true, .. }) = charged {
                tx.record(recorded.into());
            }
            Ok::<_, StoreError>(charged)
        };
        let charged = self.db().write(job).await?;
        if let Err(Refusal { is_first: false, .. }) = charged {
            audit::log(&refused.into());
        }
        Ok(charged.map_err(|refusal| refusal.throttled))
    }
}

/// A try that is not let through.
#[derive(Clone, Copy)]
struct Refusal {
    throttled: Throttled,
    /// None was refused before in this wait.
    is_first: bool,
}

/// Charges a try to each counter; if one of them is blocked, none is charged.
async fn charge(tx: &mut Tx, counters: &[Counter], now: Timestamp) -> Result<Result<(), Refusal>, StoreError> {
    let mut rows = Vec::with_capacity(counters.len());
    for Counter(key) in counters {
        let row = throttles::hold(tx, key).await?;
        if let Some(throttled) = blocked(row, now) {
            let first = first_refusal(row, now);
            if let Some(row) = first {
                throttles::put(tx, key, row).await?;
            }
            return Ok(Err(Refusal { throttled, is_first: first.is_some() }));
        }
        rows.push((key, row));
    }
    for (key, row) in rows {
        throttles::put(tx, key, charged(row, now)).await?;
    }
    Ok(Ok(()))
}

/// Takes one from an allowance, which is whole again some time after the first was taken.
pub(super) async fn spend(
    tx: &mut Tx,
    Counter(key): &Counter,
    allowance: Allowance,
    now: Timestamp,
) -> Result<Result<(), Throttled>, StoreError> {
    let row = throttles::hold(tx, key).await?;
    if row.failures >= allowance.times
        && let Some(throttled) = blocked(row, now)
    {
        return Ok(Err(throttled));
    }
    let whole = now.until(Timestamp(row.blocked_until)).is_zero();
    let (spent, until) = if whole { (1, now.plus(allowance.within).0) } else { (row.failures + 1, row.blocked_until) };
    let row = ThrottleRow { failures: spent, last_at: now.0, blocked_until: until };
    throttles::put(tx, key, row).await.map(Ok)
}

/// Takes back the charge of a try that was right.
pub(super) async fn refund(tx: &mut Tx, counters: &[Counter], now: Timestamp) -> Result<(), StoreError> {
    for Counter(key) in counters {
        if let Some(row) = throttles::hold_if_there(tx, key).await? {
            let failures = (row.failures - 1).max(0);
            let blocked_until = if failures < FREE { 0 } else { row.blocked_until };
            throttles::put(tx, key, ThrottleRow { failures, last_at: now.0, blocked_until }).await?;
        }
    }
    Ok(())
}

/// What was counted, to be looked at.
pub(super) async fn find(conn: &mut Conn, Counter(key): &Counter) -> Result<Option<ThrottleRow>, StoreError> {
    throttles::find(conn, key).await
}

/// Forgets the failures of an account: its password is new, or its owner has shown to know it.
pub(super) async fn clear(tx: &mut Tx, counter: &Counter) -> Result<(), StoreError> {
    throttles::delete(tx, &counter.0).await
}

/// Forgets counters that nobody would miss.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    throttles::delete_past(tx, now.minus(MEMORY), now.minus(MEMORY)).await
}

fn blocked(row: ThrottleRow, now: Timestamp) -> Option<Throttled> {
    let wait = now.until(Timestamp(row.blocked_until));
    (!wait.is_zero()).then(|| {
        let seconds = wait.as_millis().div_ceil(1000);
        Throttled { retry_after: u32::try_from(seconds).unwrap_or(u32::MAX) }
    })
}

/// What becomes of the counter when a try is refused for the first time in this wait; None when one was before. It is noted
/// in `last_at`, which nobody needs before the end of the wait.
fn first_refusal(row: ThrottleRow, now: Timestamp) -> Option<ThrottleRow> {
    let began_at = Timestamp(row.blocked_until).minus(wait_after(row.failures)?).0;
    (row.last_at <= began_at).then(|| ThrottleRow { last_at: now.0.max(began_at + 1), ..row })
}

fn charged(row: ThrottleRow, now: Timestamp) -> ThrottleRow {
    let quiet_since = Timestamp(row.blocked_until.max(row.last_at));
    let forgotten = row.failures < HARD_LIMIT && quiet_since.until(now) > MEMORY;
    let failures = if forgotten { 1 } else { row.failures + 1 };
    let blocked_until = wait_after(failures).map_or(0, |wait| now.plus(wait).0);
    ThrottleRow { failures, last_at: now.0, blocked_until }
}

/// How long nothing is tried after so many failures.
fn wait_after(failures: i64) -> Option<Duration> {
    if failures >= HARD_LIMIT {
        return Some(HARD_WAIT);
    }
    let doublings = u32::try_from(failures.checked_sub(FREE)?).ok()?;
    Some(FIRST_WAIT.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_are_free_and_then_the_wait_doubles_up_to_an_hour() {
        let seconds = |failures| wait_after(failures).map(|wait| wait.as_secs());
        assert_eq!(seconds(9), None);
        assert_eq!(seconds(10), Some(30));
        assert_eq!(seconds(11), Some(60));
        assert_eq!(seconds(16), Some(1920));
        assert_eq!(seconds(17), Some(3600));
        assert_eq!(seconds(99), Some(3600));
        assert_eq!(seconds(100), Some(86_400));
    }

    #[test]
    fn failures_are_forgotten_after_a_quarter_of_an_hour_of_quiet_but_not_at_the_hard_limit() {
        let row = ThrottleRow { failures: 9, last_at: 0, blocked_until: 0 };
        let quarter = MEMORY.as_millis() as i64;
        assert_eq!(charged(row, Timestamp(quarter)).failures, 10);
        assert_eq!(charged(row, Timestamp(quarter + 1)).failures, 1);
        let hard = ThrottleRow { failures: 100, ..row };
        assert_eq!(charged(hard, Timestamp(quarter * 100)).failures, 101);
    }

    #[test]
    fn the_first_refusal_of_each_wait_is_known_from_the_later_ones() {
        for failures in [9, 12, 40, 99, 150] {
            let waiting = charged(ThrottleRow { failures, last_at: 7, blocked_until: 0 }, Timestamp(10));
            for now in [10, 11, 20_000].map(Timestamp) {
                let refused = first_refusal(waiting, now).expect("the first");
                assert_eq!((refused.failures, blocked(refused, now)), (waiting.failures, blocked(waiting, now)));
                assert_eq!(first_refusal(refused, now), None, "{failures}");
                let again = charged(refused, Timestamp(waiting.blocked_until));
                assert!(first_refusal(again, Timestamp(again.last_at)).is_some(), "a wait of its own after {failures}");
            }
        }
    }

    #[test]
    fn an_ipv6_source_is_its_first_64_bits_and_a_mapped_ipv4_address_is_itself() {
        let source = |text: &str| Counter::source(text.parse().unwrap());
        assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:ffff::1"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
    }
}
