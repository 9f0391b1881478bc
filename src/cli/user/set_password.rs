//! `vestibule user set-password`

use super::{find, print};
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open, output, password},
    config::Config,
};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule user set-password maren
  pass vestibule/maren | vestibule user set-password maren --password-stdin";

/// Set a new password for an account, and end its sessions. Prompts for the password on the terminal.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
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
        let password = password::read(self.password_stdin)?;
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            accounts.set_password(&Principal::System, &Caller::local(), user.id, &password).await?;
            if self.json {
                return print(&user, true);
            }
            output::line(format_args!("{} has a new password. All sessions of the account have ended.", user.username))
        })
    }
}
