//! Limits how many messages are sent at a time, so that slow recipients do not delay the others.
//!
//! Each message has two seconds in the fast lane. One that takes longer continues in the slow lane, and its place is free for the
//! next. If the slow lane is full as well, it is tried again later. So a message waits at most two seconds for a place.

use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

const FAST_PLACES: usize = 8;
const SLOW_PLACES: usize = 24;
/// How long a message may stay in the fast lane.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long sending a message may take in both.
pub(super) const LIMIT: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(super) struct Lanes {
    fast: Arc<Semaphore>,
    slow: Arc<Semaphore>,
}

/// A place in the fast lane.
pub(super) struct Place(OwnedSemaphorePermit);

impl Default for Lanes {
    fn default() -> Self {
        Self { fast: Arc::new(Semaphore::new(FAST_PLACES)), slow: Arc::new(Semaphore::new(SLOW_PLACES)) }
    }
}

impl Lanes {
    /// Waits for a place in the fast lane.
    pub(super) async fn place(&self) -> Place {
        let permit = Arc::clone(&self.fast).acquire_owned().await;
        Place(permit.unwrap_or_else(|_| unreachable!("the semaphore is never closed")))
    }

    /// Runs `work`. None if it took too long.
    pub(super) async fn run<T>(&self, Place(fast): Place, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        if let Ok(done) = timeout(PATIENCE, &mut work).await {
            return Some(done);
        }
        let _slow = Arc::clone(&self.slow).try_acquire_owned().ok()?;
        drop(fast);
        timeout(LIMIT.saturating_sub(PATIENCE), work).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::time::Instant;

    /// The paused clock moves only when every task waits, so times are exact, up to the resolution of the timers.
    const RESOLUTION: Duration = Duration::from_millis(10);

    #[tokio::test(start_paused = true)]
    async fn a_message_waits_two_seconds_for_a_place_however_many_are_stuck() {
        let lanes = Lanes::default();
        let mut stuck = Vec::new();
        for number in 1..=1000 {
            let before = Instant::now();
            let place = lanes.place().await;
            assert!(before.elapsed() <= PATIENCE + RESOLUTION, "message {number} waited {:?}", before.elapsed());
            let lanes = lanes.clone();
            stuck.push(tokio::spawn(async move { lanes.run(place, pending::<()>()).await }));
        }
        for stuck in stuck {
            assert_eq!(stuck.await.unwrap(), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_message_is_sent_and_one_that_never_ends_is_not() {
        let lanes = Lanes::default();
        let slow = tokio::time::sleep(LIMIT - Duration::from_secs(1));
        assert_eq!(lanes.run(lanes.place().await, slow).await, Some(()));
        let before = Instant::now();
        assert_eq!(lanes.run(lanes.place().await, pending::<()>()).await, None);
        assert!((LIMIT..LIMIT + RESOLUTION).contains(&before.elapsed()), "{:?}", before.elapsed());
    }
}
