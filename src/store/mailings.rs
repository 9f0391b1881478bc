//! Mailings, which invite many accounts without a password at a limited rate. At most one is running, and the last one that has
//! ended is kept for its figures.

use super::invitations::{AwaitingPlace, AwaitingRange};
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

/// A mailing.
#[derive(Clone, Debug, FromRow)]
pub struct MailingRow {
    pub id: Uuid,
    /// The import whose accounts are invited; None: all accounts.
    pub import_number: Option<i64>,
    /// The administrator who has begun it; None: the command line.
    pub created_by: Option<Uuid>,
    pub created_at: i64,
    /// How many accounts were to be invited when it began.
    pub total: i64,
    /// How many messages were added to the outbox.
    pub queued: i64,
    /// How many accounts needed no message any more when it was their turn.
    pub skipped: i64,
    /// How many messages were given up.
    pub failed: i64,
    /// The time up to which messages have been queued.
    pub fed_at: i64,
    pub place_import: i64,
    pub place_id: Uuid,
    pub ended_at: Option<i64>,
    /// Whether it ended before all accounts were looked at.
    pub was_stopped: bool,
}

impl MailingRow {
    /// The last account that was looked at.
    pub fn place(&self) -> AwaitingPlace {
        AwaitingPlace { import_number: self.place_import, id: UserId(self.place_id) }
    }
}

/// A mailing to begin.
#[derive(Clone, Copy, Debug)]
pub struct NewMailing {
    pub id: Uuid,
    pub import_number: Option<i64>,
    pub created_by: Option<UserId>,
    pub range: AwaitingRange,
    pub total: i64,
    /// The time up to which messages count as queued.
    pub fed_at: Timestamp,
    pub now: Timestamp,
}

/// How a mailing ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// After its last account.
    Completed,
    /// Before its last account.
    Stopped,
}

statements! {
    // There is only one: the previous one is deleted when the next begins.
    LAST = "SELECT id, import_number, created_by, created_at, total, queued, skipped, failed, fed_at, place_import, \
        place_id, ended_at, was_stopped FROM mailings ORDER BY created_at DESC, id DESC LIMIT 1";
    DELETE_ENDED = "DELETE FROM mailings WHERE ended_at IS NOT NULL";
    /// Adds nothing if another mailing is running.
    BEGIN = "INSERT INTO mailings (id, import_number, created_by, created_at, total, fed_at, place_import, place_id) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    /// Of several replicas that have read the same row, the first one continues: `fed_at` is different afterwards.
    CLAIM_ACCOUNTS = "UPDATE mailings SET fed_at = $3, place_import = $4, place_id = $5 \
        WHERE id = $1 AND fed_at = $2 AND ended_at IS NULL";
    COUNT_MESSAGES = "UPDATE mailings SET queued = queued + $2, skipped = skipped + $3 WHERE id = $1";
    COUNT_FAILED = "UPDATE mailings SET failed = failed + 1 WHERE id = $1";
    END = "UPDATE mailings SET ended_at = $2, was_stopped = $3 WHERE id = $1 AND ended_at IS NULL";
}

/// The mailing that is running, or else the last one that has ended.
pub async fn last(conn: &mut Conn) -> Result<Option<MailingRow>, StoreError> {
    fetch!(conn, fetch_optional as MailingRow, LAST)
}

/// Begins a mailing, which replaces the last one that has ended. Returns false if another one is running.
pub async fn begin(tx: &mut Tx, new: &NewMailing) -> Result<bool, StoreError> {
    let NewMailing { id, import_number, created_by, range, total, fed_at, now } = new;
    execute!(tx, DELETE_ENDED)?;
    let added = execute!(
        tx,
        BEGIN,
        *id,
        *import_number,
        created_by.map(|creator| creator.0),
        now.0,
        *total,
        fed_at.0,
        range.after.import_number,
        range.after.id.0,
    )?;
    Ok(added > 0)
}

/// Claims the next accounts, up to `place`, for this transaction. `fed_at`: the time up to which messages are queued with them.
/// Returns false if another process has claimed accounts since `row` was read, or if the mailing has ended.
pub async fn claim_accounts(
    tx: &mut Tx,
    row: &MailingRow,
    fed_at: Timestamp,
    place: AwaitingPlace,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, CLAIM_ACCOUNTS, row.id, row.fed_at, fed_at.0, place.import_number, place.id.0)? > 0)
}

/// Counts messages that were queued, and accounts that needed none.
pub async fn count_messages(tx: &mut Tx, mailing: Uuid, queued: i64, skipped: i64) -> Result<(), StoreError> {
    execute!(tx, COUNT_MESSAGES, mailing, queued, skipped).map(drop)
}

/// Counts a message that was given up. Does nothing if the mailing has been replaced by another one.
pub async fn count_failed(tx: &mut Tx, mailing: Uuid) -> Result<(), StoreError> {
    execute!(tx, COUNT_FAILED, mailing).map(drop)
}

/// Ends a mailing. Returns false if it has ended before.
pub async fn end(tx: &mut Tx, mailing: Uuid, end: End, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, END, mailing, now.0, end == End::Stopped)? > 0)
}
