//! How long sending a message may take.

use std::time::Duration;

/// The limits of [`MailDelivery`](super::MailDelivery).
#[derive(Clone, Copy, Debug)]
pub struct DeliveryLimits {
    /// How long a message may stay in the fast lane.
    pub fast_lane_timeout: Duration,
    /// How long sending it may take, from the connection to its final dot.
    pub transfer_timeout: Duration,
    /// How long the server may take to answer the final dot: the time of RFC 5321, 4.5.3.2.6. A server that gets it again before
    /// it has answered delivers it twice.
    pub answer_timeout: Duration,
    /// How long a message belongs to the replica that has claimed it, unless the replica renews the lease. If the replica dies, the
    /// message waits that long for another one.
    pub lease: Duration,
}

impl DeliveryLimits {
    /// Those of a server.
    pub const STANDARD: Self = Self {
        fast_lane_timeout: Duration::from_secs(2),
        transfer_timeout: Duration::from_secs(30),
        answer_timeout: Duration::from_secs(10 * 60),
        lease: Duration::from_secs(2 * 60),
    };
}
