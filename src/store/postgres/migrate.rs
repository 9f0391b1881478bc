//! Migrations on PostgreSQL, beside servers that answer requests and programs that read for a long time, such as `pg_dump`.
//!
//! A statement that waits for a table makes everybody wait who asks for the table after it, readers too. So a migration waits for a
//! moment, gives up what it holds, and tries again after a pause. Indexes are built beside writers (`CONCURRENTLY`), which works only
//! outside of a transaction: in a migration of their own, whose first line is `-- no-transaction`. It can be interrupted between any
//! two statements, and is then applied again.

use super::{Postgres, StoreError};
use crate::store::error_codes::is_lock_refused;
use sqlx::migrate::{MigrateError, Migration, Migrator};
use sqlx::{AssertSqlSafe, Executor as _, PgConnection};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a statement of a migration waits for a lock. A request behind it waits for each table that the migration locks, and is refused
/// after five seconds; a test counts the tables. Shorter than `deadlock_timeout` (one second by default), after which PostgreSQL ends one
/// of two that wait for each other: so the migration gives way, and not the request.
const LOCK_TIMEOUT: Duration = Duration::from_millis(800);
/// The pause after the first attempt, in which those go on who have waited behind it. Each further one is twice as long, at most
/// [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Indexes whose building was interrupted. They cost writers time and are never read, and `IF NOT EXISTS` takes them for built.
const INVALID_INDEXES: &str = "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
     WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace";

/// One migration to apply or to roll back.
#[derive(Clone, Copy)]
pub(in crate::store) enum Step<'a> {
    Up(&'a Migration),
    /// With the version that is the last one afterwards.
    Down(&'a Migration, i64),
}

impl Step<'_> {
    fn migration(&self) -> &Migration {
        match self {
            Self::Up(migration) | Self::Down(migration, _) => migration,
        }
    }
}

impl Postgres {
    /// Applies or rolls back one migration. Tries again for `patience` if others use what it needs to lock.
    pub(in crate::store) async fn migrate(
        &self,
        migrator: &Migrator,
        step: Step<'_>,
        patience: Duration,
    ) -> Result<(), StoreError> {
        let version = step.migration().version;
        let (begun, mut pause) = (Instant::now(), FIRST_PAUSE);
        loop {
            match self.try_to_migrate(migrator, step, patience).await {
                Err(error) if was_blocked(&error) => {}
                done => return done,
            }
            if begun.elapsed() + pause >= patience {
                return Err(StoreError::MigrationBlocked { version, seconds: begun.elapsed().as_secs() });
            }
            tracing::warn!(
                "migration {version} has to wait for others who use its tables: trying again in {:.1} s",
                pause.as_secs_f64()
            );
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// On a connection of its own: closing it gives up all locks.
    async fn try_to_migrate(&self, migrator: &Migrator, step: Step<'_>, patience: Duration) -> Result<(), StoreError> {
        let mut connection = self.dedicated().await?;
        let migration = step.migration();
        // Building an index blocks nobody while it waits, and would have to begin again.
        let limit = if migration.no_tx { patience } else { LOCK_TIMEOUT };
        execute(&mut connection, format!("SET lock_timeout = {}", limit.as_millis().max(1))).await?;
        if migration.no_tx {
            drop_invalid_indexes(&mut connection, migration.sql.as_str()).await?;
        }
        match step {
            Step::Up(migration) if migration.no_tx => {
                // One at a time: several that are sent at once are a transaction.
                for statement in statements(migration.sql.as_str()) {
                    execute(&mut connection, statement).await?;
                }
                // Only records that it was applied.
                migrator.skip(&mut connection, Some(migration.version)).await?;
            }
            Step::Up(migration) => migrator.run_to(migration.version, &mut connection).await?,
            Step::Down(_, target) => migrator.undo(&mut connection, target).await?,
        }
        Ok(())
    }
}

/// The statements of a migration without a transaction, in which a semicolon only ends one.
fn statements(sql: &str) -> Vec<String> {
    let lines = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
    let statements = lines.collect::<Vec<_>>().join("\n");
    statements.split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// Drops the invalid indexes that `sql` names, so that it builds them again.
async fn drop_invalid_indexes(connection: &mut PgConnection, sql: &str) -> Result<(), StoreError> {
    let invalid: Vec<String> = sqlx::query_scalar(INVALID_INDEXES).fetch_all(&mut *connection).await?;
    let is_named = |name: &String| sql.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    for name in invalid.into_iter().filter(is_named) {
        tracing::warn!("building the index {name} was interrupted: it is built again");
        execute(connection, format!("DROP INDEX CONCURRENTLY IF EXISTS \"{name}\"")).await?;
    }
    Ok(())
}

/// Runs statements without parameters.
pub(super) async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(drop)
}

/// Whether a lock was not to be had.
fn was_blocked(error: &StoreError) -> bool {
    match error {
        StoreError::Sql(error)
        | StoreError::Migrate(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            is_lock_refused(error)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_without_a_transaction_is_split_into_its_statements() {
        let sql = "-- no-transaction\n-- Why; and how.\nDROP INDEX CONCURRENTLY IF EXISTS one;\n\n\
                   CREATE INDEX CONCURRENTLY IF NOT EXISTS two\n    ON users (id);\n";
        let expected =
            ["DROP INDEX CONCURRENTLY IF EXISTS one", "CREATE INDEX CONCURRENTLY IF NOT EXISTS two\n    ON users (id)"];
        assert_eq!(statements(sql), expected);
    }
}
