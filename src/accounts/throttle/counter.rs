//! What failures are counted by. A counter is a row with a key; what the key begins with says what kind it is.

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

/// What a name that was typed is cut to: 128 bits of its fingerprint.
const NAME_BYTES: usize = 16;

/// What failures are counted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::accounts) struct Counter {
    pub(super) key: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Makes wait; a success forgets it.
    Wait,
    /// Makes wait; a success takes back its own charge alone, so that nobody buys tries with an account of their own.
    Source,
    /// Counts failures in a row.
    Run,
}

impl Counter {
    /// The name that was typed, in the form that names are compared in, whether an account has it or not: the username and
    /// the email address of one account have a counter each, which says nothing about who belongs to whom. Its fingerprint
    /// alone is kept, for it may be a password typed in haste.
    pub(in crate::accounts) fn name(key: &str) -> Self {
        Self::of(Kind::Wait, format!("name:{}", short_fingerprint(key, NAME_BYTES)))
    }

    /// Where the request comes from; an IPv6 subscriber has a /64 at the least.
    pub(in crate::accounts) fn source(address: IpAddr) -> Self {
        match network(address) {
            IpAddr::V4(v4) => Self::of(Kind::Source, format!("source:{v4}")),
            IpAddr::V6(v6) => Self::of(Kind::Source, format!("source:{v6}/64")),
        }
    }

    /// A browser in which this account has signed in before.
    pub(in crate::accounts) fn browser(user: UserId, browser: Uuid) -> Self {
        Self::of(Kind::Wait, format!("browser:{user}:{browser}"))
    }

    /// Asking for the password again within a session. Apart from the other counters, so that guessing at the
    /// sign-in page does not lock out the owner who is signed in.
    pub(in crate::accounts) fn session(id: SessionId) -> Self {
        Self::of(Kind::Wait, format!("session:{id}"))
    }

    /// Failures in a row for an account, from browsers that it has not signed in from.
    pub(in crate::accounts) fn run_of_account(id: UserId) -> Self {
        Self::of(Kind::Run, format!("run:account:{id}"))
    }

    /// In its place for a name that no account has: the same work, and swept away like any counter that makes wait.
    pub(in crate::accounts) fn run_of_nobody(key: &str) -> Self {
        Self::of(Kind::Run, format!("nobody:{}", short_fingerprint(key, NAME_BYTES)))
    }

    /// Failures in a row for an account in a browser that it has signed in from.
    pub(in crate::accounts) fn run_of_browser(user: UserId, browser: Uuid) -> Self {
        Self::of(Kind::Run, format!("run:browser:{user}:{browser}"))
    }

    /// Failures in a row within a session.
    pub(in crate::accounts) fn run_of_session(id: SessionId) -> Self {
        Self::of(Kind::Run, format!("run:session:{id}"))
    }

    fn of(kind: Kind, key: String) -> Self {
        Self { key, kind }
    }

    /// The counter after one more failure.
    pub(super) fn charged(&self, row: ThrottleRow, now: Timestamp) -> ThrottleRow {
        match self.kind {
            Kind::Wait | Kind::Source => super::rules::charged(row, now),
            Kind::Run => super::rules::one_more_in_a_row(row, now),
        }
    }

    /// Whether a success takes back its own charge alone.
    pub(super) fn outlives_success(&self) -> bool {
        self.kind == Kind::Source
    }

    pub(super) fn is_run(&self) -> bool {
        self.kind == Kind::Run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_source_is_its_first_64_bits_and_a_mapped_ipv4_address_is_itself() {
        let source = |text: &str| Counter::source(text.parse().unwrap());
        assert_eq!(source("2001:db8:1:2:3:4:5:6"), source("2001:db8:1:2:ffff::1"));
        assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
    }
}
