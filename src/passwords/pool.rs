//! The hashing threads: as many as there are cores, a bounded and fair queue before them.
//!
//! They run at a lower priority than the rest, so that a flood of logins takes the time that is left and other
//! requests stay quick.

use super::{Overloaded, memory::Memory, priority::Priority, queue::Queue};
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

/// How many may wait for each thread: one to three seconds' worth at the usual cost.
pub(super) const WAITING_PER_THREAD: usize = 64;
/// A thread that has had nothing to do for so long gives its memory back.
const IDLE: Duration = Duration::from_secs(5);
/// Steps of `nice` that hashing stands behind the rest of the process: it gets a third of the time of a thread that
/// also wants the core. More would let any busy neighbour on the machine hold up every login.
const NICE: i32 = 5;
/// The largest `nice` value that Linux knows.
const LOWEST_PRIORITY: i32 = 19;
/// How many must wait for each thread before results are held back to be told together: everyone waits for a fifth of a
/// second by then.
const BACKLOG: usize = 16;
/// How many results are told together, in a flood. Each wakes the rest of the process, whose memory Argon2 has driven
/// out of every cache since the last time: several at once need little more than one.
const TOGETHER: usize = 8;
/// What a hash is taken to cost, in microseconds, before any has been measured.
const FIRST_GUESS: u64 = 30_000;

/// Something to compute, for someone who may have left.
trait Job: Send {
    fn is_abandoned(&self) -> bool;
    fn run(self: Box<Self>, memory: &mut Memory) -> Answer;
}

/// Tells the caller the result.
type Answer = Box<dyn FnOnce() + Send>;

struct Work<T, F> {
    work: F,
    sender: oneshot::Sender<T>,
}

impl<T: Send + 'static, F: FnOnce(&mut Memory) -> T + Send> Job for Work<T, F> {
    fn is_abandoned(&self) -> bool {
        self.sender.is_closed()
    }

    fn run(self: Box<Self>, memory: &mut Memory) -> Answer {
        let Self { work, sender } = *self;
        let result = work(memory);
        // Whoever has left meanwhile has no use for the result.
        Box::new(move || drop(sender.send(result)))
    }
}

/// Threads and their queue. Dropped, it lets the threads finish what waits, and end.
pub(super) struct Pool {
    shared: Arc<Shared>,
    threads: usize,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    /// Moving average of the time per job, in microseconds.
    micros_per_job: AtomicU64,
}

struct State {
    jobs: Queue<Box<dyn Job>>,
    closed: bool,
}

impl Pool {
    /// # Panics
    /// When the system has no thread to give.
    #[expect(clippy::expect_used, reason = "without threads nobody can sign in: better not to start")]
    pub(super) fn start(threads: usize) -> Self {
        let jobs = Queue::new(threads * WAITING_PER_THREAD);
        let shared = Arc::new(Shared {
            state: Mutex::new(State { jobs, closed: false }),
            changed: Condvar::new(),
            micros_per_job: AtomicU64::new(FIRST_GUESS),
        });
        for number in 0..threads {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || shared.work(threads))
                .expect("the operating system gives a thread");
        }
        Self { shared, threads }
    }

    /// Runs `work` on one of the threads, unless too much is waiting. Work whose caller has gone is skipped.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        priority: Priority,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let (sender, receiver) = oneshot::channel();
        self.push(priority, Box::new(Work { work, sender }))?;
        // The sender is lost when the work panicked: the panic has told the log, the caller may try again.
        receiver.await.map_err(|_| Overloaded { retry_after: 1 })
    }

    fn push(&self, priority: Priority, job: Box<dyn Job>) -> Result<(), Overloaded> {
        let mut state = self.shared.lock();
        if !state.jobs.has_room(priority) {
            state.jobs.retain(|job| !job.is_abandoned());
        }
        if !state.jobs.has_room(priority) {
            let waiting = state.jobs.len();
            drop(state);
            return Err(self.overloaded(waiting));
        }
        state.jobs.push(priority, job);
        drop(state);
        self.shared.changed.notify_one();
        Ok(())
    }

    /// When what waits now will have been done.
    fn overloaded(&self, waiting: usize) -> Overloaded {
        let micros = self.shared.micros_per_job.load(Ordering::Relaxed) * waiting as u64 / self.threads as u64;
        let seconds = u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX);
        Overloaded { retry_after: seconds.max(1) }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    /// Jobs run outside the lock, so a panic leaves the state whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What one of so many threads does all its life.
    fn work(&self, threads: usize) {
        lower_priority();
        let mut memory = Memory::default();
        let mut held_back: Vec<Answer> = Vec::new();
        loop {
            let next = self.take();
            let flood = next.as_ref().is_some_and(|(_, waiting)| *waiting >= BACKLOG * threads);
            if !flood || held_back.len() >= TOGETHER {
                held_back.drain(..).for_each(|answer| answer());
            }
            match next {
                Some((job, _)) => held_back.extend(self.run(job, &mut memory)),
                None if self.wait(&mut memory) => {}
                None => return,
            }
        }
    }

    /// The next job, and how many wait behind it.
    fn take(&self) -> Option<(Box<dyn Job>, usize)> {
        let mut state = self.lock();
        state.jobs.pop().map(|job| (job, state.jobs.len()))
    }

    /// The answer, if anybody waits for one.
    fn run(&self, job: Box<dyn Job>, memory: &mut Memory) -> Option<Answer> {
        if job.is_abandoned() {
            return None;
        }
        let started = Instant::now();
        // The panic hook has said what there is to say; the thread must live on.
        let answer = catch_unwind(AssertUnwindSafe(|| job.run(memory)));
        self.measured(started.elapsed());
        answer.ok()
    }

    /// Waits until there is a job; tells that there will be none when the pool is gone.
    fn wait(&self, memory: &mut Memory) -> bool {
        let mut state = self.lock();
        while state.jobs.is_empty() {
            if state.closed {
                return false;
            }
            if memory.is_empty() {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (woken, waited) = self.changed.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if waited.timed_out() {
                memory.release();
            }
        }
        true
    }

    /// The newest counts an eighth. Two threads that write at once lose one measurement, which does no harm.
    fn measured(&self, time: Duration) {
        let newest = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let average = self.micros_per_job.load(Ordering::Relaxed);
        self.micros_per_job.store(average - average / 8 + newest / 8, Ordering::Relaxed);
    }
}

/// Lowers the priority of the calling thread: on Linux alone, where a thread has one of its own, at first that of the thread
/// which has started it.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        let lowered = getpriority_process(None)
            .and_then(|inherited| setpriority_process(None, inherited.saturating_add(NICE).min(LOWEST_PRIORITY)));
        if let Err(error) = lowered {
            tracing::debug!(%error, "hashing runs at the ordinary priority");
        }
    }
}

#[cfg(test)]
#[path = "pool_tests.rs"]
mod tests;
