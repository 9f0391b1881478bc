//! `vestibule user purge`

use super::find;
use crate::{
    accounts::{Caller, Principal},
    cli::{confirm::confirm, error::CliError, open, output, token::notice_created},
    config::Config,
    shared::views::Status,
};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule user delete maren && vestibule user purge maren
  vestibule user purge maren@example.org --yes

The account must be deleted first. Deleted accounts are purged automatically after 30 days. The audit log keeps the
events of the account, with its id only. API tokens that it has created for service accounts stay valid. To revoke them,
before or afterwards: vestibule token revoke --created-by ID";

/// Permanently delete an account that was deleted. Asks for confirmation on the terminal.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Purge {
    /// Username, email address or id
    login: String,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
}

impl Purge {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            // Other accounts are rejected by `purge_user`, so there is nothing to confirm.
            if user.status == Status::Deleted {
                output::notice(&format!(
                    "The account {} ({}) will be permanently deleted, with its profile, picture and password.",
                    user.username, user.email
                ));
                notice_created(&accounts, &user).await?;
                confirm(self.yes)?;
            }
            accounts.purge_user(&Principal::System, &Caller::local(), user.id).await?;
            output::line(format_args!("{} was permanently deleted.", user.username))
        })
    }
}
