//! The task of a server that exchanges with other replicas what rate limits have counted.

use crate::accounts::{Accounts, EXCHANGE_INTERVAL};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often what is over is deleted.
const FORGET_INTERVAL: Duration = Duration::from_secs(60);

/// Exchanges until the task is aborted. Ends at once where there are no other replicas.
pub(super) async fn exchange_limits(accounts: Accounts) {
    let throttle = accounts.throttle();
    if !throttle.has_shared_limits() {
        return;
    }
    let mut interval = interval(EXCHANGE_INTERVAL);
    // After an outage one exchange reports everything.
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut has_failed, mut forgot_at) = (false, Instant::now());
    loop {
        interval.tick().await;
        let mut exchanged = throttle.exchange_limits().await;
        if exchanged.is_ok() && forgot_at.elapsed() >= FORGET_INTERVAL {
            forgot_at = Instant::now();
            exchanged = throttle.forget_past_limits().await;
        }
        // Once, because an outage may be long.
        match (&exchanged, has_failed) {
            (Err(error), false) => tracing::warn!(
                %error,
                "rate limits cannot be exchanged with other replicas: until the database answers, each counts alone"
            ),
            (Ok(()), true) => tracing::info!("rate limits are exchanged with other replicas again"),
            _ => {}
        }
        has_failed = exchanged.is_err();
    }
}
