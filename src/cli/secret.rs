//! `vestibule secret`

use super::{error::CliError, output};
use crate::{config::generate_secret, entropy::SystemEntropy};
use clap::Args;
use serde_json::json;

const EXAMPLES: &str = "\
Examples:
  vestibule secret
  echo \"VESTIBULE_SECRET=$(vestibule secret)\" >> .env

The secret encrypts the signing keys in the database. If it is lost, all users are signed out.";

/// Generate a value for VESTIBULE_SECRET: 256 random bits as text.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Secret {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Secret {
    pub(super) fn run(self) -> Result<(), CliError> {
        let secret = generate_secret(&SystemEntropy);
        if self.json { output::json(&json!({ "secret": secret.as_str() })) } else { output::line(secret.as_str()) }
    }
}
