//! Budgets: how many requests of each kind an account or a source may make (`docs/decisions/0025-budgets.md`). They are in the
//! memory of this process, and gone with it.

mod rate;
mod store;

pub use rate::{Rate, RateLimits};

use crate::{
    clock::Clock,
    shared::{
        error::{AppError, ErrorCode, SpentBudget},
        ids::UserId,
        wait,
    },
};
use governor::{NotUntil, Quota, RateLimiter, middleware::NoOpMiddleware};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use store::BoundedStore;

/// So many payers are remembered of each budget, some 60 bytes each. An attacker with more sources than that is not held back by
/// a limit for each of them.
const MOST_PAYERS: usize = 50_000;
/// After so many requests it is looked whether there are more.
const TIDIED_EVERY: u32 = 4_096;
/// What fits into the budget of ordinary requests, in seconds' worth of its rate: a page, and what it loads, come at once.
const BURST_OF_REQUESTS: u32 = 4;

/// What is limited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Budget {
    /// Making an account for oneself.
    Register,
    /// Changing something.
    Change,
    /// Exports, downloads and imports.
    File,
    /// Everything else.
    Request,
}

impl Budget {
    /// As it is called in the configuration and in the headers of an answer.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Change => "change",
            Self::File => "file",
            Self::Request => "request",
        }
    }
}

/// Whose budget it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Payer {
    Account(UserId),
    /// An IPv4 address, or the /64 of an IPv6 address.
    Source(IpAddr),
}

impl Payer {
    /// Where a request comes from.
    pub fn source(address: IpAddr) -> Self {
        Self::Source(network(address))
    }
}

/// What belongs to one subscriber: an IPv4 address, or the first 64 bits of an IPv6 address, of which the rest is theirs to
/// choose.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (!0 << 64)).into(),
    }
}

/// A budget of which nothing is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exceeded {
    pub budget: Budget,
    /// How many fit into it …
    pub quota: u32,
    /// … and the seconds in which it is whole again.
    pub window: u32,
    /// Seconds until there is something left.
    pub retry_after: u32,
}

impl From<Exceeded> for AppError {
    fn from(exceeded: Exceeded) -> Self {
        let Exceeded { budget, quota, window, retry_after } = exceeded;
        let wait = wait::in_words(retry_after);
        let what = match budget {
            Budget::Register => "Too many accounts were made from your network.",
            Budget::Change => "Too many changes in a short time.",
            Budget::File => "Too many files in a short time.",
            Budget::Request => "Too many requests in a short time.",
        };
        let error = Self::new(ErrorCode::TooManyRequests, format!("{what} Wait {wait}, then try again."));
        let spent = SpentBudget { name: budget.as_str().into(), quota, window };
        Self { spent: Some(spent), ..error.retry(retry_after) }
    }
}

/// The budgets of all accounts and sources.
pub struct Budgets {
    register: Limiter,
    change: Limiter,
    file: Limiter,
    request: Limiter,
}

impl Budgets {
    /// Whole budgets for everybody.
    pub fn new(limits: &RateLimits, clock: Arc<dyn Clock>) -> Self {
        let limiter = |rate: Rate, burst| Limiter::new(rate, burst, GovernorClock(Arc::clone(&clock)));
        Self {
            register: limiter(limits.register, 1),
            change: limiter(limits.change, 1),
            file: limiter(limits.file, 1),
            request: limiter(limits.request, BURST_OF_REQUESTS),
        }
    }

