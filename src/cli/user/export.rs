//! `vestibule user export`

use crate::{
    accounts::{Accounts, Caller, Principal},
    cli::{error::CliError, open, options, output, progress::Bar},
    config::Config,
    shared::{
        audit::ExportFormat,
        directory::ListUsersRequest,
        import::ExportRequest,
        text::Text,
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
  vestibule user export - --format jsonl | jq -r .email

What a spreadsheet would run as a formula is marked as text. Hashes of passwords are not in the
file: to move everything use `vestibule copy`.";

/// Write accounts into a CSV or JSON Lines file.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Export {
    /// The new file; - for standard output
    file: PathBuf,
    /// csv or jsonl; by the name of the file when left out
    #[arg(long, value_parser = options::export_format)]
    format: Option<ExportFormat>,
    /// Beginnings of words of username, email and name
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// user or admin
    #[arg(long)]
    role: Option<Role>,
    /// active, disabled or deleted; everyone who is not deleted when left out
    #[arg(long)]
    status: Option<Status>,
    /// Print as JSON how many accounts are in the file
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let text = |value: Option<String>| value.map_or(Text::Missing, Text::from);
        let is_json = self.file.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        let usual = if is_json { ExportFormat::JsonLines } else { ExportFormat::Csv };
        let request = ExportRequest {
            q: text(self.search),
            role: text(self.role.map(|role| role.to_string())),
            status: text(self.status.map(|status| status.to_string())),
            format: self.format.unwrap_or(usual).to_string().into(),
        };
        let to_file = self.file.as_os_str() != "-";
        open::with_accounts(config, async |accounts| {
            if !to_file {
                return write(&accounts, &request, &mut io::stdout().lock()).await.map(drop);
            }
            let refused = |error: io::Error| CliError::refused(format!("{}: {error}", self.file.display()));
            let mut file = File::create_new(&self.file).map_err(refused)?;
            match write(&accounts, &request, &mut file).await {
                Ok(people) if self.json => {
                    output::json(&json!({ "file": self.file.display().to_string(), "users": people }))
                }
                Ok(people) => output::line(format_args!("{people} people are in {}.", self.file.display())),
                Err(error) => Err(given_up(&self.file, error)),
            }
        })
    }
}

/// A part of the file is not taken for the whole.
fn given_up(file: &Path, error: CliError) -> CliError {
    match fs::remove_file(file) {
        Ok(()) => error,
        Err(left) => CliError::refused(format!("{error}; {} is not whole, and stays: {left}", file.display())),
    }
}

/// Writes the file; answers how many people are in it.
async fn write(accounts: &Accounts, request: &ExportRequest, to: &mut impl Write) -> Result<u64, CliError> {
    let who = Principal::System;
    let ExportRequest { q, role, status, .. } = request.clone();
    let counted = ListUsersRequest { q, role, status, per_page: "1".into(), ..ListUsersRequest::default() };
    let total = accounts.list_users(&who, &counted).await?.pagination.total;
    let export = accounts.export_users(&who, &Caller::local(), request).await?;
    let header = export.header_lines();
    let (mut pieces, mut lines, bar) = (pin!(export.file()), 0, Bar::new("people"));
    while let Some(piece) = pieces.try_next().await.map_err(|error| CliError::refused(error.to_string()))? {
        to.write_all(&piece)?;
        lines += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
        bar.show("exporting", lines, total.max(lines));
    }
    to.flush()?;
    Ok(lines - header)
}
