//! `vestibule copy`, `backup` and `restore`: whole databases.

use super::error::CliError;
use super::open;
use super::output::{self, Bar};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, DatabaseUrl, private};
use crate::entropy::SystemEntropy;
use crate::keys::Wrapping;
use crate::shared::first_steps::Note;
use crate::store::{Db, StoreError, Tx, installation};
use crate::transfer::{
    Copied, Existing, Progress, Restored, Stage, TransferError, back_up, backup_name, copy, keep_newest, restore,
};
use clap::Args;
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

const COPY_EXAMPLES: &str = "\
Examples:
  vestibule copy --from sqlite://data/vestibule.db --to postgres://vestibule@db.example.org/vestibule
  vestibule copy --from postgres://vestibule@localhost/vestibule --to sqlite://data/vestibule.db

Stop the server first: data that is written to the source while the copy runs is not copied. The target must be
empty; if the copy is interrupted, the target is empty or complete. Sessions stay valid if the secret is the same.
The password can be left out of the URL: PGPASSWORD and ~/.pgpass are used.";

/// Copy all data to another database, from SQLite or PostgreSQL to either.
#[derive(Args)]
#[command(after_help = COPY_EXAMPLES)]
pub(super) struct Copy {
    /// The database to read
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database to write
    #[arg(long, value_name = "URL")]
    to: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Copy {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let from = DatabaseUrl::parse("--from", &self.from)?;
        let to = DatabaseUrl::parse("--to", &self.to)?;
        // Connecting would create an empty database, and the copy would contain nothing.
        if let Some(missing) = from.sqlite_file().filter(|file| !file.exists()) {
            return Err(CliError::failed(format!("--from: the file {} does not exist", missing.display())));
        }
        let copied = open::runtime()?.block_on(copy_between(config, &from, &to))?;
        if self.json {
            return output::json(&json!({ "tables": tables_as_json(&copied) }));
        }
        print_tables(&copied)?;
        output::line("Copied and verified.")
    }
}

async fn copy_between(config: &Config, from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Vec<Copied>, CliError> {
    let source = Db::connect(from.expose()).await?;
    let target = Db::connect(to.expose()).await?;
    // A future of its own, so that both databases are also closed after an error.
    let copied = async {
        target.migrations().up(None).await.map_err(TransferError::from)?;
        let bar = Bar::new("rows");
        let wrapping = Wrapping::of(config);
        copy(&source, &target, &wrapping, &SystemEntropy, Existing::Refuse, &mut show_progress(&bar)).await
    };
    let copied = copied.await;
    source.close().await;
    target.close().await;
    Ok(copied?)
}

const BACKUP_EXAMPLES: &str = "\
Examples:
  vestibule backup /var/backups/vestibule-$(date +%F).db
  vestibule backup --directory /var/lib/vestibule/backups --keep 14
  pg_dump --format=custom --file=vestibule.dump vestibule && vestibule backup --note

The server can keep running. The backup is verified before the file gets its name. With --keep, older ones are
deleted after that. When the last one was made is on the page /overview and in the metrics.

Also back up the secret (VESTIBULE_SECRET, or the file `secret` in the data directory), in another place. Without
it, a restored server cannot use its signing keys, and all users are signed out.";

/// Back up an SQLite database to a file, while it is in use.
#[derive(Args)]
#[command(after_help = BACKUP_EXAMPLES)]
pub(super) struct Backup {
    /// The file to create; it must not exist
    #[arg(value_name = "FILE", required_unless_present_any = ["directory", "note"], conflicts_with_all = ["directory", "note"])]
    file: Option<PathBuf>,
    /// Create a file in this folder that is named after the time; the folder is created if it does not exist
    #[arg(long, value_name = "FOLDER")]
    directory: Option<PathBuf>,
    /// Keep so many of the backups in the folder that are named after their time, and delete older ones [default: all]
    #[arg(long, value_name = "NUMBER", requires = "directory")]
    keep: Option<NonZeroUsize>,
    /// With PostgreSQL, write nothing and succeed: for a timer that does not know which database there is
    #[arg(long, requires = "directory", conflicts_with_all = ["note", "json"])]
    if_sqlite: bool,
    /// Write nothing: note that another program has just made a backup, such as pg_dump
    #[arg(long, conflicts_with_all = ["directory", "json"])]
    note: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        if self.if_sqlite && config.database_url.sqlite_file().is_none() {
            return output::line("Nothing was written: the database is PostgreSQL, which pg_dump backs up.");
        }
        let file = self.path()?;
        let bytes = open::runtime()?.block_on(async {
            let db = open::connect(config).await?;
            let written = write(config, &db, file.as_deref()).await;
            // Also after an error: closing removes SQLite's write-ahead log.
            db.close().await;
            written
        })?;
        let Some(file) = file else { return output::line("Noted that there is a backup.") };
        let file = file.display();
        if !self.json {
            output::line(format_args!("Backup written to {file} and verified ({bytes} bytes)."))?;
        }
        // Only now that there is a younger one.
        let deleted = match (&self.directory, self.keep) {
            (Some(folder), Some(keep)) => keep_newest(folder, keep)?,
            _ => 0,
        };
        match deleted {
            _ if self.json => output::json(&json!({ "file": file.to_string(), "bytes": bytes, "deleted": deleted })),
            0 => Ok(()),
            _ => output::line(format_args!("Deleted {deleted} older.")),
        }
    }

    /// The file to create. None if another program has made the backup.
    fn path(&self) -> Result<Option<PathBuf>, CliError> {
        if self.note {
            return Ok(None);
        }
        let Some(folder) = &self.directory else { return Ok(self.file.clone()) };
        private::create_folder(folder).map_err(|error| {
            CliError::failed(format!("{}: {error}: use a folder that this user can create", folder.display()))
        })?;
        Ok(Some(folder.join(backup_name(SystemClock.now()))))
    }
}

