//! Imports: many accounts added together. They stay hidden until their import is published.

use super::recovery::undo_tokens;
use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::{Timestamp, UserId};
use sqlx::FromRow;

/// An import that is not published.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct ImportRow {
    pub number: i64,
    /// When the import last made progress.
    pub touched_at: i64,
    /// The number of accounts to add.
    pub total: i64,
    /// The number of accounts added so far.
    pub done: i64,
}

statements! {
    /// The unpublished import, of which there is at most one: one in progress, or one that was interrupted.
    pub fn unpublished_import(conn) -> Option<ImportRow> =
        "SELECT number, touched_at, total, done FROM imports WHERE published_at IS NULL";

    /// Begins an import of `total` accounts and returns its number; None if there is another unpublished import.
    // The number is the current time, or one more than the last number. It is never reused, so that a process whose import was
    // withdrawn notices that.
    // Without `WHERE true`, the parser of SQLite would take ON CONFLICT for the condition of a join.
    pub fn begin(tx, now: Timestamp, total: i64) -> Option<i64> = scalar
        "INSERT INTO imports (number, touched_at, total, done) \
         SELECT CASE WHEN MAX(number) >= $1 THEN MAX(number) + 1 ELSE $1 END, $1, $2, 0 FROM imports WHERE true \
         ON CONFLICT DO NOTHING RETURNING number";

    /// Notes that `more` accounts have been added; returns whether the import still exists.
    pub fn touch(tx, number: i64, now: Timestamp, more: i64) -> bool =
        "UPDATE imports SET touched_at = $2, done = done + $3 WHERE number = $1 AND published_at IS NULL";

    /// Of the accounts with ids from `first` to `last`, those whose address another account can still take back by undoing a
    /// change. For accounts that have just been added: the address may have become free since it was checked.
    pub fn reserved(conn, first: UserId, last: UserId, now: Timestamp) -> Vec<UserId> = scalar concat!(
        "SELECT id FROM users WHERE id BETWEEN $1 AND $2 AND EXISTS (", undo_tokens!(),
        " AND undo.email_key = users.email_key AND undo.user_id <> users.id AND undo.expires_at > $3)");

    /// Makes the accounts of an import visible; returns whether the import still existed.
    pub fn publish(tx, number: i64, now: Timestamp) -> bool =
        "UPDATE imports SET published_at = $2 WHERE number = $1 AND published_at IS NULL";

    /// Whether there is an import with this number whose accounts are visible.
    pub fn is_published(conn, number: i64) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM imports WHERE number = $1 AND published_at IS NOT NULL)";

    // Changes nothing, but locks the row until the transaction ends: PostgreSQL waits for a batch that is being added or for
    // the publishing, and then checks the condition again.
    fn lock(tx, number: i64, untouched_since: Timestamp) -> bool =
        "UPDATE imports SET number = number WHERE number = $1 AND published_at IS NULL AND touched_at < $2";

    fn delete_accounts(tx, number: i64, limit: u32) -> u64 =
        "DELETE FROM users WHERE id IN (SELECT id FROM users WHERE import_number = $1 LIMIT $2)";

    fn delete_counts(tx, number: i64) = "DELETE FROM user_counts WHERE import_number = $1";

    fn end(tx, number: i64) -> bool = "DELETE FROM imports WHERE number = $1 AND published_at IS NULL";
}

/// Deletes at most `limit` accounts of an unpublished import, and with the last of them the import itself; returns how many
/// accounts were deleted. `stale_since`: only if the import has made no progress since then.
pub async fn withdraw(tx: &mut Tx, number: i64, stale_since: Option<Timestamp>, limit: u32) -> Result<u64, StoreError> {
    // Without a time limit, every import counts as stale.
    if !lock(tx, number, stale_since.unwrap_or(Timestamp(i64::MAX))).await? {
        return Ok(0);
    }
    let deleted = delete_accounts(tx, number, limit).await?;
    // Fewer than the limit: no account is left.
    // The import ends last, because triggers count its accounts as hidden only while it exists.
    if deleted < u64::from(limit) && end(tx, number).await? {
        delete_counts(tx, number).await?;
    }
    Ok(deleted)
}
