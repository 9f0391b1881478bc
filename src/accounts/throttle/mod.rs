//! Limits password guessing: waits after repeated failures, and a lockout after 100 consecutive ones ([`limits`],
//! `docs/decisions/0007-throttle.md`). Counters are in the database, so a restart does not reset them.
//!
//! An attempt is charged before the password is checked, so that concurrent attempts cannot exceed the limit. The
//! charge is refunded unless the password was wrong. An attempt that is refused because of a wait writes nothing.
//!
//! Many people can share a source. So what each name has charged to it is counted as well (its share), and a right password takes
//! exactly that back. Both counters change in the same transaction, which has locked the source.
//!
//! Failures are counted in the database, for all replicas. What is counted in memory is exchanged with them ([`exchange`]).
//!
//! Other nouns ask `Throttle` for `begin_attempt` and `refund`.

mod exchange;
mod limits;

pub(super) use limits::Counter;

use super::audit::{self, Event};
use super::{Settings, Throttle};
use crate::language::message;
use crate::shared::timestamp::wait_in_words;
use crate::shared::{AppError, ErrorCode, Reason, Timestamp, UserId};
use crate::store::throttles;
use crate::store::{Conn, StoreError, ThrottleRow, Tx};
use std::net::IpAddr;
use std::time::Duration;

/// How many times as many failures as other sources those in a shared network have.
const SHARED_FACTOR: u32 = 10;

/// An attempt that has been charged to its counters, so that the password may be checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Attempt(Vec<Charge>);

/// A charged counter.
#[derive(Clone, Debug)]
struct Charge {
    counter: Counter,
    change: Change,
    /// If the counter is a source: of what the name has charged to it.
    share: Option<Change>,
}

/// The state of a counter before and after a charge.
#[derive(Clone, Copy, Debug)]
struct Change {
    before: ThrottleRow,
    after: ThrottleRow,
}

impl Attempt {
    /// Whether the counters were at the lockout before this attempt: then even the right password is refused.
    pub(super) fn is_locked_out(&self) -> bool {
        self.0.iter().any(|charge| charge.counter.is_locked(charge.change.before))
    }

    /// Resets the counters after a right password. The source gets back what the name has charged to it.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for charge in &self.0 {
            match charge.counter.share() {
                Some(share) => charge.take_back(tx, share).await?,
                None => clear(tx, &charge.counter).await?,
            }
        }
        Ok(())
    }

    /// After a right password that is not enough: that is no failure, and no success yet either. The source gets back what the name
    /// has charged to it, because wrong codes are not charged there.
    pub(super) async fn await_second_factor(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for charge in &self.0 {
            match charge.counter.share() {
                Some(share) => charge.take_back(tx, share).await?,
                None => charge.refund(tx).await?,
            }
        }
        Ok(())
    }

    /// Takes the charges back: what the counters count has not failed, and has not succeeded either.
    pub(super) async fn refund(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for charge in &self.0 {
            charge.refund(tx).await?;
        }
        Ok(())
    }

    /// The counters that a success resets.
    pub(super) fn counters(&self) -> Vec<Counter> {
        self.0.iter().map(|charge| charge.counter.clone()).filter(|counter| counter.share().is_none()).collect()
    }
}

impl Charge {
    async fn refund(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let key = &self.counter.key;
        // A concurrent success may have reset the counter.
        let Some(row) = throttles::lock_if_exists(tx, key).await? else { return Ok(()) };
        if let (Some(share), Some(change)) = (self.counter.share(), self.share) {
            // A concurrent success of the same name has taken this charge back as well.
            let Some(row) = throttles::lock_if_exists(tx, share).await? else { return Ok(()) };
            store(tx, share, limits::refunded_share(row, change.before, change.after)).await?;
        }
        store(tx, key, self.refunded(row)).await
    }

    /// Takes back what the name has charged to the source, with this charge. `share`: the key of its counter, which has forgotten with
    /// this charge what the source has forgotten.
    async fn take_back(&self, tx: &mut Tx, share: &str) -> Result<(), StoreError> {
        let key = &self.counter.key;
        let Some(row) = throttles::lock_if_exists(tx, key).await? else { return Ok(()) };
        // As above.
        let Some(charged) = throttles::lock_if_exists(tx, share).await? else { return Ok(()) };
        throttles::delete(tx, share).await?;
        let row = self.counter.reduced(self.refunded(row), charged.failures - 1);
        store(tx, key, row).await
    }

    fn refunded(&self, row: ThrottleRow) -> ThrottleRow {
        self.counter.refunded(row, self.change.before, self.change.after)
    }
}

/// Stores a counter. One without a row has no failures.
async fn store(tx: &mut Tx, key: &str, row: ThrottleRow) -> Result<(), StoreError> {
    match row.failures {
        0 => throttles::delete(tx, key).await,
        _ => throttles::put(tx, key, row).await,
    }
}

/// The counter of the source of an attempt with this name.
pub(super) fn source(settings: &Settings, address: IpAddr, name: &str) -> Counter {
    // As many as the rate allows in the time after which they are forgotten.
    let free = settings.rate_limits.sign_in_failures().times_in(limits::MEMORY);
    let address = address.to_canonical();
    let is_shared = settings.shared_networks.iter().any(|network| network.contains(&address));
    Counter::source(address, if is_shared { free.saturating_mul(SHARED_FACTOR) } else { free }, name)
}

