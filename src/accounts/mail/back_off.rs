//! When a message that could not be sent is tried again.

use crate::shared::timestamp::Timestamp;
use std::time::Duration;

/// The wait after the first failure. Each further one doubles it.
const FIRST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// A message is given up if the next attempt would be later than this after it was added.
const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// The time of the next attempt; None if the message is to be given up. `random` spreads the attempts, so that messages which
/// failed together do not all come back at the same moment.
pub(super) fn next_attempt(created_at: Timestamp, attempts: i64, now: Timestamp, random: [u8; 2]) -> Option<Timestamp> {
    // Sixteen doublings are far beyond the longest wait.
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    let wait = (FIRST * 2_u32.pow(doublings)).min(LONGEST);
    let part = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    let at = now.plus(wait.mul_f64(0.8 + 0.4 * part));
    (at <= created_at.plus(GIVE_UP_AFTER)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_793_534_400_000);

    fn wait(attempts: i64, random: [u8; 2]) -> Duration {
        START.until(next_attempt(START, attempts, START, random).expect("another attempt"))
    }

    #[test]
    fn waits_double_from_a_minute_to_an_hour() {
        // The middle of the random range, so the wait itself, to a millisecond or two.
        let minutes = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map(|attempts| wait(attempts, [0x7f, 0xff]).as_secs_f64() / 60.0);
        let rounded = minutes.map(f64::round);
        assert_eq!(rounded, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]);
    }

    #[test]
    fn a_wait_is_up_to_a_fifth_shorter_or_longer() {
        assert_eq!(wait(1, [0, 0]), Duration::from_secs(48));
        assert_eq!(wait(1, [0xff, 0xff]), Duration::from_secs(72));
    }

    #[test]
    fn a_message_is_given_up_after_a_day() {
        let late = START.plus(Duration::from_secs(24 * 60 * 60 - 60));
        assert!(next_attempt(START, 1, late, [0, 0]).is_some());
        assert_eq!(next_attempt(START, 1, late, [0xff, 0xff]), None);
        assert_eq!(next_attempt(START, 30, late, [0, 0]), None);
    }
}
