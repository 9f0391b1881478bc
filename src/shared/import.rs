//! People from a file, and into one: what is asked for, and what came of it.

use super::{
    strict::UnknownKeys,
    text::Text,
    views::{Role, Status},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How to bring in a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ImportRequest {
    /// `all`: all rows or none, which is meant when it is left out; `good`: those that can be taken.
    pub rows: Text,
    /// `true`: only say what would happen.
    pub dry_run: Text,
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// It was only asked what would happen.
    #[default]
    Previewed,
    Imported,
    /// All rows or none was asked for, and some cannot be taken.
    NothingImported,
}

/// What came of a file, row by row where something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    pub outcome: ImportOutcome,
    /// In the file.
    pub rows: u64,
    /// Rows that can be taken: the accounts that were made, if any were.
    pub good: u64,
    pub bad: u64,
    /// Columns that are not known, or that nobody chooses.
    pub ignored_columns: Vec<String>,
    /// What is wrong, in the order of the rows; the first 1000 errors.
    pub errors: Vec<RowError>,
    /// How many errors there are besides these.
    pub errors_left_out: u64,
    /// Rows that can be taken and have a time without a zone, which was read as UTC.
    pub assumed_utc: u64,
    /// The first rows that can be taken, as they would be; in a preview alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<ImportedRow>,
}

impl ImportReport {
    /// With so much of its lists that it fits into a cookie.
    pub fn shortened(&self) -> Self {
        const ROOM: usize = 1_800;
        let mut room = ROOM;
        let mut fits = |bytes: usize| {
            room = room.saturating_sub(bytes + 90);
            room > 0
        };
        let errors = self.errors.iter().take_while(|error| fits(error.field.len() + error.message.len()));
        let errors: Vec<_> = errors.cloned().collect();
        let errors_left_out = self.errors_left_out + (self.errors.len() - errors.len()) as u64;
        let told =
            |row: &&ImportedRow| fits(row.username.len() + row.email.len() + row.name.as_ref().map_or(0, String::len));
        let sample = self.sample.iter().take_while(told).cloned().collect();
        let ignored_columns = self.ignored_columns.iter().take_while(|name| fits(name.len())).cloned().collect();
        Self { errors, errors_left_out, sample, ignored_columns, ..*self }
    }
}

/// What is wrong with a cell of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// As a spreadsheet counts: in CSV the names of the columns are row 1.
    pub row: u64,
    /// The column; `row` where it is the row itself.
    pub field: Cow<'static, str>,
    pub code: Cow<'static, str>,
    /// A sentence that says the mend.
    pub message: Cow<'static, str>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProgress {
    /// Accounts that have been added, out of sight.
    pub done: i64,
    /// All that are to be.
    pub total: i64,
}

/// An account to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedRow {
    pub row: u64,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub role: Role,
    pub status: Status,
    /// Whether the person can sign in with the password they have; else they need a link to a first one.
    pub has_password: bool,
}

/// Everyone, or some, as a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExportRequest {
    pub q: Text,
    pub role: Text,
    /// Left out: everyone who is not deleted.
    pub status: Text,
    /// `csv`, which is meant when it is left out, or `jsonl`.
    pub format: Text,
}