impl Throttle {
    /// Charges an attempt to all counters, unless one of them imposes a wait. Without rate limits it charges nothing.
    ///
    /// A refusal is only logged, as a refused `attempted`: attackers can cause any number of them, and writing each to
    /// the database would fill the disk.
    ///
    /// # Errors
    /// [`ErrorCode::TooManyAttempts`] if there is a wait.
    pub(super) async fn begin_attempt(&self, counters: Vec<Counter>, attempted: &Event) -> Result<Attempt, AppError> {
        if !self.settings().rate_limit {
            return Ok(Attempt::default());
        }
        let now = self.now();
        // A read first: most refusals then do not queue for the writer. `charge` checks again under lock.
        let charged = match self.longest_wait(&counters, now).await? {
            Some(wait) => Err(too_many_attempts(wait)),
            None => self.db().write(async move |mut tx: Tx| charge(&mut tx, counters, now).await).await,
        };
        charged.inspect_err(|error| {
            if error.code == ErrorCode::TooManyAttempts {
                audit::log(&attempted.clone().refused(Reason::Throttled).into());
            }
        })
    }

    /// Refunds an attempt that failed before its password was checked. The caller already reports that failure, so a
    /// failed refund is only logged.
    pub(super) async fn refund(&self, attempt: Attempt) {
        if attempt.0.is_empty() {
            return;
        }
        let job = async move |mut tx: Tx| attempt.refund(&mut tx).await;
        if let Err(error) = self.db().write(job).await {
            tracing::warn!(%error, "cannot refund an attempt: it remains counted as a failure");
        }
    }

    async fn longest_wait(&self, counters: &[Counter], now: Timestamp) -> Result<Option<Duration>, StoreError> {
        let keys: Vec<_> = counters.iter().map(|counter| counter.key.clone()).collect();
        let rows = self.db().read(async move |mut conn| {
            let mut rows = Vec::with_capacity(keys.len());
            for key in &keys {
                rows.extend(throttles::find(&mut conn, key).await?);
            }
            Ok(rows)
        });
        Ok(rows.await?.into_iter().filter_map(|row| limits::wait_left(row, now)).max())
    }
}

/// Charges an attempt to all counters, or to none if one of them imposes a wait.
async fn charge(tx: &mut Tx, counters: Vec<Counter>, now: Timestamp) -> Result<Attempt, AppError> {
    let mut charges = Vec::with_capacity(counters.len());
    // All attempts lock counters in the order of their kinds, so that transactions cannot deadlock.
    for counter in counters {
        let before = throttles::lock(tx, &counter.key).await?;
        if let Some(wait) = limits::wait_left(before, now) {
            // The error rolls back the charges of the counters before this one.
            return Err(too_many_attempts(wait));
        }
        let after = counter.charged(before, now);
        throttles::put(tx, &counter.key, after).await?;
        let share = match counter.share() {
            Some(share) => Some(charge_share(tx, share, now).await?),
            None => None,
        };
        charges.push(Charge { counter, change: Change { before, after }, share });
    }
    Ok(Attempt(charges))
}

/// Charges what the name has charged to a source, which is locked.
async fn charge_share(tx: &mut Tx, share: &str, now: Timestamp) -> Result<Change, StoreError> {
    let before = throttles::lock(tx, share).await?;
    let after = limits::charged_share(before, now);
    throttles::put(tx, share, after).await?;
    Ok(Change { before, after })
}

fn too_many_attempts(wait: Duration) -> AppError {
    let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
    AppError::new(ErrorCode::TooManyAttempts, message::attempts_too_many(wait_in_words(seconds))).retry(seconds)
}

pub(super) async fn find(conn: &mut Conn, counter: &Counter) -> Result<Option<ThrottleRow>, StoreError> {
    throttles::find(conn, &counter.key).await
}

/// Whether a counter of consecutive failures is at its limit.
pub(super) async fn is_locked(conn: &mut Conn, counter: &Counter) -> Result<bool, StoreError> {
    Ok(find(conn, counter).await?.is_some_and(|row| counter.is_locked(row)))
}

/// Counts a failure of something that was checked in the same transaction, whose locks keep concurrent attempts from exceeding the
/// limit. Returns whether the counter is at its limit now.
pub(super) async fn count_failure(tx: &mut Tx, counter: &Counter, now: Timestamp) -> Result<bool, StoreError> {
    let row = counter.charged(throttles::lock(tx, &counter.key).await?, now);
    throttles::put(tx, &counter.key, row).await?;
    Ok(counter.is_locked(row))
}

/// Resets a counter.
pub(super) async fn clear(tx: &mut Tx, counter: &Counter) -> Result<(), StoreError> {
    throttles::delete(tx, &counter.key).await
}

/// Ends the lockout of an account: resets its consecutive failures.
pub(super) async fn unlock_account(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    clear(tx, &Counter::failures_of_account(user)).await
}

/// Deletes all counters of an account.
pub(super) async fn erase(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    clear(tx, &Counter::failures_of_factor(user)).await?;
    // A prefix, because no table lists the browsers of an account.
    throttles::delete_of(tx, &Counter::failures_of_account(user).key, &format!("browser:{user}:")).await
}

/// Deletes some counters that no longer have an effect; fewer than `limit` if none is left. Consecutive failures of an account
/// never expire.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    throttles::delete_past(tx, now.minus(limits::MEMORY), now.minus(limits::CONSECUTIVE_MEMORY), limit).await
}
