//! The limits of the server: connections in total and per source, counted here; request heads, minimum rates and timeouts.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The minimum rate of a peer.
#[derive(Clone, Copy, Debug)]
pub struct MinRate {
    /// The maximum time without progress.
    pub stall_timeout: Duration,
    /// The minimum rate while the server waits for the peer.
    pub bytes_per_second: u32,
}

/// The limits of the server. Decision 23 has the reasons.
#[derive(Clone)]
pub struct Limits {
    /// The maximum number of open connections.
    pub connections: usize,
    /// How many of them are reserved for health checks and requests with a session.
    pub reserve: usize,
    /// The maximum number of open connections per source.
    pub per_source: usize,
    /// Proxies, to which the limit per source does not apply because they have many clients.
    pub is_proxy: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
    /// The maximum size of a request head in bytes. Half of it is always accepted.
    pub head: usize,
    /// The timeout for a request head, and for an idle connection.
    pub head_time: Duration,
    /// `head_time` of reserved connections.
    pub reserve_head_time: Duration,
    /// The minimum rate of request bodies.
    pub body: MinRate,
    /// The maximum time of a request body.
    pub body_time: Duration,
    /// The minimum rate at which the peer reads responses.
    pub answer: MinRate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Heads take 128 MiB at most: 64 KiB for each connection.
            connections: 2_048,
            reserve: 256,
            // Together with the total: one source can take neither all ordinary connections nor the reserve.
            per_source: 256,
            is_proxy: Arc::new(|_| false),
            head: 64 * 1024,
            head_time: Duration::from_secs(10),
            reserve_head_time: Duration::from_secs(2),
            body: MinRate { stall_timeout: Duration::from_secs(10), bytes_per_second: 4 * 1024 },
            body_time: Duration::from_secs(60 * 60),
            answer: MinRate { stall_timeout: Duration::from_secs(30), bytes_per_second: 4 * 1024 },
        }
    }
}

/// Counts the open connections.
#[derive(Clone)]
pub struct Connections {
    limits: Arc<Limits>,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_source: HashMap<IpAddr, usize>,
}

/// A permit for one open connection. Released when it is dropped.
pub struct Permit {
    /// Whether it is one of the reserved connections.
    pub is_reserved: bool,
    source: Option<IpAddr>,
    open: Arc<Mutex<Open>>,
}

impl Connections {
    pub fn new(limits: Arc<Limits>) -> Self {
        Self { limits, open: Arc::default() }
    }

    /// A permit for a connection from `peer`, or `None` if a limit is reached.
    pub fn acquire(&self, peer: IpAddr) -> Option<Permit> {
        let source = self.source(peer);
        // One lock for both counters, so that a connection is counted in both or in neither.
        let mut open = lock(&self.open);
        if open.total >= self.limits.connections {
            return None;
        }
        if let Some(source) = source {
            let count = open.by_source.entry(source).or_default();
            if *count >= self.limits.per_source {
                return None;
            }
            *count += 1;
        }
        // After the check of the source, so that a connection that is not permitted is not counted.
        open.total += 1;
        // The reserve is not a pool of its own: a connection belongs to it if all others are in use.
        let is_reserved = open.total > self.limits.connections - self.limits.reserve;
        Some(Permit { is_reserved, source, open: Arc::clone(&self.open) })
    }

    /// The source that the connection counts for: an IPv4 address or an IPv6 /64. `None` for proxies, which have many
    /// clients, and for loopback addresses, which are a proxy or the operator.
    fn source(&self, peer: IpAddr) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        if peer.is_loopback() || (self.limits.is_proxy)(peer) {
            return None;
        }
        Some(match peer {
            IpAddr::V4(_) => peer,
            // A client usually has a whole /64, and could use another address for each connection.
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        open.total -= 1;
        let Some(source) = self.source else { return };
        if let Some(count) = open.by_source.get_mut(&source) {
            *count -= 1;
            // Without this, the map would grow with every new address.
            if *count == 0 {
                open.by_source.remove(&source);
            }
        }
    }
}

/// Ignores poisoning: nothing panics while the lock is held.
fn lock(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(connections: usize, reserve: usize, per_source: usize) -> Connections {
        let is_proxy = Arc::new(|peer: IpAddr| peer == IpAddr::from([10, 0, 0, 1]));
        Connections::new(Arc::new(Limits { connections, reserve, per_source, is_proxy, ..Limits::default() }))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn the_last_connections_are_reserved_and_the_total_is_limited() {
        let connections = connections(3, 1, 9);
        let permits: Vec<_> = (0..3).filter_map(|_| connections.acquire(address("192.0.2.1"))).collect();
        assert_eq!(permits.iter().map(|permit| permit.is_reserved).collect::<Vec<_>>(), [false, false, true]);
        assert!(connections.acquire(address("192.0.2.1")).is_none());
        drop(permits);
        assert!(connections.acquire(address("192.0.2.1")).is_some_and(|permit| !permit.is_reserved));
    }

    #[test]
    fn connections_are_limited_per_source_and_an_ipv6_network_is_one_source() {
        let connections = connections(9, 1, 1);
        let _first = connections.acquire(address("192.0.2.1"));
        assert!(connections.acquire(address("::ffff:192.0.2.1")).is_none(), "the same address, mapped to IPv6");
        assert!(connections.acquire(address("192.0.2.2")).is_some());
        let _network = connections.acquire(address("2001:db8::1"));
        assert!(connections.acquire(address("2001:db8::2")).is_none());
        assert!(connections.acquire(address("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn proxies_and_loopback_addresses_have_no_limit_per_source() {
        let connections = connections(9, 1, 1);
        for peer in ["10.0.0.1", "127.0.0.1", "::1"] {
            let _one = connections.acquire(address(peer));
            assert!(connections.acquire(address(peer)).is_some(), "{peer}");
        }
    }

    #[test]
    fn sources_without_connections_are_removed() {
        let connections = connections(9, 1, 1);
        drop(connections.acquire(address("192.0.2.1")));
        assert!(lock(&connections.open).by_source.is_empty());
    }
}
