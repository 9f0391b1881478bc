//! Requests and reports of imports of users.

use super::groups::GroupName;
use super::import_systems::ImportSystem;
use super::strict::UnknownKeys;
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
    #[schemars(with = "String", length(max = 8000))]
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
    /// How many of the valid rows are administrators. A role of another program may be called the same.
    #[serde(default)]
    pub administrators: u64,
    /// Whether an import of the file with these options adds accounts. False: it leaves nothing.
    #[serde(default)]
    pub importable: bool,
    /// Columns that are unknown or cannot be imported.
    pub ignored_columns: Vec<String>,
    /// The first 1,000 errors, in the order of the rows.
    pub errors: Vec<RowError>,
    /// The number of further errors.
    pub errors_left_out: u64,
    /// How many of the rows an earlier import of the same file had added before it was interrupted.
    #[serde(default)]
    pub resumed: u64,
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
