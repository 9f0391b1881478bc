//! Counters of failed attempts, by key.

use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::Timestamp;
use sqlx::FromRow;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ThrottleRow {
    pub failures: i64,
    pub last_at: i64,
    /// Attempts are rejected until this time; 0 if not blocked.
    pub blocked_until: i64,
}

statements! {
    /// The counter, without a lock.
    pub fn find(conn, key: &str) -> Option<ThrottleRow> =
        "SELECT failures, last_at, blocked_until FROM throttles WHERE key = $1";

    /// The counter, which is created if it does not exist, locked until the transaction ends.
    // The update that changes nothing locks the row until the transaction ends.
    pub fn lock(tx, key: &str) -> ThrottleRow = one
        "INSERT INTO throttles (key, failures, last_at, blocked_until) VALUES ($1, 0, 0, 0) \
         ON CONFLICT (key) DO UPDATE SET failures = throttles.failures RETURNING failures, last_at, blocked_until";

    /// The counter, if it exists, locked until the transaction ends.
    pub fn lock_if_exists(tx, key: &str) -> Option<ThrottleRow> =
        "UPDATE throttles SET failures = failures WHERE key = $1 RETURNING failures, last_at, blocked_until";

    pub fn put(tx, key: &str, row: ThrottleRow) =
        "INSERT INTO throttles (key, failures, last_at, blocked_until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (key) DO UPDATE SET failures = $2, last_at = $3, blocked_until = $4",
        [key, row.failures, row.last_at, row.blocked_until];

    pub fn delete(tx, key: &str) = "DELETE FROM throttles WHERE key = $1";

    /// Deletes the counter `key`, and those whose keys begin with `prefix`, with or without `run:` before it.
    // Ranges, because LIKE with a parameter reads the whole table. Every character of a key sorts before `~`.
    pub fn delete_of(tx, key: &str, prefix: &str) =
        "DELETE FROM throttles WHERE key = $1 OR key >= $2 AND key < $3 OR key >= 'run:' || $2 AND key < 'run:' || $3",
        [key, prefix, format!("{prefix}~")];

    // The times are compared again, because PostgreSQL may have waited for a transaction that has counted a failure.
    fn delete_past_counters(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM throttles WHERE last_at < $1 AND blocked_until < $1 AND key IN (SELECT key FROM throttles \
         WHERE last_at < $1 AND blocked_until < $1 AND NOT key LIKE 'run:%' LIMIT $2)";

    fn delete_past_runs(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM throttles WHERE last_at < $1 AND key IN (SELECT key FROM throttles \
         WHERE last_at < $1 AND key LIKE 'run:%' AND NOT key LIKE 'run:account:%' LIMIT $2)";
}

/// Deletes counters without failures and blocks since `then`, and counters of consecutive failures (`run:`) without failures
/// since `long_ago`, except those of accounts; at most `limit` of each.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, long_ago: Timestamp, limit: u32) -> Result<u64, StoreError> {
    Ok(delete_past_counters(tx, then, limit).await? + delete_past_runs(tx, long_ago, limit).await?)
}
