//! `vestibule access …`: the clients that have access to an account.

use super::account::{Asked, Login};
use super::error::CliError;
use super::output::{self, Column};
use crate::config::Config;
use crate::shared::ClientAccessView;
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule access list maren
  vestibule access revoke maren@example.org wiki

LOGIN is a username, an email address or an id. A running server applies changes within a second.";

/// List and take back what an account has granted to clients (OpenID Connect).
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Access {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the clients that have access to an account, the last one first
    List(Asked),
    /// Take back the access of a client: it has to ask again
    Revoke {
        #[command(flatten)]
        account: Login,
        /// The id of the client, as `list` prints it
        client: String,
    },
}

impl Access {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        match self.action {
            Action::List(asked) => asked.run(config, async |accounts, caller, user, json| {
                output::list(json, "clients", &accounts.openid().list_client_access(&caller, user.id).await?, COLUMNS)
            }),
            Action::Revoke { account, client } => account.run(config, async move |accounts, caller, user| {
                let revoked = accounts.openid().revoke_client_access(&caller, user.id, &client).await;
                let missing = || format!("{client} has no access to the account {}", user.username);
                CliError::or_missing(revoked, missing)?;
                output::line(format_args!("{client} has no access to the account {} any more.", user.username))
            }),
        }
    }
}

const COLUMNS: [Column<ClientAccessView>; 6] = [
    ("CLIENT", |access| access.client_id.to_string()),
    ("TITLE", |access| access.title.clone()),
    ("SCOPES", |access| access.scopes.join(" ")),
    ("SINCE", |access| access.since.to_string()),
    ("LAST USED", |access| output::or_never(access.last_used_at)),
    ("OFFLINE UNTIL", |access| access.offline_until.map(|end| end.to_string()).unwrap_or_default()),
];
