//! Counters of failed attempts, by key.

use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ThrottleRow {
    pub failures: i64,
    pub last_at: i64,
    /// Attempts are rejected until this time; 0 if not blocked.
    pub blocked_until: i64,
}

statements! {
    FIND = "SELECT failures, last_at, blocked_until FROM throttles WHERE key = $1";
    /// The update that changes nothing locks the row until the transaction ends.
    HOLD = "INSERT INTO throttles (key, failures, last_at, blocked_until) VALUES ($1, 0, 0, 0) \
        ON CONFLICT (key) DO UPDATE SET failures = throttles.failures RETURNING failures, last_at, blocked_until";
    HOLD_IF_THERE = "UPDATE throttles SET failures = failures WHERE key = $1 \
        RETURNING failures, last_at, blocked_until";
    PUT = "INSERT INTO throttles (key, failures, last_at, blocked_until) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (key) DO UPDATE SET failures = $2, last_at = $3, blocked_until = $4";
    DELETE = "DELETE FROM throttles WHERE key = $1";
    // Ranges, because LIKE with a parameter reads the whole table.
    DELETE_OF = "DELETE FROM throttles WHERE key = $1 OR key >= $2 AND key < $3 \
        OR key >= 'run:' || $2 AND key < 'run:' || $3";
    // The times are compared again, because PostgreSQL may have waited for a transaction that has counted a failure.
    DELETE_PAST = "DELETE FROM throttles WHERE last_at < $1 AND blocked_until < $1 AND key IN (SELECT key FROM throttles \
        WHERE last_at < $1 AND blocked_until < $1 AND NOT key LIKE 'run:%' LIMIT $2)";
    DELETE_RUNS_PAST = "DELETE FROM throttles WHERE last_at < $1 AND key IN (SELECT key FROM throttles \
        WHERE last_at < $1 AND key LIKE 'run:%' AND NOT key LIKE 'run:account:%' LIMIT $2)";
}

/// The counter, without a lock.
pub async fn find(conn: &mut Conn, key: &str) -> Result<Option<ThrottleRow>, StoreError> {
    fetch!(conn, fetch_optional as ThrottleRow, FIND, key)
}

/// The counter, which is created if it does not exist, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, key: &str) -> Result<ThrottleRow, StoreError> {
    fetch!(tx, fetch_one as ThrottleRow, HOLD, key)
}

/// The counter, if it exists, locked until the transaction ends.
pub async fn lock_if_exists(tx: &mut Tx, key: &str) -> Result<Option<ThrottleRow>, StoreError> {
    fetch!(tx, fetch_optional as ThrottleRow, HOLD_IF_THERE, key)
}

pub async fn put(tx: &mut Tx, key: &str, row: ThrottleRow) -> Result<(), StoreError> {
    execute!(tx, PUT, key, row.failures, row.last_at, row.blocked_until).map(drop)
}

pub async fn delete(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    execute!(tx, DELETE, key).map(drop)
}

/// Deletes the counter `key`, and those whose keys begin with `prefix`, with or without `run:` before it.
pub async fn delete_of(tx: &mut Tx, key: &str, prefix: &str) -> Result<(), StoreError> {
    // Sorts after all keys with the prefix: every character of a key sorts before `~`.
    let end = format!("{prefix}~");
    execute!(tx, DELETE_OF, key, prefix, &end).map(drop)
}

/// Deletes counters without failures and blocks since `then`, and counters of consecutive failures (`run:`) without failures
/// since `long_ago`, except those of accounts; at most `limit` of each.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, long_ago: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let counters = execute!(tx, DELETE_PAST, then.0, i64::from(limit))?;
    let runs = execute!(tx, DELETE_RUNS_PAST, long_ago.0, i64::from(limit))?;
    Ok(counters + runs)
}
