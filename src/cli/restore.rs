//! `vestibule restore`

use super::{
    copy::{print_tables, show_progress, tables_as_json},
    error::CliError,
    open, output,
    progress::Bar,
};
use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    entropy::SystemEntropy,
    keys::Wrapping,
    store::StoreError,
    transfer::{Restored, restore},
};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  vestibule restore /var/backups/vestibule-2026-11-20.db
  vestibule restore vestibule-2026-11-20.db --replace

Replaces all data in the database, or nothing if it fails. The server can keep running and uses the restored data
at once. The secret must be the one that the backup was created with, in VESTIBULE_SECRET or in
VESTIBULE_SECRET_PREVIOUS. Users whose session was renewed after the backup must sign in again.

For PostgreSQL, use pg_restore.";

/// Restore an SQLite database from a backup.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Restore {
    /// A file that `vestibule backup` created
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace existing accounts; they are backed up first, to the directory of the database
    #[arg(long)]
    replace: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let restored = open::runtime()?.block_on(self.restore(config))?;
        let kept = restored.kept.map(|path| path.display().to_string());
        if self.json {
            return output::json(&json!({ "tables": tables_as_json(&restored.tables), "kept": kept }));
        }
        print_tables(&restored.tables)?;
        if let Some(kept) = kept {
            output::line(format_args!("The previous data was backed up to {kept}."))?;
        }
        output::line("Restored and verified.")
    }

    async fn restore(&self, config: &Config) -> Result<Restored, CliError> {
        let database = config.database_url.sqlite_file().ok_or(StoreError::SqliteOnly)?;
        // Not all file systems permit colons in names.
        let now = SystemClock.now().to_string().replace(':', "-");
        let keep = database.with_file_name(format!("before-restore-{now}.db"));
        let target = open::connect(config).await?;
        // A new database has no tables yet.
        target.migrations().up(None).await?;
        let bar = Bar::new("rows");
        let wrapping = Wrapping::of(config);
        let (file, entropy, mut progress) = (&self.file, &SystemEntropy, show_progress(&bar));
        let restored = restore(file, &target, &wrapping, entropy, self.replace, &keep, &mut progress).await;
        target.close().await;
        Ok(restored?)
    }
}
