//! Budgets: rate limits for each kind of request, per account or per client address
//! (`docs/decisions/0025-budgets.md`). They are stored in the memory of this process and lost when it ends.

mod key;
mod rate;
mod store;

pub use key::{RateLimitKey, network};
pub use rate::{Rate, RateLimits};

use crate::{
    clock::Clock,
    shared::{
        error::{AppError, ErrorCode, ExceededBudget},
        wait,
    },
};
use governor::{NotUntil, Quota, RateLimiter, middleware::NoOpMiddleware};
use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use store::BoundedStore;

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
        let wait = wait::in_words(retry_after);
        let reason = match budget {
            Budget::Register => "Too many accounts were created from your network.",
            Budget::SignIn => "Too many sign-ins to this account from your network.",
            Budget::Recover => "Too many messages were requested from your network.",
            Budget::Mail => "Too many messages were requested for this email address or by this account.",
            Budget::Change => "Too many changes in a short time.",
            Budget::File => "Too many files in a short time.",
            Budget::Request => "Too many requests in a short time.",
        };
        let error = Self::new(ErrorCode::TooManyRequests, format!("{reason} Wait {wait}, then try again."));
        let spent = ExceededBudget { name: budget.as_str().into(), quota, window };
        Self { spent: Some(spent), ..error.retry(retry_after) }
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
            free_conflicts: limiter(rate::FREE_CONFLICTS, 1),
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

/// Our clock as a clock of `governor`, so that tests can move it.
#[derive(Clone)]
struct GovernorClock(Arc<dyn Clock>);

impl governor::clock::Clock for GovernorClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::ManualClock,
        shared::{ids::UserId, timestamp::Timestamp},
    };

    fn budgets(limits: &str) -> (Budgets, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::at(Timestamp(1_000)));
        (Budgets::new(&limits.parse().unwrap(), Arc::clone(&clock) as Arc<dyn Clock>), clock)
    }

    fn source(text: &str) -> RateLimitKey {
        RateLimitKey::source(text.parse().unwrap())
    }

    /// The number of requests that are allowed before the first rejected one.
    fn left(budgets: &Budgets, budget: Budget, payer: RateLimitKey) -> usize {
        std::iter::repeat_with(|| budgets.spend(budget, payer)).take_while(Result::is_ok).count()
    }

    #[test]
    fn the_default_budgets_have_the_documented_sizes() {
        let (budgets, _clock) = budgets("");
        let me = source("192.0.2.1");
        let all = [
            Budget::Register,
            Budget::SignIn,
            Budget::Recover,
            Budget::Mail,
            Budget::Change,
            Budget::File,
            Budget::Request,
        ];
        assert_eq!(all.map(|budget| left(&budgets, budget, me)), [30, 60, 30, 5, 120, 10, 200]);
        let exceeded = all.map(|budget| budgets.spend(budget, me).unwrap_err());
        let policy = |exceeded: Exceeded| (exceeded.quota, exceeded.window, exceeded.retry_after);
        let hourly = [(30, 3600, 120), (60, 3600, 60), (30, 3600, 120), (5, 3600, 720)];
        assert_eq!(exceeded[..4].iter().copied().map(policy).collect::<Vec<_>>(), hourly);
        assert_eq!(
            exceeded[4..].iter().copied().map(policy).collect::<Vec<_>>(),
            [(120, 60, 1), (10, 3600, 360), (200, 4, 1)]
        );
    }

    #[test]
    fn a_budget_refills_gradually_and_belongs_to_one_key() {
        let (budgets, clock) = budgets("file=10/h");
        let (me, other) = (source("192.0.2.1"), RateLimitKey::Account(UserId(uuid::Uuid::nil())));
        assert_eq!(left(&budgets, Budget::File, me), 10);
        assert_eq!(left(&budgets, Budget::File, other), 10);
        clock.advance(Duration::from_secs(359));
        assert_eq!(budgets.spend(Budget::File, me).unwrap_err().retry_after, 1);
        clock.advance(Duration::from_secs(1));
        assert_eq!(left(&budgets, Budget::File, me), 1);
        clock.advance(Duration::from_secs(3600));
        assert_eq!(left(&budgets, Budget::File, me), 10);
    }

    #[test]
    fn an_ipv6_network_is_one_key_and_a_mapped_address_is_the_ipv4_address() {
        assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:ffff::1"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
    }

    #[test]
    fn keys_are_evicted_if_their_budget_is_full_or_if_there_are_too_many() {
        let (budgets, clock) = budgets("register=30/h");
        let numbered = |number: u32| RateLimitKey::source(std::net::Ipv4Addr::from_bits(number).into());
        (0..1_000).for_each(|number| budgets.spend(Budget::Register, numbered(number)).unwrap());
        budgets.tidy();
        assert_eq!(budgets.register.limiter.len(), 1_000);
        clock.advance(Duration::from_secs(3600));
        budgets.tidy();
        assert_eq!(budgets.register.limiter.len(), 0);
        (0..200_000).for_each(|number| budgets.spend(Budget::Register, numbered(number)).unwrap());
        assert!(budgets.register.limiter.len() <= MAX_KEYS + EVICTION_INTERVAL as usize);
    }
}
