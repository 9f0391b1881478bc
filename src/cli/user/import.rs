//! `vestibule user import`

use crate::{
    accounts::{Accounts, Caller, Principal},
    cli::{error::CliError, open, output, progress::Bar},
    config::Config,
    shared::{
        error::{AppError, ErrorCode},
        import::{ImportOutcome, ImportProgress, ImportReport, ImportRequest},
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
  vestibule user import people.csv --dry-run     what would happen?
  vestibule user import people.csv               all rows or, when one cannot be taken, none
  vestibule user import people.jsonl --good-rows
  flask dump-users | vestibule user import -

CSV with the names of the columns in its first line, or JSON Lines: email, username, name, role,
status, email_verified, password_hash, created_at, last_login_at, external_id (or id: the id that the
account had so far, kept for administrators to search by). Only email is needed. Hashes may be of Argon2, bcrypt, Werkzeug, Django and passlib (PBKDF2, scrypt and those two): people sign in
with the password they have, and the hash is replaced by a stronger one as they do. Who has none
gets a link to choose one. Nobody waits for an import, and its people are seen when all of them are there.";

/// How much is read at a time.
const PIECE: usize = 64 * 1024;
/// How often to look how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// Make accounts from a CSV or JSON Lines file.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Import {
    /// The file; - for standard input
    file: PathBuf,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Take the rows that can be taken, and leave the others
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
                .map_err(|error| CliError::refused(format!("{}: {error}", self.file.display())))?;
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            (Box::new(file), length)
        };
        let request = ImportRequest {
            rows: if self.good_rows { "good" } else { "all" }.into(),
            dry_run: if self.dry_run { "true" } else { "false" }.into(),
            ..ImportRequest::default()
        };
        open::with_accounts(config, async |accounts| {
            let report = import(&accounts, &request, pieces(input, length)).await?;
            if self.json {
                output::json(&serde_json::to_value(&report).map_err(io::Error::from)?)?;
            } else {
                tell(&report)?;
            }
            match report.outcome {
                ImportOutcome::NothingImported => Err(CliError::refused(
                    "nothing was imported: mend the rows, or take the good ones with --good-rows",
                )),
                ImportOutcome::Previewed | ImportOutcome::Imported => Ok(()),
            }
        })
    }
}

/// Brings the file in, with a bar that says how far once it has been read.
async fn import(
    accounts: &Accounts,
    request: &ImportRequest,
    file: impl Stream<Item = Result<Vec<u8>, AppError>> + Send + Unpin + 'static,
) -> Result<ImportReport, CliError> {
    let (who, caller, bar) = (Principal::System, Caller::local(), Bar::new("people"));
    let mut work = pin!(accounts.import_users(&who, &caller, request, file));
    loop {
        if let Ok(report) = timeout(LOOK, &mut work).await {
            return Ok(report?);
        }
        if let Some(ImportProgress { done, total }) = accounts.import_progress(&who).await? {
            bar.show("adding people", done.unsigned_abs(), total.unsigned_abs());
        }
    }
}

fn tell(report: &ImportReport) -> Result<(), CliError> {
    for error in &report.errors {
        output::line(format_args!("row {}: {}: {}", error.row, error.field, error.message))?;
    }
    if report.errors_left_out > 0 {
        output::line(format_args!("{} more errors are not shown.", report.errors_left_out))?;
    }
    if report.assumed_utc > 0 {
        output::line(format_args!("Times without a zone were read as UTC, in {} rows.", report.assumed_utc))?;
    }
    if !report.ignored_columns.is_empty() {
        output::line(format_args!("Left alone: {}", report.ignored_columns.join(", ")))?;
    }
    let ImportReport { outcome, rows, good, bad, .. } = report;
    match outcome {
        ImportOutcome::Previewed => output::line(format_args!("{good} of {rows} rows can be taken.")),
        ImportOutcome::Imported => output::line(format_args!("{good} of {rows} rows became accounts.")),
        ImportOutcome::NothingImported => output::line(format_args!("{bad} of {rows} rows cannot be taken.")),
    }
}

/// The file as it is read, with a bar that says how far. Reading waits for what becomes of the piece before.
fn pieces(input: Box<dyn Read + Send>, length: u64) -> impl Stream<Item = Result<Vec<u8>, AppError>> + Send + Unpin {
    let start = (input, 0, Bar::new("KiB"));
    Box::pin(stream::try_unfold(start, move |(mut input, done, bar)| async move {
        let mut piece = vec![0; PIECE];
        let read = input.read(&mut piece).map_err(|error| AppError::new(ErrorCode::Malformed, error.to_string()))?;
        if read == 0 {
            return Ok(None);
        }
        piece.truncate(read);
        let done = done + read as u64;
        bar.show("reading", done / 1024, length.max(done) / 1024);
        Ok(Some((piece, (input, done, bar))))
    }))
}
