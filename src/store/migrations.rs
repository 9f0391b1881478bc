//! Schema migrations, embedded in the binary. A lock lets only one process migrate at a time.

use super::data_loss::{DataLoss, losses_of_rolling_back};
use super::error_codes::is_missing_table;
use super::process_locks::MigrationLock;
use super::schema::{MIGRATIONS_TABLE, refuse_foreign};
use super::sqlite::restore_statistics;
use super::{Engine, StoreError};
use sqlx::migrate::{Migrate, MigrateError, Migration, Migrator};

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
        let lock = MigrationLock::acquire(self.engine).await?;
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
            && restore_statistics(&mut sqlite.dedicated().await?, &self.applied().await?).await?
        {
            tracing::info!("an ANALYZE had replaced the planner statistics: they have been restored");
        }
        Ok(())
    }

    /// Rolls back the last `count` applied migrations, and returns them, the newest first.
    pub async fn down(&self, count: u32) -> Result<Vec<MigrationStatus>, StoreError> {
        let lock = MigrationLock::acquire(self.engine).await?;
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
        losses_of_rolling_back(self.engine, &steps).await
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

/// The versions of the applied migrations. The table is missing if none was ever applied.
async fn applied_on<C: Migrate>(connection: &mut C) -> Result<Vec<i64>, StoreError> {
    match connection.list_applied_migrations(MIGRATIONS_TABLE).await {
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
            assert!(!restore_statistics(&mut connection, &applied).await.unwrap(), "after migration {version}");
        }
        db.close().await;
    }
}
