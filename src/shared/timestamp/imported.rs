//! Instants as other systems write them into files.

use super::{NotATime, Timestamp};

/// An instant that was read from a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImportedTime {
    pub time: Timestamp,
    /// The text names no time zone, so that UTC is a guess.
    pub assumed_utc: bool,
}

impl ImportedTime {
    /// A day (`2026-11-20`), or a day and a time: between them a `T` or a space, seconds and their fraction optional, at the end
    /// `Z`, `UTC`, an offset (`+02:00`, `+0200`, `+02`), or nothing.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        let (day, rest) = text.split_at_checked("2026-11-20".len()).ok_or(NotATime)?;
        let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
            let time = if rest.is_empty() { day.parse()? } else { return Err(NotATime) };
            return Ok(Self { time, assumed_utc: true });
        };
        let end = clock.find(|c: char| !matches!(c, '0'..='9' | ':' | '.' | ',')).unwrap_or(clock.len());
        let (clock, zone) = clock.split_at(end);
        let offset = offset_in_seconds(zone.strip_prefix(' ').unwrap_or(zone))?;
        let seconds = if clock.len() == "08:30".len() { ":00" } else { "" };
        let local: Timestamp = format!("{day}T{}{seconds}Z", clock.replace(',', ".")).parse()?;
        let time = Timestamp(local.0 - offset.unwrap_or(0) * 1000);
        if time.0 < 0 { Err(NotATime) } else { Ok(Self { time, assumed_utc: offset.is_none() }) }
    }
}

/// How far ahead of UTC a zone is. None when none is named.
fn offset_in_seconds(zone: &str) -> Result<Option<i64>, NotATime> {
    let east = match zone.as_bytes().first() {
        None => return Ok(None),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) if ["Z", "z", "UTC", "GMT"].contains(&zone) => return Ok(Some(0)),
        Some(_) => return Err(NotATime),
    };
    let digits = zone.get(1..).ok_or(NotATime)?;
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2).ok_or(NotATime)?,
        5 => digits.split_once(':').ok_or(NotATime)?,
        _ => return Err(NotATime),
    };
    let number = |text: &str, limit: i64| {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| is_number && *number < limit).ok_or(NotATime)
    };
    Ok(Some(east * (number(hours, 24)? * 3600 + number(minutes, 60)? * 60)))
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
    fn instants_with_a_zone_are_read_however_it_is_written() {
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
    fn without_a_zone_utc_is_assumed_and_said_so() {
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
    fn what_is_no_instant_is_refused() {
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
            "2026-11-2é",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,40}|2026-11-20[T ][0-9:.,]{0,12}[ Z+\\-0-9:é]{0,8}") {
            _ = ImportedTime::parse(&text);
        }
    }
}
