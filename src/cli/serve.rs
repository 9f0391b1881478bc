//! `vestibule serve`

use super::{error::CliError, open};
use crate::config::Config;
use clap::Args;

/// Serve until told to stop (SIGTERM or SIGINT), after applying pending migrations.
#[derive(Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::server_runtime()?.block_on(serve(config)).map_err(CliError::refused)
    }
}

/// Serves until told to stop.
///
/// # Errors
/// What kept it from starting, as a sentence.
pub async fn serve(config: &Config) -> Result<(), String> {
    Err(format!("this build does not serve yet; it would listen at {}", config.listen))
}
