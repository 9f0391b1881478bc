//! Invitations to choose a first password: the open ones, which are one-time tokens; the accounts that wait for a password; and
//! mailings, which invite many of these at a limited rate. At most one mailing is running, and the last one that has ended is kept
//! for its figures.

use super::{
    Conn, StoreError, Tx,
    one_time_tokens::creator_is_allowed,
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

/// An open invitation of a known account.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct InvitationRow {
    pub created_at: i64,
    pub expires_at: i64,
}

/// An open invitation and its account.
#[derive(Clone, Debug, FromRow)]
pub struct ListedInvitationRow {
    pub id: Uuid,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
}

/// A position in the order of the accounts that are active and have no password, except service accounts: by the number of their
/// import, then by id. Accounts that were not imported have the number 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwaitingPlace {
    pub import_number: i64,
    pub id: UserId,
}

/// The accounts after a place, up to those of the import with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwaitingRange {
    pub after: AwaitingPlace,
    pub last_import: i64,
}

/// How many accounts have no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwaitingCounts {
    pub accounts: i64,
    /// Those without an open invitation.
    pub uninvited: i64,
}

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

/// The accounts of a range: after the place `$1`, `$2`, up to the import `$3`. Both engines have an index of these accounts. The
/// first two conditions are those of the index, word for word: with parameters in their place, neither engine would use it.
macro_rules! awaiting {
    () => {
        "FROM published_users AS account WHERE account.password_hash = '!' AND account.status = 'active' \
         AND (account.import_number, account.id) > ($1, $2) AND account.import_number <= $3 \
         AND NOT EXISTS (SELECT 1 FROM service_accounts WHERE service_accounts.user_id = account.id)"
    };
}

/// Whether an account has no open invitation at the time of this parameter.
macro_rules! uninvited {
    ($now:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM one_time_tokens AS token WHERE token.user_id = account.id \
             AND token.purpose = 'invitation' AND token.used_at IS NULL AND token.expires_at > ",
            $now,
            " AND ",
            creator_is_allowed!(),
            ")"
        )
    };
}

statements! {
    OF_USER = concat!(
        "SELECT created_at, expires_at FROM one_time_tokens WHERE user_id = $1 AND purpose = 'invitation' \
         AND used_at IS NULL AND expires_at > $2 AND ", creator_is_allowed!());
    NEWEST = concat!(
        "SELECT invited.id, invited.username, invited.email, invited.name, token.created_at, token.expires_at \
         FROM one_time_tokens AS token JOIN published_users AS invited ON invited.id = token.user_id \
         WHERE token.purpose = 'invitation' AND token.used_at IS NULL AND token.expires_at > $1 AND ",
        creator_is_allowed!(), " ORDER BY token.created_at DESC, invited.id DESC LIMIT $2");
    COUNT_AWAITING = concat!("SELECT COUNT(*), COUNT(CASE WHEN ", uninvited!("$4"), " THEN 1 END) ", awaiting!());
    NEXT_AWAITING = concat!(
        "SELECT account.import_number, account.id ", awaiting!(), " ORDER BY account.import_number, account.id LIMIT $4");
    NEXT_UNINVITED = concat!(
        "SELECT account.import_number, account.id ", awaiting!(), " AND ", uninvited!("$5"),
        " ORDER BY account.import_number, account.id LIMIT $4");
    // There is only one: the previous one is deleted when the next begins.
    LAST_MAILING = "SELECT id, import_number, created_by, created_at, total, queued, skipped, failed, fed_at, place_import, \
        place_id, ended_at, was_stopped FROM mailings ORDER BY created_at DESC, id DESC LIMIT 1";
    DELETE_ENDED_MAILING = "DELETE FROM mailings WHERE ended_at IS NOT NULL";
    /// Adds nothing if another mailing is running.
    BEGIN_MAILING = "INSERT INTO mailings (id, import_number, created_by, created_at, total, fed_at, place_import, place_id) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    /// Of several replicas that have read the same row, the first one continues: `fed_at` is different afterwards.
    CONTINUE_MAILING = "UPDATE mailings SET fed_at = $3, place_import = $4, place_id = $5 \
        WHERE id = $1 AND fed_at = $2 AND ended_at IS NULL";
    COUNT_MESSAGES = "UPDATE mailings SET queued = queued + $2, skipped = skipped + $3 WHERE id = $1";
    COUNT_FAILED = "UPDATE mailings SET failed = failed + 1 WHERE id = $1";
    END_MAILING = "UPDATE mailings SET ended_at = $2, was_stopped = $3 WHERE id = $1 AND ended_at IS NULL";
}

