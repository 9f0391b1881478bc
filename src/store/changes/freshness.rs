//! Whether what is remembered of the database may still be relied on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long after it was last sure to have heard everything a replica relies on that (the contract's two seconds).
const FRESH_FOR: Duration = Duration::from_secs(2);

/// Whether changes elsewhere are still heard of. Cheap to clone.
#[derive(Clone)]
pub struct Freshness(Option<Arc<Deadline>>);

struct Deadline {
    begun: Instant,
    /// Milliseconds after `begun`.
    until: AtomicU64,
}

/// A moment, in a form that can be sent out and come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment(pub(super) u64);

impl Freshness {
    /// For SQLite, where looking is all it takes.
    pub fn always() -> Self {
        Self(None)
    }

    pub(super) fn until_heartbeat() -> Self {
        Self(Some(Arc::new(Deadline { begun: Instant::now(), until: AtomicU64::new(0) })))
    }

    /// When not, what is remembered of the database may be out of date by more than two seconds.
    pub fn is_fresh(&self) -> bool {
        let Some(deadline) = &self.0 else { return true };
        deadline.now() < deadline.until.load(Ordering::Acquire)
    }

    pub(super) fn now(&self) -> Moment {
        Moment(self.0.as_ref().map_or(0, |deadline| deadline.now()))
    }

    pub(super) fn expire(&self) {
        if let Some(deadline) = &self.0 {
            deadline.until.store(0, Ordering::Release);
        }
    }

    /// Everything that was announced before `moment` has been heard.
    pub(super) fn extend_from(&self, moment: Moment) {
        if let Some(deadline) = &self.0 {
            deadline.until.store(moment.0 + millis(FRESH_FOR), Ordering::Release);
        }
    }
}

impl Deadline {
    fn now(&self) -> u64 {
        millis(self.begun.elapsed())
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touch_is_kept_for_two_seconds_after_the_moment_or_until_it_is_lost() {
        let freshness = Freshness::until_heartbeat();
        assert!(!freshness.is_fresh(), "nothing was heard yet");
        freshness.extend_from(freshness.now());
        assert!(freshness.is_fresh());
        freshness.expire();
        assert!(!freshness.is_fresh());
        std::thread::sleep(Duration::from_millis(20));
        assert!(freshness.now().0 >= 20);
        assert!(Freshness::always().is_fresh());
    }
}
