//! Instants, in milliseconds since 1970 UTC: BIGINT in the database, RFC 3339 on the wire. And waiting times as text.

use crate::language::{Label, Message, message, say};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A day of 24 hours.
pub const DAY: Duration = days(1);

/// This many days of 24 hours.
pub const fn days(number: u64) -> Duration {
    Duration::from_secs(number * 24 * 60 * 60)
}

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The last instant that RFC 3339 can express: 9999-12-31T23:59:59.999Z.
    pub(super) const LAST: Self = Self(253_402_300_799_999);

    /// Whole seconds since 1970, as in JWT claims.
    pub fn seconds(self) -> i64 {
        // Rounds down before 1970 as well, where `/` would round towards zero.
        self.0.div_euclid(1000)
    }

    /// The instant of a whole second since 1970.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The same instant without its fraction of a second.
    pub fn whole_second(self) -> Self {
        Self::from_seconds(self.seconds())
    }

    /// The same instant without its seconds.
    pub fn whole_minute(self) -> Self {
        Self::from_seconds(self.seconds() / 60 * 60)
    }

    /// The instant `duration` later.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// The instant `duration` earlier.
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// The duration until `later`; zero if that is in the past.
    pub fn until(self, later: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }

    /// The day, such as `4 March 2024`.
    pub fn day_in_words(self) -> String {
        self.day(MONTHS)
    }

    /// The day with a short month, such as `4 Mar 2024`.
    pub fn short_day(self) -> String {
        self.day(SHORT_MONTHS)
    }

    /// To the minute, such as `4 March 2024, 09:12 UTC`.
    pub fn minute_in_words(self) -> String {
        say::date_minute(&self.day_in_words(), &self.clock())
    }

    /// The time of the day, such as `09:12`.
    pub fn clock(self) -> String {
        self.to_string().get(11..16).unwrap_or_default().to_owned()
    }

    /// How long before `now` it was, such as `2 minutes ago`; times in the future are `just now`.
    pub fn ago(self, now: Timestamp) -> String {
        let minutes = self.until(now).as_secs() / 60;
        let (hours, days) = (minutes / 60, minutes / 60 / 24);
        match days {
            0 if minutes == 0 => say::ago_now().to_owned(),
            0 if hours == 0 => say::ago_minutes(minutes),
            0 => say::ago_hours(hours),
            1 => say::ago_yesterday().to_owned(),
            2..=6 => say::ago_days(days),
            7..=13 => say::ago_last_week().to_owned(),
            14..=59 => say::ago_weeks(days / 7),
            60..=729 => say::ago_months(days / 30),
            _ => say::ago_years(days / 365),
        }
    }

    /// The day, with these names of months.
    fn day(self, months: [Label; 12]) -> String {
        let text = self.to_string();
        // The date is at the start of the RFC 3339 text, so no calendar has to be computed here.
        let mut parts = text.get(..10).unwrap_or_default().split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let number = |part: Option<&str>| part.and_then(|p| p.parse::<usize>().ok()).unwrap_or(1);
        let month = months.get(number(month) - 1).map_or("", |name| name());
        say::date_day(&number(day).to_string(), month, year.unwrap_or_default())
    }
}

const MONTHS: [Label; 12] = [
    say::month_1,
    say::month_2,
    say::month_3,
    say::month_4,
    say::month_5,
    say::month_6,
    say::month_7,
    say::month_8,
    say::month_9,
    say::month_10,
    say::month_11,
    say::month_12,
];

const SHORT_MONTHS: [Label; 12] = [
    say::short_month_1,
    say::short_month_2,
    say::short_month_3,
    say::short_month_4,
    say::short_month_5,
    say::short_month_6,
    say::short_month_7,
    say::short_month_8,
    say::short_month_9,
    say::short_month_10,
    say::short_month_11,
    say::short_month_12,
];

