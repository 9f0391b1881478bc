//! `vestibule user password-link`

use super::find;
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open, output},
    config::Config,
};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule user password-link maren
  vestibule user password-link maren --json | jq -r .url

Anyone with the link can set the password: send it to the owner of the account only.";

/// Create a one-time link with which the owner of an account chooses a new password.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct PasswordLink {
    /// Username, email address or id
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl PasswordLink {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            let link = accounts.issue_password_link(&Principal::System, &Caller::local(), user.id).await?.view();
            if self.json {
                return output::json_of(&link);
            }
            output::pairs(&[("link", link.url), ("valid until", link.expires_at.to_string())])
        })
    }
}
