//! Work after a response, so that neither the response nor its time depends on it, and strangers learn nothing from them. It begins
//! at a random moment, because work that begins at once slows the response and the next request. A server that stops does at once what
//! waits: the response has promised it.

use super::Core;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument as _, Span};

/// How many pieces of work run at a time, each with at most one connection to the database.
const RUNNING: usize = 64;
/// How many may run and wait, some KB of memory each. Further ones are dropped: a request that waited for a place would reveal
/// that it has work.
const MAX: usize = 1_000;

/// Limits the work.
pub(super) struct AfterResponse {
    all: Arc<Semaphore>,
    running: Arc<Semaphore>,
    tasks: TaskTracker,
    /// From now on nothing waits for its random moment.
    stopping: CancellationToken,
}

impl Default for AfterResponse {
    fn default() -> Self {
        let [all, running] = [MAX, RUNNING].map(|places| Arc::new(Semaphore::new(places)));
        Self { all, running, tasks: TaskTracker::new(), stopping: CancellationToken::new() }
    }
}

impl AfterResponse {
    /// `work`: a trait object, so that the code of a task is compiled once.
    fn spawn(&self, what: &'static str, delay: Duration, work: BoxFuture<'static, ()>) {
        let Ok(place) = Arc::clone(&self.all).try_acquire_owned() else {
            tracing::warn!(what, "dropped, because {MAX} others are waiting");
            return;
        };
        let (running, stopping) = (Arc::clone(&self.running), self.stopping.clone());
        let limited = async move {
            let _place = place;
            if !delay.is_zero() {
                tokio::select! {
                    () = sleep(delay) => {}
                    () = stopping.cancelled() => {}
                }
            }
            // Fails only if the semaphore is closed, which it never is.
            let _running = running.acquire().await;
            work.await;
        };
        self.tasks.spawn(limited.instrument(Span::current()));
    }

    /// Whether no work runs or waits.
    pub(super) fn is_idle(&self) -> bool {
        self.all.available_permits() == MAX
    }

    /// Begins what waits, and waits for at most `limit` until it is done. Returns how much is not.
    async fn finish(&self, limit: Duration) -> usize {
        self.stopping.cancel();
        // A tracker that is not closed would wait forever. It still takes tasks.
        self.tasks.close();
        match timeout(limit, self.tasks.wait()).await {
            Ok(()) => 0,
            Err(_) => self.tasks.len(),
        }
    }
}

impl Core {
    /// Does `work` in a task of its own, after a random time of at most [`Settings::after_response_delay`]. If too much is waiting,
    /// it is dropped with a warning in the log.
    ///
    /// [`Settings::after_response_delay`]: super::Settings::after_response_delay
    pub(in crate::accounts) fn after_response(
        &self,
        what: &'static str,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        let part = f64::from(u16::from_be_bytes(self.entropy().bytes())) / f64::from(u16::MAX);
        let delay = self.settings().after_response_delay.mul_f64(part);
        self.after_response.spawn(what, delay, Box::pin(work));
    }

    /// Begins the work after responses that still waits for its random moment, and that of responses from now on: the server stops.
    pub fn begin_work_after_responses(&self) {
        self.after_response.stopping.cancel();
    }

    /// Does the work after responses, without any delay, for at most `limit`. What is not done by then is lost, and logged.
    pub async fn finish_work_after_responses(&self, limit: Duration) {
        let left = self.after_response.finish(limit).await;
        if left > 0 {
            tracing::warn!(left, "messages that responses have promised were not written before the stop");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::SeqCst;

    #[tokio::test(start_paused = true)]
    async fn a_bounded_number_runs_and_waits_and_the_rest_is_dropped() {
        let limited = AfterResponse::default();
        let (begun, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let begin = || {
            let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
            limited.spawn(
                "test",
                Duration::ZERO,
                Box::pin(async move {
                    begun.fetch_add(1, SeqCst);
                    // Waits until the gate is closed.
                    let _ = gate.acquire().await;
                }),
            );
        };
        (0..MAX + 10).for_each(|_| begin());
        // The paused clock moves when no task can run.
        sleep(Duration::from_millis(1)).await;
        assert_eq!(begun.load(SeqCst), RUNNING);
        assert!(!limited.is_idle());
        gate.close();
        sleep(Duration::from_millis(1)).await;
        assert_eq!(begun.load(SeqCst), MAX);
        assert!(limited.is_idle());
        begin();
        sleep(Duration::from_millis(1)).await;
        assert_eq!(begun.load(SeqCst), MAX + 1, "the places are free again");
    }

    #[tokio::test(start_paused = true)]
    async fn work_begins_after_its_delay() {
        let (limited, begun) = (AfterResponse::default(), Arc::new(AtomicUsize::new(0)));
        let begin = Arc::clone(&begun);
        limited.spawn(
            "test",
            Duration::from_secs(2),
            Box::pin(async move {
                begin.fetch_add(1, SeqCst);
            }),
        );
        sleep(Duration::from_millis(1_990)).await;
        assert!(begun.load(SeqCst) == 0 && !limited.is_idle());
        sleep(Duration::from_millis(20)).await;
        assert!(begun.load(SeqCst) == 1 && limited.is_idle());
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_does_at_once_what_waits_and_counts_what_it_could_not() {
        let limited = AfterResponse::default();
        let (done, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let begin = |is_stuck: bool| {
            let (done, gate) = (Arc::clone(&done), Arc::clone(&gate));
            limited.spawn(
                "test",
                Duration::from_secs(60),
                Box::pin(async move {
                    if is_stuck {
                        let _ = gate.acquire().await;
                    }
                    done.fetch_add(1, SeqCst);
                }),
            );
        };
        (0..2 * RUNNING).for_each(|_| begin(false));
        assert_eq!(limited.finish(Duration::from_secs(1)).await, 0);
        assert_eq!(done.load(SeqCst), 2 * RUNNING);
        (0..3).for_each(|number| begin(number > 0));
        assert_eq!(limited.finish(Duration::from_secs(1)).await, 2, "those that a response has added meanwhile too");
        assert_eq!(done.load(SeqCst), 2 * RUNNING + 1);
    }
}
