//! `vestibule user reset-factors`

use crate::cli::error::CliError;
use crate::cli::{open, output};
use crate::config::Config;
use clap::Args;
use serde_json::json;

const RESET_EXAMPLES: &str = "\
Example:
  vestibule user reset-factors maren

For somebody who has lost them all. The password stays, and is enough to sign in until the owner adds a factor. An
account without a password needs one first: vestibule user set-password, or password-link.";

/// Remove the passkeys, authenticator codes and recovery codes of an account. Its owner gets a message.
#[derive(Args)]
#[command(after_help = RESET_EXAMPLES)]
pub(super) struct ResetFactors {
    /// Username, email address or id
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl ResetFactors {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let user = accounts.find_by_login(&caller, &self.login).await?;
            accounts.reset_factors(&caller, user.id).await?;
            if self.json {
                return output::json(&json!({ "id": user.id, "factors": accounts.factors(&caller, user.id).await? }));
            }
            output::line(format_args!("{} signs in with the password alone now.", user.username))
        })
    }
}
