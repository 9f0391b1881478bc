//! The clock, injected as a dependency so that tests can move time instead of sleeping.

use crate::shared::{Timestamp, days};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;

    /// Monotonic time since a fixed, arbitrary instant. Changes of the system time do not affect it.
    fn elapsed(&self) -> Duration;

    /// How far this clock was moved ahead of that of the operating system, which the database uses.
    fn ahead(&self) -> Duration {
        Duration::ZERO
    }

    /// The time of this clock when that of the database shows `database`, if both are right.
    fn when(&self, database: Timestamp) -> Timestamp {
        database.plus(self.ahead())
    }
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

/// The clock of the operating system, which the tests of other programs can move forwards (`docs/testing.md`). It never
/// moves backwards: rows of the future would be left in the database.
#[derive(Default)]
pub struct MovableClock {
    /// Milliseconds.
    ahead: AtomicU64,
}

/// How far a [`MovableClock`] can be ahead of the operating system: ten years.
const MAX_AHEAD: Duration = days(3_653);

/// Why a [`MovableClock`] was not moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MoveError {
    #[error("The clock only moves forwards. Send a time that is later than the current one.")]
    Backwards,
    #[error("The clock can be moved by at most 10 years in all. Send less, or start another server.")]
    TooFar,
}

impl MovableClock {
    /// Moves the clock forwards by `duration`.
    ///
    /// # Errors
    /// If it would be more than ten years ahead.
    pub fn advance(&self, duration: Duration) -> Result<(), MoveError> {
        self.change(|ahead| ahead.checked_add(duration).ok_or(MoveError::TooFar))
    }

    /// Moves the clock forwards to `time`, from where it continues to run.
    ///
    /// # Errors
    /// If `time` is before the current time, or more than ten years ahead.
    pub fn move_to(&self, time: Timestamp) -> Result<(), MoveError> {
        let real = SystemClock.now();
        self.change(|ahead| if time < real.plus(ahead) { Err(MoveError::Backwards) } else { Ok(real.until(time)) })
    }

    /// Replaces the distance to the operating system by what `next` makes of it. Calls `next` again if another thread has
    /// changed it meanwhile.
    fn change(&self, next: impl Fn(Duration) -> Result<Duration, MoveError>) -> Result<(), MoveError> {
        let mut current = self.ahead.load(Ordering::SeqCst);
        loop {
            let wanted = next(Duration::from_millis(current))?;
            if wanted > MAX_AHEAD {
                return Err(MoveError::TooFar);
            }
            let wanted = u64::try_from(wanted.as_millis()).map_err(|_| MoveError::TooFar)?;
            match self.ahead.compare_exchange(current, wanted, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => return Ok(()),
                Err(changed) => current = changed,
            }
        }
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.ahead())
    }

    fn elapsed(&self) -> Duration {
        SystemClock.elapsed().saturating_add(self.ahead())
    }

    fn ahead(&self) -> Duration {
        Duration::from_millis(self.ahead.load(Ordering::SeqCst))
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

    /// It has nothing to do with the time of a database.
    fn when(&self, _: Timestamp) -> Timestamp {
        self.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::DAY;

    #[test]
    fn both_readings_of_a_movable_clock_move() {
        let clock = MovableClock::default();
        let (now, elapsed) = (clock.now(), clock.elapsed());
        clock.advance(DAY).unwrap();
        assert!(now.until(clock.now()) >= DAY);
        assert!(clock.elapsed() >= elapsed + DAY);
        let later = clock.now().plus(DAY);
        clock.move_to(later).unwrap();
        assert!(clock.now() >= later && clock.now() < later.plus(DAY), "it continues from there");
        assert!(clock.elapsed() < elapsed + 3 * DAY);
    }

    #[test]
    fn a_movable_clock_moves_neither_backwards_nor_too_far() {
        let clock = MovableClock::default();
        clock.advance(DAY).unwrap();
        let before_the_move = SystemClock.now();
        assert_eq!(clock.move_to(before_the_move), Err(MoveError::Backwards));
        assert_eq!(clock.advance(Duration::MAX), Err(MoveError::TooFar));
        assert_eq!(clock.advance(MAX_AHEAD), Err(MoveError::TooFar), "in all");
        assert_eq!(clock.move_to(Timestamp(i64::MAX)), Err(MoveError::TooFar));
        assert_eq!(clock.ahead(), DAY);
        clock.advance(MAX_AHEAD - DAY).unwrap();
        assert_eq!(clock.ahead(), MAX_AHEAD);
    }
}
