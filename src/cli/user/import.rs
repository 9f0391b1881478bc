//! `vestibule user import`

use crate::accounts::{Accounts, Caller};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Bar};
use crate::config::Config;
use crate::language::Message;
use crate::shared::fields::profile::FIELDS;
use crate::shared::{
    AppError, ErrorCode, HashCount, ImportOutcome, ImportProgress, ImportReport, ImportRequest, ImportSystem, RowError,
    Text,
};
use clap::Args;
use futures::stream::{self, BoxStream};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;
use tokio::time::timeout;

const EXAMPLES: &str = "\
Examples:
  vestibule user import people.csv --dry-run        check the file, import nothing
  vestibule user import people.csv                  import all rows, or none if a row has errors
  vestibule user import people.jsonl --good-rows    import the valid rows
  flask dump-users | vestibule user import -        import from standard input
  vestibule user import --from keycloak realm.json --create-groups
  vestibule user import --from auth0 hashes.json profiles.json
  vestibule user import members.csv --column Rufname=first_name --column Abteilung=groups

The file is CSV with the column names in its first line, or JSON Lines. Columns: email, username, {profile}, first_name,
last_name, role, status, email_verified, password_hash, totp_secret, provider, subject, created_at, last_login_at,
external_id, groups, fields.NAME (your own). Only email is required. --column says what another column is; NAME= ignores it.

--from reads the files of {systems} as these write them. Several
files are read one after another. What is left out of them is listed with the reason. docs/moving.md says how to export.

external_id (or id) is the id of the account in the previous system. Administrators can search for it.

provider and subject are the name of a provider and the id of the account there, with which the user signs in.

groups are the names of groups, separated by spaces, commas or semicolons. --create-groups creates those that do not
exist, in lower case.

password_hash is a hash of Argon2, bcrypt, WordPress, Drupal, Werkzeug, Django, passlib, Symfony, Firebase, crypt ($5$,
$6$) or a directory (SSHA). Users keep their passwords, and a weaker hash is replaced by a stronger one when they sign in. Users
without a hash need a link to choose a password: `vestibule user invite-all` sends it to each of them, and
`vestibule user password-links` writes all links to a file.

totp_secret is the secret of an authenticator app in base32. Users keep their app: codes have six digits, SHA-1 and
30 seconds.

The server can keep running. The imported users appear when all of them have been added. An import that was interrupted goes
on if the same file is imported again with the same options, two minutes after that and within an hour.";

fn examples() -> String {
    let profile: Vec<_> = FIELDS.each_ref().map(|field| field.name).into_values().collect();
    let systems = ImportSystem::ALL.map(ImportSystem::as_str).join(", ");
    EXAMPLES.replace("{profile}", &profile.join(", ")).replace("{systems}", &systems)
}

/// Bytes per read.
const CHUNK: usize = 64 * 1024;
/// How often the progress bar is updated.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(200);
/// How many rows with the same error are listed.
const MAX_ROWS_LISTED: usize = 5;

/// A file that is read in chunks.
type Chunks = BoxStream<'static, Result<Vec<u8>, AppError>>;

