//! `vestibule user set-password`, `password-link` and `password-links`

use super::export::OutputFile;
use super::print;
use crate::accounts::{Accounts, Caller, User};
use crate::cli::account::Login;
use crate::cli::error::CliError;
use crate::cli::{input, open, output};
use crate::config::Config;
use crate::shared::{PasswordLinksRequest, Text};
use clap::Args;
use serde_json::json;

const SET_EXAMPLES: &str = "\
Examples:
  vestibule user set-password maren
  pass vestibule/maren | vestibule user set-password maren --password-stdin";

/// Set a new password for an account, and end its sessions. Prompts for the password on the terminal.
#[derive(Args)]
#[command(after_help = SET_EXAMPLES)]
pub(super) struct SetPassword {
    #[command(flatten)]
    account: Login,
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
        self.account.run(config, async |accounts, caller, user| {
            accounts.passwords().set_password(&caller, user.id, &password).await?;
            if self.json {
                return print(&caller, &user, true);
            }
            output::line(format_args!("{} has a new password. All sessions of the account have ended.", user.username))
        })
    }
}

pub(super) const LINK_EXAMPLES: &str = "\
Examples:
  vestibule user password-link maren
  vestibule user password-link maren --json | jq -r .url

Anyone with the link can set the password: send it to the owner of the account only.";

pub(super) async fn link(accounts: Accounts, caller: Caller, user: User, json: bool) -> Result<(), CliError> {
    let link = accounts.passwords().issue_password_link(&caller, user.id).await?.view();
    if json {
        return output::json(&link);
    }
    output::pairs(&[("link", link.url), ("valid until", link.expires_at.to_string())])
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
    /// Only accounts of the import with this number, which its report has
    #[arg(long, value_name = "NUMBER")]
    import: Option<String>,
    #[command(flatten)]
    output: OutputFile,
    /// Print the number of links in the file as JSON
    #[arg(long)]
    json: bool,
}

impl PasswordLinks {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let request = PasswordLinksRequest {
            import: self.import.map_or(Text::Missing, Text::from),
            format: self.output.format().to_string().into(),
            ..PasswordLinksRequest::default()
        };
        open::with_accounts(config, async |accounts, caller| {
            let written = self.output.write("creating links", "links", async || {
                let links = accounts.mailings().create_password_links(&caller, &request, &Text::Missing).await?;
                let total = links.accounts_awaiting;
                Ok((links.file(), total))
            });
            match written.await? {
                None => Ok(()),
                Some((file, links)) if self.json => output::json(&json!({ "file": file, "links": links })),
                Some((file, links)) => output::line(format_args!("Wrote {links} password links to {file}.")),
            }
        })
    }
}
