//! `vestibule user ways-in` and `start-over`: what can still sign in to an account, and taking all of it away.

use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Column};
use crate::config::Config;
use crate::shared::ways_in::WayInView;
use clap::Args;
use serde_json::json;

const START_OVER_EXAMPLES: &str = "\
Example:
  vestibule user start-over maren

For an account that somebody else may have been in. Nothing signs in to it any more: its password, passkeys,
authenticator app, recovery codes, linked accounts, sessions, API tokens and clients are gone. Its owner gets a link
for a new password at the address of the account, so check that address first. Role and groups stay.";

/// List everything that can still sign in to an account, the newest first.
#[derive(Args)]
pub(super) struct WaysIn {
    /// Username, email address or id
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Take away everything that signs in to an account, and send its owner a link for a new password.
#[derive(Args)]
#[command(after_help = START_OVER_EXAMPLES)]
pub(super) struct StartOver {
    /// Username, email address or id
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl WaysIn {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let user = accounts.find_by_login(&caller, &self.login).await?;
            output::list(self.json, "ways_in", &accounts.ways_in(&caller, user.id).await?, COLUMNS)
        })
    }
}

impl StartOver {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let user = accounts.find_by_login(&caller, &self.login).await?;
            accounts.start_over(&caller, user.id).await?;
            if self.json {
                return output::json(&json!({ "id": user.id, "sent_to": user.email }));
            }
            output::line(format_args!("{} starts over with the link sent to {}.", user.username, user.email))
        })
    }
}

const COLUMNS: [Column<WayInView>; 7] = [
    ("KIND", |way| way.kind.to_string()),
    ("NAME", |way| {
        let texts = [way.name.as_deref(), way.detail.as_deref()];
        texts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }),
    ("ADDED", |way| way.added_at.map(|at| at.to_string()).unwrap_or_default()),
    ("DEVICE", |way| way.device.as_ref().map(|words| words.say()).unwrap_or_default()),
    ("ADDRESS", |way| way.address.clone().unwrap_or_default()),
    ("LAST USED", |way| way.last_used_at.map(|at| at.to_string()).unwrap_or_default()),
    ("USABLE", |way| if way.is_usable { "yes" } else { "no" }.to_owned()),
];