/// Writes a backup, if there is a file for it, and notes that there is one. Returns its size.
async fn write(config: &Config, db: &Db, file: Option<&Path>) -> Result<u64, CliError> {
    open::reject_empty(config, db).await?;
    let Some(file) = file else { return note(db).await.map(|()| 0).map_err(CliError::from) };
    let bytes = back_up(db, file, &SystemEntropy).await?;
    // It is good without the note.
    if let Err(error) = note(db).await {
        output::warning(&format!("that there is a backup could not be noted in the database: {error}"));
    }
    Ok(bytes)
}

/// Notes that a backup was made now, for the overview, the first steps and the metrics.
async fn note(db: &Db) -> Result<(), StoreError> {
    let now = SystemClock.now();
    db.write(async move |mut tx: Tx| installation::note(&mut tx, Note::Backup, now, "").await).await
}

const RESTORE_EXAMPLES: &str = "\
Examples:
  vestibule restore /var/backups/vestibule-2026-11-20.db
  vestibule restore vestibule-2026-11-20.db --replace

Replaces all data in the database, or nothing if it fails. The server can keep running and uses the restored data
at once. The secret must be the one that the backup was created with, in VESTIBULE_SECRET or in
VESTIBULE_SECRET_PREVIOUS. Users whose session was renewed after the backup must sign in again.

For PostgreSQL, use pg_restore.";

/// Restore an SQLite database from a backup.
#[derive(Args)]
#[command(after_help = RESTORE_EXAMPLES)]
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

/// Prints the number of copied rows of each table.
fn print_tables(copied: &[Copied]) -> Result<(), CliError> {
    let pairs: Vec<_> = copied.iter().map(|copied| (copied.table, copied.rows.to_string())).collect();
    output::pairs(&pairs)
}

/// The number of copied rows of each table and their checksum.
fn tables_as_json(copied: &[Copied]) -> Value {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let table =
        |copied: &Copied| json!({ "table": copied.table, "rows": copied.rows, "sha256": hex(&copied.checksum) });
    copied.iter().map(table).collect()
}

/// A callback that shows the progress of a copy.
fn show_progress(bar: &Bar) -> impl FnMut(Progress) + Send {
    move |progress| {
        let verb = match progress.stage {
            Stage::Copying => "copying",
            Stage::Verifying => "verifying",
        };
        bar.show(&format!("{verb} {}", progress.table), progress.done, progress.total);
    }
}
