//! `vestibule user export`

use super::filter::Filter;
use crate::accounts::{Accounts, Caller};
use crate::cli::error::CliError;
use crate::cli::output::{self, Bar};
use crate::cli::{input, open};
use crate::config::Config;
use crate::shared::{ExportFormat, ExportRequest, ListUsersRequest};
use crate::tabular::WriteError;
use clap::Args;
use futures::{Stream, TryStreamExt as _};
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::pin;

const EXAMPLES: &str = "\
Examples:
  vestibule user export people.csv
  vestibule user export --status disabled disabled.jsonl
  vestibule user export --group editors editors.csv
  vestibule user export --field plan=pro pros.csv
  vestibule user export --signed-in never never.csv
  vestibule user export - --format jsonl | jq -r .email

The file does not contain password hashes: to move all data, use `vestibule copy`. In CSV, values that a
spreadsheet would run as a formula start with a quote (').";

/// Export accounts to a CSV or JSON Lines file.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Export {
    #[command(flatten)]
    output: OutputFile,
    #[command(flatten)]
    filter: Filter,
    /// Print the number of accounts in the file as JSON
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let request = ExportRequest::matching(self.filter.request(), self.output.format().as_str());
        open::with_accounts(config, async |accounts, caller| {
            let written = self.output.write("exporting", "users", async || {
                let total = count(&accounts, &caller, &request).await?;
                let export = accounts.directory().export_users(&caller, &request).await.map_err(CliError::options)?;
                Ok((export.file(), total))
            });
            match written.await? {
                None => Ok(()),
                Some((file, users)) if self.json => output::json(&json!({ "file": file, "users": users })),
                Some((file, users)) => output::line(format_args!("Exported {users} users to {file}.")),
            }
        })
    }
}

/// The number of users, for the progress bar.
async fn count(accounts: &Accounts, caller: &Caller, request: &ExportRequest) -> Result<u64, CliError> {
    // Only the total is needed, so the page is as small as possible.
    let counted = ListUsersRequest { per_page: "1".into(), ..ListUsersRequest::matching(request.filter()) };
    Ok(accounts.directory().list_users(caller, &counted).await.map_err(CliError::options)?.pagination.total)
}

/// The file that a command creates. Each line is one entry, because no value contains a line break.
#[derive(Args)]
pub(super) struct OutputFile {
    /// The file to create; - for standard output
    file: PathBuf,
    /// csv or jsonl [default: jsonl if the file is named .jsonl or .ndjson, otherwise csv]
    #[arg(long, value_parser = input::export_format)]
    format: Option<ExportFormat>,
}

impl OutputFile {
    pub(super) fn format(&self) -> ExportFormat {
        let is_json = self.file.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        self.format.unwrap_or(if is_json { ExportFormat::JsonLines } else { ExportFormat::Csv })
    }

    /// Creates the file with a table, of which the total of entries is known, and returns its path and the number of entries.
    /// None: it was written to standard output, which leaves no place for a summary. An incomplete file is deleted, so that it is
    /// not mistaken for a complete one.
    pub(super) async fn write<S: Stream<Item = Result<Vec<u8>, WriteError>>>(
        &self,
        what: &str,
        unit: &str,
        table: impl AsyncFnOnce() -> Result<(S, u64), CliError>,
    ) -> Result<Option<(String, u64)>, CliError> {
        if self.file.as_os_str() == "-" {
            return write_lines(what, unit, table, &mut io::stdout().lock()).await.map(|_| None);
        }
        let file = self.file.display().to_string();
        let mut created = File::create_new(&self.file).map_err(|error| CliError::failed(format!("{file}: {error}")))?;
        let header = u64::from(self.format() == ExportFormat::Csv);
        match write_lines(what, unit, table, &mut created).await {
            Ok(lines) => Ok(Some((file, lines - header))),
            Err(error) => Err(match fs::remove_file(&self.file) {
                Ok(()) => error,
                Err(cause) => {
                    CliError::failed(format!("{error}; {file} is incomplete, but could not be deleted: {cause}"))
                }
            }),
        }
    }
}

/// Writes a table and returns the number of its lines.
async fn write_lines<S: Stream<Item = Result<Vec<u8>, WriteError>>>(
    what: &str,
    unit: &str,
    table: impl AsyncFnOnce() -> Result<(S, u64), CliError>,
    to: &mut impl Write,
) -> Result<u64, CliError> {
    let (chunks, total) = table().await?;
    let (mut chunks, mut lines, bar) = (pin!(chunks), 0, Bar::new(unit));
    while let Some(chunk) = chunks.try_next().await? {
        to.write_all(&chunk)?;
        lines += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        // The total can be too low: search results are counted up to a limit, and accounts are created in the meantime.
        bar.show(what, lines, total.max(lines));
    }
    to.flush()?;
    Ok(lines)
}
