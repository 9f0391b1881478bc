//! How many requests are allowed, and who is charged for them. The format of `VESTIBULE_RATE_LIMITS`:
//! `register=30/h,sign-in=60/h,recover=30/h,mail=5/h,refresh=600/h,change=120/m,file=10/h,client-token=100/s,
//! client-poll=240/m,client-device=10/m,client-grant=120/h,client-refresh=600/h,provider=120/m,provider-logout=60/m,
//! journey=30/m,request=50/s,sign-in-failures=40/h`.

use super::Budget;
use crate::shared::UserId;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

/// The maximum number of a rate: a million per second limits nothing.
const MAX_NUMBER: u32 = 1_000_000;
/// The error for any invalid value.
const FORMAT: &str = "write it as register=30/h,sign-in=60/h,recover=30/h,mail=5/h,refresh=600/h,change=120/m,file=10/h,\
                      client-token=100/s,client-poll=240/m,client-device=10/m,client-grant=120/h,\
                      client-refresh=600/h,provider=120/m,provider-logout=60/m,journey=30/m,request=50/s,sign-in-failures=40/h, with \
                      numbers from 1 to 1000000 per second (s), minute (m) or hour (h)";

/// The name of [`RateLimits::sign_in_failures`]. It is no budget: failures are counted in the database.
const SIGN_IN_FAILURES: &str = "sign-in-failures";

/// Registrations with a name that is taken which cost nothing, per client address: people try several names.
pub(super) const FREE_CONFLICTS: Rate = Rate::of(5, Unit::Hour);

/// A number of requests per second, minute or hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    times: NonZeroU32,
    unit: Unit,
}

names! {
    pub enum Unit {
        Second = "s",
        Minute = "m",
        Hour = "h",
    }
}

impl Unit {
    fn seconds(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
        }
    }
}

impl Rate {
    /// The highest rate, which limits nothing.
    pub const HIGHEST: Self = Self::of(MAX_NUMBER, Unit::Second);

    const fn of(times: u32, unit: Unit) -> Self {
        match NonZeroU32::new(times) {
            Some(times) => Self { times, unit },
            // Unreachable: only `default` calls this, with positive numbers.
            None => Self { times: NonZeroU32::MIN, unit },
        }
    }

    pub fn times(self) -> NonZeroU32 {
        self.times
    }

    /// How many it allows in this time, at least 1.
    pub fn times_in(self, time: Duration) -> u32 {
        let times = u64::from(self.times.get()).saturating_mul(time.as_secs()) / self.unit.seconds();
        u32::try_from(times).unwrap_or(u32::MAX).max(1)
    }

    /// The time between two requests if they are spread evenly.
    pub fn interval(self) -> Duration {
        Duration::from_secs(self.unit.seconds()) / self.times.get()
    }
}

impl FromStr for Rate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (times, unit) = text.split_once('/').ok_or(())?;
        let times = times.trim().parse().ok().filter(|times: &NonZeroU32| times.get() <= MAX_NUMBER).ok_or(())?;
        Ok(Self { times, unit: unit.trim().parse().ok().ok_or(())? })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.times, self.unit)
    }
}

/// The rate of each budget, and of wrong passwords.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RateLimits {
    /// In the order of [`Budget::ALL`].
    budgets: [Rate; Budget::ALL.len()],
    sign_in_failures: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        let budgets = Budget::ALL.map(|budget| match budget {
            Budget::Register | Budget::Recover => Rate::of(30, Unit::Hour),
            Budget::SignIn => Rate::of(60, Unit::Hour),
            Budget::Mail => Rate::of(5, Unit::Hour),
            Budget::Change => Rate::of(120, Unit::Minute),
            Budget::File => Rate::of(10, Unit::Hour),
            // A program signs in many people, from one address.
            Budget::ClientToken => Rate::of(100, Unit::Second),
            // A device asks every five seconds: 20 devices behind one address.
            Budget::ClientPoll => Rate::of(240, Unit::Minute),
            // Each stores a row, and a public client has no secret: anybody can send them. A person begins with one.
            Budget::ClientDevice => Rate::of(10, Unit::Minute),
            // Each stores a row. A page that renews its tokens without its user every five minutes needs twelve.
            Budget::ClientGrant => Rate::of(120, Unit::Hour),
            // Each is a write. A program that keeps tokens for five minutes needs twelve, and people use it on several devices.
            Budget::Refresh | Budget::ClientRefresh => Rate::of(600, Unit::Hour),
            // Each makes the server send requests. An office has one address, and all begin at nine.
            Budget::Provider => Rate::of(120, Unit::Minute),
            // Only those are charged that no provider has sent.
            Budget::ProviderLogout => Rate::of(60, Unit::Minute),
            // Each stores a row, and anybody can send them. Above it a journey is kept in the browser, or only its client is.
            Budget::Journey => Rate::of(30, Unit::Minute),
            Budget::Request => Rate::of(50, Unit::Second),
        });
        // Ten in a quarter of an hour (OWASP ASVS 6.3.1).
        Self { budgets, sign_in_failures: Rate::of(40, Unit::Hour) }
    }
}

impl RateLimits {
    pub fn of(&self, budget: Budget) -> Rate {
        self.budgets[budget as usize]
    }

    /// How many wrong passwords of a source are free of a wait.
    pub fn sign_in_failures(&self) -> Rate {
        self.sign_in_failures
    }

