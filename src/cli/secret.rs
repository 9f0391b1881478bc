//! `vestibule secret`

use super::{error::CliError, output};
use crate::{config::fresh_secret, entropy::SystemEntropy};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule secret
  echo \"VESTIBULE_SECRET=$(vestibule secret)\" >> .env

The secret protects the signing keys in the database: whoever loses it signs everyone out.";

/// Print a fresh value for VESTIBULE_SECRET: 256 random bits as text.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Secret {}

impl Secret {
    pub(super) fn run(self) -> Result<(), CliError> {
        output::line(fresh_secret(&SystemEntropy).as_str())
    }
}
