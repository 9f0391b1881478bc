//! `vestibule user purge`

use super::find;
use crate::{
    accounts::{Caller, Principal},
    cli::{confirm::confirm, error::CliError, open, output},
    config::Config,
    shared::views::Status,
};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule user delete maren && vestibule user purge maren
  vestibule user purge maren@example.org --yes

Only a deleted account can be purged; without this command that happens after 30 days. What the account did stays in the
audit trail, with its id alone.";

/// Remove a deleted account for good. Asks on a terminal.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Purge {
    /// Username, email address or id
    login: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Purge {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            if user.status == Status::Deleted {
                output::notice(&format!(
                    "The account {} ({}) will be lost, with its profile, picture and password.",
                    user.username, user.email
                ));
                confirm(self.yes)?;
            }
            accounts.purge_user(&Principal::System, &Caller::local(), user.id).await?;
            output::line(format_args!("{} has been purged.", user.username))
        })
    }
}