    pub fn set(&mut self, budget: Budget, rate: Rate) {
        self.budgets[budget as usize] = rate;
    }
}

impl FromStr for RateLimits {
    type Err = String;

    /// A rate that is left out has its default.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut limits = Self::default();
        // Empty parts are allowed, so that an empty variable means the defaults.
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, rate) = part.split_once('=').ok_or(FORMAT)?;
            let rate = rate.parse::<Rate>().map_err(|()| FORMAT)?;
            match name.trim() {
                SIGN_IN_FAILURES => limits.sign_in_failures = rate,
                budget => limits.set(budget.parse::<Budget>().map_err(|_| FORMAT)?, rate),
            }
        }
        Ok(limits)
    }
}

impl fmt::Display for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let budgets = Budget::ALL.map(|budget| format!("{budget}={}", self.of(budget))).join(",");
        write!(f, "{budgets},{SIGN_IN_FAILURES}={}", self.sign_in_failures)
    }
}

/// The key of a rate limit: who is charged for a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RateLimitKey {
    Account(UserId),
    /// An IPv4 address, or the /64 network of an IPv6 address.
    Source(IpAddr),
    /// An account at the key of a client address.
    AccountAtSource(UserId, IpAddr),
    /// A hash of a client of an application and of a client address.
    Client(u64),
    /// A hash of the name of a provider.
    Provider(u64),
    /// A hash of a kind of message, and of the address that gets it or the account that causes it.
    Message(u64),
    /// A hash of one of the others and of its budget, by which all replicas know it.
    Shared(SharedKey),
}

/// A hash with a key of the installation.
pub type SharedKey = [u8; 32];

impl RateLimitKey {
    /// The key of a client address.
    pub fn source(address: IpAddr) -> Self {
        Self::Source(network(address))
    }

    /// The key of an account at a client address.
    pub fn account_at_source(user: UserId, address: IpAddr) -> Self {
        Self::AccountAtSource(user, network(address))
    }

    /// The key of a client of an application at a client address.
    pub fn client(id: &str, address: IpAddr) -> Self {
        // Only ids of clients come here, so one with the same hash cannot be made up.
        let mut hasher = DefaultHasher::new();
        (id, network(address)).hash(&mut hasher);
        Self::Client(hasher.finish())
    }

    /// The key of a provider.
    pub fn provider(name: &str) -> Self {
        // The operator chooses the names.
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Self::Provider(hasher.finish())
    }

    /// The key of messages of a kind. `payer` is the account that causes them, or the address that gets them, in the form in
    /// which addresses are compared.
    pub fn message(kind: &str, payer: impl Hash) -> Self {
        // Two payers with the same hash share a budget. An attacker gains nothing by finding such a pair, because
        // anyone can use up the budget of an address.
        let mut hasher = DefaultHasher::new();
        (kind, payer).hash(&mut hasher);
        Self::Message(hasher.finish())
    }
}

/// The network of one subscriber: an IPv4 address, or the /64 of an IPv6 address, because subscribers choose the other
/// 64 bits themselves.
pub fn network(address: IpAddr) -> IpAddr {
    // Unmaps IPv4 addresses of IPv6 sockets. Otherwise all of them would be in one /64.
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (!0 << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_parsed_and_printed_in_one_format() {
        let shown = |text: &str| text.parse::<RateLimits>().map(|limits| limits.to_string());
        let default = "register=30/h,sign-in=60/h,recover=30/h,mail=5/h,refresh=600/h,change=120/m,file=10/h,\
                       client-token=100/s,client-poll=240/m,client-device=10/m,client-grant=120/h,\
                       client-refresh=600/h,provider=120/m,provider-logout=60/m,journey=30/m,request=50/s,sign-in-failures=40/h";
        assert_eq!(shown("").as_deref(), Ok(default));
        assert_eq!(shown(default).as_deref(), Ok(default));
        assert_eq!(
            shown(" file = 5 / m , register=1/s").as_deref(),
            Ok(
                "register=1/s,sign-in=60/h,recover=30/h,mail=5/h,refresh=600/h,change=120/m,file=5/m,client-token=100/s,\
                client-poll=240/m,client-device=10/m,client-grant=120/h,client-refresh=600/h,provider=120/m,provider-logout=60/m,\
                journey=30/m,request=50/s,sign-in-failures=40/h"
            )
        );
        for wrong in
            ["30/h", "register", "register=30", "register=0/h", "file=-1/h", "file=1/d", "request=1000001/s", "x=1/s"]
        {
            assert_eq!(shown(wrong).unwrap_err(), FORMAT, "{wrong}");
        }
    }

    #[test]
    fn a_rate_is_spread_evenly() {
        let interval = |text: &str| text.parse::<Rate>().unwrap().interval();
        assert_eq!(interval("30/h"), Duration::from_secs(120));
        assert_eq!(interval("120/m"), Duration::from_millis(500));
        assert_eq!(interval("1000000/s"), Duration::from_micros(1));
        let times = |text: &str| text.parse::<Rate>().unwrap().times_in(Duration::from_secs(15 * 60));
        assert_eq!(["40/h", "2/m", "1/s", "1/h", "1000000/s"].map(times), [10, 30, 900, 1, 900_000_000]);
    }
}
