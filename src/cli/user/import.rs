//! `vestibule user import`

use crate::{
    accounts::{Accounts, Caller, Principal},
    cli::{error::CliError, open, output, progress::Bar},
    config::Config,
    shared::{
        error::{AppError, ErrorCode},
        import::{ImportOutcome, ImportProgress, ImportReport, ImportRequest, RowError},
    },
};
use clap::Args;
use futures::{Stream, stream};
use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
    pin::pin,
    time::Duration,
};
use tokio::time::timeout;

const EXAMPLES: &str = "\
Examples:
  vestibule user import people.csv --dry-run        check the file, import nothing
  vestibule user import people.csv                  import all rows, or none if a row has errors
  vestibule user import people.jsonl --good-rows    import the valid rows
  flask dump-users | vestibule user import -        import from standard input

The file is CSV with the column names in its first line, or JSON Lines. Columns: email, username, name, role,
status, email_verified, password_hash, created_at, last_login_at, external_id. Only email is required.

external_id (or id) is the id of the account in the previous system. Administrators can search for it.

password_hash is a hash of Argon2, bcrypt, Werkzeug, Django or passlib (PBKDF2, scrypt, bcrypt or Argon2). Users
keep their passwords, and a weaker hash is replaced by a stronger one when they sign in. Users without a hash need
a link to choose a password: see `vestibule user password-link`.

The server can keep running. The imported users appear when all of them have been added.";

/// Bytes per read.
const CHUNK: usize = 64 * 1024;
/// How often the progress bar is updated.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(200);
/// How many rows with the same error are listed.
const MAX_ROWS_LISTED: usize = 5;

/// Create accounts from a CSV or JSON Lines file.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Import {
    /// The file; - for standard input
    file: PathBuf,
    /// Check the file, but import nothing
    #[arg(long)]
    dry_run: bool,
    /// Import the valid rows, and skip rows with errors
    #[arg(long)]
    good_rows: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let (input, length): (Box<dyn Read + Send>, u64) = if self.file.as_os_str() == "-" {
            (Box::new(io::stdin()), 0)
        } else {
            let file = File::open(&self.file)
                .map_err(|error| CliError::failed(format!("{}: {error}", self.file.display())))?;
            // Only for the progress bar, so an unknown length is not an error.
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            (Box::new(file), length)
        };
        let request = ImportRequest {
            rows: if self.good_rows { "good" } else { "all" }.into(),
            dry_run: if self.dry_run { "true" } else { "false" }.into(),
            ..ImportRequest::default()
        };
        open::with_accounts(config, async |accounts| {
            let report = import(&accounts, &request, chunks(input, length)).await?;
            if self.json {
                output::json(&serde_json::to_value(&report).map_err(io::Error::from)?)?;
            } else {
                print(&report)?;
            }
            // After the report, which lists the rows to fix.
            match report.outcome {
                ImportOutcome::NothingImported => Err(CliError::failed(
                    "nothing was imported: fix the rows with errors, or import only the valid rows with --good-rows",
                )),
                ImportOutcome::Previewed | ImportOutcome::Imported => Ok(()),
            }
        })
    }
}

/// Imports the file, and shows a progress bar after the file has been read.
async fn import(
    accounts: &Accounts,
    request: &ImportRequest,
    file: impl Stream<Item = Result<Vec<u8>, AppError>> + Send + Unpin + 'static,
) -> Result<ImportReport, CliError> {
    let (who, caller, bar) = (Principal::System, Caller::local(), Bar::new("users"));
    let mut import = pin!(accounts.import_users(&who, &caller, request, file));
    loop {
        // The timeout only ends this wait: the import is borrowed, so it is not cancelled.
        if let Ok(report) = timeout(PROGRESS_INTERVAL, &mut import).await {
            return Ok(report?);
        }
        if let Some(ImportProgress { done, total }) = accounts.import_progress(&who).await? {
            bar.show("adding users", done.unsigned_abs(), total.unsigned_abs());
        }
    }
}

fn print(report: &ImportReport) -> Result<(), CliError> {
    error_lines(&report.errors).iter().try_for_each(output::line)?;
    if report.errors_left_out > 0 {
        output::line(format_args!("{} more errors are not shown.", report.errors_left_out))?;
    }
    if report.assumed_utc > 0 {
        output::line(format_args!("Rows with times without a time zone, read as UTC: {}", report.assumed_utc))?;
    }
    if !report.ignored_columns.is_empty() {
        output::line(format_args!("Ignored columns: {}", report.ignored_columns.join(", ")))?;
    }
    let ImportReport { outcome, rows, good, bad, .. } = report;
    match outcome {
        ImportOutcome::Previewed => output::line(format_args!("Valid rows: {good} of {rows}")),
        ImportOutcome::Imported => output::line(format_args!("Imported rows: {good} of {rows}")),
        ImportOutcome::NothingImported => output::line(format_args!("Rows with errors: {bad} of {rows}")),
    }
}

/// One line for each different error, with the rows that have it, in the order of their first rows.
fn error_lines(errors: &[RowError]) -> Vec<String> {
    let mut groups: Vec<(&RowError, Vec<u64>)> = Vec::new();
    for error in errors {
        let is_same = |first: &RowError| first.field == error.field && first.message == error.message;
        // A linear search keeps the order. The number of errors in a report is limited.
        match groups.iter_mut().find(|(first, _)| is_same(first)) {
            Some((_, rows)) => rows.push(error.row),
            None => groups.push((error, vec![error.row])),
        }
    }
    groups.iter().map(|(error, rows)| format!("{}: {}: {}", row_numbers(rows), error.field, error.message)).collect()
}

/// Row numbers as text: `row 4`, `rows 4, 5` or `rows 4, 5, 6, 7, 8 and 12 more`.
fn row_numbers(rows: &[u64]) -> String {
    if let [row] = rows {
        return format!("row {row}");
    }
    let listed = rows.iter().take(MAX_ROWS_LISTED).map(u64::to_string).collect::<Vec<_>>().join(", ");
    match rows.len().saturating_sub(MAX_ROWS_LISTED) {
        0 => format!("rows {listed}"),
        more => format!("rows {listed} and {more} more"),
    }
}

/// The file as a stream of chunks, with a progress bar. A chunk is read when the previous one has been consumed.
fn chunks(input: Box<dyn Read + Send>, length: u64) -> impl Stream<Item = Result<Vec<u8>, AppError>> + Send + Unpin {
    let start = (input, 0, Bar::new("KiB"));
    Box::pin(stream::try_unfold(start, move |(mut input, done, bar)| async move {
        let mut chunk = vec![0; CHUNK];
        let read = input.read(&mut chunk).map_err(|error| AppError::new(ErrorCode::Malformed, error.to_string()))?;
        if read == 0 {
            return Ok(None);
        }
        chunk.truncate(read);
        let done = done + read as u64;
        bar.show("reading", done / 1024, length.max(done) / 1024);
        Ok(Some((chunk, (input, done, bar))))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_the_same_error_are_one_line() {
        let error = |row, field: &'static str| RowError {
            row,
            field: field.into(),
            code: "required".into(),
            message: "Enter a value.".into(),
        };
        let mut errors: Vec<_> = (2..9).map(|row| error(row, "email")).collect();
        errors.insert(1, error(2, "role"));
        let expected = ["rows 2, 3, 4, 5, 6 and 2 more: email: Enter a value.", "row 2: role: Enter a value."];
        assert_eq!(error_lines(&errors), expected);
        assert_eq!(row_numbers(&[4, 5]), "rows 4, 5");
    }
}
