//! `vestibule keys …`: the keys that sign access tokens, and with `--clients` those for the tokens of clients.

use super::error::CliError;
use super::open;
use super::output::{self, Column, Json};
use crate::accounts::RetireWhen;
use crate::config::Config;
use crate::keys::{KeyState, ScheduledKey};
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule keys rotate                  create the next key
  vestibule keys list                    which key signs, and when the previous one may be retired
  vestibule keys retire KID              remove the previous key
  vestibule keys retire KID --now        remove a key at once that someone else may have
  vestibule keys rotate --clients        the same for the RSA keys of OpenID Connect clients

Other programs verify access tokens with the public keys at /.well-known/jwks.json, and cache them. So a new key is
published at once and signs 10 minutes later; the previous key may be retired 20 minutes after that. Nobody is signed
out. A running server applies changes within a second. The keys for the tokens of clients are others, at /oauth/jwks,
with the same times; the first client of an application makes the first one.";

/// List, rotate and retire the keys that sign access tokens.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Keys {
    /// The RSA keys that sign the tokens of OpenID Connect clients
    #[arg(long, global = true)]
    clients: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the signing keys, newest first
    ///
    /// The state is `next` (published, signs later), `signs`, or `verifies` (only verifies tokens that it has signed).
    List(Json),
    /// Create the next signing key; it is published at once and signs 10 minutes later
    Rotate {
        /// Print all keys as JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a signing key whose tokens have expired
    Retire {
        /// The id of the key, as `list` prints it
        // Ids are base64url, which may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
        kid: String,
        /// Remove it even if its tokens are still valid, because someone else may have it: they are refused at once,
        /// and clients renew them without signing in again
        #[arg(long)]
        now: bool,
    },
}

impl Keys {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let Self { clients, action } = self;
        open::with_accounts(config, async |accounts, caller| match action {
            Action::List(Json { json }) => {
                let keys = match clients {
                    true => accounts.signing_keys().list_client_signing_keys(&caller).await?,
                    false => accounts.signing_keys().list_signing_keys(&caller).await?,
                };
                output::list(json, "keys", &keys, COLUMNS)
            }
            Action::Rotate { json } => {
                let keys = match clients {
                    true => accounts.signing_keys().rotate_client_signing_keys(&caller).await?,
                    false => accounts.signing_keys().rotate_signing_keys(&caller).await?,
                };
                if json { output::list(json, "keys", &keys, COLUMNS) } else { print_rotated(&keys, clients) }
            }
            Action::Retire { kid, now } => {
                let when = if now { RetireWhen::Now } else { RetireWhen::Unused };
                match clients {
                    true => accounts.signing_keys().retire_client_signing_key(&caller, &kid, when).await?,
                    false => accounts.signing_keys().retire_signing_key(&caller, &kid, when).await?,
                }
                output::line(format_args!("Retired the signing key {kid}."))
            }
        })
    }
}

const COLUMNS: [Column<ScheduledKey>; 5] = [
    ("KID", |key| key.kid.clone()),
    ("STATE", |key| key.state.to_string()),
    ("CREATED", |key| key.created_at.to_string()),
    ("SIGNS FROM", |key| key.signs_from.to_string()),
    ("MAY BE RETIRED FROM", |key| key.retirable_from.map_or_else(String::new, |from| from.to_string())),
];

/// Prints what happens next, and what is left to do.
fn print_rotated(keys: &[ScheduledKey], clients: bool) -> Result<(), CliError> {
    if let Some(new) = keys.first() {
        output::line(format_args!("Created the signing key {}, which signs from {}.", new.kid, new.signs_from))?;
    }
    let previous = keys.iter().find(|key| key.state == KeyState::Signs);
    if let Some((previous, from)) = previous.and_then(|key| Some((key, key.retirable_from?))) {
        let option = if clients { "--clients " } else { "" };
        let command = format!("vestibule keys retire {option}{}", previous.kid);
        output::line(format_args!("Retire the previous one from {from} on: {command}"))?;
    }
    Ok(())
}
