//! Whether what is remembered of the database may still be relied on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long after it was last sure to have heard everything a replica relies on that (the contract's two seconds).
const TRUST: Duration = Duration::from_secs(2);

/// Whether changes elsewhere are still heard of. Cheap to clone.
#[derive(Clone)]
pub struct Touch(Option<Arc<Kept>>);

struct Kept {
    begun: Instant,
    /// Milliseconds after `begun`.
    until: AtomicU64,
}

/// A moment, in a form that can be sent out and come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment(pub(super) u64);

impl Touch {
    /// For SQLite, where looking is all it takes.
    pub fn always() -> Self {
        Self(None)
    }

    pub(super) fn until_told() -> Self {
        Self(Some(Arc::new(Kept { begun: Instant::now(), until: AtomicU64::new(0) })))
    }

    /// When not, what is remembered of the database may be out of date by more than two seconds.
    pub fn is_kept(&self) -> bool {
        let Some(kept) = &self.0 else { return true };
        kept.now() < kept.until.load(Ordering::Acquire)
    }

    pub(super) fn now(&self) -> Moment {
        Moment(self.0.as_ref().map_or(0, |kept| kept.now()))
    }

    pub(super) fn lose(&self) {
        if let Some(kept) = &self.0 {
            kept.until.store(0, Ordering::Release);
        }
    }

    /// Everything that was announced before `moment` has been heard.
    pub(super) fn keep_since(&self, moment: Moment) {
        if let Some(kept) = &self.0 {
            kept.until.store(moment.0 + millis(TRUST), Ordering::Release);
        }
    }
}

impl Kept {
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
        let touch = Touch::until_told();
        assert!(!touch.is_kept(), "nothing was heard yet");
        touch.keep_since(touch.now());
        assert!(touch.is_kept());
        touch.lose();
        assert!(!touch.is_kept());
        std::thread::sleep(Duration::from_millis(20));
        assert!(touch.now().0 >= 20);
        assert!(Touch::always().is_kept());
    }
}
