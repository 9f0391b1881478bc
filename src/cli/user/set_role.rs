//! `vestibule user set-role`

use super::{find, print};
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open, token::notice_created},
    config::Config,
    shared::{directory::UserAction, views::Role},
};
use clap::Args;

/// Change the role of an account: user or admin.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user set-role maren admin")]
pub(super) struct SetRole {
    /// Username, email address or id
    login: String,
    /// user or admin
    role: Role,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl SetRole {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            let action = UserAction::SetRole(self.role);
            let user = accounts.change_status(&Principal::System, &Caller::local(), user.id, action).await?;
            print(&user, self.json)?;
            notice_created(&accounts, &user).await
        })
    }
}
