//! Schema migrations, embedded in the binary. A lock lets only one process migrate at a time.

use super::{
    Engine, StoreError,
    data_loss::{self, Connection, DataLoss},
    postgres::Postgres,
    schema::{is_missing_table, refuse_foreign},
    sqlite::Sqlite,
    statistics,
};
use sqlx::{
    Connection as _, PgConnection,
    migrate::{Migrate, MigrateError, Migration, Migrator},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// The table in which sqlx records the applied migrations.
pub(super) const TABLE: &str = "_sqlx_migrations";
/// The key of the advisory lock in a PostgreSQL database: "vestibul" in ASCII.
const ADVISORY_LOCK: i64 = 0x7665_7374_6962_756c;

/// A migration and whether it has been applied.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MigrationStatus {
    pub version: i64,
    pub name: String,
    pub applied: bool,
}

/// The migrations of one database.
pub struct Migrations<'db> {
    engine: &'db Engine,
}

impl<'db> Migrations<'db> {
    pub(super) fn of(engine: &'db Engine) -> Self {
        Self { engine }
    }

    /// Applies the next `count` pending migrations, or all, and returns them. On SQLite it also restores the planner statistics
    /// that a migration wrote, if an `ANALYZE` has replaced them.
    pub async fn up(&self, count: Option<u32>) -> Result<Vec<MigrationStatus>, StoreError> {
        // Acquired before the status is read, because another process may be migrating.
        let lock = self.lock().await?;
        self.refuse_foreign().await?;
        let pending: Vec<_> = self.status().await?.into_iter().filter(|step| !step.applied).collect();
        let count = count.map_or(pending.len(), |count| count as usize).min(pending.len());
        let steps = &pending[..count];
        if let Some(last) = steps.last() {
            let migrator = self.migrator();
            match self.engine {
                Engine::Sqlite(sqlite) => migrator.run_to(last.version, &mut sqlite.dedicated().await?).await?,
                Engine::Postgres(postgres) => migrator.run_to(last.version, &mut postgres.dedicated().await?).await?,
            }
        }
        self.restore_statistics().await?;
        // Here the lock is awaited; on an early return it is only dropped.
        lock.release().await;
        Ok(steps.iter().cloned().map(|step| MigrationStatus { applied: true, ..step }).collect())
    }

    async fn restore_statistics(&self) -> Result<(), StoreError> {
        if let Engine::Sqlite(sqlite) = self.engine
            && statistics::restore(&mut sqlite.dedicated().await?, &self.applied().await?).await?
        {
            tracing::info!("an ANALYZE had replaced the planner statistics: they have been restored");
        }
        Ok(())
    }

    /// Rolls back the last `count` applied migrations, and returns them, the newest first.
    pub async fn down(&self, count: u32) -> Result<Vec<MigrationStatus>, StoreError> {
        let lock = self.lock().await?;
        let mut applied: Vec<_> = self.status().await?.into_iter().filter(|step| step.applied).collect();
        let remaining = applied.len().saturating_sub(count as usize);
        let mut undone = applied.split_off(remaining);
        if !undone.is_empty() {
            // What remains in `applied` is the state to return to.
            let target = applied.last().map_or(0, |step| step.version);
            let migrator = self.migrator();
            match self.engine {
                Engine::Sqlite(sqlite) => migrator.undo(&mut sqlite.dedicated().await?, target).await?,
                Engine::Postgres(postgres) => migrator.undo(&mut postgres.dedicated().await?, target).await?,
            }
        }
        lock.release().await;
        undone.reverse();
        Ok(undone.into_iter().map(|step| MigrationStatus { applied: false, ..step }).collect())
    }

    /// Fails if the database holds tables of another program.
    pub async fn refuse_foreign(&self) -> Result<(), StoreError> {
        let is_ours = self.status().await?.iter().any(|step| step.applied);
        refuse_foreign(self.engine, is_ours).await
    }

    /// The data that [`Migrations::down`] would delete.
    pub async fn losses(&self, count: u32) -> Result<Vec<DataLoss>, StoreError> {
        let migrator = self.migrator();
        let applied = self.applied().await?;
        // The newest first, as `down` rolls them back.
        let steps = migrator.iter().rev().filter(|step| step.migration_type.is_down_migration());
        let steps: Vec<_> = steps.filter(|step| applied.contains(&step.version)).take(count as usize).collect();
        let mut connection = match self.engine {
            Engine::Sqlite(sqlite) => Connection::Sqlite(Box::new(sqlite.dedicated().await?)),
            Engine::Postgres(postgres) => Connection::Postgres(Box::new(postgres.dedicated().await?)),
        };
        data_loss::of_rolling_back(&mut connection, &steps).await
    }

