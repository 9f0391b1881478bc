//! Times in the formats of other systems.

use super::timestamp::{NotATime, Timestamp};

/// A time from an imported file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImportedTime {
    pub time: Timestamp,
    /// The text has no time zone, so UTC was assumed.
    pub assumed_utc: bool,
}

impl ImportedTime {
    /// Accepts a day (`2026-11-20`), or a day and a time. Between them is a `T` or a space; seconds and their fraction are
    /// optional; at the end is `Z`, `UTC`, an offset (`+02:00`, `+0200`, `+02`), or nothing.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        let (day, rest) = text.split_at_checked("2026-11-20".len()).ok_or(NotATime)?;
        let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
            let time = if rest.is_empty() { day.parse()? } else { return Err(NotATime) };
            return Ok(Self { time, assumed_utc: true });
        };
        // The time ends at the first character that it cannot contain; what follows is the zone.
        let end = clock.find(|c: char| !matches!(c, '0'..='9' | ':' | '.' | ',')).unwrap_or(clock.len());
        let (clock, zone) = clock.split_at(end);
        let offset = offset_in_seconds(zone.strip_prefix(' ').unwrap_or(zone))?;
        // RFC 3339 requires seconds, and a point before their fraction.
        let seconds = if clock.len() == "08:30".len() { ":00" } else { "" };
        let local: Timestamp = format!("{day}T{}{seconds}Z", clock.replace(',', ".")).parse()?;
        // The local time is ahead of UTC by the offset, which may move it to before 1970 or after 9999.
        let time = Timestamp(local.0 - offset.unwrap_or(0) * 1000);
        if (Timestamp(0)..=Timestamp::LAST).contains(&time) {
            Ok(Self { time, assumed_utc: offset.is_none() })
        } else {
            Err(NotATime)
        }
    }
}

/// The offset of a zone from UTC; none without a zone.
fn offset_in_seconds(zone: &str) -> Result<Option<i64>, NotATime> {
    let sign = match zone.as_bytes().first() {
        None => return Ok(None),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) if ["Z", "z", "UTC", "GMT"].contains(&zone) => return Ok(Some(0)),
        Some(_) => return Err(NotATime),
    };
    let digits = zone.get(1..).ok_or(NotATime)?;
    // `+02`, `+0200` or `+02:00`.
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2).ok_or(NotATime)?,
        5 => digits.split_once(':').ok_or(NotATime)?,
        _ => return Err(NotATime),
    };
    let number = |text: &str, limit: i64| {
        // `parse` alone would accept a sign.
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| is_number && *number < limit).ok_or(NotATime)
    };
    Ok(Some(sign * (number(hours, 24)? * 3600 + number(minutes, 60)? * 60)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Option<(String, bool)> {
        let ImportedTime { time, assumed_utc } = ImportedTime::parse(text).ok()?;
        Some((time.to_string(), assumed_utc))
    }

    #[test]
    fn all_formats_of_time_zones_are_accepted() {
        for text in [
            "2026-11-20T08:30:00Z",
            "2026-11-20t08:30:00z",
            "2026-11-20 08:30:00Z",
            "2026-11-20 08:30Z",
            "2026-11-20T10:30:00+02:00",
            "2026-11-20 10:30:00+0200",
            "2026-11-20 10:30:00.000+02",
            "2026-11-20 10:30:00 +0200",
            "2026-11-20T03:00:00-05:30",
            "2026-11-21 00:30:00 +16",
            "2026-11-20 08:30:00 UTC",
            "2026-11-20 08:30:00 GMT",
        ] {
            assert_eq!(parse(text), Some(("2026-11-20T08:30:00.000Z".to_owned(), false)), "{text}");
        }
    }

    #[test]
    fn without_a_zone_utc_is_assumed() {
        for (text, instant) in [
            ("2026-11-20", "2026-11-20T00:00:00.000Z"),
            ("2026-11-20T08:30:00", "2026-11-20T08:30:00.000Z"),
            ("2026-11-20 08:30", "2026-11-20T08:30:00.000Z"),
            ("2026-11-20 08:30:00.123456", "2026-11-20T08:30:00.123Z"),
            ("2026-11-20 08:30:00,5", "2026-11-20T08:30:00.500Z"),
        ] {
            assert_eq!(parse(text), Some((instant.to_owned(), true)), "{text}");
        }
    }

    #[test]
    fn invalid_times_are_rejected() {
        for text in [
            "",
            "soon",
            "2026-11-20T",
            "2026-11-20 8:30",
            "2026-11-20T08",
            "2026-11-20T08:30:00+2",
            "2026-11-20T08:30:00+25:00",
            "2026-11-20T08:30:00+02:60",
            "2026-11-20T08:30:00+0+:00",
            "2026-11-20T08:30:00 CET",
            "2026-11-20  08:30:00",
            "2026-11-20T08:30:00ZZ",
            "2026-13-20T08:30:00Z",
            "2026-02-30 08:30:00",
            "20.11.2026 08:30",
            "1970-01-01T00:00:00+01:00",
            "9999-12-31T23:00:00-01:00",
            "2026-11-2é",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_time_that_is_read_can_be_written(
            text in "\\PC{0,40}|2026-11-20[T ][0-9:.,]{0,12}[ Z+\\-0-9:é]{0,8}|(1970-01-01|9999-12-31)T[0-2][0-9]:[0-5][0-9][+-][0-2][0-9]:30",
        ) {
            if let Ok(ImportedTime { time, .. }) = ImportedTime::parse(&text) {
                prop_assert_eq!(time.to_string().parse::<Timestamp>(), Ok(time));
            }
        }
    }
}
