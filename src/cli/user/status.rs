//! `vestibule user disable`, `enable`, `set-role`, `delete`, `restore` and `purge`

use super::print;
use crate::cli::error::CliError;
use crate::cli::input::confirm;
use crate::cli::token::notice_created;
use crate::cli::{open, output};
use crate::config::Config;
use crate::shared::bulk::UserAction;
use crate::shared::views::{Role, Status};
use clap::Args;

#[derive(Args)]
pub(super) struct SetStatus {
    /// Username, email address or id
    login: String,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl SetStatus {
    pub(super) fn run(self, config: &Config, action: UserAction) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let user = accounts.find_by_login(&caller, &self.login).await?;
            let user = accounts.change_status(&caller, user.id, action).await?;
            print(&caller, &user, self.json)?;
            notice_created(&accounts, &caller, &user).await
        })
    }
}

/// Change the role of an account: user or admin.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user set-role maren admin")]
pub(super) struct SetRole {
    #[command(flatten)]
    account: SetStatus,
    /// user or admin
    role: Role,
}

impl SetRole {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        self.account.run(config, UserAction::SetRole(self.role))
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
    /// Username, email address or id
    login: String,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
}

impl Purge {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let user = accounts.find_by_login(&caller, &self.login).await?;
            // Other accounts are rejected by `purge_user`, so there is nothing to confirm.
            if user.status == Status::Deleted {
                output::notice(&format!(
                    "The account {} ({}) will be permanently deleted, with its profile, picture and password.",
                    user.username, user.email
                ));
                notice_created(&accounts, &caller, &user).await?;
                confirm(self.yes)?;
            }
            accounts.purge_user(&caller, user.id).await?;
            output::line(format_args!("{} was permanently deleted.", user.username))
        })
    }
}
