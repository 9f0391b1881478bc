//! A peer may be slow, but not as slow as it likes: waiting for it uses up an allowance that bytes earn back.

use super::limits::Pace;
use std::{
    error::Error,
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// The peer is slower than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too slow")
    }
}

impl Error for TooSlow {}

/// How long one side of a connection may still be waited for.
pub struct Waiting {
    pace: Pace,
    left: Duration,
    /// Since when the peer is waited for.
    since: Option<Instant>,
    /// Made when the first wait begins: most requests and answers come without one.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Waiting {
    pub fn new(pace: Pace) -> Self {
        Self { pace, left: pace.patience, since: None, timer: None }
    }

    /// Something has moved.
    pub fn moved(&mut self, bytes: usize) {
        if let Some(since) = self.since.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.pace.bytes_per_second));
        self.left = self.left.saturating_add(earned).min(self.pace.patience);
    }

    /// Nothing moves at the moment: ready once that has lasted for too long.
    pub fn poll_too_slow(&mut self, cx: &mut Context<'_>) -> Poll<TooSlow> {
        if self.since.is_none() {
            let now = Instant::now();
            self.since = Some(now);
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(now + self.left),
                None => self.timer = Some(Box::pin(sleep_until(now + self.left))),
            }
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(cx).map(|()| TooSlow),
            None => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::time::{advance, timeout};

    const PACE: Pace = Pace { patience: Duration::from_secs(10), bytes_per_second: 1000 };

    /// Waits so long; whether that was too long.
    async fn waits(waiting: &mut Waiting, seconds: u64) -> bool {
        timeout(Duration::from_secs(seconds), poll_fn(|cx| waiting.poll_too_slow(cx))).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_sends_nothing_is_waited_for_as_long_as_patience_lasts() {
        let mut waiting = Waiting::new(PACE);
        assert!(!waits(&mut waiting, 9).await);
        assert!(waits(&mut waiting, 2).await, "the second wait goes on where the first was");
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_now_and_then_does_not_renew_it() {
        let mut waiting = Waiting::new(PACE);
        for _ in 0..2 {
            assert!(!waits(&mut waiting, 4).await);
            waiting.moved(1);
        }
        assert!(waits(&mut waiting, 4).await);
    }

    #[tokio::test(start_paused = true)]
    async fn enough_bytes_do() {
        let mut waiting = Waiting::new(PACE);
        for _ in 0..100 {
            assert!(!waits(&mut waiting, 5).await);
            waiting.moved(5000);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_bytes_earn_no_more_than_patience_and_work_in_between_costs_nothing() {
        let mut waiting = Waiting::new(PACE);
        waiting.moved(1_000_000);
        advance(Duration::from_secs(60)).await;
        assert!(!waits(&mut waiting, 9).await);
        assert!(waits(&mut waiting, 2).await);
    }
}