    /// Takes one from a budget.
    ///
    /// # Errors
    /// When nothing is left of it.
    pub fn spend(&self, budget: Budget, payer: Payer) -> Result<(), Exceeded> {
        let limiter = match budget {
            Budget::Register => &self.register,
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

    /// Forgets the budgets that are whole.
    pub fn tidy(&self) {
        [&self.register, &self.change, &self.file, &self.request].into_iter().for_each(Limiter::tidy);
    }
}

/// Whole seconds, rounded up, and never none.
fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}

/// One budget of each payer: a token bucket (GCRA).
struct Limiter {
    quota: Quota,
    limiter: RateLimiter<Payer, BoundedStore<Payer>, GovernorClock, NoOpMiddleware<Duration>>,
    payers: BoundedStore<Payer>,
    clock: GovernorClock,
    spent: AtomicU32,
}

impl Limiter {
    /// `burst`: how many times the rate's number fits into it.
    fn new(rate: Rate, burst: u32, clock: GovernorClock) -> Self {
        let size = rate.times().saturating_mul(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
        let quota =
            Quota::with_period(rate.interval()).map_or(Quota::per_second(size), |quota| quota.allow_burst(size));
        let payers = BoundedStore::new(MOST_PAYERS);
        let limiter = RateLimiter::new(quota, payers.clone(), clock.clone());
        Self { quota, limiter, payers, clock, spent: AtomicU32::new(0) }
    }

    /// Else the time until there is something left.
    fn spend(&self, payer: Payer) -> Result<(), Duration> {
        if self.spent.fetch_add(1, Ordering::Relaxed) % TIDIED_EVERY == TIDIED_EVERY - 1 {
            self.tidy();
        }
        let now = || governor::clock::Clock::now(&self.clock);
        self.limiter.check_key(&payer).map_err(|until: NotUntil<Duration>| until.wait_time_from(now()))
    }

    fn tidy(&self) {
        self.limiter.retain_recent();
        if self.payers.make_room() {
            tracing::warn!(payers = MOST_PAYERS, "too many sources at once: their budgets are whole again");
        }
    }
}

/// The clock that was handed in, for the limiters.
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
    use crate::{clock::ManualClock, shared::timestamp::Timestamp};

    fn budgets(limits: &str) -> (Budgets, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::at(Timestamp(1_000)));
        (Budgets::new(&limits.parse().unwrap(), Arc::clone(&clock) as Arc<dyn Clock>), clock)
    }

    fn source(text: &str) -> Payer {
        Payer::source(text.parse().unwrap())
    }

    /// How many are let through before the first that is not.
    fn left(budgets: &Budgets, budget: Budget, payer: Payer) -> usize {
        std::iter::repeat_with(|| budgets.spend(budget, payer)).take_while(Result::is_ok).count()
    }

    #[test]
    fn the_usual_budgets_are_those_of_the_contract() {
        let (budgets, _clock) = budgets("");
        let me = source("192.0.2.1");
        let all = [Budget::Register, Budget::Change, Budget::File, Budget::Request];
        assert_eq!(all.map(|budget| left(&budgets, budget, me)), [30, 120, 10, 200]);
        let exceeded = all.map(|budget| budgets.spend(budget, me).unwrap_err());
        let policy = |exceeded: Exceeded| (exceeded.quota, exceeded.window, exceeded.retry_after);
        assert_eq!(exceeded.map(policy), [(30, 3600, 120), (120, 60, 1), (10, 3600, 360), (200, 4, 1)]);
    }

    #[test]
    fn a_budget_comes_back_bit_by_bit_and_belongs_to_one_payer() {
        let (budgets, clock) = budgets("file=10/h");
        let (me, other) = (source("192.0.2.1"), Payer::Account(UserId(uuid::Uuid::nil())));
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
    fn an_ipv6_network_is_one_source_and_a_mapped_address_is_itself() {
        assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:ffff::1"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
    }

    #[test]
    fn payers_are_forgotten_when_their_budget_is_whole_or_when_there_are_too_many() {
        let (budgets, clock) = budgets("register=30/h");
        let numbered = |number: u32| Payer::source(std::net::Ipv4Addr::from_bits(number).into());
        (0..1_000).for_each(|number| budgets.spend(Budget::Register, numbered(number)).unwrap());
        budgets.tidy();
        assert_eq!(budgets.register.limiter.len(), 1_000);
        clock.advance(Duration::from_secs(3600));
        budgets.tidy();
        assert_eq!(budgets.register.limiter.len(), 0);
        (0..200_000).for_each(|number| budgets.spend(Budget::Register, numbered(number)).unwrap());
        assert!(budgets.register.limiter.len() <= MOST_PAYERS + TIDIED_EVERY as usize);
    }
}
