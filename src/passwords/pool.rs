//! The hashing threads: one per core, with a bounded and fair queue.
//!
//! They run at a lower priority than the other threads, so that other requests stay fast during a flood of sign-ins.

use super::{
    Overloaded,
    argon::Memory,
    queue::{Priority, Queue},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// The maximum number of waiting jobs per thread: one to three seconds of work at the default cost.
pub(super) const QUEUE_PER_THREAD: usize = 64;
/// An idle thread releases its memory after this time.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);
/// The difference of the `nice` values of hashing threads and other threads: a hashing thread gets a third of the processor
/// time of another thread on the same core. With a larger value other busy processes would delay every sign-in.
const NICE_INCREMENT: i32 = 5;
/// The largest `nice` value of Linux.
const MAX_NICE: i32 = 19;
/// The number of waiting jobs per thread from which results are sent in batches: sixteen clients that sign in without pause on two
/// cores leave seven. Each result wakes other threads, whose memory Argon2 has evicted from the processor's caches; a batch costs
/// little more than a single result.
const BATCH_THRESHOLD: usize = 4;
/// The maximum number of results in a batch. A thread also keeps at most as many results as jobs wait for it, so that a caller waits
/// for its batch no longer than it has waited in the queue.
const BATCH_SIZE: usize = 16;
/// The estimated time per hash in microseconds, until one has been measured.
const INITIAL_MICROS_PER_JOB: u64 = 30_000;

/// Work whose caller may have stopped waiting.
trait Job: Send {
    fn is_abandoned(&self) -> bool;
    fn run(self: Box<Self>, memory: &mut Memory) -> SendResult;
}

/// Sends the result of a job to its caller.
type SendResult = Box<dyn FnOnce() + Send>;

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

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// The moving average of the time per job, in microseconds.
    micros_per_job: AtomicU64,
    running: AtomicU64,
    refused: AtomicU64,
}

struct State {
    jobs: Queue<Box<dyn Job>>,
    closed: bool,
}

impl Pool {
    /// # Panics
    /// If the system cannot start a thread.
    #[expect(clippy::expect_used, reason = "without hashing threads no user can sign in, so the server must not start")]
    pub(super) fn start(threads: usize) -> Self {
        let jobs = Queue::new(threads * QUEUE_PER_THREAD);
        let shared = Arc::new(Shared {
            state: Mutex::new(State { jobs, closed: false }),
            changed: Condvar::new(),
            micros_per_job: AtomicU64::new(INITIAL_MICROS_PER_JOB),
            running: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        });
        for number in 0..threads {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || shared.run_thread(threads))
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
        self.shared.changed.notify_one();
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
        self.shared.changed.notify_all();
    }
}

impl Shared {
    /// Ignores poisoning: jobs run outside the lock, so a panic cannot leave the state inconsistent.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The main loop of a thread. `threads` is the number of threads in the pool.
    fn run_thread(&self, threads: usize) {
        lower_priority();
        let mut memory = Memory::default();
        let mut batch: Vec<SendResult> = Vec::new();
        loop {
            let next = self.take();
            // An empty queue is no flood, so no result is held back while the thread waits.
            let waiting = next.as_ref().map_or(0, |(_, waiting)| *waiting / threads);
            // Results are sent before the next job runs, because it would delay them. Only a flood collects them in batches.
            if waiting < BATCH_THRESHOLD.max(batch.len() + 1) || batch.len() == BATCH_SIZE {
                batch.drain(..).for_each(|send| send());
            }
            match next {
                Some((job, _)) => batch.extend(self.run(job, &mut memory)),
                None if self.wait(&mut memory) => {}
                None => return,
            }
        }
    }

    /// The next job, and the number of jobs that are still waiting.
    fn take(&self) -> Option<(Box<dyn Job>, usize)> {
        let mut state = self.lock();
        state.jobs.pop().map(|job| (job, state.jobs.len()))
    }

    /// Runs a job. None if its caller has stopped waiting, or if it has panicked.
    fn run(&self, job: Box<dyn Job>, memory: &mut Memory) -> Option<SendResult> {
        if job.is_abandoned() {
            return None;
        }
        let started = Instant::now();
        self.running.fetch_add(1, Ordering::Relaxed);
        // The panic hook has logged the panic, and the thread must continue with the next job.
        let result = catch_unwind(AssertUnwindSafe(|| job.run(memory)));
        self.running.fetch_sub(1, Ordering::Relaxed);
        self.update_average(started.elapsed());
        result.ok()
    }

    /// Waits until there is a job. Returns false if the pool was dropped and no job is left.
    fn wait(&self, memory: &mut Memory) -> bool {
        let mut state = self.lock();
        while state.jobs.is_empty() {
            if state.closed {
                return false;
            }
            // Without memory to release there is no reason to wake up on a timeout.
            if memory.is_empty() {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (locked, timeout) =
                self.changed.wait_timeout(state, IDLE_TIMEOUT).unwrap_or_else(PoisonError::into_inner);
            state = locked;
            // Goes on waiting, now without memory and therefore without a timeout.
            if timeout.timed_out() {
                memory.release();
            }
        }
        true
    }

    /// Adds a measurement to the moving average, with a weight of one eighth. Of two concurrent updates one can be lost,
    /// which does not matter for an estimate.
    fn update_average(&self, time: Duration) {
        let newest = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let average = self.micros_per_job.load(Ordering::Relaxed);
        self.micros_per_job.store(average - average / 8 + newest / 8, Ordering::Relaxed);
    }
}

/// Lowers the priority of the calling thread. Only on Linux, where each thread has its own `nice` value and inherits the
/// initial one from its parent.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        // On Linux `None` is the calling thread and not the whole process.
        let lowered = getpriority_process(None)
            .and_then(|inherited| setpriority_process(None, inherited.saturating_add(NICE_INCREMENT).min(MAX_NICE)));
        if let Err(error) = lowered {
            tracing::debug!(%error, "hashing threads run at normal priority");
        }
    }
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
