//! Imports: many accounts added together. They stay hidden until their import is published.

use super::recovery::undo_tokens;
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;
use std::collections::HashSet;
use uuid::Uuid;

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
    /// There is at most one.
    UNPUBLISHED = "SELECT number, touched_at, total, done FROM imports WHERE published_at IS NULL";
    /// The number is the current time, or one more than the last number. It is never reused, so that a process whose import was
    /// withdrawn notices that.
    // Without `WHERE true`, the parser of SQLite would take ON CONFLICT for the condition of a join.
    BEGIN = "INSERT INTO imports (number, touched_at, total, done) \
        SELECT CASE WHEN MAX(number) >= $1 THEN MAX(number) + 1 ELSE $1 END, $1, $2, 0 FROM imports WHERE true \
        ON CONFLICT DO NOTHING RETURNING number, touched_at, total, done";
    TOUCH = "UPDATE imports SET touched_at = $2, done = done + $3 WHERE number = $1 AND published_at IS NULL";
    /// Of the accounts with ids from `$1` to `$2`, those whose address another account can still take back.
    RESERVED = concat!(
        "SELECT id FROM users WHERE id BETWEEN $1 AND $2 AND EXISTS (", undo_tokens!(),
        " AND undo.email_key = users.email_key AND undo.user_id <> users.id AND undo.expires_at > $3)");
    REMOVE = "DELETE FROM users WHERE id = $1";
    PUBLISH = "UPDATE imports SET published_at = $2 WHERE number = $1 AND published_at IS NULL";
    IS_PUBLISHED = "SELECT EXISTS (SELECT 1 FROM imports WHERE number = $1 AND published_at IS NOT NULL)";
    /// Changes nothing, but locks the row until the transaction ends: PostgreSQL waits for a batch that is being added or for
    /// the publishing, and then checks the condition again.
    LOCK = "UPDATE imports SET number = number WHERE number = $1 AND published_at IS NULL AND touched_at < $2";
    DELETE_ACCOUNTS = "DELETE FROM users WHERE id IN (SELECT id FROM users WHERE import_number = $1 LIMIT $2)";
    DELETE_COUNTS = "DELETE FROM user_counts WHERE import_number = $1";
    END = "DELETE FROM imports WHERE number = $1 AND published_at IS NULL";
}

/// The unpublished import: one in progress, or one that was interrupted.
pub async fn unpublished_import(conn: &mut Conn) -> Result<Option<ImportRow>, StoreError> {
    fetch!(conn, fetch_optional as ImportRow, UNPUBLISHED)
}

/// Begins an import of `total` accounts and returns its number; None if there is another unpublished import.
pub async fn begin(tx: &mut Tx, now: Timestamp, total: i64) -> Result<Option<i64>, StoreError> {
    Ok(fetch!(tx, fetch_optional as ImportRow, BEGIN, now.0, total)?.map(|import| import.number))
}

/// Notes that `more` accounts have been added; returns whether the import still exists.
pub async fn touch(tx: &mut Tx, number: i64, now: Timestamp, more: i64) -> Result<bool, StoreError> {
    Ok(execute!(tx, TOUCH, number, now.0, more)? > 0)
}

/// Of the accounts with ids from `first` to `last`, those whose address another account can still take back by undoing a
/// change. For accounts that have just been added: the address may have become free since it was checked.
pub async fn reserved(
    conn: &mut Conn,
    (first, last): (UserId, UserId),
    now: Timestamp,
) -> Result<HashSet<Uuid>, StoreError> {
    let ids = fetch!(conn, fetch_all as (Uuid,), RESERVED, first.0, last.0, now.0)?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Removes an account that the same transaction has added.
pub async fn remove(tx: &mut Tx, id: UserId) -> Result<(), StoreError> {
    execute!(tx, REMOVE, id.0).map(drop)
}

/// Makes the accounts of an import visible; returns whether the import still existed.
pub async fn publish(tx: &mut Tx, number: i64, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, PUBLISH, number, now.0)? > 0)
}

/// Whether there is an import with this number whose accounts are visible.
pub async fn is_published(conn: &mut Conn, number: i64) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_PUBLISHED, number)?.0)
}

/// Deletes at most `limit` accounts of an unpublished import, and with the last of them the import itself; returns how many
/// accounts were deleted. `stale_since`: only if the import has made no progress since then.
pub async fn withdraw(tx: &mut Tx, number: i64, stale_since: Option<Timestamp>, limit: u32) -> Result<u64, StoreError> {
    // Without a time limit, every import counts as stale.
    if execute!(tx, LOCK, number, stale_since.map_or(i64::MAX, |time| time.0))? == 0 {
        return Ok(0);
    }
    let deleted = execute!(tx, DELETE_ACCOUNTS, number, i64::from(limit))?;
    // Fewer than the limit: no account is left.
    // The import ends last, because triggers count its accounts as hidden only while it exists.
    if deleted < u64::from(limit) && execute!(tx, END, number)? > 0 {
        execute!(tx, DELETE_COUNTS, number)?;
    }
    Ok(deleted)
}
