//! Limits how many messages are sent at a time, so that slow recipients do not delay the others.
//!
//! Each message has two seconds in the fast lane. One that takes longer continues in the slow lane, and its place is free for the
//! next. If the slow lane is full as well, it is tried again later. So a message waits at most two seconds for a place.
//!
//! These limits end with the final dot of a message: sent again, it could arrive twice. It then waits for the answer in a place of
//! its destination, the domain of its recipient, which no other destination needs. Nothing else limits how many wait, but each has
//! had a place in the fast lane before ([`MAX_CONNECTIONS`]).
//!
//! The places of the fast lane and those of destinations are given by the queue (`accounts/queue`).

use super::DeliveryLimits;
use crate::accounts::queue::Place;
use crate::mail::FinalDot;
use std::pin::pin;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

pub(super) const FAST_PLACES: usize = 8;
const SLOW_PLACES: usize = 24;
/// How many messages are on the way at most; `http::open_files` requests files for their connections. A message is on the way for
/// 630 seconds at most, 30 of them before its final dot. If it takes longer than two seconds, it has had a place in the fast lane for
/// them, so at most 315 of those that have had the same place are on the way at a time.
pub(super) const MAX_CONNECTIONS: usize = 315 * FAST_PLACES;

pub(super) struct Lanes {
    limits: DeliveryLimits,
    slow: Semaphore,
}

impl Lanes {
    pub(super) fn new(limits: DeliveryLimits) -> Self {
        Self { limits, slow: Semaphore::new(SLOW_PLACES) }
    }

