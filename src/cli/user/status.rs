//! `vestibule user disable`, `enable`, `delete` and `restore`

use super::{find, print};
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open, token::notice_created},
    config::Config,
    shared::directory::UserAction,
};
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
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            let user = accounts.change_status(&Principal::System, &Caller::local(), user.id, action).await?;
            print(&user, self.json)?;
            notice_created(&accounts, &user).await
        })
    }
}
