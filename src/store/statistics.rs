//! Restores the planner statistics of SQLite that the statements of the directory need.
//!
//! Migration 0005 writes them by hand, and explains why. An `ANALYZE`, also as part of `PRAGMA optimize`, replaces them by
//! measured ones; SQLite would then read lists along the unique indexes of names, which do not hold the filter's columns.

use super::StoreError;
use sqlx::{Executor as _, SqliteConnection};

/// The rows of `sqlite_stat1` for the table `users`, as migration 0005 writes them: the index and its statistics
/// (<https://www.sqlite.org/fileformat2.html#stat1tab>).
const EXPECTED: [(&str, &str); 2] =
    [("sqlite_autoindex_users_2", "1000000 1 unordered"), ("sqlite_autoindex_users_3", "1000000 1 unordered")];

/// The migration that writes them. Before it there is nothing to restore.
pub(super) const SINCE: i64 = 5;

const TABLE_EXISTS: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
const CURRENT: &str = "SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'users' ORDER BY idx";
/// As in the migration. Creating the table again, rather than updating its rows, changes the schema version, which makes open
/// connections read it again (<https://www.sqlite.org/pragma.html#pragma_schema_version>).
const RESTORE: &str = "BEGIN IMMEDIATE; \
    DROP TABLE IF EXISTS sqlite_stat4; \
    DROP TABLE IF EXISTS sqlite_stat1; \
    ANALYZE imports; \
    INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES \
        ('users', 'sqlite_autoindex_users_2', '1000000 1 unordered'), \
        ('users', 'sqlite_autoindex_users_3', '1000000 1 unordered'); \
    COMMIT";

/// Writes the statistics again if they differ from those of the migration; returns whether they did.
pub(super) async fn restore(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    if are_as_expected(connection).await? {
        return Ok(false);
    }
    connection.execute(RESTORE).await?;
    Ok(true)
}

async fn are_as_expected(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let (tables,): (i64,) = sqlx::query_as(TABLE_EXISTS).fetch_one(&mut *connection).await?;
    // Selecting from a table that does not exist would be an error.
    if tables == 0 {
        return Ok(false);
    }
    let current: Vec<(Option<String>, String)> = sqlx::query_as(CURRENT).fetch_all(connection).await?;
    Ok(current.iter().map(|(index, stat)| (index.as_deref().unwrap_or_default(), stat.as_str())).eq(EXPECTED))
}
