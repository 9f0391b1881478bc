//! When something has worked, from which follows how long it did not.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More than an attempt takes on a busy machine.
const LONGEST_PAUSE: Duration = Duration::from_millis(2500);

/// Less is no outage, but the time between two attempts.
const SHORTEST_OUTAGE: Duration = Duration::from_secs(1);

/// The times at which attempts had succeeded. Copies are of the same.
#[derive(Clone, Default)]
pub struct Timeline(Arc<Mutex<Vec<Instant>>>);

impl Timeline {
    /// Notes a success.
    pub fn note(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
    }

    fn between(&self, from: Instant, until: Instant) -> Vec<Instant> {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        times.retain(|time| (from..=until).contains(time));
        times.sort_unstable();
        times
    }

    /// The longest time without a success.
    fn longest_pause(&self, from: Instant, until: Instant) -> (Instant, Instant) {
        let times = self.between(from, until);
        let begins = [from].into_iter().chain(times.iter().copied());
        let ends = times.iter().copied().chain([until]);
        begins.zip(ends).max_by_key(|(begin, end)| *end - *begin).unwrap_or((from, until))
    }

    /// How long it has taken after `from` until it worked again: the end of the longest pause. None if that has lasted until the end.
    pub fn back_after(&self, from: Instant, until: Instant) -> Option<Duration> {
        let (begin, end) = self.longest_pause(from, until);
        if end - begin < SHORTEST_OUTAGE {
            return Some(Duration::ZERO);
        }
        (end != until).then(|| end - from)
    }

    /// How long it has not worked without a break.
    pub fn pause(&self, from: Instant, until: Instant) -> Duration {
        let (begin, end) = self.longest_pause(from, until);
        end - begin
    }

    /// Whether it has worked without a pause for this time.
    pub fn is_steady(&self, time: Duration) -> bool {
        let now = Instant::now();
        let Some(from) = now.checked_sub(time) else { return false };
        self.pause(from, now) < LONGEST_PAUSE
    }
}
