//! `vestibule restore`

use super::{
    copy::{drawn, tables, tell},
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

All of the backup takes the place of all that is in the database, at once or not at all. A server may run
meanwhile: it goes on with what was restored. The secret must be the one that the backup was made with
(or stand in VESTIBULE_SECRET_PREVIOUS). For PostgreSQL use pg_restore.";

/// Put a backup in the place of an SQLite database.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Restore {
    /// What `vestibule backup` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Also when there are accounts already; they are backed up first, beside the database
    #[arg(long)]
    replace: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let restored = open::runtime()?.block_on(self.restored(config))?;
        let kept = restored.kept.map(|path| path.display().to_string());
        if self.json {
            return output::json(&json!({ "tables": tables(&restored.tables), "kept": kept }));
        }
        tell(&restored.tables)?;
        if let Some(kept) = kept {
            output::line(format_args!("What was there before is in {kept}."))?;
        }
        output::line("Restored and verified.")
    }

    async fn restored(&self, config: &Config) -> Result<Restored, CliError> {
        let database = config.database_url.sqlite_file().ok_or(StoreError::SqliteOnly)?;
        let now = SystemClock.now().to_string().replace(':', "-");
        let keep = database.with_file_name(format!("before-restore-{now}.db"));
        let target = open::connect(config).await?;
        target.migrations().up(None).await?;
        let bar = Bar::new("rows");
        let wrapping = Wrapping::of(config);
        let (file, entropy) = (&self.file, &SystemEntropy);
        let restored = restore(file, &target, &wrapping, entropy, self.replace, &keep, &mut drawn(&bar)).await;
        target.close().await;
        Ok(restored?)
    }
}
