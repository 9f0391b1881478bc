//! Mailings, which invite many accounts without a password at a limited rate. At most one is running, and the last one that has
//! ended is kept for its figures.

use super::invitations::{AwaitingPlace, AwaitingRange};
use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::{Timestamp, UserId};
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
    /// The mailing that is running, or else the last one that has ended.
    // There is only one: the previous one is deleted when the next begins.
    pub fn last(conn) -> Option<MailingRow> =
        "SELECT id, import_number, created_by, created_at, total, queued, skipped, failed, fed_at, place_import, \
         place_id, ended_at, was_stopped FROM mailings ORDER BY created_at DESC, id DESC LIMIT 1";

    fn delete_ended(tx) = "DELETE FROM mailings WHERE ended_at IS NOT NULL";

    // Adds nothing if another mailing is running.
    fn insert(tx, new: &NewMailing) -> bool =
        "INSERT INTO mailings (id, import_number, created_by, created_at, total, fed_at, place_import, place_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        [new.id, new.import_number, new.created_by, new.now, new.total, new.fed_at, new.range.after.import_number,
         new.range.after.id];

    /// Claims the next accounts, up to `place`, for this transaction. `fed_at`: the time up to which messages are queued with them.
    /// Returns false if another process has claimed accounts since `row` was read, or if the mailing has ended.
    // Of several replicas that have read the same row, the first one continues: `fed_at` is different afterwards.
    pub fn claim_accounts(tx, row: &MailingRow, fed_at: Timestamp, place: AwaitingPlace) -> bool =
        "UPDATE mailings SET fed_at = $3, place_import = $4, place_id = $5 \
         WHERE id = $1 AND fed_at = $2 AND ended_at IS NULL",
        [row.id, row.fed_at, fed_at, place.import_number, place.id];

    /// Counts messages that were queued, and accounts that needed none.
    pub fn count_messages(tx, mailing: Uuid, queued: i64, skipped: i64) =
        "UPDATE mailings SET queued = queued + $2, skipped = skipped + $3 WHERE id = $1";

    /// Counts a message that was given up. Does nothing if the mailing has been replaced by another one.
    pub fn count_failed(tx, mailing: Uuid) = "UPDATE mailings SET failed = failed + 1 WHERE id = $1";

    /// Ends a mailing. Returns false if it has ended before.
    pub fn end(tx, mailing: Uuid, end: End, now: Timestamp) -> bool =
        "UPDATE mailings SET ended_at = $2, was_stopped = $3 WHERE id = $1 AND ended_at IS NULL",
        [mailing, now, end == End::Stopped];
}

/// Begins a mailing, which replaces the last one that has ended. Returns false if another one is running.
pub async fn begin(tx: &mut Tx, new: &NewMailing) -> Result<bool, StoreError> {
    delete_ended(tx).await?;
    insert(tx, new).await
}
