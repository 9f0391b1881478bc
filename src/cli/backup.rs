//! `vestibule backup`

use super::{error::CliError, open, output};
use crate::{config::Config, entropy::SystemEntropy, transfer::back_up};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  vestibule backup /var/backups/vestibule-$(date +%F).db

The server may go on meanwhile. The copy is checked before it gets its name. Keep the secret (VESTIBULE_SECRET, or
the file `secret` in the data directory) as well, somewhere else: without it nobody's session lives on.";

/// Copy an SQLite database into a file, while it is in use.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Backup {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::refuse_missing_file(config)?;
        let bytes = open::runtime()?.block_on(async {
            let db = open::connect(config).await?;
            let bytes = back_up(&db, &self.file, &SystemEntropy).await;
            db.close().await;
            Ok::<_, CliError>(bytes?)
        })?;
        let file = self.file.display();
        if self.json {
            return output::json(&json!({ "file": file.to_string(), "bytes": bytes }));
        }
        output::line(format_args!("{file}: {bytes} bytes, whole and checked."))
    }
}
