//! `vestibule user disable`, `enable`, `confirm-email`, `set-role`, `delete`, `restore` and `purge`

use super::print;
use crate::cli::account::Login;
use crate::cli::error::CliError;
use crate::cli::input::confirm;
use crate::cli::output;
use crate::cli::token::notice_created;
use crate::config::Config;
use crate::shared::{Role, Status, UserAction};
use clap::Args;

/// A change of an account that prints it afterwards.
#[derive(Args)]
pub(super) struct Change {
    #[command(flatten)]
    account: Login,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl Change {
    pub(super) fn set_status(self, config: &Config, action: UserAction) -> Result<(), CliError> {
        self.account.run(config, async |accounts, caller, user| {
            let user = accounts.users().change_status(&caller, user.id, action).await?;
            print(&caller, &user, self.json)?;
            notice_created(&accounts, &caller, &user).await
        })
    }

    pub(super) fn confirm_email(self, config: &Config) -> Result<(), CliError> {
        self.account.run(config, async |accounts, caller, user| {
            print(&caller, &accounts.emails().mark_confirmed(&caller, user.id).await?, self.json)
        })
    }
}

/// Change the role of an account: user or admin.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user set-role maren admin")]
pub(super) struct SetRole {
    #[command(flatten)]
    change: Change,
    /// user or admin
    role: Role,
}

impl SetRole {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        self.change.set_status(config, UserAction::SetRole(self.role))
    }
}

const PURGE_EXAMPLES: &str = "\
Examples:
  vestibule user delete maren && vestibule user purge maren
  vestibule user purge maren@example.org --yes

The account must be deleted first. Deleted accounts are purged automatically after 30 days. The audit log keeps the
events of the account, with its id only. API tokens that it has created for service accounts stay valid. To revoke them,
before or afterwards: vestibule token revoke --created-by ID";

/// Permanently delete an account that was deleted. Asks for confirmation on the terminal.
#[derive(Args)]
#[command(after_help = PURGE_EXAMPLES)]
pub(super) struct Purge {
    #[command(flatten)]
    account: Login,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
}

impl Purge {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        self.account.run(config, async |accounts, caller, user| {
            // Other accounts are rejected by `purge_user`, so there is nothing to confirm.
            if user.status == Status::Deleted {
                output::notice(&format!(
                    "The account {} ({}) will be permanently deleted, with its profile, picture and password.",
                    user.username, user.email
                ));
                notice_created(&accounts, &caller, &user).await?;
                confirm(self.yes)?;
            }
            accounts.users().purge_user(&caller, user.id).await?;
            output::line(format_args!("{} was permanently deleted.", user.username))
        })
    }
}