/// The open invitation of an account.
pub async fn of_user(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Option<InvitationRow>, StoreError> {
    fetch!(conn, fetch_optional as InvitationRow, OF_USER, user.0, now.0)
}

/// At most `limit` open invitations, the newest first.
pub async fn newest(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<ListedInvitationRow>, StoreError> {
    fetch!(conn, fetch_all as ListedInvitationRow, NEWEST, now.0, limit)
}

/// The number of the accounts in a range.
pub async fn count_awaiting(
    conn: &mut Conn,
    range: AwaitingRange,
    now: Timestamp,
) -> Result<AwaitingCounts, StoreError> {
    let AwaitingRange { after: AwaitingPlace { import_number, id }, last_import } = range;
    let (accounts, uninvited) =
        fetch!(conn, fetch_one as (i64, i64), COUNT_AWAITING, import_number, id.0, last_import, now.0)?;
    Ok(AwaitingCounts { accounts, uninvited })
}

/// The first accounts of a range, at most `limit`.
pub async fn next_awaiting(
    conn: &mut Conn,
    range: AwaitingRange,
    limit: i64,
) -> Result<Vec<AwaitingPlace>, StoreError> {
    let AwaitingRange { after: AwaitingPlace { import_number, id }, last_import } = range;
    let rows = fetch!(conn, fetch_all as (i64, Uuid), NEXT_AWAITING, import_number, id.0, last_import, limit)?;
    Ok(places(rows))
}

/// Like [`next_awaiting`], without the accounts that have an open invitation.
pub async fn next_uninvited(
    conn: &mut Conn,
    range: AwaitingRange,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<AwaitingPlace>, StoreError> {
    let AwaitingRange { after: AwaitingPlace { import_number, id }, last_import } = range;
    let rows = fetch!(conn, fetch_all as (i64, Uuid), NEXT_UNINVITED, import_number, id.0, last_import, limit, now.0)?;
    Ok(places(rows))
}

fn places(rows: Vec<(i64, Uuid)>) -> Vec<AwaitingPlace> {
    rows.into_iter().map(|(import_number, id)| AwaitingPlace { import_number, id: UserId(id) }).collect()
}

/// The mailing that is running, or else the last one that has ended.
pub async fn last_mailing(conn: &mut Conn) -> Result<Option<MailingRow>, StoreError> {
    fetch!(conn, fetch_optional as MailingRow, LAST_MAILING)
}

/// Begins a mailing, which replaces the last one that has ended. Returns false if another one is running.
pub async fn begin_mailing(tx: &mut Tx, new: &NewMailing) -> Result<bool, StoreError> {
    let NewMailing { id, import_number, created_by, range, total, fed_at, now } = new;
    execute!(tx, DELETE_ENDED_MAILING)?;
    let added = execute!(
        tx,
        BEGIN_MAILING,
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
pub async fn continue_mailing(
    tx: &mut Tx,
    row: &MailingRow,
    fed_at: Timestamp,
    place: AwaitingPlace,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONTINUE_MAILING, row.id, row.fed_at, fed_at.0, place.import_number, place.id.0)? > 0)
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
pub async fn end_mailing(tx: &mut Tx, mailing: Uuid, end: End, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, END_MAILING, mailing, now.0, end == End::Stopped)? > 0)
}
