//! `vestibule user ways-in`, `release`, `reset-factors` and `start-over`: what can still sign in to an account, and taking it away.

use crate::accounts::{Accounts, Caller, User};
use crate::cli::account::Login;
use crate::cli::error::CliError;
use crate::cli::output::{self, Column};
use crate::config::Config;
use crate::shared::{Text, Way, WayInView};
use clap::Args;
use serde_json::json;

pub(super) const START_OVER_EXAMPLES: &str = "\
Example:
  vestibule user start-over maren

For an account that somebody else may have been in. Nothing signs in to it any more: its password, passkeys,
authenticator app, recovery codes, linked accounts, sessions, API tokens and clients are gone. Its owner gets a link
for a new password at the address of the account, so check that address first. Role and groups stay.";

const RELEASE_EXAMPLES: &str = "\
Examples:
  vestibule user ways-in maren.holt
  vestibule user release maren.holt maren

For seven days, no other account gets a username, a confirmed address or a unique value of a field that an account has
given up, because applications recognize people by it. Afterwards they take its next holder for the former one.";

/// Let other accounts have a value that is reserved for an account, as `ways-in` lists it.
#[derive(Args)]
#[command(after_help = RELEASE_EXAMPLES)]
pub(super) struct Release {
    #[command(flatten)]
    account: Login,
    /// The former username, address or value
    value: String,
}

impl Release {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        self.account.run(config, async |accounts, caller, user| {
            let ways = accounts.ways_in().of(&caller, user.id).await?;
            let is_it = |way: &&WayInView| {
                let is_same = |name: &str| name.to_lowercase() == self.value.to_lowercase();
                matches!(way.kind.way(), Way::Former(_)) && way.name.as_deref().is_some_and(is_same)
            };
            let missing = || CliError::failed(format!("{} is not reserved for {}", self.value, user.username));
            let way = ways.iter().find(is_it).ok_or_else(missing)?;
            accounts.ways_in().end_way_in(&caller, user.id, &way.in_form(), &Text::Missing).await?;
            output::line(format_args!("Other accounts can have {} from now on.", self.value))
        })
    }
}

pub(super) async fn list(accounts: Accounts, caller: Caller, user: User, json: bool) -> Result<(), CliError> {
    output::list(json, "ways_in", &accounts.ways_in().of(&caller, user.id).await?, COLUMNS)
}

pub(super) async fn start_over(accounts: Accounts, caller: Caller, user: User, json: bool) -> Result<(), CliError> {
    accounts.ways_in().start_over(&caller, user.id).await?;
    if json {
        return output::json(&json!({ "id": user.id, "sent_to": user.email }));
    }
    output::line(format_args!("{} starts over with the link sent to {}.", user.username, user.email))
}

pub(super) const RESET_EXAMPLES: &str = "\
Example:
  vestibule user reset-factors maren

For somebody who has lost them all. The password stays, and is enough to sign in until the owner adds a factor. An
account without a password needs one first: vestibule user set-password, or password-link.";

pub(super) async fn reset_factors(accounts: Accounts, caller: Caller, user: User, json: bool) -> Result<(), CliError> {
    accounts.factors().reset_factors(&caller, user.id).await?;
    if json {
        return output::json(&json!({ "id": user.id, "factors": accounts.factors().of(&caller, user.id).await? }));
    }
    output::line(format_args!("{} signs in with the password alone now.", user.username))
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
