//! Values that identify an account and that it has lost: applications recognise people by them, so no other account gets one within
//! [`RESERVED`], and account recovery gives back those that were lost in a contested session.

use super::statement::statements;
use crate::shared::{Identifier, Timestamp, UserId, days};
use sqlx::FromRow;
use std::time::Duration;

/// How long a value stays reserved for the account that has lost it.
pub const RESERVED: Duration = days(7);

/// A value that an account has lost.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct FormerValueRow {
    pub kind: Identifier,
    /// The custom field; 0 for the other kinds.
    pub field: i64,
    pub value: String,
    /// By which it is unique.
    pub key: String,
    pub lost_at: i64,
    /// When the session of the account began in which it was lost. None: an administrator or a command has replaced it.
    pub lost_in: Option<i64>,
}

/// Selects the reserved values of a kind, named `former`: those that were lost after the time `$then`, and those of an account that an undo
/// can still give back at `$now`. To be continued with conditions for the key and the other account.
macro_rules! reserved {
    ($kind:literal, $then:literal, $now:literal) => {
        concat!(
            "SELECT 1 FROM former_values AS former WHERE former.kind = '",
            $kind,
            "' AND (former.lost_at > ",
            $then,
            " OR EXISTS (SELECT 1 FROM one_time_tokens AS open_undo WHERE open_undo.user_id = former.user_id \
             AND open_undo.purpose = 'undo_email_change' AND open_undo.used_at IS NULL AND open_undo.expires_at > ",
            $now,
            "))"
        )
    };
}
pub(super) use reserved;

statements! {
    /// Stores a value that an account is about to lose, later than all values of its kind that it has lost before.
    pub fn insert(tx, user: UserId, row: &FormerValueRow) =
        "INSERT INTO former_values (user_id, kind, field, value, key, lost_at, lost_in) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [user, row.kind, row.field, &row.value, &row.key, row.lost_at, row.lost_in];

    /// Finds when an account last lost a value of a kind; 0 if never.
    pub fn last_lost_at(conn, user: UserId, kind: Identifier, field: i64) -> i64 = scalar
        "SELECT CAST(COALESCE(MAX(lost_at), 0) AS BIGINT) FROM former_values WHERE user_id = $1 AND kind = $2 AND field = $3";

    /// Lists the values that an account has lost after `then`, the oldest first.
    pub fn of_user(conn, user: UserId, then: Timestamp) -> Vec<FormerValueRow> =
        "SELECT kind, field, value, key, lost_at, lost_in FROM former_values WHERE user_id = $1 AND lost_at > $2 \
         ORDER BY lost_at, kind, field";

    /// Counts the values of a kind that an account has lost after `then` in sessions of its own.
    pub fn count_own(conn, user: UserId, kind: Identifier, field: i64, then: Timestamp) -> i64 = scalar
        "SELECT COUNT(*) FROM former_values WHERE user_id = $1 AND kind = $2 AND field = $3 AND lost_at > $4 AND lost_in IS NOT NULL";

    /// Finds the username of an account, other than `id`, that has lost a value and can maybe take it back.
    pub fn owner(conn, kind: Identifier, key: &str, id: UserId) -> Option<String> = scalar
        "SELECT users.username FROM former_values AS former JOIN users ON users.id = former.user_id \
         WHERE former.kind = $1 AND former.key = $2 AND former.user_id <> $3 ORDER BY former.lost_at DESC LIMIT 1";

    /// Marks the present value as chosen: account recovery does not replace it by one that was lost in a session which began at `since` or
    /// later.
    pub fn mark_chosen(tx, user: UserId, kind: Identifier, field: i64, since: Timestamp) =
        "UPDATE former_values SET lost_in = NULL WHERE user_id = $1 AND kind = $2 AND field = $3 AND lost_in >= $4";

    /// Ends the reservation of a value; returns whether there was one.
    pub fn release(tx, user: UserId, kind: Identifier, field: i64, key: &str) -> bool =
        "DELETE FROM former_values WHERE user_id = $1 AND kind = $2 AND field = $3 AND key = $4";

    /// Deletes at most `limit` values that were lost before `then` and that no undo or report can give back at `now`; returns their number.
    pub fn delete_past(tx, then: Timestamp, now: Timestamp, limit: u32) -> u64 =
        "DELETE FROM former_values WHERE (user_id, kind, field, lost_at) IN \
         (SELECT user_id, kind, field, lost_at FROM former_values AS former WHERE lost_at < $1 AND NOT EXISTS \
         (SELECT 1 FROM one_time_tokens AS token WHERE token.user_id = former.user_id \
         AND token.purpose IN ('undo_email_change', 'report_sign_in') AND token.used_at IS NULL AND token.expires_at > $2) LIMIT $3)";
}
