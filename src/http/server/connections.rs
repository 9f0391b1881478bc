//! How many connections are open, and of whom.

use super::limits::Limits;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// All that are open.
#[derive(Clone)]
pub struct Connections {
    limits: Arc<Limits>,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_source: HashMap<IpAddr, usize>,
}

/// The place of a connection that is open. It is free again when this is dropped.
pub struct Place {
    /// Whether it is one of the reserve.
    pub is_reserve: bool,
    source: Option<IpAddr>,
    open: Arc<Mutex<Open>>,
}

impl Connections {
    pub fn new(limits: Arc<Limits>) -> Self {
        Self { limits, open: Arc::default() }
    }

    /// A place for a connection of this peer, unless there are too many already, or too many of it.
    pub fn enter(&self, peer: IpAddr) -> Option<Place> {
        let source = self.source(peer);
        let mut open = lock(&self.open);
        if open.all >= self.limits.connections {
            return None;
        }
        if let Some(source) = source {
            let count = open.by_source.entry(source).or_default();
            if *count >= self.limits.per_source {
                return None;
            }
            *count += 1;
        }
        open.all += 1;
        let is_reserve = open.all > self.limits.connections - self.limits.reserve;
        Some(Place { is_reserve, source, open: Arc::clone(&self.open) })
    }

    /// Whom the peer counts for; nobody, when it speaks for many. Of IPv6, a /64 is one source. What comes from this
    /// machine is a proxy, or its operator.
    fn source(&self, peer: IpAddr) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        if peer.is_loopback() || (self.limits.is_proxy)(peer) {
            return None;
        }
        Some(match peer {
            IpAddr::V4(_) => peer,
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        open.all -= 1;
        let Some(source) = self.source else { return };
        if let Some(count) = open.by_source.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                open.by_source.remove(&source);
            }
        }
    }
}

/// No panic can happen while it is held.
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
    fn the_last_connections_are_the_reserve_and_there_are_no_more_than_all() {
        let connections = connections(3, 1, 9);
        let places: Vec<_> = (0..3).filter_map(|_| connections.enter(address("192.0.2.1"))).collect();
        assert_eq!(places.iter().map(|place| place.is_reserve).collect::<Vec<_>>(), [false, false, true]);
        assert!(connections.enter(address("192.0.2.1")).is_none());
        drop(places);
        assert!(connections.enter(address("192.0.2.1")).is_some_and(|place| !place.is_reserve));
    }

    #[test]
    fn a_source_has_its_share_and_an_ipv6_network_is_one_source() {
        let connections = connections(9, 1, 1);
        let _first = connections.enter(address("192.0.2.1"));
        assert!(connections.enter(address("::ffff:192.0.2.1")).is_none(), "the same in another spelling");
        assert!(connections.enter(address("192.0.2.2")).is_some());
        let _network = connections.enter(address("2001:db8::1"));
        assert!(connections.enter(address("2001:db8::2")).is_none());
        assert!(connections.enter(address("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn proxies_and_this_machine_speak_for_many() {
        let connections = connections(9, 1, 1);
        for peer in ["10.0.0.1", "127.0.0.1", "::1"] {
            let _one = connections.enter(address(peer));
            assert!(connections.enter(address(peer)).is_some(), "{peer}");
        }
    }

    #[test]
    fn what_is_closed_is_forgotten() {
        let connections = connections(9, 1, 1);
        drop(connections.enter(address("192.0.2.1")));
        assert!(lock(&connections.open).by_source.is_empty());
    }
}
