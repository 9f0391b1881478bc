//! The clock, injected as a dependency so that tests can move time instead of sleeping.

use crate::shared::timestamp::Timestamp;
use std::sync::{
    LazyLock,
    atomic::{AtomicI64, Ordering},
};
use std::time::{Duration, Instant, SystemTime};

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;

    /// Monotonic time since a fixed, arbitrary instant. Changes of the system time do not affect it.
    fn elapsed(&self) -> Duration;
}

/// The clock of the operating system.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the real clock")]
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }

    fn elapsed(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }
}

/// A clock that only moves when a test advances it.
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    pub fn advance(&self, duration: Duration) {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.now().0).unwrap_or(0))
    }
}