    /// Runs `work`, which sends a message with this final dot, beginning in a place of the fast lane. None if it took too long.
    pub(super) async fn run<T>(&self, fast: Place, final_dot: &FinalDot, work: impl Future<Output = T>) -> Option<T> {
        let DeliveryLimits { fast_lane_timeout, transfer_timeout, answer_timeout, .. } = self.limits;
        let mut work = pin!(work);
        if let Ok(done) = timeout(fast_lane_timeout, &mut work).await {
            return Some(done);
        }
        if final_dot.is_sent() {
            drop(fast);
        } else {
            let slow = self.slow.try_acquire().ok()?;
            drop(fast);
            tokio::select! {
                // The dot is sent by the work, so at the limit it is known which of them came first.
                biased;
                done = &mut work => return Some(done),
                () = final_dot.sent() => drop(slow),
                () = sleep(transfer_timeout.saturating_sub(fast_lane_timeout)) => return None,
            }
        }
        timeout(answer_timeout, work).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use std::sync::Arc;
    use std::time::Duration;
    use tokio::time::Instant;

    const LIMITS: DeliveryLimits = DeliveryLimits::STANDARD;
    /// The paused clock moves only when every task waits, so times are exact, up to the resolution of the timers.
    const RESOLUTION: Duration = Duration::from_millis(10);

    /// The lanes, and the places of the fast one.
    fn lanes() -> (Arc<Lanes>, Arc<Semaphore>) {
        (Arc::new(Lanes::new(LIMITS)), Arc::new(Semaphore::new(FAST_PLACES)))
    }

    async fn place(fast: &Arc<Semaphore>) -> Place {
        Arc::clone(fast).acquire_owned().await.unwrap()
    }

    /// Sends a text, and gets the answer after `answer`.
    async fn answered_after(final_dot: &FinalDot, answer: Duration) {
        final_dot.send();
        sleep(answer).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_waits_two_seconds_for_a_place_however_many_are_stuck() {
        let (lanes, fast) = lanes();
        let mut stuck = Vec::new();
        for number in 1..=1000 {
            let before = Instant::now();
            let place = place(&fast).await;
            let waited = before.elapsed();
            assert!(waited <= LIMITS.fast_lane_timeout + RESOLUTION, "message {number} waited {waited:?}");
            let lanes = Arc::clone(&lanes);
            stuck.push(tokio::spawn(async move {
                let final_dot = FinalDot::default();
                // Every second one hangs after its final dot.
                if number % 2 == 0 {
                    final_dot.send();
                }
                lanes.run(place, &final_dot, pending::<()>()).await
            }));
        }
        for stuck in stuck {
            assert_eq!(stuck.await.unwrap(), None);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_transfer_may_take_thirty_seconds_and_the_answer_to_its_final_dot_ten_minutes() {
        let (lanes, fast) = lanes();
        let second = Duration::from_secs(1);
        let final_dot = FinalDot::default();
        let slow = sleep(LIMITS.transfer_timeout - second);
        assert_eq!(lanes.run(place(&fast).await, &final_dot, slow).await, Some(()));
        let before = Instant::now();
        assert_eq!(lanes.run(place(&fast).await, &final_dot, pending::<()>()).await, None);
        let limit = LIMITS.transfer_timeout;
        assert!((limit..limit + RESOLUTION).contains(&before.elapsed()), "{:?}", before.elapsed());

        for answer in [10, 40, 300, 599].map(Duration::from_secs) {
            // At once, or after the message has gone to the slow lane.
            for transfer in [Duration::ZERO, 3 * second] {
                let final_dot = FinalDot::default();
                let work = async {
                    sleep(transfer).await;
                    answered_after(&final_dot, answer).await;
                };
                let place = place(&fast).await;
                assert_eq!(lanes.run(place, &final_dot, work).await, Some(()), "{transfer:?}, {answer:?}");
            }
        }
        let final_dot = FinalDot::default();
        let never = answered_after(&final_dot, Duration::MAX);
        assert_eq!(lanes.run(place(&fast).await, &final_dot, never).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_waits_for_its_answer_takes_no_place_in_the_lanes() {
        let (lanes, fast) = lanes();
        let mut waiting = Vec::new();
        for _ in 0..2 * (FAST_PLACES + SLOW_PLACES) {
            let (lanes, place) = (Arc::clone(&lanes), place(&fast).await);
            waiting.push(tokio::spawn(async move {
                let final_dot = FinalDot::default();
                lanes.run(place, &final_dot, answered_after(&final_dot, LIMITS.transfer_timeout * 2)).await
            }));
        }
        sleep(LIMITS.fast_lane_timeout + RESOLUTION).await;
        assert_eq!((fast.available_permits(), lanes.slow.available_permits()), (FAST_PLACES, SLOW_PLACES));
        for waiting in waiting {
            assert_eq!(waiting.await.unwrap(), Some(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_messages_are_on_the_way_than_files_are_requested_for() {
        let longest = LIMITS.transfer_timeout + LIMITS.answer_timeout;
        let turns = usize::try_from(longest.as_secs() / LIMITS.fast_lane_timeout.as_secs()).unwrap();
        assert_eq!(MAX_CONNECTIONS, FAST_PLACES * turns);

        let (lanes, fast) = lanes();
        let (started, on_the_way) = (Instant::now(), Arc::new(()));
        let (mut number, mut most) = (0, 0);
        // Until the first of them have ended and others have taken their places.
        while started.elapsed() < 2 * longest {
            let (lanes, place, message) = (Arc::clone(&lanes), place(&fast).await, Arc::clone(&on_the_way));
            number += 1;
            // As many as fit into the slow lane stay there as long as they may.
            let transfer = if number % 5 == 0 { LIMITS.transfer_timeout - RESOLUTION } else { Duration::ZERO };
            tokio::spawn(async move {
                let final_dot = FinalDot::default();
                let work = async {
                    sleep(transfer).await;
                    answered_after(&final_dot, Duration::MAX).await;
                };
                lanes.run(place, &final_dot, work).await;
                drop(message);
            });
            most = most.max(Arc::strong_count(&on_the_way) - 1);
        }
        assert!((MAX_CONNECTIONS * 9 / 10..=MAX_CONNECTIONS).contains(&most), "{most}");
    }
}
