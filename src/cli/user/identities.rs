//! `vestibule user identities` and `unlink`: the accounts at providers with which an account signs in.

use crate::accounts::{Accounts, Caller, User};
use crate::cli::account::Login;
use crate::cli::error::CliError;
use crate::cli::output::{self, Column};
use crate::config::Config;
use crate::shared::{IdentityId, IdentityView};
use clap::Args;

const UNLINK_EXAMPLES: &str = "\
Example:
  vestibule user unlink maren 01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f

The sessions that began with it end, and its owner gets a message. The last way to sign in can be removed only of an
account that can be invited again.";

/// Unlink an account at a provider from an account.
#[derive(Args)]
#[command(after_help = UNLINK_EXAMPLES)]
pub(super) struct Unlink {
    #[command(flatten)]
    account: Login,
    /// The id of the linked account, as `identities` prints it
    identity: IdentityId,
}

pub(super) async fn list(accounts: Accounts, caller: Caller, user: User, json: bool) -> Result<(), CliError> {
    output::list(
        json,
        "identities",
        &accounts.identities().list_identities(&caller, user.id).await?.identities,
        COLUMNS,
    )
}

impl Unlink {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        self.account.run(config, async |accounts, caller, user| {
            let missing = || format!("{} has no such linked account", user.username);
            CliError::or_missing(
                accounts.identities().unlink_identity(&caller, user.id, self.identity).await,
                missing,
            )?;
            output::line(format_args!("Unlinked {} from {}.", self.identity, user.username))
        })
    }
}

const COLUMNS: [Column<IdentityView>; 6] = [
    ("ID", |identity| identity.id.to_string()),
    ("PROVIDER", |identity| identity.provider.to_string()),
    ("ACCOUNT", |identity| identity.label.clone().unwrap_or_default()),
    ("SUBJECT", |identity| identity.subject.clone()),
    ("LINKED", |identity| identity.created_at.to_string()),
    ("LAST USED", |identity| output::or_never(identity.last_used_at)),
];