/// Create accounts from a CSV or JSON Lines file, or from the files of another system.
#[derive(Args)]
#[command(after_help = examples())]
pub(super) struct Import {
    /// The file; - for standard input. Several only with --from
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The system that has written the files
    #[arg(long, value_name = "SYSTEM", value_parser = ImportSystem::ALL.map(ImportSystem::as_str))]
    from: Option<String>,
    /// Check the file, but import nothing
    #[arg(long)]
    dry_run: bool,
    /// Import the valid rows, and skip rows with errors
    #[arg(long)]
    good_rows: bool,
    /// Create the groups that do not exist
    #[arg(long)]
    create_groups: bool,
    /// What a column with another name is, such as Rufname=first_name
    #[arg(long, value_name = "NAME=COLUMN")]
    column: Vec<String>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn creates_database(&self) -> bool {
        // A check of the file creates nothing.
        !self.dry_run
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        if self.files.len() > 1 && self.from.is_none() {
            return Err(CliError::Usage(
                "several files are read with --from only: import tables one by one".to_owned(),
            ));
        }
        let file = all_chunks(&self.files)?;
        let flag = |is_set: bool| Text::from(if is_set { "true" } else { "false" });
        let request = ImportRequest {
            rows: if self.good_rows { "good" } else { "all" }.into(),
            dry_run: flag(self.dry_run),
            create_groups: flag(self.create_groups),
            from: self.from.into(),
            columns: self.column.join("\n").into(),
            ..ImportRequest::default()
        };
        open::with_accounts(config, async |accounts, caller| {
            let imports = accounts.imports();
            let _importing = if self.dry_run { None } else { imports.hold_import()? };
            let import = imports.import_users(&caller, &request, file);
            let report = with_progress(&accounts, &caller, import).await?;
            if report.outcome == ImportOutcome::Imported {
                accounts.maintenance().follow_fields().await?;
            }
            if self.json {
                output::json(&report)?;
            } else {
                lines(&report).iter().chain(&next_steps(&report)).try_for_each(output::line)?;
            }
            // After the report, which lists the rows to fix.
            if report.importable { Ok(()) } else { Err(CliError::failed(nothing(report.outcome, self.good_rows))) }
        })
    }
}

/// What a preview, or an import, of a file says that cannot be imported.
fn nothing(outcome: ImportOutcome, good_rows: bool) -> String {
    let begin = match outcome {
        ImportOutcome::Previewed => "nothing would be imported",
        ImportOutcome::Imported | ImportOutcome::NothingImported => "nothing was imported",
    };
    let only_valid = if good_rows { "" } else { ", or import only the valid rows with --good-rows" };
    format!("{begin}: fix the rows with errors{only_valid}")
}

/// Opens a file to import.
pub(in crate::cli) fn open_file(path: &Path) -> Result<File, CliError> {
    File::open(path).map_err(|error| CliError::of_file(path, &error))
}

/// Imports all rows of a file and creates their groups, or fails. Standard output stays empty: the report is printed to standard
/// error.
pub(in crate::cli) async fn import_seed(accounts: &Accounts, file: File) -> Result<(), CliError> {
    let report = with_progress(accounts, &Caller::system(), accounts.imports().import_seed(chunks_of(file))).await?;
    lines(&report).iter().for_each(|line| output::notice(line));
    match report.outcome {
        ImportOutcome::NothingImported => Err(CliError::failed("nothing was imported: fix the rows with errors")),
        ImportOutcome::Previewed | ImportOutcome::Imported => Ok(()),
    }
}

/// Waits for an import, and shows a progress bar after the file has been read.
async fn with_progress(
    accounts: &Accounts,
    caller: &Caller,
    import: impl Future<Output = Result<ImportReport, AppError>>,
) -> Result<ImportReport, CliError> {
    let (mut import, bar) = (pin!(import), Bar::new("users"));
    loop {
        // The timeout only ends this wait: the import is borrowed, so it is not cancelled.
        if let Ok(report) = timeout(PROGRESS_INTERVAL, &mut import).await {
            return Ok(report?);
        }
        if let Some(ImportProgress { done, total }) = accounts.imports().import_progress(caller).await? {
            bar.show("adding users", done.unsigned_abs(), total.unsigned_abs());
        }
    }
}

/// The report in lines of text.
fn lines(report: &ImportReport) -> Vec<String> {
    let ImportReport { outcome, rows, good, bad, errors_left_out, assumed_utc: utc, resumed, .. } = report;
    let mut lines = error_lines(&report.errors);
    lines.extend((*errors_left_out > 0).then(|| format!("{errors_left_out} more errors are not shown.")));
    lines.extend((*utc > 0).then(|| format!("Rows with times without a time zone, read as UTC: {utc}")));
    lines.extend((*resumed > 0).then(|| format!("Rows added before the import was interrupted: {resumed}")));
    if !report.ignored_columns.is_empty() {
        lines.push(format!("Ignored columns: {}", report.ignored_columns.join(", ")));
    }
    lines.extend(found_lines(report));
    lines.push(match outcome {
        ImportOutcome::Previewed => format!("Valid rows: {good} of {rows}"),
        ImportOutcome::Imported => format!("Imported rows: {good} of {rows}"),
        ImportOutcome::NothingImported => format!("Rows with errors: {bad} of {rows}"),
    });
    lines
}

