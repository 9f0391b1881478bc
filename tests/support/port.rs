//! Free ports for the servers that tests start.

use std::hash::{BuildHasher as _, RandomState};
use std::net::{Ipv4Addr, TcpListener};

/// A port that is free at the moment. It lies below the ephemeral range (32768 and up on Linux), so that no outgoing
/// connection takes it while the server restarts.
pub fn free_port() -> u16 {
    let random = RandomState::new();
    let mut ports = (0..1000_u64).filter_map(|n| u16::try_from(20_000 + random.hash_one(n) % 12_000).ok());
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    ports.find(free).expect("a free port between 20000 and 32000")
}
