//! Schema migrations, embedded in the binary. A lock lets only one process migrate at a time. How they get along with running servers
//! on PostgreSQL is in `postgres/migrate.rs`.

use super::data_loss::{DataLoss, losses_of_rolling_back};
use super::error_codes::is_missing_table;
use super::postgres::Step;
use super::process_locks::MigrationLock;
use super::schema::{MIGRATIONS_TABLE, refuse_foreign};
use super::sqlite::restore_statistics;
use super::{Engine, StoreError};
use sqlx::migrate::{Migrate, MigrateError, Migration, Migrator};
use std::time::Duration;

/// How long a migration on PostgreSQL is tried while others use its tables.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

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
    migrator: Migrator,
    patience: Duration,
}

impl<'db> Migrations<'db> {
    pub(super) fn of(engine: &'db Engine) -> Self {
        Self { engine, migrator: migrator(engine, Vec::new()), patience: PATIENCE }
    }

    /// With further ones, as a later version has them.
    #[must_use]
    pub fn and(self, later: Vec<Migration>) -> Self {
        Self { migrator: migrator(self.engine, later), ..self }
    }

    /// With another limit to how long one of them is tried while others use its tables.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
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
        match (self.engine, steps.last()) {
            (Engine::Sqlite(sqlite), Some(last)) => {
                self.migrator.run_to(last.version, &mut sqlite.dedicated().await?).await?;
            }
            (Engine::Postgres(postgres), _) => {
                let is_pending = |migration: &&Migration| steps.iter().any(|step| step.version == migration.version);
                for migration in self.ups().filter(is_pending) {
                    postgres.migrate(&self.migrator, Step::Up(migration), self.patience).await?;
                }
            }
            (Engine::Sqlite(_), None) => {}
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
        undone.reverse();
        match self.engine {
            Engine::Sqlite(sqlite) if !undone.is_empty() => {
                // What remains in `applied` is the state to return to.
                let target = applied.last().map_or(0, |step| step.version);
                self.migrator.undo(&mut sqlite.dedicated().await?, target).await?;
            }
            Engine::Sqlite(_) => {}
            Engine::Postgres(postgres) => {
                let before = undone.iter().skip(1).chain(applied.last()).map(|step| step.version);
                for (step, target) in undone.iter().zip(before.chain([0])) {
                    let Some(migration) = self.downs().find(|down| down.version == step.version) else { continue };
                    postgres.migrate(&self.migrator, Step::Down(migration, target), self.patience).await?;
                }
            }
        }
        lock.release().await;
        Ok(undone.into_iter().map(|step| MigrationStatus { applied: false, ..step }).collect())
    }

    /// Fails if the database holds tables of another program.
    pub async fn refuse_foreign(&self) -> Result<(), StoreError> {
        let is_ours = self.status().await?.iter().any(|step| step.applied);
        refuse_foreign(self.engine, is_ours).await
    }

    /// The data that [`Migrations::down`] would delete.
    pub async fn losses(&self, count: u32) -> Result<Vec<DataLoss>, StoreError> {
        let applied = self.applied().await?;
        // The newest first, as `down` rolls them back.
        let steps: Vec<_> =
            self.downs().rev().filter(|step| applied.contains(&step.version)).take(count as usize).collect();
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
        Ok(self.ups().map(status).collect())
    }

    /// The number of applied migrations that this binary does not have: a newer version has applied them.
    pub async fn unknown(&self) -> Result<usize, StoreError> {
        let applied = self.applied().await?;
        Ok(applied.into_iter().filter(|version| !self.migrator.version_exists(*version)).count())
    }

    /// The versions of all migrations in this binary.
    pub(super) fn known(&self) -> Vec<i64> {
        self.ups().map(|step| step.version).collect()
    }

    /// Each version appears twice in the list: once up, once down.
    fn ups(&self) -> impl DoubleEndedIterator<Item = &Migration> {
        self.migrator.iter().filter(|step| !step.migration_type.is_down_migration())
    }

    fn downs(&self) -> impl DoubleEndedIterator<Item = &Migration> {
        self.migrator.iter().filter(|step| step.migration_type.is_down_migration())
    }

    async fn applied(&self) -> Result<Vec<i64>, StoreError> {
        match self.engine {
            Engine::Sqlite(sqlite) => applied_on(&mut sqlite.dedicated().await?).await,
            Engine::Postgres(postgres) => applied_on(&mut postgres.dedicated().await?).await,
        }
    }
}

/// The embedded migrations and `later` ones. sqlx runs each in one transaction with the record that it was applied, except those whose
/// first line is `-- no-transaction`.
fn migrator(engine: &Engine, later: Vec<Migration>) -> Migrator {
    let mut migrator = match engine {
        Engine::Sqlite(_) => sqlx::migrate!("migrations/sqlite"),
        Engine::Postgres(_) => sqlx::migrate!("migrations/postgres"),
    };
    if !later.is_empty() {
        migrator = Migrator::with_migrations(migrator.iter().cloned().chain(later).collect());
    }
    // An older binary must start on a newer schema, whose migrations it does not have.
    migrator.set_ignore_missing(true);
    // Our own lock replaces that of sqlx, which does nothing on SQLite and does not cover the query of the status.
    migrator.set_locking(false);
    migrator
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
            migrations.migrator.run_to(version, &mut connection).await.unwrap();
            let applied = applied_on(&mut connection).await.unwrap();
            assert_eq!(applied.last(), Some(&version));
            assert!(!restore_statistics(&mut connection, &applied).await.unwrap(), "after migration {version}");
        }
        db.close().await;
    }
}
