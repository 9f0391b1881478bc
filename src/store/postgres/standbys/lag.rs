//! How far a standby is behind the primary, by the clock of this process.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// Of how many moments it is known how far the primary had written: ten minutes, and with gaps for longer.
const MAX_MOMENTS: usize = 600;

/// How far the primary had written at some moments, of what a standby has not replayed yet; oldest first. So a lag is measured by the
/// clock of this process alone.
#[derive(Default)]
pub(super) struct Missing(VecDeque<(Instant, i64)>);

impl Missing {
    /// Notes how far the primary had written at a moment.
    pub(super) fn note(&mut self, at: Instant, lsn: i64) {
        // After a failover that has lost something, the log is written from an earlier place.
        while self.0.back().is_some_and(|(_, later)| *later > lsn) {
            self.0.pop_back();
        }
        if self.0.len() >= MAX_MOMENTS {
            // Every other one; the oldest, by which the lag is measured, stays.
            let mut stays = false;
            self.0.retain(|_| {
                stays = !stays;
                stays
            });
        }
        self.0.push_back((at, lsn));
    }

    /// Removes what is replayed. False if nothing is that was noted.
    pub(super) fn remove_until(&mut self, lsn: i64) -> bool {
        let noted = self.0.len();
        while self.0.front().is_some_and(|(_, written)| *written <= lsn) {
            self.0.pop_front();
        }
        self.0.len() < noted
    }

    pub(super) fn lag(&self, now: Instant) -> Duration {
        self.0.front().map_or(Duration::ZERO, |(at, _)| now.duration_since(*at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lag_is_the_age_of_the_oldest_moment_whose_writes_are_missing() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let lag = |missing: &Missing, seconds| missing.lag(at(seconds)).as_secs();
        let mut missing = Missing::default();
        assert_eq!(lag(&missing, 0), 0);
        for second in 0..5 {
            missing.note(at(second), 100 * i64::try_from(second).unwrap());
        }
        missing.remove_until(199);
        assert_eq!(lag(&missing, 5), 3, "it has what was written before second 2");
        missing.remove_until(400);
        assert_eq!(lag(&missing, 5), 0);

        // A new primary without what the last one had written at the end.
        missing.note(at(6), 700);
        missing.note(at(7), 600);
        missing.remove_until(600);
        assert_eq!(lag(&missing, 9), 0);
    }

    #[test]
    fn an_hour_of_lag_is_measured_with_few_moments() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut missing = Missing::default();
        for second in 0..3_600 {
            missing.note(at(second), i64::try_from(second).unwrap());
        }
        assert!(!missing.remove_until(-1), "it has nothing of it");
        assert_eq!(missing.lag(at(3_600)).as_secs(), 3_600);
        assert!(missing.0.len() <= MAX_MOMENTS);
        assert!(missing.remove_until(1_800));
        let lag = missing.lag(at(3_600)).as_secs();
        assert!((1_700..1_800).contains(&lag), "{lag}");
    }
}
