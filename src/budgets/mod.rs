//! Budgets: rate limits for each kind of request, per account or per client address
//! (`docs/decisions/0025-budgets.md`). They are stored in the memory of this process and lost when it ends.

mod rate;
#[cfg(test)]
mod tests;

pub use rate::{Rate, RateLimitKey, RateLimits, network};

use crate::{
    clock::Clock,
    shared::{
        error::{AppError, ErrorCode, ExceededBudget},
        timestamp::wait_in_words,
    },
};
use governor::{
    NotUntil, Quota, RateLimiter,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{
        StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
};
use rate::FREE_CONFLICTS;
use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// The maximum number of keys of each budget, about 60 bytes each. A limit per address does not stop an attacker with
/// more addresses than this.
const MAX_KEYS: usize = 50_000;
/// Stale keys are evicted after this many requests.
const EVICTION_INTERVAL: u32 = 4_096;
/// The burst of [`Budget::Request`], in seconds of its rate: a browser loads a page and its files at the same time.
const REQUEST_BURST_SECONDS: u32 = 4;

/// A kind of request with its own rate limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Budget {
    /// Registering an account.
    Register,
    /// Signing in with the right password.
    SignIn,
    /// Requesting a message, per client address.
    Recover,
    /// Messages of one kind, per email address that gets them, and per account that causes them.
    Mail,
    /// Changing data.
    Change,
    /// Exports, downloads and imports.
    File,
    /// All other requests.
    Request,
}

impl Budget {
    /// The name in the configuration and in response headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::Recover => "recover",
            Self::Mail => "mail",
            Self::Change => "change",
            Self::File => "file",
            Self::Request => "request",
        }
    }
}

/// The error if a rate limit is exceeded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exceeded {
    pub budget: Budget,
    /// The number of requests in a full budget.
    pub quota: u32,
    /// Seconds until an empty budget is full.
    pub window: u32,
    /// Seconds until the next request is allowed.
    pub retry_after: u32,
}

impl From<Exceeded> for AppError {
    fn from(exceeded: Exceeded) -> Self {
        let Exceeded { budget, quota, window, retry_after } = exceeded;
        let wait = wait_in_words(retry_after);
        let reason = match budget {
            Budget::Register => "Too many accounts were created from your network.",
            Budget::SignIn => "Too many sign-ins to this account from your network.",
            Budget::Recover => "Too many messages were requested from your network.",
            Budget::Mail => "Too many messages were requested for this email address or by this account.",
            Budget::Change => "Too many changes in a short time.",
            Budget::File => "Too many files in a short time.",
            Budget::Request => "Too many requests in a short time.",
        };
        let detail = format!("{reason} Wait {wait}, then try again.");
        let mut error = Self::new(ErrorCode::TooManyRequests, detail).retry(retry_after);
        error.spent = Some(Box::new(ExceededBudget { name: budget.as_str().into(), quota, window }));
        error
    }
}

/// The budgets of all accounts and client addresses.
pub struct Budgets {
    register: Limiter,
    free_conflicts: Limiter,
    sign_in: Limiter,
    recover: Limiter,
    mail: Limiter,
    change: Limiter,
    file: Limiter,
    request: Limiter,
}

impl Budgets {
    /// All budgets are full.
    pub fn new(limits: &RateLimits, clock: Arc<dyn Clock>) -> Self {
        let limiter = |rate: Rate, burst| Limiter::new(rate, burst, GovernorClock(Arc::clone(&clock)));
        Self {
            register: limiter(limits.register, 1),
            free_conflicts: limiter(FREE_CONFLICTS, 1),
            sign_in: limiter(limits.sign_in, 1),
            recover: limiter(limits.recover, 1),
            mail: limiter(limits.mail, 1),
            change: limiter(limits.change, 1),
            file: limiter(limits.file, 1),
            request: limiter(limits.request, REQUEST_BURST_SECONDS),
        }
    }

    /// Charges one request to a budget.
    ///
    /// # Errors
    /// If the budget is empty.
    pub fn spend(&self, budget: Budget, payer: RateLimitKey) -> Result<(), Exceeded> {
        let limiter = match budget {
            Budget::Register => &self.register,
            Budget::SignIn => &self.sign_in,
            Budget::Recover => &self.recover,
            Budget::Mail => &self.mail,
            Budget::Change => &self.change,
            Budget::File => &self.file,
            Budget::Request => &self.request,
        };
        limiter.spend(payer).map_err(|wait| Exceeded {
            budget,
            quota: limiter.quota.burst_size().get(),
            window: seconds(limiter.quota.burst_size_replenished_in()),
            retry_after: seconds(wait),
        })
    }

