//! A minimum transfer rate. The server waits for a peer for a limited time, which transferred bytes extend.

use super::limits::MinRate;
use std::{
    error::Error,
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// The peer is slower than the minimum rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerTooSlow;

impl fmt::Display for PeerTooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the peer is slower than the minimum rate")
    }
}

impl Error for PeerTooSlow {}

/// Measures how long the server waits for a peer in one direction of a connection. Only waiting counts: the time in
/// which the server processes data does not.
pub struct MinRateTimer {
    rate: MinRate,
    /// The waiting time that is left before the peer is too slow.
    remaining: Duration,
    /// The start of the current wait.
    waiting_since: Option<Instant>,
    /// Created at the first wait, because most requests and responses have none.
    timer: Option<Pin<Box<Sleep>>>,
}

impl MinRateTimer {
    pub fn new(rate: MinRate) -> Self {
        Self { rate, remaining: rate.stall_timeout, waiting_since: None, timer: None }
    }

    /// Ends a wait, and adds the time for the transferred bytes, up to the maximum.
    pub fn transferred(&mut self, bytes: usize) {
        if let Some(since) = self.waiting_since.take() {
            self.remaining = self.remaining.saturating_sub(since.elapsed());
        }
        // The bytes earn the time that they take at the minimum rate. The maximum prevents a fast start from allowing a
        // longer stall later.
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.rate.bytes_per_second));
        self.remaining = self.remaining.saturating_add(earned).min(self.rate.stall_timeout);
    }

    /// Starts or continues a wait. Ready when the remaining time is over.
    pub fn poll_too_slow(&mut self, cx: &mut Context<'_>) -> Poll<PeerTooSlow> {
        // Repeated polls belong to the same wait, so only the first one sets the timer.
        if self.waiting_since.is_none() {
            let now = Instant::now();
            self.waiting_since = Some(now);
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(now + self.remaining),
                None => self.timer = Some(Box::pin(sleep_until(now + self.remaining))),
            }
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(cx).map(|()| PeerTooSlow),
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::time::{advance, timeout};

    const RATE: MinRate = MinRate { stall_timeout: Duration::from_secs(10), bytes_per_second: 1000 };

    /// Whether the peer is too slow after waiting for this time.
    async fn is_too_slow_after(timer: &mut MinRateTimer, seconds: u64) -> bool {
        timeout(Duration::from_secs(seconds), poll_fn(|cx| timer.poll_too_slow(cx))).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_sends_nothing_is_too_slow_after_the_maximum_time() {
        let mut timer = MinRateTimer::new(RATE);
        assert!(!is_too_slow_after(&mut timer, 9).await);
        assert!(is_too_slow_after(&mut timer, 2).await, "a wait without progress continues the previous one");
    }

    #[tokio::test(start_paused = true)]
    async fn single_bytes_do_not_extend_the_time() {
        let mut timer = MinRateTimer::new(RATE);
        for _ in 0..2 {
            assert!(!is_too_slow_after(&mut timer, 4).await);
            timer.transferred(1);
        }
        assert!(is_too_slow_after(&mut timer, 4).await);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_at_the_minimum_rate_extend_the_time() {
        let mut timer = MinRateTimer::new(RATE);
        for _ in 0..100 {
            assert!(!is_too_slow_after(&mut timer, 5).await);
            timer.transferred(5000);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_bytes_extend_the_time_up_to_the_maximum_and_processing_does_not_count() {
        let mut timer = MinRateTimer::new(RATE);
        timer.transferred(1_000_000);
        advance(Duration::from_secs(60)).await;
        assert!(!is_too_slow_after(&mut timer, 9).await);
        assert!(is_too_slow_after(&mut timer, 2).await);
    }
}
