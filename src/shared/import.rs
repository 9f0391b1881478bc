//! Requests and reports of imports of users, and times in the formats of other systems.

use super::groups::GroupName;
use super::import_systems::ImportSystem;
use super::strict::UnknownKeys;
use super::timestamp::{NotATime, Timestamp};
use super::values::Text;
use super::views::{Role, Status};
use crate::language::Message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The options of an import.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct ImportRequest {
    /// `all` (default): import nothing if any row has errors. `good`: import the valid rows.
    #[schemars(with = "String", extend("enum" = ["all", "good"]))]
    pub rows: Text,
    /// `true`: only report what would happen.
    #[schemars(with = "bool")]
    pub dry_run: Text,
    /// The system that has written the file. Without it: CSV or JSON Lines with the columns of an import.
    #[schemars(with = "ImportSystem")]
    pub from: Text,
    /// `true`: create the groups that do not exist, in lower case.
    #[schemars(with = "bool")]
    pub create_groups: Text,
    /// What columns with other names are, a line for each: `Vorname=first_name`. One that is nothing, `Mail=`, is ignored.
    #[schemars(with = "String")]
    pub columns: Text,
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

/// The outcome of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// A preview: nothing was imported.
    #[default]
    Previewed,
    Imported,
    /// All rows or none was requested, and some rows have errors.
    NothingImported,
}

/// The report of an import, with the errors of each row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    pub outcome: ImportOutcome,
    /// The options of the request that the next one probably has as well: `from`, `columns` and `create_groups`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<ImportSystem>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    #[serde(default)]
    pub create_groups: bool,
    /// The number of rows in the file.
    pub rows: u64,
    /// The number of valid rows, which is the number of new accounts if the rows were imported.
    pub good: u64,
    pub bad: u64,
    /// Whether an import of the file with these options adds accounts. False: it leaves nothing.
    #[serde(default)]
    pub importable: bool,
    /// Columns that are unknown or cannot be imported.
    pub ignored_columns: Vec<String>,
    /// The first 1,000 errors, in the order of the rows.
    pub errors: Vec<RowError>,
    /// The number of further errors.
    pub errors_left_out: u64,
    /// The number of the import, with which the accounts that it has created are found. Only if rows were imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<i64>,
    /// The groups that the rows name and that do not exist; the first 100. `create_groups` creates them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing_groups: Vec<GroupName>,
    /// What the file of another system has and an import leaves out, or changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// How many valid rows have a password hash of each format. None matches if the old system mixes a secret into its passwords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<HashCount>,
    /// The number of new accounts that are active and have no password.
    #[serde(default)]
    pub without_password: u64,
    /// The number of valid rows with a time without a zone, which was read as UTC.
    pub assumed_utc: u64,
    /// The first valid rows, as they would be imported; only in a preview.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<ImportedRow>,
}

impl ImportReport {
    /// Shortens the lists so that the report fits into a cookie, unless JSON escapes many of their characters.
    pub fn shortened(&self) -> Self {
        const MAX_BYTES: usize = 1_800;
        // An estimate of the JSON around the strings of one entry.
        const OVERHEAD: usize = 90;
        // All lists share the room, so a long one leaves less for those after it.
        let mut room = MAX_BYTES;
        let mut fits = |bytes: usize| {
            room = room.saturating_sub(bytes + OVERHEAD);
            room > 0
        };
        let errors = self.errors.iter().take_while(|error| fits(error.field.len() + error.message.say().len()));
        let errors: Vec<_> = errors.cloned().collect();
        // Errors that do not fit are counted with those that the report has left out before.
        let errors_left_out = self.errors_left_out + (self.errors.len() - errors.len()) as u64;
        let ignored_columns = self.ignored_columns.iter().take_while(|name| fits(name.len())).cloned().collect();
        let columns = self.columns.iter().take_while(|column| fits(column.len())).cloned().collect();
        let missing_groups = self.missing_groups.iter().take_while(|name| fits(name.as_str().len())).cloned().collect();
        let left_out = self.left_out.iter().take_while(|left| fits(left.message.say().len())).cloned().collect();
        let hashes = self.hashes.iter().take_while(|hash| fits(hash.format.len())).cloned().collect();
        let row_fits =
            |row: &&ImportedRow| fits(row.username.len() + row.email.len() + row.name.as_ref().map_or(0, String::len));
        let sample = self.sample.iter().take_while(row_fits).cloned().collect();
        Self { columns, errors, errors_left_out, sample, ignored_columns, missing_groups, left_out, hashes, ..*self }
    }

    /// The numbers without the lists.
    pub fn without_lists(&self) -> Self {
        Self {
            errors: Vec::new(),
            errors_left_out: self.errors_left_out + self.errors.len() as u64,
            sample: Vec::new(),
            columns: Vec::new(),
            ignored_columns: Vec::new(),
            missing_groups: Vec::new(),
            left_out: Vec::new(),
            hashes: Vec::new(),
            ..*self
        }
    }
}

/// What is wrong with a cell of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowError {
    /// As in a spreadsheet: in CSV the header is row 1.
    pub row: u64,
    /// The column; `row` if the whole row is invalid.
    pub field: Cow<'static, str>,
    pub code: Cow<'static, str>,
    /// A sentence that says how to fix it.
    pub message: Message,
}

/// Something that an import leaves out of the file of another system, or changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    pub code: Cow<'static, str>,
    /// How many there are of it.
    pub count: u64,
    /// What it is, and why.
    pub message: Message,
}

/// How many rows have a password hash of a format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HashCount {
    /// Its name, such as `bcrypt`.
    pub format: Cow<'static, str>,
    pub count: u64,
}

/// The progress of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// Accounts inserted so far, still hidden.
    pub done: i64,
    /// All accounts to insert.
    pub total: i64,
}

/// A valid row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedRow {
    pub row: u64,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub role: Role,
    pub status: Status,
    /// Whether the row has a password hash. If not, the user needs a password link.
    pub has_password: bool,
}

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
