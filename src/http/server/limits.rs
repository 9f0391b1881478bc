//! Connection limits, request head limits, minimum rates and timeouts. Decision 23 has the reasons.

use std::{net::IpAddr, sync::Arc, time::Duration};

/// The minimum rate of a peer.
#[derive(Clone, Copy, Debug)]
pub struct MinRate {
    /// The maximum time without progress.
    pub stall_timeout: Duration,
    /// The minimum rate while the server waits for the peer.
    pub bytes_per_second: u32,
}

/// The limits of the server.
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