    /// Charges a registration that is refused because a name is taken. The first few cost nothing.
    ///
    /// # Errors
    /// If the budget of registrations is empty.
    pub fn spend_conflict(&self, payer: RateLimitKey) -> Result<(), Exceeded> {
        if self.free_conflicts.spend(payer).is_ok() { Ok(()) } else { self.spend(Budget::Register, payer) }
    }

    /// Evicts the keys whose budgets are full again.
    pub fn tidy(&self) {
        let Self { register, free_conflicts, sign_in, recover, mail, change, file, request } = self;
        let all = [register, free_conflicts, sign_in, recover, mail, change, file, request];
        all.into_iter().for_each(Limiter::evict);
    }
}

/// Seconds, rounded up, at least 1.
fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}

/// One budget: a token bucket (GCRA) for each key.
struct Limiter {
    quota: Quota,
    limiter: RateLimiter<RateLimitKey, BoundedStore<RateLimitKey>, GovernorClock, NoOpMiddleware<Duration>>,
    /// The state of `limiter`, shared with it.
    buckets: BoundedStore<RateLimitKey>,
    clock: GovernorClock,
    /// Counts requests, to evict keys after every [`EVICTION_INTERVAL`].
    requests: AtomicU32,
}

impl Limiter {
    /// A full budget has `burst` times the number of the rate, for example 50/s times 4.
    fn new(rate: Rate, burst: u32, clock: GovernorClock) -> Self {
        let size = rate.times().saturating_mul(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
        let quota =
            // `with_period` is None only for an interval of zero, which the maximum of a rate excludes.
            Quota::with_period(rate.interval()).map_or(Quota::per_second(size), |quota| quota.allow_burst(size));
        let buckets = BoundedStore::new(MAX_KEYS);
        let limiter = RateLimiter::new(quota, buckets.clone(), clock.clone());
        Self { quota, limiter, buckets, clock, requests: AtomicU32::new(0) }
    }

    /// The error is the time until the next request is allowed.
    fn spend(&self, payer: RateLimitKey) -> Result<(), Duration> {
        // In addition to the hourly clean-up, because an attack fills the store faster. `Relaxed` is enough: each
        // number is seen by one request, and no other memory depends on it.
        if self.requests.fetch_add(1, Ordering::Relaxed) % EVICTION_INTERVAL == EVICTION_INTERVAL - 1 {
            self.evict();
        }
        // Only a refusal needs the time here; `check_key` reads the clock itself.
        let now = || governor::clock::Clock::now(&self.clock);
        self.limiter.check_key(&payer).map_err(|until: NotUntil<Duration>| until.wait_time_from(now()))
    }

    fn evict(&self) {
        // A bucket that is full again is the same as no bucket.
        self.limiter.retain_recent();
        // Only an attack fills the store. Resetting all budgets bounds the memory and keeps the limiter working.
        if self.buckets.clear_if_full() {
            tracing::warn!(max_keys = MAX_KEYS, "too many rate limit keys: all budgets of this kind are reset");
        }
    }
}

/// The rate limit state of each key. Clones share it.
struct BoundedStore<K> {
    states: Arc<DashMapStateStore<K>>,
    max_keys: usize,
}

impl<K> Clone for BoundedStore<K> {
    fn clone(&self) -> Self {
        Self { states: Arc::clone(&self.states), max_keys: self.max_keys }
    }
}

impl<K: Hash + Eq + Clone> BoundedStore<K> {
    fn new(max_keys: usize) -> Self {
        Self { states: Arc::default(), max_keys }
    }

    /// Clears the store if it has more than `max_keys` keys, and returns whether it did.
    fn clear_if_full(&self) -> bool {
        let is_full = self.states.len() > self.max_keys;
        if is_full {
            self.states.clear();
            // `clear` alone would keep the allocated memory.
            self.states.shrink_to_fit();
        }
        is_full
    }
}

impl<K: Hash + Eq + Clone> StateStore for BoundedStore<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.states.measure_and_replace(key, measure)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for BoundedStore<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        ShrinkableKeyedStateStore::retain_recent(&*self.states, drop_below);
    }

    fn len(&self) -> usize {
        self.states.len()
    }

    fn is_empty(&self) -> bool {
        self.states.is_empty()
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
