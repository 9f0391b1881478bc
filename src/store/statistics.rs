//! The statistics from which SQLite plans the directory's statements: written by hand, and restored when an `ANALYZE` has replaced it.
//!
//! Migration 0005 writes it, and says why. `ANALYZE`, also as a part of `PRAGMA optimize`, measures every index and puts what it
//! finds in the place of that; lists would then be read along the indexes that keep names unique.

use super::StoreError;
use sqlx::{Executor as _, SqliteConnection};

/// The rows of `sqlite_stat1` for the table of accounts, as migration 0005 writes them: the index, and what it is for
/// (<https://www.sqlite.org/fileformat2.html#stat1tab>).
const WRITTEN: [(&str, &str); 2] =
    [("sqlite_autoindex_users_2", "1000000 1 unordered"), ("sqlite_autoindex_users_3", "1000000 1 unordered")];

/// The migration that writes them; without it there is nothing to restore.
pub(super) const SINCE: i64 = 5;

const IS_THERE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
const FOUND: &str = "SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'users' ORDER BY idx";
/// As in the migration. Making the table again, in place of changing its rows, moves the version of the schema: so connections
/// that are open already read it again (<https://www.sqlite.org/pragma.html#pragma_schema_version>).
const RESTORE: &str = "BEGIN IMMEDIATE; \
    DROP TABLE IF EXISTS sqlite_stat4; \
    DROP TABLE IF EXISTS sqlite_stat1; \
    ANALYZE imports; \
    INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES \
        ('users', 'sqlite_autoindex_users_2', '1000000 1 unordered'), \
        ('users', 'sqlite_autoindex_users_3', '1000000 1 unordered'); \
    COMMIT";

/// Writes the statistics again, if they are not as the migration left them; whether they were not.
pub(super) async fn restore(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    if are_as_written(connection).await? {
        return Ok(false);
    }
    connection.execute(RESTORE).await?;
    Ok(true)
}

async fn are_as_written(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let (tables,): (i64,) = sqlx::query_as(IS_THERE).fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(false);
    }
    let found: Vec<(Option<String>, String)> = sqlx::query_as(FOUND).fetch_all(connection).await?;
    Ok(found.iter().map(|(index, stat)| (index.as_deref().unwrap_or_default(), stat.as_str())).eq(WRITTEN))
}
