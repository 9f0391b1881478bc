//! One budget: a token bucket (GCRA) for each key.

use super::{Rate, RateLimitKey};
use crate::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::{DashMapStateStore, ShrinkableKeyedStateStore};
use governor::{NotUntil, Quota, RateLimiter};
use std::convert::Infallible;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The maximum number of keys of each budget, about 60 bytes each. A limit per address does not stop an attacker with
/// more addresses than this.
pub(super) const MAX_KEYS: usize = 50_000;
/// Stale keys are evicted after this many requests.
pub(super) const EVICTION_INTERVAL: u32 = 4_096;

pub(super) struct Limiter {
    pub(super) quota: Quota,
    limiter: RateLimiter<RateLimitKey, Buckets, GovernorClock, NoOpMiddleware<Duration>>,
    /// The state of `limiter`, shared with it.
    buckets: Buckets,
    clock: GovernorClock,
    /// The times in `buckets` count from here.
    started: Duration,
    /// Counts requests, to evict keys after every [`EVICTION_INTERVAL`].
    requests: AtomicU32,
}

impl Limiter {
    /// A full budget has `burst` times the number of the rate, for example 50/s times 4.
    pub(super) fn new(rate: Rate, burst: u32, clock: Arc<dyn Clock>) -> Self {
        let clock = GovernorClock(clock);
        let size = rate.times().saturating_mul(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
        let quota =
            // `with_period` is None only for an interval of zero, which the maximum of a rate excludes.
            Quota::with_period(rate.interval()).map_or(Quota::per_second(size), |quota| quota.allow_burst(size));
        let buckets = Buckets::default();
        let started = clock.0.elapsed();
        let limiter = RateLimiter::new(quota, buckets.clone(), clock.clone());
        Self { quota, limiter, buckets, clock, started, requests: AtomicU32::new(0) }
    }

    /// The error is the time until the next request is allowed.
    pub(super) fn spend(&self, payer: RateLimitKey) -> Result<(), Duration> {
        self.evict_sometimes();
        // Only a refusal needs the time here; `check_key` reads the clock itself.
        let now = || governor::clock::Clock::now(&self.clock);
        self.limiter.check_key(&payer).map_err(|until: NotUntil<Duration>| until.wait_time_from(now()))
    }

    /// The time between two requests if they are spread evenly.
    pub(super) fn interval(&self) -> Duration {
        self.quota.replenish_interval()
    }

    /// How long it takes until the budget of a payer is full again.
    pub(super) fn owed(&self, payer: RateLimitKey) -> Duration {
        // An error leaves the bucket as it is.
        let full_at = self.buckets.measure_and_replace(&payer, Err::<((), Nanos), _>).err().flatten();
        full_at.unwrap_or_default().saturating_sub(self.now()).into()
    }

    /// How many requests the budget of a payer allows at once.
    pub(super) fn left(&self, payer: RateLimitKey) -> u32 {
        let all_but_one = self.interval().saturating_mul(self.quota.burst_size().get() - 1);
        let Some(room) = all_but_one.checked_sub(self.owed(payer)) else { return 0 };
        let more = room.as_nanos() / self.interval().as_nanos().max(1);
        u32::try_from(more).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Lets the budget of a payer take at least this long until it is full again.
    pub(super) fn owe(&self, payer: RateLimitKey, owed: Duration) {
        self.evict_sometimes();
        // A flood of payers elsewhere does not reset the budgets here.
        if self.buckets.0.len() >= MAX_KEYS {
            return;
        }
        let full_at = self.now() + Nanos::from(owed);
        let later = |before: Option<Nanos>| Ok(((), before.map_or(full_at, |before| before.max(full_at))));
        let Ok::<(), Infallible>(()) = self.buckets.measure_and_replace(&payer, later);
    }

    /// Now, as the times in the buckets.
    fn now(&self) -> Nanos {
        self.clock.0.elapsed().saturating_sub(self.started).into()
    }

    /// In addition to the hourly clean-up, because an attack fills the store faster.
    fn evict_sometimes(&self) {
        // `Relaxed` is enough: each number is seen by one request, and no other memory depends on it.
        if self.requests.fetch_add(1, Ordering::Relaxed) % EVICTION_INTERVAL == EVICTION_INTERVAL - 1 {
            self.evict();
        }
    }

    /// Evicts the keys whose budgets are full again.
    pub(super) fn evict(&self) {
        // A bucket that is full again is the same as no bucket.
        self.limiter.retain_recent();
        // Only an attack fills the store. Resetting all budgets bounds the memory and keeps the limiter working.
        if self.buckets.clear_if_full() {
            tracing::warn!(max_keys = MAX_KEYS, "too many rate limit keys: all budgets of this kind are reset");
        }
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> usize {
        self.limiter.len()
    }
}

/// The rate limit state of each key. Clones share it.
#[derive(Clone, Default)]
struct Buckets(Arc<DashMapStateStore<RateLimitKey>>);

impl Buckets {
    /// Clears the store if it has more than [`MAX_KEYS`], and returns whether it did.
    fn clear_if_full(&self) -> bool {
        let is_full = self.0.len() > MAX_KEYS;
        if is_full {
            self.0.clear();
            // `clear` alone would keep the allocated memory.
            self.0.shrink_to_fit();
        }
        is_full
    }
}

impl StateStore for Buckets {
    type Key = RateLimitKey;

    fn measure_and_replace<T, F, E>(&self, key: &RateLimitKey, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.measure_and_replace(key, measure)
    }
}

impl ShrinkableKeyedStateStore<RateLimitKey> for Buckets {
    fn retain_recent(&self, drop_below: Nanos) {
        ShrinkableKeyedStateStore::retain_recent(&*self.0, drop_below);
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Our clock as a clock of `governor`, so that tests can move it.
#[derive(Clone)]
struct GovernorClock(Arc<dyn Clock>);

impl governor::clock::Clock for GovernorClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}
