//! The jobs of the [hashing threads](super::hashing_thread), in a bounded and fair queue.

use super::Overloaded;
use super::argon::Memory;
use super::queue::{Priority, Queue};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use tokio::sync::oneshot;

/// The maximum number of waiting jobs per thread: one to three seconds of work at the default cost.
pub(super) const QUEUE_PER_THREAD: usize = 64;
/// The estimated time per hash in microseconds, until one has been measured.
const INITIAL_MICROS_PER_JOB: u64 = 30_000;

/// Work whose caller may have stopped waiting.
pub(super) trait Job: Send {
    fn is_abandoned(&self) -> bool;
    fn run(self: Box<Self>, memory: &mut Memory) -> SendResult;
}

/// Sends the result of a job to its caller.
pub(super) type SendResult = Box<dyn FnOnce() + Send>;

struct Work<T, F> {
    work: F,
    sender: oneshot::Sender<T>,
}

impl<T: Send + 'static, F: FnOnce(&mut Memory) -> T + Send> Job for Work<T, F> {
    fn is_abandoned(&self) -> bool {
        self.sender.is_closed()
    }

    fn run(self: Box<Self>, memory: &mut Memory) -> SendResult {
        let Self { work, sender } = *self;
        let result = work(memory);
        // Sending fails if the caller has stopped waiting, which is not an error.
        Box::new(move || drop(sender.send(result)))
    }
}

/// How busy the hashing threads are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashingLoad {
    /// Jobs in the queue.
    pub waiting: usize,
    /// Jobs that a thread is working on.
    pub running: u64,
    /// Jobs that were refused since the start, because the queue or the share of their source was full.
    pub refused: u64,
}

/// The threads and their queue. After it is dropped, the threads finish the waiting jobs and end.
pub(super) struct Pool {
    shared: Arc<Shared>,
    threads: usize,
}

pub(super) struct Shared {
    state: Mutex<State>,
    /// Wakes the first thread, which also runs while other work keeps all cores busy.
    pub(super) first: Condvar,
    /// Wakes one of the others.
    pub(super) others: Condvar,
    /// The moving average of the time per job, in microseconds.
    pub(super) micros_per_job: AtomicU64,
    pub(super) running: AtomicU64,
    refused: AtomicU64,
}

pub(super) struct State {
    pub(super) jobs: Queue<Box<dyn Job>>,
    pub(super) closed: bool,
}

impl Pool {
    /// # Panics
    /// If the system cannot start a thread.
    #[expect(clippy::expect_used, reason = "without hashing threads no user can sign in, so the server must not start")]
    pub(super) fn start(threads: usize) -> Self {
        let jobs = Queue::new(threads * QUEUE_PER_THREAD);
        let shared = Arc::new(Shared {
            state: Mutex::new(State { jobs, closed: false }),
            first: Condvar::new(),
            others: Condvar::new(),
            micros_per_job: AtomicU64::new(INITIAL_MICROS_PER_JOB),
            running: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        });
        for number in 0..threads {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || shared.run_thread(number, threads))
                .expect("the operating system can start a thread");
        }
        Self { shared, threads }
    }

    /// Runs `work` on one of the threads. Skips it if the caller stops waiting before it starts.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        priority: Priority,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let (sender, receiver) = oneshot::channel();
        self.push(priority, Box::new(Work { work, sender }))?;
        // A panic drops the sender. It has been logged already, and the caller can retry.
        receiver.await.map_err(|_| Overloaded { retry_after: 1 })
    }

    fn push(&self, priority: Priority, job: Box<dyn Job>) -> Result<(), Overloaded> {
        let mut state = self.shared.lock();
        // Abandoned jobs are only removed if their places are needed, because that scans the whole queue.
        if !state.jobs.has_room(priority) {
            state.jobs.retain(|job| !job.is_abandoned());
        }
        if !state.jobs.has_room(priority) {
            let waiting = state.jobs.len();
            drop(state);
            self.shared.refused.fetch_add(1, Ordering::Relaxed);
            return Err(self.overloaded(waiting));
        }
        state.jobs.push(priority, job);
        // Unlocked first, so that the thread that wakes up does not have to wait for the lock.
        drop(state);
        // Both: a thread that runs only on idle cores may wake up seconds later. The first that is awake takes the job.
        self.shared.first.notify_one();
        self.shared.others.notify_one();
        Ok(())
    }

    pub(super) fn load(&self) -> HashingLoad {
        HashingLoad {
            waiting: self.shared.lock().jobs.len(),
            running: self.shared.running.load(Ordering::Relaxed),
            refused: self.shared.refused.load(Ordering::Relaxed),
        }
    }

    /// The error of a full queue. Its `retry_after` is the estimated time until the waiting jobs are done.
    fn overloaded(&self, waiting: usize) -> Overloaded {
        let micros = self.shared.micros_per_job.load(Ordering::Relaxed) * waiting as u64 / self.threads as u64;
        let seconds = u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX);
        Overloaded { retry_after: seconds.max(1) }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // Set under the lock, so that no thread misses it between its check and its wait.
        self.shared.lock().closed = true;
        self.shared.first.notify_all();
        self.shared.others.notify_all();
    }
}

impl Shared {
    /// Ignores poisoning: jobs run outside the lock, so a panic cannot leave the state inconsistent.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
