//! Imports: many accounts added together. They stay hidden until their import is published.

use super::former_values::{RESERVED, reserved};
use super::recovery::undo_tokens;
use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::{Timestamp, UserId};
use sqlx::FromRow;

/// An import that is not published.
#[derive(Clone, Debug, FromRow)]
pub struct ImportRow {
    pub number: i64,
    /// When the import last made progress.
    pub touched_at: i64,
    /// The number of accounts to add.
    pub total: i64,
    /// The number of accounts added so far.
    pub done: i64,
    /// SHA-256 of what it imports. None: it cannot be resumed.
    pub digest: Option<Vec<u8>>,
    /// How often it was resumed.
    pub run: i64,
}

/// An import as the process knows it that works on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportRun {
    pub number: i64,
    /// How often the import was resumed. Another process that resumes it has a greater number.
    pub run: i64,
}

/// The import to withdraw.
#[derive(Clone, Copy, Debug)]
pub enum Withdrawal {
    /// An import that has failed, unless another process has resumed it.
    Failed(ImportRun),
    /// The import with this number, if it has made no progress since then.
    Abandoned { number: i64, since: Timestamp },
}

statements! {
    /// The unpublished import, of which there is at most one: one in progress, or one that was interrupted.
    pub fn unpublished_import(conn) -> Option<ImportRow> =
        "SELECT number, touched_at, total, done, digest, run FROM imports WHERE published_at IS NULL";

    /// Begins an import of `total` accounts and returns its number; None if there is another unpublished import. `digest`: SHA-256 of what
    /// it imports.
    // The number is the current time, or one more than the last number. It is never reused, so that a process whose import was
    // withdrawn notices that.
    // Without `WHERE true`, the parser of SQLite would take ON CONFLICT for the condition of a join.
    pub fn begin(tx, now: Timestamp, total: i64, digest: &[u8; 32]) -> Option<i64> = scalar
        "INSERT INTO imports (number, touched_at, total, done, digest) \
         SELECT CASE WHEN MAX(number) >= $1 THEN MAX(number) + 1 ELSE $1 END, $1, $2, 0, $3 FROM imports WHERE true \
         ON CONFLICT DO NOTHING RETURNING number";

    /// Goes on with an import of the same that has made no progress since then, and returns how often that was done. None: it has, or it is
    /// gone.
    pub fn resume(tx, number: i64, digest: &[u8; 32], untouched_since: Timestamp, now: Timestamp) -> Option<i64> = scalar
        "UPDATE imports SET run = run + 1, touched_at = $4 WHERE number = $1 AND digest = $2 AND published_at IS NULL \
         AND touched_at < $3 RETURNING run";

    /// Notes how many accounts have been added; returns whether the import still exists and nobody else has resumed it.
    // A number and not one more, so that it is right after a commit whose answer was lost.
    pub fn touch(tx, import: ImportRun, now: Timestamp, done: i64) -> bool =
        "UPDATE imports SET touched_at = $3, done = $4 WHERE number = $1 AND run = $2 AND published_at IS NULL",
        [import.number, import.run, now, done];

    /// Lets an import count as abandoned at once.
    pub fn leave(tx, import: ImportRun) =
        "UPDATE imports SET touched_at = 0 WHERE number = $1 AND run = $2 AND published_at IS NULL",
        [import.number, import.run];

    /// Finds the accounts with ids from `first` to `last` that have a value which another account can still take back. For accounts that
    /// have just been added: nothing in the tables keeps them from such a value.
    pub fn reserved(conn, first: UserId, last: UserId, now: Timestamp) -> Vec<UserId> = scalar concat!(
        "SELECT id FROM users WHERE id BETWEEN $1 AND $2 AND (EXISTS (", undo_tokens!(),
        " AND undo.email_key = users.email_key AND undo.user_id <> users.id AND undo.expires_at > $3) OR EXISTS (",
        reserved!("username", "$4", "$3"), " AND former.key = users.username_key AND former.user_id <> users.id) OR EXISTS (",
        reserved!("email", "$4", "$3"), " AND former.key = users.email_key AND former.user_id <> users.id) OR EXISTS (",
        reserved!("field", "$4", "$3"), " AND former.user_id <> users.id AND EXISTS (SELECT 1 FROM own_field_values AS held \
         WHERE held.user_id = users.id AND held.is_unique AND held.field = former.field AND held.key = former.key)))"),
        [first, last, now, now.minus(RESERVED)];

    /// Makes the accounts of an import visible; returns whether the import still existed and nobody else has resumed it.
    pub fn publish(tx, import: ImportRun, now: Timestamp) -> bool =
        "UPDATE imports SET published_at = $3 WHERE number = $1 AND run = $2 AND published_at IS NULL",
        [import.number, import.run, now];

    /// The administrators that an import has added, in the order in which it did.
    // By their classes, because an import can have millions of others.
    pub fn administrators(conn, number: i64) -> Vec<UserId> = scalar
        "SELECT id FROM users WHERE class IN (2, 8) AND import_number = $1 ORDER BY id";

    /// How many accounts an unpublished import has added.
    pub fn count_accounts(conn, number: i64) -> i64 = scalar
        "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM user_counts WHERE import_number = $1";

    /// Whether there is an import with this number, whether its accounts are visible or not.
    pub fn exists(conn, number: i64) -> bool = scalar "SELECT EXISTS (SELECT 1 FROM imports WHERE number = $1)";

    /// Whether there is an import with this number whose accounts are visible.
    pub fn is_published(conn, number: i64) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM imports WHERE number = $1 AND published_at IS NOT NULL)";

    // The process that works on it finds another run with its next batch. PostgreSQL waits for a batch that is being added or for the
    // publishing, and then checks the condition again. Without the digest no process resumes an import that lacks some of its accounts.
    fn take_abandoned(tx, number: i64, untouched_since: Timestamp) -> Option<i64> = scalar
        "UPDATE imports SET run = run + 1, digest = NULL WHERE number = $1 AND published_at IS NULL AND touched_at < $2 \
         RETURNING run";

    fn take_failed(tx, import: ImportRun) -> Option<i64> = scalar
        "UPDATE imports SET run = run + 1, digest = NULL WHERE number = $1 AND run = $2 AND published_at IS NULL \
         RETURNING run", [import.number, import.run];

    // Changes nothing, but locks the row until the transaction ends.
    fn lock(tx, import: ImportRun) -> bool =
        "UPDATE imports SET number = number WHERE number = $1 AND run = $2 AND published_at IS NULL",
        [import.number, import.run];

    /// Lets an unpublished import count as abandoned at once: the process that worked on it has ended.
    pub fn abandon(tx) = "UPDATE imports SET touched_at = 0 WHERE published_at IS NULL";

    fn delete_accounts(tx, number: i64, limit: u32) -> u64 =
        "DELETE FROM users WHERE id IN (SELECT id FROM users WHERE import_number = $1 LIMIT $2)";

    fn delete_counts(tx, number: i64) = "DELETE FROM user_counts WHERE import_number = $1";

    fn end(tx, number: i64) -> bool = "DELETE FROM imports WHERE number = $1 AND published_at IS NULL";
}

/// Takes an unpublished import over from the process that works on it, to withdraw it. None: another process has resumed, published or
/// taken it.
pub async fn take(tx: &mut Tx, withdrawal: Withdrawal) -> Result<Option<ImportRun>, StoreError> {
    let (number, run) = match withdrawal {
        Withdrawal::Failed(import) => (import.number, take_failed(tx, import).await?),
        Withdrawal::Abandoned { number, since } => (number, take_abandoned(tx, number, since).await?),
    };
    Ok(run.map(|run| ImportRun { number, run }))
}

/// Deletes at most `limit` accounts of an import that was [taken](take), and with the last of them the import itself; returns how many
/// accounts were deleted.
pub async fn withdraw(tx: &mut Tx, import: ImportRun, limit: u32) -> Result<u64, StoreError> {
    if !lock(tx, import).await? {
        return Ok(0);
    }
    let number = import.number;
    let deleted = delete_accounts(tx, number, limit).await?;
    // Fewer than the limit: no account is left.
    // The import ends last, because triggers count its accounts as hidden only while it exists.
    if deleted < u64::from(limit) && end(tx, number).await? {
        delete_counts(tx, number).await?;
    }
    Ok(deleted)
}
