//! `vestibule user disable` and `vestibule user enable`

use super::{find, print};
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open},
    config::Config,
    shared::views::Status,
};
use clap::Args;

/// Which account.
#[derive(Args)]
pub(super) struct SetStatus {
    /// Username, email address or id
    login: String,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl SetStatus {
    pub(super) fn run(self, config: &Config, status: Status) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            let user = accounts.set_status(&Principal::System, &Caller::local(), user.id, status).await?;
            print(&user, self.json)
        })
    }
}
