//! `vestibule user set-password`, `password-link` and `password-links`

use super::{export::delete_incomplete, find, print};
use crate::{
    accounts::{Accounts, Caller},
    cli::{
        error::CliError,
        input, open,
        output::{self, Bar},
    },
    config::Config,
    shared::{audit::ExportFormat, awaiting_password::PasswordLinksRequest, values::Text},
};
use clap::Args;
use futures::TryStreamExt as _;
use serde_json::json;
use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    pin::pin,
};

const SET_EXAMPLES: &str = "\
Examples:
  vestibule user set-password maren
  pass vestibule/maren | vestibule user set-password maren --password-stdin";

/// Set a new password for an account, and end its sessions. Prompts for the password on the terminal.
#[derive(Args)]
#[command(after_help = SET_EXAMPLES)]
pub(super) struct SetPassword {
    /// Username, email address or id
    login: String,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl SetPassword {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        // Before the database is opened, because the operator may take long to type it.
        let password = input::read_password(self.password_stdin)?;
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &caller, &self.login).await?;
            accounts.set_password(&caller, user.id, &password).await?;
            if self.json {
                return print(&caller, &user, true);
            }
            output::line(format_args!("{} has a new password. All sessions of the account have ended.", user.username))
        })
    }
}

const LINK_EXAMPLES: &str = "\
Examples:
  vestibule user password-link maren
  vestibule user password-link maren --json | jq -r .url

Anyone with the link can set the password: send it to the owner of the account only.";

/// Create a one-time link with which the owner of an account chooses a new password.
#[derive(Args)]
#[command(after_help = LINK_EXAMPLES)]
pub(super) struct PasswordLink {
    /// Username, email address or id
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl PasswordLink {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &caller, &self.login).await?;
            let link = accounts.issue_password_link(&caller, user.id).await?.view();
            if self.json {
                return output::json_of(&link);
            }
            output::pairs(&[("link", link.url), ("valid until", link.expires_at.to_string())])
        })
    }
}

const LINKS_EXAMPLES: &str = "\
Examples:
  vestibule user password-links links.csv
  vestibule user password-links links.csv --import 1795338720000
  vestibule user password-links - --format jsonl | send-the-letters

The columns are username, email, link and expires. A link is valid for 72 hours and works once. The links replace those of
an earlier file; invitations stay valid.

Anyone with a link can set the password: send each to the owner of its account only, and delete the file. To send the
links by email instead, use `vestibule user invite-all`.";

/// Create a file with a one-time link for each active account without a password.
#[derive(Args)]
#[command(after_help = LINKS_EXAMPLES)]
pub(super) struct PasswordLinks {
    /// The file to create; - for standard output
    file: PathBuf,
    /// Only accounts of the import with this number, which its report has
    #[arg(long, value_name = "NUMBER")]
    import: Option<String>,
    /// csv or jsonl [default: jsonl if the file is named .jsonl or .ndjson, otherwise csv]
    #[arg(long, value_parser = input::export_format)]
    format: Option<ExportFormat>,
    /// Print the number of links in the file as JSON
    #[arg(long)]
    json: bool,
}

impl PasswordLinks {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let is_json = self.file.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        let default_format = if is_json { ExportFormat::JsonLines } else { ExportFormat::Csv };
        let request = PasswordLinksRequest {
            import: self.import.map_or(Text::Missing, Text::from),
            format: self.format.unwrap_or(default_format).to_string().into(),
            ..PasswordLinksRequest::default()
        };
        let to_file = self.file.as_os_str() != "-";
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            if !to_file {
                // Without a summary, because standard output is the file.
                return write(&accounts, &caller, &request, &mut io::stdout().lock()).await.map(drop);
            }
            let failed = |error: io::Error| CliError::failed(format!("{}: {error}", self.file.display()));
            let mut file = create_private(&self.file).map_err(failed)?;
            match write(&accounts, &caller, &request, &mut file).await {
                Ok(links) if self.json => {
                    output::json(&json!({ "file": self.file.display().to_string(), "links": links }))
                }
                Ok(links) => output::line(format_args!("Wrote {links} password links to {}.", self.file.display())),
                Err(error) => Err(delete_incomplete(&self.file, error)),
            }
        })
    }
}

/// Creates a file that other users cannot read: its links are as good as passwords.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes the file and returns the number of links in it.
async fn write(
    accounts: &Accounts,
    caller: &Caller,
    request: &PasswordLinksRequest,
    to: &mut impl Write,
) -> Result<u64, CliError> {
    let links = accounts.create_password_links(caller, request, &Text::Missing).await?;
    let (header, total) = (links.header_lines(), links.accounts_awaiting);
    let (mut chunks, mut lines, bar) = (pin!(links.file()), 0, Bar::new("links"));
    while let Some(chunk) = chunks.try_next().await? {
        to.write_all(&chunk)?;
        // Each line is one link, because no value contains a line break.
        lines += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        bar.show("creating links", lines, total.max(lines));
    }
    to.flush()?;
    Ok(lines - header)
}
