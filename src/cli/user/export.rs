//! `vestibule user export`

use crate::{
    accounts::{Accounts, Caller},
    cli::{
        error::CliError,
        input, open,
        output::{self, Bar},
    },
    config::Config,
    shared::{
        audit::ExportFormat,
        directory::ListUsersRequest,
        import::ExportRequest,
        values::Text,
        views::{Role, Status},
    },
};
use clap::Args;
use futures::TryStreamExt as _;
use serde_json::json;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    pin::pin,
};

const EXAMPLES: &str = "\
Examples:
  vestibule user export people.csv
  vestibule user export --status disabled disabled.jsonl
  vestibule user export --group editors editors.csv
  vestibule user export - --format jsonl | jq -r .email

The file does not contain password hashes: to move all data, use `vestibule copy`. In CSV, values that a
spreadsheet would run as a formula start with a quote (').";

/// Export accounts to a CSV or JSON Lines file.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Export {
    /// The file to create; - for standard output
    file: PathBuf,
    /// csv or jsonl [default: jsonl if the file is named .jsonl or .ndjson, otherwise csv]
    #[arg(long, value_parser = input::export_format)]
    format: Option<ExportFormat>,
    /// Only accounts with words in their username, email or name that start with these
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only this role: user or admin
    #[arg(long)]
    role: Option<Role>,
    /// Only this status: active, disabled or deleted [default: active and disabled]
    #[arg(long)]
    status: Option<Status>,
    /// Only members of this group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Print the number of accounts in the file as JSON
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let text = |value: Option<String>| value.map_or(Text::Missing, Text::from);
        let is_json = self.file.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        let default_format = if is_json { ExportFormat::JsonLines } else { ExportFormat::Csv };
        let request = ExportRequest {
            q: text(self.search),
            role: text(self.role.map(|role| role.to_string())),
            status: text(self.status.map(|status| status.to_string())),
            group: text(self.group),
            format: self.format.unwrap_or(default_format).to_string().into(),
        };
        let to_file = self.file.as_os_str() != "-";
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            if !to_file {
                // Without a summary, because standard output is the file.
                return write(&accounts, &caller, &request, &mut io::stdout().lock()).await.map(drop);
            }
            let failed = |error: io::Error| CliError::failed(format!("{}: {error}", self.file.display()));
            let mut file = File::create_new(&self.file).map_err(failed)?;
            match write(&accounts, &caller, &request, &mut file).await {
                Ok(users) if self.json => {
                    output::json(&json!({ "file": self.file.display().to_string(), "users": users }))
                }
                Ok(users) => output::line(format_args!("Exported {users} users to {}.", self.file.display())),
                Err(error) => Err(delete_incomplete(&self.file, error)),
            }
        })
    }
}

/// Deletes an incomplete file, so that it is not mistaken for a complete one. Returns the error to report.
pub(super) fn delete_incomplete(file: &Path, error: CliError) -> CliError {
    match fs::remove_file(file) {
        Ok(()) => error,
        Err(cause) => {
            CliError::failed(format!("{error}; {} is incomplete, but could not be deleted: {cause}", file.display()))
        }
    }
}

/// Writes the file and returns the number of users in it.
async fn write(
    accounts: &Accounts,
    caller: &Caller,
    request: &ExportRequest,
    to: &mut impl Write,
) -> Result<u64, CliError> {
    let ExportRequest { q, role, status, group, .. } = request.clone();
    // Only for the total of the progress bar, so the page is as small as possible.
    let counted = ListUsersRequest { q, role, status, group, per_page: "1".into(), ..ListUsersRequest::default() };
    let total = accounts.list_users(caller, &counted).await.map_err(CliError::options)?.pagination.total;
    let export = accounts.export_users(caller, request).await.map_err(CliError::options)?;
    let header = export.header_lines();
    let (mut chunks, mut lines, bar) = (pin!(export.file()), 0, Bar::new("users"));
    while let Some(chunk) = chunks.try_next().await? {
        to.write_all(&chunk)?;
        // Each line is one user, because no value contains a line break.
        lines += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        // The total can be too low: search results are counted up to a limit, and accounts are created in the meantime.
        bar.show("exporting", lines, total.max(lines));
    }
    to.flush()?;
    Ok(lines - header)
}
