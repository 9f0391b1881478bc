//! Migrations: embedded, up and down, one process at a time.

use super::{StoreError, sqlite::Sqlite};
use sqlx::migrate::{Migrate, Migration, Migrator};
use std::{fs::File, path::PathBuf};

/// Where sqlx keeps what has been applied.
const TABLE: &str = "_sqlx_migrations";

/// A migration and whether it has been applied.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MigrationStatus {
    pub version: i64,
    pub name: String,
    pub applied: bool,
}

/// The migrations of one database.
pub struct Migrations<'db> {
    sqlite: &'db Sqlite,
}

impl<'db> Migrations<'db> {
    pub(super) fn of(sqlite: &'db Sqlite) -> Self {
        Self { sqlite }
    }

    /// Applies the next `count` pending migrations, or all; gives back what was applied.
    pub async fn up(&self, count: Option<u32>) -> Result<Vec<MigrationStatus>, StoreError> {
        let _lock = self.lock().await?;
        let pending: Vec<_> = self.status().await?.into_iter().filter(|step| !step.applied).collect();
        let count = count.map_or(pending.len(), |count| count as usize).min(pending.len());
        let steps = &pending[..count];
        if let Some(last) = steps.last() {
            let mut connection = self.sqlite.dedicated().await?;
            migrator().run_to(last.version, &mut *connection).await?;
        }
        Ok(steps.iter().cloned().map(|step| MigrationStatus { applied: true, ..step }).collect())
    }

    /// Rolls back the last `count` applied migrations; gives back what was rolled back, the newest first.
    pub async fn down(&self, count: u32) -> Result<Vec<MigrationStatus>, StoreError> {
        let _lock = self.lock().await?;
        let mut applied: Vec<_> = self.status().await?.into_iter().filter(|step| step.applied).collect();
        let kept = applied.len().saturating_sub(count as usize);
        let mut undone = applied.split_off(kept);
        if !undone.is_empty() {
            let target = applied.last().map_or(0, |step| step.version);
            let mut connection = self.sqlite.dedicated().await?;
            migrator().undo(&mut *connection, target).await?;
        }
        undone.reverse();
        Ok(undone.into_iter().map(|step| MigrationStatus { applied: false, ..step }).collect())
    }

    /// All migrations that this binary knows, the oldest first.
    pub async fn status(&self) -> Result<Vec<MigrationStatus>, StoreError> {
        let mut connection = self.sqlite.dedicated().await?;
        connection.ensure_migrations_table(TABLE).await?;
        let applied = connection.list_applied_migrations(TABLE).await?;
        let status = |step: &Migration| MigrationStatus {
            version: step.version,
            name: step.description.to_string(),
            applied: applied.iter().any(|done| done.version == step.version),
        };
        Ok(migrator().iter().filter(|step| !step.migration_type.is_down_migration()).map(status).collect())
    }

    /// A lock on a file beside the database: sqlx's own lock does nothing on SQLite. Held until dropped.
    async fn lock(&self) -> Result<File, StoreError> {
        let mut path = PathBuf::from(self.sqlite.path()).into_os_string();
        path.push(".migrating");
        tokio::task::spawn_blocking(move || {
            let file = File::create(path)?;
            file.lock()?;
            Ok(file)
        })
        .await
        .map_err(|_| StoreError::Closed)?
        .map_err(StoreError::Lock)
    }
}

/// The steps of the schema, each run in a transaction together with the record that it ran. An older binary must
/// start on a newer schema, so it may meet steps that it does not know.
fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!("migrations/sqlite");
    migrator.set_ignore_missing(true);
    migrator
}
