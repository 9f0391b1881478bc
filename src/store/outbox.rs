//! The outbox: mail that is waiting to be sent (`docs/decisions/0030-outbox.md`).

use super::queue::{self, Claim, queue};
use super::statement::statements;
use super::tally::{hour_of, shard_of};
use super::{Conn, StoreError, counting};
use crate::shared::counters::{Counter, MailOutcome};
use crate::shared::{Timestamp, UserId};
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
    /// Whether a message is due at `now`, or is being sent for the first time.
    // A message that failed before has an error.
    pub fn has_mail_to_send(conn, now: Timestamp) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE next_attempt_at <= $1 OR last_error IS NULL)";

    /// The number of messages of a mailing that have not been sent yet.
    pub fn waiting_of(conn, mailing: Uuid) -> i64 = scalar "SELECT COUNT(*) FROM outbox WHERE mailing_id = $1";

    /// Whether a message of this kind about an account has not been sent to this address yet.
    pub fn is_waiting(conn, user: UserId, kind: &str, recipient: &str) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE user_id = $1 AND kind = $2 AND recipient = $3)";

    /// The messages about an account that have not been sent yet, ordered by id, after the id `after`.
    pub fn of_user(conn, user: UserId, after: Uuid, limit: u32) -> Vec<WaitingMailRow> =
        "SELECT id, kind, recipient, created_at FROM outbox WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    /// Deletes the messages about an account.
    pub fn delete_of(tx, user: UserId) = "DELETE FROM outbox WHERE user_id = $1";

    /// Marks an address that refuses mail.
    pub fn mark_refused(tx, email_key: &str, now: Timestamp, reason: &str) =
        "INSERT INTO refused_addresses (email_key, since, reason) VALUES ($1, $2, $3) \
         ON CONFLICT (email_key) DO UPDATE SET reason = $3";

    /// Removes the mark of an address whose account is purged, or that has accepted a message.
    pub fn unmark(conn, email_key: &str) = "DELETE FROM refused_addresses WHERE email_key = $1";

    /// Since when an address refuses mail, and why; None if it does not, as far as is known.
    pub fn refusal(conn, email_key: &str) -> Option<RefusedAddressRow> =
        "SELECT since, reason FROM refused_addresses WHERE email_key = $1";

    /// Deletes at most `limit` marks from before `before` of addresses that belong to no account, for example because the account has
    /// another address now.
    pub fn delete_stray_marks(tx, before: Timestamp, limit: u32) -> u64 =
        "DELETE FROM refused_addresses WHERE email_key IN (SELECT email_key FROM refused_addresses AS mark \
         WHERE since < $1 AND NOT EXISTS (SELECT 1 FROM users WHERE users.email_key = mark.email_key) LIMIT $2)";
}

pub mod on_postgres {
    use super::*;

    statements! {
        /// Together with the mark of the address of its recipient, and counts it unless it was deleted before.
        pub(super) fn delete_sent(conn, id: Uuid, email_key: &str, hour: i64, shard: i64) =
            "WITH unmarked AS (DELETE FROM refused_addresses WHERE email_key = $2), \
             gone AS (DELETE FROM outbox WHERE id = $1 RETURNING id) \
             INSERT INTO counts (kind, since, label, shard, count) \
             SELECT 'mail', CAST($3 AS BIGINT), 'sent', CAST($4 AS BIGINT), 1 FROM gone \
             ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = counts.count + excluded.count";
    }
}

/// Deletes a message that was sent, also if it was claimed again meanwhile, and counts it. Its address has accepted it, so its mark is
/// removed.
pub async fn delete_sent(
    conn: &mut Conn,
    mail: &Claim<QueuedMail>,
    email_key: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(_) => {
            if queue::delete_sent(conn, mail).await? {
                counting::one_on_sqlite(conn, Counter::Mail, MailOutcome::Sent.as_str(), now).await?;
            }
            unmark(conn, email_key).await
        }
        Conn::Postgres(_) => {
            let (hour, shard) = (hour_of(now), shard_of(mail.id));
            on_postgres::delete_sent(conn, mail.id, email_key, hour, shard).await
        }
    }
}