    /// All migrations in this binary, the oldest first.
    pub async fn status(&self) -> Result<Vec<MigrationStatus>, StoreError> {
        let applied = self.applied().await?;
        let status = |step: &Migration| MigrationStatus {
            version: step.version,
            name: step.description.to_string(),
            applied: applied.contains(&step.version),
        };
        // Each version appears twice in the list: once up, once down.
        Ok(self.migrator().iter().filter(|step| !step.migration_type.is_down_migration()).map(status).collect())
    }

    /// The number of applied migrations that this binary does not have: a newer version has applied them.
    pub async fn unknown(&self) -> Result<usize, StoreError> {
        let applied = self.applied().await?;
        let migrator = self.migrator();
        Ok(applied.into_iter().filter(|version| !migrator.version_exists(*version)).count())
    }

    /// The versions of all migrations in this binary.
    pub(super) fn known(&self) -> Vec<i64> {
        let migrator = self.migrator();
        migrator.iter().filter(|step| !step.migration_type.is_down_migration()).map(|step| step.version).collect()
    }

    async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        match self.engine {
            Engine::Sqlite(sqlite) => applied_on(&mut sqlite.dedicated().await?).await,
            Engine::Postgres(postgres) => applied_on(&mut postgres.dedicated().await?).await,
        }
    }

    async fn lock(&self) -> Result<Lock, StoreError> {
        match self.engine {
            Engine::Sqlite(sqlite) => lock_file(sqlite).await.map(Lock::File),
            Engine::Postgres(postgres) => lock_database(postgres).await.map(Lock::Advisory),
        }
    }

    /// The embedded migrations. sqlx runs each in one transaction with the record that it was applied.
    fn migrator(&self) -> Migrator {
        let mut migrator = match self.engine {
            Engine::Sqlite(_) => sqlx::migrate!("migrations/sqlite"),
            Engine::Postgres(_) => sqlx::migrate!("migrations/postgres"),
        };
        // An older binary must start on a newer schema, whose migrations it does not have.
        migrator.set_ignore_missing(true);
        // Our own lock replaces that of sqlx, which does nothing on SQLite and does not cover the query of the status.
        migrator.set_locking(false);
        migrator
    }
}

/// The lock of the process that migrates.
enum Lock {
    File(File),
    Advisory(PgConnection),
}

impl Lock {
    /// Dropping the lock releases it as well: with the file, or once PostgreSQL notices that the connection is lost.
    async fn release(self) {
        match self {
            Self::File(file) => drop(file),
            Self::Advisory(connection) => {
                if let Err(error) = connection.close().await {
                    tracing::debug!(%error, "the connection of the migration lock did not close cleanly");
                }
            }
        }
    }
}

/// The path of a file next to an SQLite database: its path with a suffix.
pub(super) fn file_next_to(database: &Path, suffix: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Locks a file next to the database.
async fn lock_file(sqlite: &Sqlite) -> Result<File, StoreError> {
    let path = file_next_to(sqlite.path(), ".migrating");
    // Waiting for a file lock blocks the thread.
    tokio::task::spawn_blocking(move || {
        let file = File::create(path)?;
        file.lock()?;
        Ok(file)
    })
    .await
    .map_err(|_| StoreError::Closed)?
    .map_err(StoreError::Lock)
}

/// Acquires an advisory lock, which PostgreSQL releases when the connection ends.
async fn lock_database(postgres: &Postgres) -> Result<PgConnection, StoreError> {
    let mut connection = postgres.dedicated().await?;
    // Without a time limit, because the process that holds the lock may be migrating a large database.
    sqlx::query("SELECT pg_advisory_lock($1)").bind(ADVISORY_LOCK).execute(&mut connection).await?;
    Ok(connection)
}

/// The versions of the applied migrations. The table is missing if none was ever applied.
async fn applied_on<C: Migrate>(connection: &mut C) -> Result<Vec<i64>, StoreError> {
    match connection.list_applied_migrations(TABLE).await {
        Ok(applied) => Ok(applied.into_iter().map(|step| step.version).collect()),
        Err(MigrateError::Execute(error)) if is_missing_table(&error) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Db;

    /// Runs the migrations without [`Migrations::up`], which would restore what they have not written.
    #[tokio::test]
    async fn migrations_write_the_planner_statistics_that_the_next_start_would_restore() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::connect(&format!("sqlite://{}", folder.path().join("test.db").display())).await.unwrap();
        let migrations = db.migrations();
        let Engine::Sqlite(sqlite) = migrations.engine else { unreachable!("this is SQLite") };
        let mut connection = sqlite.dedicated().await.unwrap();
        for version in migrations.known() {
            migrations.migrator().run_to(version, &mut connection).await.unwrap();
            let applied = applied_on(&mut connection).await.unwrap();
            assert_eq!(applied.last(), Some(&version));
            assert!(!statistics::restore(&mut connection, &applied).await.unwrap(), "after migration {version}");
        }
        db.close().await;
    }
}
