//! `vestibule user revoke-invitation`

use super::find;
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open, output},
    config::Config,
};
use clap::Args;

/// Make the open invitation of an account invalid. The account stays.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user revoke-invitation maren")]
pub(super) struct RevokeInvitation {
    /// Username, email address or id
    login: String,
}

impl RevokeInvitation {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            accounts.revoke_invitation(&Principal::System, &Caller::local(), user.id).await?;
            output::line(format_args!("Revoked the invitation of {}.", user.username))
        })
    }
}
