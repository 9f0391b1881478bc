//! `vestibule user identities` and `unlink`: the accounts at providers with which an account signs in.

use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Column};
use crate::config::Config;
use crate::shared::error::ErrorCode;
use crate::shared::ids::IdentityId;
use crate::shared::providers::IdentityView;
use clap::Args;

const UNLINK_EXAMPLES: &str = "\
Example:
  vestibule user unlink maren 01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f

The sessions that began with it end, and its owner gets a message. The last way to sign in can be removed only of an
account that can be invited again.";

/// List the accounts at providers that are linked to an account, the oldest first.
#[derive(Args)]
pub(super) struct Identities {
    /// Username, email address or id
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Unlink an account at a provider from an account.
#[derive(Args)]
#[command(after_help = UNLINK_EXAMPLES)]
pub(super) struct Unlink {
    /// Username, email address or id
    login: String,
    /// The id of the linked account, as `identities` prints it
    identity: IdentityId,
}

impl Identities {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let user = accounts.find_by_login(&caller, &self.login).await?;
            let list = accounts.list_identities(&caller, user.id).await?;
            output::list(self.json, "identities", &list.identities, COLUMNS)
        })
    }
}

impl Unlink {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let user = accounts.find_by_login(&caller, &self.login).await?;
            accounts.unlink_identity(&caller, user.id, self.identity).await.map_err(|error| match error.code {
                // The account was found above, so it is the linked one that does not exist.
                ErrorCode::NotFound => CliError::failed(format!("{} has no such linked account", user.username)),
                _ => error.into(),
            })?;
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
