//! `vestibule user confirm-email`

use super::{find, print};
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open},
    config::Config,
};
use clap::Args;

/// Mark the email address of an account as confirmed, without a message.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user confirm-email maren")]
pub(super) struct ConfirmEmail {
    /// Username, email address or id
    login: String,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl ConfirmEmail {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            let user = accounts.mark_confirmed(&Principal::System, &Caller::local(), user.id).await?;
            print(&user, self.json)
        })
    }
}
