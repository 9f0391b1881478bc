//! The pace of a mailing: how many messages are due.

use crate::shared::timestamp::Timestamp;
use std::time::Duration;

/// How much of a pause is made up for, at most. After a longer one, such as a stop of the server, the mailing continues at its
/// rate: a burst could exceed the limits of the mail server.
const CATCH_UP: Duration = Duration::from_secs(5);

/// The rate of a mailing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// The time between two messages, at least one millisecond.
    interval: Duration,
}

/// What is due at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// The number of messages.
    pub messages: i64,
    /// The time up to which messages count as queued before these are.
    since: Timestamp,
    interval: Duration,
}

impl Pace {
    /// The pace of `rate` messages in a minute.
    pub(super) fn of(rate: u32) -> Self {
        let millis = 60_000 / u64::from(rate.max(1));
        Self { interval: Duration::from_millis(millis.max(1)) }
    }

    /// The time up to which messages count as queued in a mailing that begins `now`: its first message is due at once.
    pub(super) fn start(self, now: Timestamp) -> Timestamp {
        now.minus(self.interval)
    }

    /// What is due, if messages have been queued up to `fed_at`.
    pub(super) fn due(self, fed_at: Timestamp, now: Timestamp) -> Due {
        let since = fed_at.max(now.minus(CATCH_UP.max(self.interval)));
        let intervals = since.until(now).as_millis() / self.interval.as_millis();
        Due { messages: i64::try_from(intervals).unwrap_or(i64::MAX), since, interval: self.interval }
    }
}

impl Due {
    /// The time up to which messages are queued after this many of them.
    pub(super) fn fed_at(self, messages: usize) -> Timestamp {
        self.since.plus(self.interval.saturating_mul(u32::try_from(messages).unwrap_or(u32::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_793_534_400_000);

    fn seconds(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn the_first_message_is_due_at_once_and_the_others_at_the_rate() {
        let pace = Pace::of(60);
        let due = pace.due(pace.start(NOW), NOW);
        assert_eq!((due.messages, due.fed_at(1)), (1, NOW));
        assert_eq!(pace.due(NOW, NOW).messages, 0);
        assert_eq!(pace.due(NOW, seconds(1)).messages, 1);
        assert_eq!(pace.due(NOW, seconds(4)).messages, 4);
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        assert_eq!(Pace::of(60).due(NOW, seconds(3_600)).messages, 5);
        let slow = Pace::of(1).due(NOW, seconds(3_600));
        assert_eq!((slow.messages, slow.fed_at(1)), (1, seconds(3_600)));
    }

    #[test]
    fn a_clock_that_was_set_back_delays_the_next_message_until_it_has_caught_up() {
        assert_eq!(Pace::of(60).due(seconds(10), NOW).messages, 0);
        assert_eq!(Pace::of(60).due(seconds(10), seconds(11)).messages, 1);
    }

    proptest! {
        #[test]
        fn no_minute_has_more_messages_than_the_rate(rate in 1..=6_000_u32, waits in prop::collection::vec(0..8_000_u64, 1..200)) {
            let pace = Pace::of(rate);
            let (mut now, mut fed_at, mut sent) = (NOW, pace.start(NOW), Vec::new());
            for wait in waits {
                now = now.plus(Duration::from_millis(wait));
                let due = pace.due(fed_at, now);
                if due.messages > 0 {
                    sent.push((now, due.messages));
                    fed_at = due.fed_at(usize::try_from(due.messages).unwrap());
                }
                prop_assert!(fed_at <= now);
            }
            // At the beginning of the minute, those of a short pause before it are made up for. Intervals are whole milliseconds.
            let interval = 60_000 / i64::from(rate);
            let most = (60_000 + interval.max(5_000)) / interval;
            for (start, _) in &sent {
                let end = start.plus(Duration::from_secs(60));
                let total: i64 = sent.iter().filter(|(at, _)| (*start..end).contains(at)).map(|(_, number)| number).sum();
                prop_assert!(total <= most, "{total} in a minute, at a rate of {rate}");
            }
        }
    }
}
