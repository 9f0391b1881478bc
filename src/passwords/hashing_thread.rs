//! The hashing threads, one per core.
//!
//! They run at a lower priority than the other threads, so that other requests stay fast during a flood of sign-ins
//! ([decision 13](../../docs/decisions/0013-hashing-threads.md)).

use super::argon::Memory;
use super::pool::{Job, SendResult, Shared};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// An idle thread releases its memory after this time.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);
/// The difference of the `nice` values of the first hashing thread and other threads: it gets a third of the processor time of another
/// thread on the same core. With a larger value other busy processes would delay every sign-in.
const NICE_INCREMENT: i32 = 5;
/// The largest `nice` value of Linux.
const MAX_NICE: i32 = 19;
/// The number of waiting jobs per thread from which results are sent in batches: sixteen clients that sign in without pause on two
/// cores leave seven. Each result wakes other threads, whose memory Argon2 has evicted from the processor's caches; a batch costs
/// little more than a single result.
pub(super) const BATCH_THRESHOLD: usize = 4;
/// The maximum number of results in a batch. A thread also keeps at most as many results as jobs wait for it, so that a caller waits
/// for its batch no longer than it has waited in the queue.
const BATCH_SIZE: usize = 16;

impl Shared {
    /// The main loop of the thread with this number, of all `threads` in the pool.
    pub(super) fn run_thread(&self, number: usize, threads: usize) {
        match number {
            0 => lower_priority(),
            _ => run_when_idle(),
        }
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
                None if self.wait(number, &mut memory) => {}
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
    fn wait(&self, number: usize, memory: &mut Memory) -> bool {
        let woken = if number == 0 { &self.first } else { &self.others };
        let mut state = self.lock();
        while state.jobs.is_empty() {
            if state.closed {
                return false;
            }
            // Without memory to release there is no reason to wake up on a timeout.
            if memory.is_empty() {
                state = woken.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (locked, timeout) = woken.wait_timeout(state, IDLE_TIMEOUT).unwrap_or_else(PoisonError::into_inner);
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

/// Lets the calling thread run only while its core has nothing else to do: `SCHED_IDLE`, sched(7). Only on Linux.
fn run_when_idle() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::ThreadPriority;
        use thread_priority::unix::{
            NormalThreadSchedulePolicy, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
            thread_schedule_policy,
        };
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let set = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle);
        // Afterwards the function resets the `nice` value, which such a thread does not need. That may be refused.
        if let Err(error) = set
            && thread_schedule_policy() != Ok(idle)
        {
            tracing::debug!(%error, "a hashing thread runs at normal priority");
        }
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
