//! Budgets: rate limits for each kind of request, per account or per client address
//! (`docs/decisions/0025-budgets.md`). They are stored in the memory of this process and lost when it ends. Some of them replicas
//! count together (`docs/decisions/0112-shared-limits.md`).

mod limiter;
mod rate;
mod sharing;
#[cfg(test)]
mod sharing_tests;
#[cfg(test)]
mod tests;

pub use rate::{Rate, RateLimitKey, RateLimits, SharedKey, network};
pub use sharing::{EXCHANGE_INTERVAL, Identify, Known, Owed, Report};

use crate::clock::Clock;
use crate::language::message;
use crate::shared::timestamp::wait_in_words;
use crate::shared::{AppError, ErrorCode, ExceededBudget};
use limiter::Limiter;
use rate::FREE_CONFLICTS;
use sharing::{Sharing, is_exchanged};
use std::sync::Arc;
use std::time::Duration;

/// The burst of [`Budget::Request`], in seconds of its rate: a browser loads a page and its files at the same time.
const REQUEST_BURST_SECONDS: u32 = 4;
/// The burst of [`Budget::Journey`], in minutes of its rate: everybody in an office opens an application at nine.
const JOURNEY_BURST_MINUTES: u32 = 10;

names! {
    /// A kind of request with its own rate limit. It has the same name in the configuration and in response headers.
    pub enum Budget {
        /// Registering an account, per client address.
        Register = "register",
        /// Signing in with the right password, per account and client address.
        SignIn = "sign-in",
        /// Requesting a message, per client address.
        Recover = "recover",
        /// Messages of one kind, per email address that gets them, and per account that causes them.
        Mail = "mail",
        /// Renewing a session with its refresh token, per account.
        Refresh = "refresh",
        /// Changing data, per account.
        Change = "change",
        /// Exports, downloads and imports, per account.
        File = "file",
        /// Requests of a client of an application, per client and client address.
        ClientToken = "client-token",
        /// Questions of devices whether somebody has let them in, per client and client address.
        ClientPoll = "client-poll",
        /// Devices that begin to wait for somebody, per client and client address.
        ClientDevice = "client-device",
        /// Authorization codes and devices that become tokens, per account that has allowed them.
        ClientGrant = "client-grant",
        /// Refresh tokens that clients exchange, per account that has granted them.
        ClientRefresh = "client-refresh",
        /// Answers of providers at which people sign in, per client address; accounts that are opened with an address for which a
        /// provider vouches, per provider.
        Provider = "provider",
        /// Sign-outs that no provider has announced, per client address.
        ProviderLogout = "provider-logout",
        /// Journeys that are too long for a cookie and are stored, per client address.
        Journey = "journey",
        /// All other requests, per account, or per client address if nobody is signed in.
        Request = "request",
    }
}

impl Budget {
    /// Whether replicas count it together: it bounds what somebody else gets, or what everybody can fill the database with, and is
    /// spent so rarely that a row for each payer costs next to nothing. The others protect a process, or an account that is known.
    fn is_of_all_replicas(self) -> bool {
        match self {
            Self::Register | Self::Recover | Self::Mail => true,
            Self::SignIn
            | Self::Refresh
            | Self::Change
            | Self::File
            | Self::ClientToken
            | Self::ClientPoll
            | Self::ClientDevice
            | Self::ClientGrant
            | Self::ClientRefresh
            | Self::Provider
            | Self::ProviderLogout
            | Self::Journey
            | Self::Request => false,
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
        let detail = match budget {
            Budget::Register => message::budget_register(wait),
            Budget::SignIn => message::budget_sign_in(wait),
            Budget::Recover => message::budget_recover(wait),
            Budget::Mail => message::budget_mail(wait),
            Budget::Change => message::budget_change(wait),
            Budget::File => message::budget_file(wait),
            Budget::Refresh
            | Budget::ClientToken
            | Budget::ClientPoll
            | Budget::ClientDevice
            | Budget::ClientGrant
            | Budget::ClientRefresh
            | Budget::Provider
            | Budget::ProviderLogout
            | Budget::Journey
            | Budget::Request => message::budget_request(wait),
        };
        let mut error = Self::new(ErrorCode::TooManyRequests, detail).retry(retry_after);
        error.spent = Some(Box::new(ExceededBudget { name: budget.as_str().into(), quota, window }));
        error
    }
}

/// In the order of [`Budget::ALL`].
type Limiters = [Limiter; Budget::ALL.len()];

/// The budgets of all accounts and client addresses.
pub struct Budgets {
    limiters: Limiters,
    free_conflicts: Limiter,
    /// None: this process counts alone.
    sharing: Option<Sharing>,
}

impl Budgets {
    /// All budgets are full.
    pub fn new(limits: &RateLimits, clock: Arc<dyn Clock>) -> Self {
        let limiter = |budget: Budget| {
            let burst = match budget {
                Budget::Request => REQUEST_BURST_SECONDS,
                Budget::Journey => JOURNEY_BURST_MINUTES,
                Budget::Register
                | Budget::SignIn
                | Budget::Recover
                | Budget::Mail
                | Budget::Refresh
                | Budget::Change
                | Budget::File
                | Budget::ClientToken
                | Budget::ClientPoll
                | Budget::ClientDevice
                | Budget::ClientGrant
                | Budget::ClientRefresh
                | Budget::Provider
                | Budget::ProviderLogout => 1,
            };
            Limiter::new(limits.of(budget), burst, Arc::clone(&clock))
        };
        let free_conflicts = Limiter::new(FREE_CONFLICTS, 1, Arc::clone(&clock));
        Self { limiters: Budget::ALL.map(limiter), free_conflicts, sharing: None }
    }

    /// Prepares those that replicas count together for being exchanged.
    #[must_use]
    pub fn shared(self, identify: Identify, clock: Arc<dyn Clock>) -> Self {
        Self { sharing: Some(Sharing::new(identify, clock)), ..self }
    }

    /// Charges one request to a budget.
    ///
    /// # Errors
    /// If the budget is empty.
    pub fn spend(&self, budget: Budget, payer: RateLimitKey) -> Result<(), Exceeded> {
        let limiter = &self.limiters[budget as usize];
        let spent = match &self.sharing {
            Some(sharing) if is_exchanged(budget, limiter) => sharing.spend(budget, payer, limiter),
            _ => limiter.spend(payer),
        };
        spent.map_err(|wait| Exceeded {
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

    /// Whether replicas count some of them together.
    pub fn are_shared(&self) -> bool {
        self.sharing.is_some()
    }

    /// What this replica reports to the others. None: nothing is counted together.
    pub fn report(&self) -> Option<Report> {
        self.sharing.as_ref().map(|sharing| sharing.report(&self.limiters))
    }

    /// Counts what all replicas have charged, after they have got the report with this number.
    pub fn learn(&self, number: i64, known: &Known) {
        if let Some(sharing) = &self.sharing {
            sharing.learn(number, known, &self.limiters);
        }
    }

    /// How many replicas count together, with this one. 0 after this one has missed the others for some seconds: then it counts alone.
    pub fn replicas(&self) -> u32 {
        self.sharing.as_ref().map_or(1, Sharing::replicas)
    }

    /// Evicts the keys whose budgets are full again.
    pub fn tidy(&self) {
        self.limiters.iter().chain([&self.free_conflicts]).for_each(Limiter::evict);
    }
}

/// Seconds, rounded up, at least 1.
fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}
