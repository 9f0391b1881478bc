//! `vestibule backup`

use super::{error::CliError, open, output};
use crate::{config::Config, entropy::SystemEntropy, transfer::back_up};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  vestibule backup /var/backups/vestibule-$(date +%F).db

The server can keep running. The backup is verified before the file gets its name.

Also back up the secret (VESTIBULE_SECRET, or the file `secret` in the data directory), in another place. Without
it, a restored server cannot use its signing keys, and all users are signed out.";

/// Back up an SQLite database to a file, while it is in use.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Backup {
    /// The file to create; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let bytes = open::runtime()?.block_on(async {
            let db = open::connect(config).await?;
            let written = async {
                open::reject_empty(config, &db).await?;
                Ok::<_, CliError>(back_up(&db, &self.file, &SystemEntropy).await?)
            };
            let written = written.await;
            // Also after an error: closing removes SQLite's write-ahead log.
            db.close().await;
            written
        })?;
        let file = self.file.display();
        if self.json {
            return output::json(&json!({ "file": file.to_string(), "bytes": bytes }));
        }
        output::line(format_args!("Backup written to {file} and verified ({bytes} bytes)."))
    }
}
