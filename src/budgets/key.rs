//! The keys of rate limits.

use crate::shared::ids::UserId;
use std::{
    hash::{DefaultHasher, Hash, Hasher as _},
    net::{IpAddr, Ipv6Addr},
};

/// The key of a rate limit: who is charged for a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RateLimitKey {
    Account(UserId),
    /// An IPv4 address, or the /64 network of an IPv6 address.
    Source(IpAddr),
    /// An account at the key of a client address.
    AccountAtSource(UserId, IpAddr),
    /// A hash of a kind of message, and of the address that gets it or the account that causes it.
    Message(u64),
}

impl RateLimitKey {
    /// The key of a client address.
    pub fn source(address: IpAddr) -> Self {
        Self::Source(network(address))
    }

    /// The key of an account at a client address.
    pub fn account_at_source(user: UserId, address: IpAddr) -> Self {
        Self::AccountAtSource(user, network(address))
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
