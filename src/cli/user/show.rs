//! `vestibule user show`

use super::{find, print};
use crate::{
    cli::{error::CliError, open},
    config::Config,
};
use clap::Args;

/// Print an account.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user show maren --json")]
pub(super) struct Show {
    /// Username, email address or id
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| print(&find(&accounts, &self.login).await?, self.json))
    }
}
