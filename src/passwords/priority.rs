//! Who asks for a password to be hashed, and for what: the queue is shared out by it.

use crate::shared::ids::UserId;
use std::net::{IpAddr, Ipv6Addr};

/// Bits of an IPv6 address that name a subscriber; the rest is theirs to choose.
const IPV6_PREFIX: u128 = !0 << 64;

/// On whose behalf a password is hashed, and whether to sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Priority {
    pub(super) class: Class,
    pub(super) source: Source,
}

/// Signing in has a share of the queue and of the threads that nothing else can take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    SignIn,
    Other,
}

/// Sources take turns, however many jobs each of them has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Source {
    /// An IPv4 address, or the /64 of an IPv6 address.
    Network(IpAddr),
    Account(UserId),
    /// The command line, which has no address.
    Operator,
}

impl Priority {
    /// A sign-in from this address.
    pub fn sign_in(address: Option<IpAddr>) -> Self {
        Self { class: Class::SignIn, source: Source::network(address) }
    }

    /// Anything else that is asked for from this address, without an account that could answer for it.
    pub fn other(address: Option<IpAddr>) -> Self {
        Self { class: Class::Other, source: Source::network(address) }
    }

    /// Something that a signed-in account asks for.
    pub fn account(id: UserId) -> Self {
        Self { class: Class::Other, source: Source::Account(id) }
    }
}

impl Source {
    fn network(address: Option<IpAddr>) -> Self {
        match address.map(|address| address.to_canonical()) {
            None => Self::Operator,
            Some(IpAddr::V4(address)) => Self::Network(address.into()),
            Some(IpAddr::V6(address)) => Self::Network(Ipv6Addr::from_bits(address.to_bits() & IPV6_PREFIX).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(address: &str) -> Source {
        Source::network(Some(address.parse().unwrap()))
    }

    #[test]
    fn an_ipv6_subscriber_is_one_source() {
        assert_eq!(source("2001:db8::1"), source("2001:db8::ffff:0:0:2"));
        assert_ne!(source("2001:db8::1"), source("2001:db8:0:1::1"));
    }

    #[test]
    fn an_ipv4_address_is_one_source_however_it_is_written() {
        assert_eq!(source("192.0.2.1"), source("::ffff:192.0.2.1"));
        assert_ne!(source("192.0.2.1"), source("192.0.2.2"));
        assert_ne!(source("192.0.2.1"), Source::network(None));
    }
}
