//! How much a connection may take, and how many there may be. The reasons are in decision 23.

use std::{net::IpAddr, sync::Arc, time::Duration};

/// How slow a peer may be.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long nothing may move.
    pub patience: Duration,
    /// Each second of waiting is paid with so many bytes.
    pub bytes_per_second: u32,
}

/// The limits of the server.
#[derive(Clone)]
pub struct Limits {
    /// Connections that may be open at once.
    pub connections: usize,
    /// The last of them are a reserve: they answer probes and requests with a session alone.
    pub reserve: usize,
    /// Connections of one source.
    pub per_source: usize,
    /// Peers that speak for many, as a proxy does: the limit of a source is not for them.
    pub is_proxy: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
    /// No head of a request is larger, in bytes; half of it is always accepted.
    pub head: usize,
    /// How long the head of a request may take, and how long a connection may be idle.
    pub head_time: Duration,
    /// The same on a connection of the reserve.
    pub reserve_head_time: Duration,
    /// How a body has to arrive.
    pub body: Pace,
    /// How long a body may take all in all.
    pub body_time: Duration,
    /// How an answer has to be taken.
    pub answer: Pace,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2_048,
            reserve: 256,
            per_source: 256,
            is_proxy: Arc::new(|_| false),
            head: 64 * 1024,
            head_time: Duration::from_secs(10),
            reserve_head_time: Duration::from_secs(2),
            body: Pace { patience: Duration::from_secs(10), bytes_per_second: 4 * 1024 },
            body_time: Duration::from_secs(60 * 60),
            answer: Pace { patience: Duration::from_secs(30), bytes_per_second: 4 * 1024 },
        }
    }
}
