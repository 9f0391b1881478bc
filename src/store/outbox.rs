//! The outbox: mail that is waiting to be sent (`docs/decisions/0030-outbox.md`).

use super::queue::{self, Claim, queue};
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

/// A message to send.
#[derive(Clone, Debug, FromRow)]
pub struct QueuedMail {
    /// Text, because a newer version on the same database may send kinds that this version does not know.
    pub kind: String,
    pub user_id: Option<Uuid>,
    pub parameters: String,
    pub sealed_token: Option<Vec<u8>>,
    pub mailing_id: Option<Uuid>,
}

/// A message that is waiting, without what it says.
#[derive(Clone, Debug, FromRow)]
pub struct WaitingMailRow {
    pub id: Uuid,
    pub kind: String,
    pub recipient: String,
    pub created_at: i64,
}

/// An address that has refused mail for good.
#[derive(Clone, Debug, FromRow)]
pub struct RefusedAddressRow {
    pub since: i64,
    pub reason: String,
}

// Among those that were tried equally often the newest comes first: if there are too many, those that someone is waiting for are still
// sent in time.
queue! {
    QueuedMail: "outbox" ("id", "recipient"), "created_at", "created_at DESC",
    "kind, user_id, parameters, sealed_token, mailing_id"
}

statements! {
    /// Due, or claimed for the first time: a message that failed before has an error.
    HAS_MAIL_TO_SEND = "SELECT EXISTS (SELECT 1 FROM outbox WHERE next_attempt_at <= $1 OR last_error IS NULL)";
    WAITING_OF_MAILING = "SELECT COUNT(*) FROM outbox WHERE mailing_id = $1";
    IS_WAITING = "SELECT EXISTS (SELECT 1 FROM outbox WHERE user_id = $1 AND kind = $2 AND recipient = $3)";
    OF_USER = "SELECT id, kind, recipient, created_at FROM outbox WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    DELETE_OF_USER = "DELETE FROM outbox WHERE user_id = $1";
    MARK = "INSERT INTO refused_addresses (email_key, since, reason) VALUES ($1, $2, $3) \
        ON CONFLICT (email_key) DO UPDATE SET reason = $3";
    UNMARK = "DELETE FROM refused_addresses WHERE email_key = $1";
    REFUSAL = "SELECT since, reason FROM refused_addresses WHERE email_key = $1";
    /// Marks of addresses that belong to no account, for example because the account has another address now.
    DELETE_STRAY_MARKS = "DELETE FROM refused_addresses WHERE email_key IN (SELECT email_key FROM refused_addresses AS mark \
        WHERE since < $1 AND NOT EXISTS (SELECT 1 FROM users WHERE users.email_key = mark.email_key) LIMIT $2)";
}

pub mod on_postgres {
    use super::*;

    statements! {
        /// Together with the mark of the address of its recipient (`$2`).
        pub(super) DELETE_SENT = "WITH unmarked AS (DELETE FROM refused_addresses WHERE email_key = $2) \
            DELETE FROM outbox WHERE id = $1";
    }
}

/// Whether a message is due at `now`, or is being sent for the first time.
pub async fn has_mail_to_send(conn: &mut Conn, now: Timestamp) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), HAS_MAIL_TO_SEND, now.0)?.0)
}

/// Deletes a message that was sent, also if it was claimed again meanwhile. Its address has accepted it, so its mark is removed.
pub async fn delete_sent(conn: &mut Conn, mail: &Claim<QueuedMail>, email_key: &str) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(_) => {
            queue::delete_sent(conn, mail).await?;
            execute!(conn, UNMARK, email_key)?;
        }
        Conn::Postgres(_) => {
            execute!(conn, on_postgres::DELETE_SENT, mail.id, email_key)?;
        }
    }
    Ok(())
}

/// The number of messages of a mailing that have not been sent yet.
pub async fn waiting_of(conn: &mut Conn, mailing: Uuid) -> Result<i64, StoreError> {
    Ok(fetch!(conn, fetch_one as (i64,), WAITING_OF_MAILING, mailing)?.0)
}

/// Whether a message of this kind about an account has not been sent to this address yet.
pub async fn is_waiting(conn: &mut Conn, user: UserId, kind: &str, recipient: &str) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_WAITING, user.0, kind, recipient)?.0)
}

/// The messages about an account that have not been sent yet, ordered by id, after the id `after`.
pub async fn of_user(
    conn: &mut Conn,
    user: UserId,
    after: Uuid,
    limit: u32,
) -> Result<Vec<WaitingMailRow>, StoreError> {
    fetch!(conn, fetch_all as WaitingMailRow, OF_USER, user.0, after, i64::from(limit))
}

/// Deletes the messages about an account.
pub async fn delete_of(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_USER, user.0).map(drop)
}

/// Marks an address that refuses mail.
pub async fn mark_refused(tx: &mut Tx, email_key: &str, now: Timestamp, reason: &str) -> Result<(), StoreError> {
    execute!(tx, MARK, email_key, now.0, reason).map(drop)
}

/// Removes the mark of an address whose account is purged.
pub async fn unmark(tx: &mut Tx, email_key: &str) -> Result<(), StoreError> {
    execute!(tx, UNMARK, email_key).map(drop)
}

/// Since when an address refuses mail, and why; None if it does not, as far as is known.
pub async fn refusal(conn: &mut Conn, email_key: &str) -> Result<Option<RefusedAddressRow>, StoreError> {
    fetch!(conn, fetch_optional as RefusedAddressRow, REFUSAL, email_key)
}

/// Deletes at most `limit` marks from before `before` of addresses that belong to no account.
pub async fn delete_stray_marks(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_STRAY_MARKS, before.0, i64::from(limit))
}
