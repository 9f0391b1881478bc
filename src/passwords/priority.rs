//! The priority of a hashing job: its class and its source. The queue is fair between sources.

use crate::shared::ids::UserId;
use std::net::{IpAddr, Ipv6Addr};

/// The mask of a /64, which identifies an IPv6 subscriber. A subscriber can choose the lower bits freely.
const IPV6_PREFIX: u128 = !0 << 64;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Priority {
    pub(super) class: Class,
    pub(super) source: Source,
}

/// Sign-ins have a reserved share of the queue and of the threads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    SignIn,
    Other,
}

/// Jobs are taken from the sources in turn, regardless of how many jobs each of them has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Source {
    /// An IPv4 address, or the /64 of an IPv6 address.
    Network(IpAddr),
    Account(UserId),
    /// The command line. It has no address.
    Operator,
}

impl Priority {
    pub fn sign_in(address: Option<IpAddr>) -> Self {
        Self { class: Class::SignIn, source: Source::network(address) }
    }

    /// A request that is not a sign-in, from a client that is not signed in.
    pub fn other(address: Option<IpAddr>) -> Self {
        Self { class: Class::Other, source: Source::network(address) }
    }

    /// A request of a signed-in user.
    pub fn account(id: UserId) -> Self {
        Self { class: Class::Other, source: Source::Account(id) }
    }
}

impl Source {
    fn network(address: Option<IpAddr>) -> Self {
        // An IPv4-mapped IPv6 address is the same client as the IPv4 address in it.
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
    fn an_ipv4_mapped_address_is_the_same_source() {
        assert_eq!(source("192.0.2.1"), source("::ffff:192.0.2.1"));
        assert_ne!(source("192.0.2.1"), source("192.0.2.2"));
        assert_ne!(source("192.0.2.1"), Source::network(None));
    }
}
