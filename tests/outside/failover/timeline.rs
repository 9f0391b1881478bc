//! When something has worked, from which follows how long it did not.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More than an attempt takes on a busy machine.
const LONGEST_PAUSE: Duration = Duration::from_millis(2500);

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

    /// How long it has taken after `from` until it worked again: the end of the longest time without a success. None if that has
    /// lasted until the end.
    pub fn back_after(&self, from: Instant, until: Instant) -> Option<Duration> {
        let times = self.between(from, until);
        let begins = [from].into_iter().chain(times.iter().copied());
        let ends = times.iter().copied().chain([until]);
        let longest = begins.zip(ends).max_by_key(|(begin, end)| *end - *begin)?;
        (longest.1 != until).then(|| longest.1 - from)
    }

    /// Whether it has worked without a pause for this time.
    pub fn is_steady(&self, time: Duration) -> bool {
        let now = Instant::now();
        let Some(from) = now.checked_sub(time) else { return false };
        let times = self.between(from, now);
        let begins = [from].into_iter().chain(times.iter().copied());
        let ends = times.iter().copied().chain([now]);
        begins.zip(ends).all(|(begin, end)| end - begin < LONGEST_PAUSE)
    }
}
