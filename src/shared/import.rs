//! Requests and reports of imports and exports of users.

use super::{
    audit::ExportFormat,
    strict::UnknownKeys,
    text::Text,
    views::{Role, Status},
};
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
    /// The number of rows in the file.
    pub rows: u64,
    /// The number of valid rows, which is the number of new accounts if the rows were imported.
    pub good: u64,
    pub bad: u64,
    /// Columns that are unknown or cannot be imported.
    pub ignored_columns: Vec<String>,
    /// The first 1,000 errors, in the order of the rows.
    pub errors: Vec<RowError>,
    /// The number of further errors.
    pub errors_left_out: u64,
    /// The number of the import, with which the accounts that it has created are found. Only if rows were imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<i64>,
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
        let errors = self.errors.iter().take_while(|error| fits(error.field.len() + error.message.len()));
        let errors: Vec<_> = errors.cloned().collect();
        // Errors that do not fit are counted with those that the report has left out before.
        let errors_left_out = self.errors_left_out + (self.errors.len() - errors.len()) as u64;
        let row_fits =
            |row: &&ImportedRow| fits(row.username.len() + row.email.len() + row.name.as_ref().map_or(0, String::len));
        let sample = self.sample.iter().take_while(row_fits).cloned().collect();
        let ignored_columns = self.ignored_columns.iter().take_while(|name| fits(name.len())).cloned().collect();
        Self { errors, errors_left_out, sample, ignored_columns, ..*self }
    }

    /// The numbers without the lists.
    pub fn without_lists(&self) -> Self {
        Self {
            errors: Vec::new(),
            errors_left_out: self.errors_left_out + self.errors.len() as u64,
            sample: Vec::new(),
            ignored_columns: Vec::new(),
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
    pub message: Cow<'static, str>,
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

/// A query for an export of users.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExportRequest {
    /// Prefixes of words in username, email address and name: at most 200 characters and 8 words, or 7 with `group`.
    #[schemars(with = "String", length(max = 200), extend("example" = "ada"))]
    pub q: Text,
    /// Only users with this role.
    #[schemars(with = "Role")]
    pub role: Text,
    /// Only users with this status. Default: every status except `deleted`.
    #[schemars(with = "Status")]
    pub status: Text,
    /// Only members of the group with this name.
    #[schemars(with = "String", regex(pattern = r"^[a-z0-9][a-z0-9_-]{0,62}$"), extend("example" = "editors"))]
    pub group: Text,
    /// `csv` (default) or `jsonl`.
    #[schemars(with = "ExportFormat")]
    pub format: Text,
}
