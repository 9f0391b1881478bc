//! Restores the planner statistics of SQLite that statements need.
//!
//! Migrations write them by hand, and explain why. An `ANALYZE`, also as part of `PRAGMA optimize`, replaces them by measured
//! ones; SQLite would then read lists of users along the unique indexes of names, which do not hold the filter's columns, and the
//! audit log along the index of all events of a kind.

use super::StoreError;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

/// The rows of `sqlite_stat1`, each with the migration that writes it: the table, the index and its statistics
/// (<https://www.sqlite.org/fileformat2.html#stat1tab>).
const EXPECTED: [(i64, &str, &str, &str); 11] = [
    (7, "audit_events", "audit_events_actor", "1000000 1000 1"),
    (7, "audit_events", "audit_events_actor_event", "1000000 1000 100 1"),
    (7, "audit_events", "audit_events_actor_refused", "50000 100 1"),
    (7, "audit_events", "audit_events_event", "1000000 50000 1"),
    (7, "audit_events", "audit_events_event_refused", "50000 10000 1"),
    (7, "audit_events", "audit_events_refused", "50000 1"),
    (7, "audit_events", "audit_events_target", "1000000 1000 1"),
    (7, "audit_events", "audit_events_target_event", "1000000 1000 100 1"),
    (7, "audit_events", "audit_events_target_refused", "50000 100 1"),
    (5, "users", "sqlite_autoindex_users_2", "1000000 1 unordered"),
    (5, "users", "sqlite_autoindex_users_3", "1000000 1 unordered"),
];

const TABLE_EXISTS: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
/// Not those of `imports`, which a migration analyzes to create the table.
const CURRENT: &str = "SELECT tbl, COALESCE(idx, ''), stat FROM sqlite_stat1 WHERE tbl <> 'imports' ORDER BY tbl, idx";
/// Creating the table again, rather than updating its rows, changes the schema version, which makes open connections read it
/// again (<https://www.sqlite.org/pragma.html#pragma_schema_version>). Only `ANALYZE` can create it, which adds rows.
const RECREATE: &str = "DROP TABLE IF EXISTS sqlite_stat4; \
    DROP TABLE IF EXISTS sqlite_stat1; \
    ANALYZE imports; \
    DELETE FROM sqlite_stat1";
const INSERT: &str = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)";

/// Writes the statistics again if they differ from those of the `applied` migrations; returns whether they did.
pub(super) async fn restore(connection: &mut SqliteConnection, applied: &[i64]) -> Result<bool, StoreError> {
    let expected = || EXPECTED.into_iter().filter(|(migration, ..)| applied.contains(migration));
    let current = current(connection).await?;
    let current = current.iter().map(|(table, index, stat)| (table.as_str(), index.as_str(), stat.as_str()));
    if current.eq(expected().map(|(_, table, index, stat)| (table, index, stat))) {
        return Ok(false);
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    transaction.execute(RECREATE).await?;
    for (_, table, index, stat) in expected() {
        sqlx::query(INSERT).bind(table).bind(index).bind(stat).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

async fn current(connection: &mut SqliteConnection) -> Result<Vec<(String, String, String)>, sqlx::Error> {
    let (tables,): (i64,) = sqlx::query_as(TABLE_EXISTS).fetch_one(&mut *connection).await?;
    // Selecting from a table that does not exist would be an error.
    if tables == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_as(CURRENT).fetch_all(connection).await
}