/// A waiting time such as `40 seconds`, `2 minutes` or `2 hours`, rounded up so that a retry is never too early.
pub fn wait_in_words(seconds: u32) -> Message {
    match seconds {
        0..=99 => message::wait_seconds(u64::from(seconds.max(1))),
        100..=5_999 => message::wait_minutes(u64::from(seconds.div_ceil(60))),
        _ => message::wait_hours(u64::from(seconds.div_ceil(3_600))),
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A duration cannot be negative, so times before 1970 are written as 1970.
        let since = Duration::from_millis(u64::try_from(self.0).unwrap_or(0));
        humantime::format_rfc3339_millis(UNIX_EPOCH + since).fmt(f)
    }
}

/// A day, as a regular expression.
pub const DAY_PATTERN: &str = r"^\d{4}-\d{2}-\d{2}$";
/// What [`Timestamp::from_str`] reads, as a regular expression.
pub const DAY_OR_INSTANT: &str = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z)?$";

/// The text is neither a day nor an RFC 3339 time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotATime;

impl FromStr for Timestamp {
    type Err = NotATime;

    /// `2026-11-20`, which means the start of that day in UTC, or `2026-11-20T08:30:00Z`.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let is_day = text.len() == "2026-11-20".len();
        let instant = if is_day { format!("{text}T00:00:00Z") } else { text.to_owned() };
        humantime::parse_rfc3339(&instant).map(Self::from).map_err(|_| NotATime)
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(millis(time.duration_since(UNIX_EPOCH).unwrap_or_default()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Unlike `from_str`, a day alone is not accepted.
        humantime::parse_rfc3339(&text).map(Self::from).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_and_minutes_have_month_names() {
        let instant = Timestamp(1_709_543_520_123);
        assert_eq!(instant.day_in_words(), "4 March 2024");
        assert_eq!(instant.short_day(), "4 Mar 2024");
        assert_eq!(instant.minute_in_words(), "4 March 2024, 09:12 UTC");
        assert_eq!(instant.clock(), "09:12");
    }

    #[test]
    fn past_times_are_relative_to_now() {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        const DAY: u64 = 24 * HOUR;
        let now = Timestamp(1_709_543_520_123);
        let ago = [
            (0, "just now"),
            (59, "just now"),
            (MINUTE, "1 minute ago"),
            (59 * MINUTE, "59 minutes ago"),
            (HOUR, "1 hour ago"),
            (23 * HOUR, "23 hours ago"),
            (DAY, "yesterday"),
            (4 * DAY, "4 days ago"),
            (7 * DAY, "last week"),
            (21 * DAY, "3 weeks ago"),
            (60 * DAY, "2 months ago"),
            (400 * DAY, "13 months ago"),
            (800 * DAY, "2 years ago"),
        ];
        for (seconds, words) in ago {
            assert_eq!(now.minus(Duration::from_secs(seconds)).ago(now), words);
        }
        assert_eq!(now.plus(Duration::from_secs(DAY)).ago(now), "just now");
    }

    #[test]
    fn waiting_times_are_rounded_up() {
        let waits = [(0, "1 second"), (40, "40 seconds"), (100, "2 minutes"), (300, "5 minutes"), (7_000, "2 hours")];
        for (seconds, words) in waits {
            assert_eq!(wait_in_words(seconds), words);
        }
    }

    proptest! {
        #[test]
        fn every_time_is_read_as_it_was_written(millis in 0..=Timestamp::LAST.0) {
            let time = Timestamp(millis);
            prop_assert_eq!(time.to_string().parse::<Timestamp>(), Ok(time));
            let json = serde_json::to_string(&time).unwrap();
            prop_assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), time);
        }

        #[test]
        fn every_text_that_is_read_has_one_meaning(
            text in "\\PC{0,40}|[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{0,12})?(Z|\\+00:00))?",
        ) {
            if let Ok(time) = text.parse::<Timestamp>() {
                prop_assert_eq!(time.to_string().parse::<Timestamp>(), Ok(time));
            }
        }
    }
}
