//! Recovery of accounts (`docs/decisions/0046-recovery.md`): which open links stay valid when an account changes, and undos, the
//! one-time tokens with which an account is given back to an earlier address.

use super::{
    Conn, StoreError, Tx,
    one_time_tokens::{OneTimeTokenRow, columns},
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};

/// Which unused tokens of an account stay valid when its address, password or status changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// None: an administrator has decided whose account it is.
    Nothing,
    /// Those that give the account back to an earlier address. For changes that prove nothing but access to the current one.
    Undos,
    /// Also those that only the owner of the current address has received, and that stop somebody who knows the password. For
    /// changes that prove nothing but knowledge of the password, and for reports of a sign-in.
    SentToOwner,
}

/// Selects the tokens, named `undo`, with which an account can be given back to an address. As long as one is open, no other
/// account can take that address. To be continued with conditions for the address, the other account and the time.
macro_rules! undo_tokens {
    () => {
        "SELECT 1 FROM one_time_tokens AS undo WHERE undo.purpose = 'undo_email_change' AND undo.used_at IS NULL"
    };
}
pub(super) use undo_tokens;

statements! {
    DELETE_OF_USER = "DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL \
        AND NOT ($2 AND purpose = 'undo_email_change') \
        AND NOT ($3 AND (purpose = 'report_sign_in' OR (purpose = 'password' AND email_key IS NOT NULL)))";
    DELETE_SINCE = "DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL \
        AND (purpose <> 'undo_email_change' OR created_at >= $2)";
    OLDEST_UNDO = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE user_id = $1 AND purpose = 'undo_email_change' \
         AND used_at IS NULL AND expires_at > $2 AND (CAST($3 AS TEXT) IS NULL OR email_key = $3) \
         ORDER BY created_at LIMIT 1");
    PROLONG_UNDOS = "UPDATE one_time_tokens SET expires_at = $3 WHERE user_id = $1 AND purpose = 'undo_email_change' \
        AND used_at IS NULL AND expires_at > $2 AND expires_at < $3";
    END_UNDOS_AT = "UPDATE one_time_tokens SET expires_at = $3 WHERE user_id = $1 AND purpose = 'undo_email_change' \
        AND used_at IS NULL AND expires_at > $2";
}

/// Deletes the unused tokens of an account except those that are `kept`. To be called when its address, password or status
/// changes.
pub async fn delete_unused(tx: &mut Tx, user: UserId, kept: Kept) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_USER, user.0, kept != Kept::Nothing, kept == Kept::SentToOwner).map(drop)
}

/// Deletes the unused tokens of an account, except the undos from before `since`. To be called when the change at `since` is
/// undone: later changes may be those of an attacker.
pub async fn delete_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<(), StoreError> {
    execute!(tx, DELETE_SINCE, user.0, since.0).map(drop)
}

/// The oldest open undo of an account; with `email_key` of those that give it back to this address.
pub async fn oldest_undo(
    conn: &mut Conn,
    user: UserId,
    email_key: Option<&str>,
    now: Timestamp,
) -> Result<Option<OneTimeTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as OneTimeTokenRow, OLDEST_UNDO, user.0, now.0, email_key)
}

/// Keeps the open undos of an account valid until `end`, if they would end before.
pub async fn prolong_undos(tx: &mut Tx, user: UserId, now: Timestamp, end: Timestamp) -> Result<(), StoreError> {
    execute!(tx, PROLONG_UNDOS, user.0, now.0, end.0).map(drop)
}

/// Lets the open undos of an account end at `end`, whether that is sooner or later than before.
pub async fn end_undos_at(tx: &mut Tx, user: UserId, now: Timestamp, end: Timestamp) -> Result<(), StoreError> {
    execute!(tx, END_UNDOS_AT, user.0, now.0, end.0).map(drop)
}