/// What is worth knowing about the file.
fn found_lines(report: &ImportReport) -> Vec<String> {
    let mut lines = Vec::new();
    if report.administrators > 0 {
        lines.push(format!("Administrators among them, who may change every account: {}", report.administrators));
    }
    if !report.missing_groups.is_empty() {
        let groups = report.missing_groups.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let way = if report.create_groups { "created" } else { "create them with --create-groups" };
        lines.push(format!("Groups that do not exist: {groups} ({way})"));
    }
    if !report.left_out.is_empty() {
        lines.push("Left out or changed:".to_owned());
        lines.extend(report.left_out.iter().map(|left| format!("  {}: {}", left.count, left.message)));
    }
    if !report.hashes.is_empty() {
        let of = |hash: &HashCount| format!("{} ({})", hash.format, hash.count);
        let hashes = report.hashes.iter().map(of).collect::<Vec<_>>().join(", ");
        lines.push(format!(
            "Password hashes: {hashes}. None of them matches if the old system mixes a secret of its own into passwords (a pepper, \
             as Flask-Security and Devise do): try three accounts before you switch."
        ));
    }
    lines
}

/// How the new users without a password get one; no lines if there are none.
fn next_steps(report: &ImportReport) -> Vec<String> {
    let Some(number) = report.import.filter(|_| report.without_password > 0) else { return Vec::new() };
    vec![
        format!("Users without a password: {}", report.without_password),
        format!("To send each of them a link: vestibule user invite-all --import {number}"),
        format!("To create a file of links: vestibule user password-links FILE --import {number}"),
    ]
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

/// All files, one after another, each from a line of its own on.
fn all_chunks(paths: &[PathBuf]) -> Result<Chunks, CliError> {
    let (mut input, mut length): (Box<dyn Read + Send>, u64) = (Box::new(io::empty()), 0);
    for (number, path) in paths.iter().enumerate() {
        let file: Box<dyn Read + Send> = if path.as_os_str() == "-" {
            Box::new(io::stdin())
        } else {
            let file = open_file(path)?;
            length += length_of(&file);
            Box::new(file)
        };
        let between: &[u8] = if number == 0 { b"" } else { b"\n" };
        input = Box::new(input.chain(between).chain(file));
    }
    Ok(chunks(input, length))
}

/// Only for the progress bar, so an unknown length is not an error.
fn length_of(file: &File) -> u64 {
    file.metadata().map_or(0, |metadata| metadata.len())
}

fn chunks_of(file: File) -> Chunks {
    let length = length_of(&file);
    chunks(Box::new(file), length)
}

/// The file as a stream of chunks, with a progress bar. A chunk is read when the previous one has been consumed.
fn chunks(input: Box<dyn Read + Send>, length: u64) -> Chunks {
    let start = (input, 0, Bar::new("KiB"));
    Box::pin(stream::try_unfold(start, move |(mut input, done, bar)| async move {
        let mut chunk = vec![0; CHUNK];
        let unreadable = |error: io::Error| AppError::new(ErrorCode::Malformed, Message::written(error.to_string()));
        let read = input.read(&mut chunk).map_err(unreadable)?;
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
            message: Message::written("Enter a value."),
        };
        let mut errors: Vec<_> = (2..9).map(|row| error(row, "email")).collect();
        errors.insert(1, error(2, "role"));
        let expected = ["rows 2, 3, 4, 5, 6 and 2 more: email: Enter a value.", "row 2: role: Enter a value."];
        assert_eq!(error_lines(&errors), expected);
        assert_eq!(row_numbers(&[4, 5]), "rows 4, 5");
    }
}
