//! Counters of failed attempts. Each is a row in the database; the prefix of its key is its kind.

use crate::{
    budgets::network,
    keys::short_fingerprint,
    shared::{
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
    store::throttles::ThrottleRow,
};
use std::net::IpAddr;
use uuid::Uuid;

/// Length of the fingerprint of a login name: 128 bits.
const NAME_BYTES: usize = 16;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::accounts) struct Counter {
    pub(super) key: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Imposes a wait after too many failures; a success resets it.
    Backoff,
    /// Like `Backoff`, but a success only refunds its own charge. Otherwise an attacker could reset the counter of an
    /// address by signing in to an account of their own.
    Source,
    /// Counts consecutive failures up to the lockout; imposes no wait.
    Consecutive,
}

impl Counter {
    /// The login name, whether an account has it or not. The username and the email address of an account have separate
    /// counters, so that a wait does not reveal that they belong together. Only a fingerprint is stored, because users
    /// sometimes type their password into this field.
    pub(in crate::accounts) fn name(key: &str) -> Self {
        Self::of(Kind::Backoff, format!("name:{}", short_fingerprint(key, NAME_BYTES)))
    }

    /// The client's IPv4 address or IPv6 /64 network: a subscriber has at least a /64.
    pub(in crate::accounts) fn source(address: IpAddr) -> Self {
        match network(address) {
            IpAddr::V4(v4) => Self::of(Kind::Source, format!("source:{v4}")),
            IpAddr::V6(v6) => Self::of(Kind::Source, format!("source:{v6}/64")),
        }
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
        Self::of(Kind::Consecutive, format!("run:account:{id}"))
    }

    /// Takes the place of `failures_of_account` for a name that no account has, so that both cases cost the same time.
    /// It is swept after a while like the `Backoff` counters.
    pub(in crate::accounts) fn failures_of_unknown_name(key: &str) -> Self {
        Self::of(Kind::Consecutive, format!("nobody:{}", short_fingerprint(key, NAME_BYTES)))
    }

    /// Consecutive failures for an account in a browser in which it has signed in before.
    pub(in crate::accounts) fn failures_in_browser(user: UserId, browser: Uuid) -> Self {
        Self::of(Kind::Consecutive, format!("run:browser:{user}:{browser}"))
    }

    /// Consecutive failed password confirmations within a session.
    pub(in crate::accounts) fn failures_in_session(id: SessionId) -> Self {
        Self::of(Kind::Consecutive, format!("run:session:{id}"))
    }

    fn of(kind: Kind, key: String) -> Self {
        Self { key, kind }
    }

    /// The counter after one more failure.
    pub(super) fn charged(&self, row: ThrottleRow, now: Timestamp) -> ThrottleRow {
        match self.kind {
            Kind::Backoff | Kind::Source => super::rules::charge_backoff(row, now),
            Kind::Consecutive => super::rules::charge_consecutive(row, now),
        }
    }

    /// Whether a success refunds only its own charge instead of resetting the counter.
    pub(super) fn survives_success(&self) -> bool {
        self.kind == Kind::Source
    }

    pub(super) fn counts_consecutive(&self) -> bool {
        self.kind == Kind::Consecutive
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_source_is_a_64_bit_prefix_and_a_mapped_ipv4_address_is_unmapped() {
        let source = |text: &str| Counter::source(text.parse().unwrap());
        assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:ffff::1"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
    }
}
