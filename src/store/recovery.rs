//! Undos, the one-time tokens with which an account is given back to an earlier address (`docs/decisions/0046-recovery.md`).

use super::one_time_tokens::{OneTimeTokenRow, columns};
use super::statement::statements;
use crate::shared::{Timestamp, UserId};

/// Selects the tokens, named `undo`, with which an account can be given back to an address. As long as one is open, no other
/// account can take that address. To be continued with conditions for the address, the other account and the time.
macro_rules! undo_tokens {
    () => {
        "SELECT 1 FROM one_time_tokens AS undo WHERE undo.purpose = 'undo_email_change' AND undo.used_at IS NULL"
    };
}
pub(super) use undo_tokens;

statements! {
    /// Deletes the unused undos of changes that were made since then, except those in the mailbox of the present address: they take the
    /// account away from nobody, and may be what its owner needs.
    pub fn delete_undos_since(tx, user: UserId, since: Timestamp) =
        "DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL AND purpose = 'undo_email_change' \
         AND created_at >= $2 AND email_key <> (SELECT email_key FROM users WHERE id = $1)";

    /// Deletes the reports of sign-ins that were sent neither to the present address of an account nor to one that it can be given back to.
    pub fn delete_stray_reports(tx, user: UserId, now: Timestamp) =
        "DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL \
         AND purpose = 'report_sign_in' AND email_key <> (SELECT email_key FROM users WHERE id = $1) AND NOT \
         EXISTS (SELECT 1 FROM one_time_tokens AS undo WHERE undo.user_id = $1 AND undo.purpose = 'undo_email_change' \
         AND undo.used_at IS NULL AND undo.expires_at > $2 AND undo.email_key = one_time_tokens.email_key)";

    /// The oldest open undo of an account; with `email_key` of those that give it back to this address.
    pub fn oldest_undo(conn, user: UserId, email_key: Option<&str>, now: Timestamp)
        -> Option<OneTimeTokenRow> = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE user_id = $1 AND purpose = 'undo_email_change' \
         AND used_at IS NULL AND expires_at > $2 AND (CAST($3 AS TEXT) IS NULL OR email_key = $3) \
         ORDER BY created_at LIMIT 1"), [user, now, email_key];

    /// Keeps the open undos of an account valid until `end`, if they would end before.
    pub fn prolong_undos(tx, user: UserId, now: Timestamp, end: Timestamp) =
        "UPDATE one_time_tokens SET expires_at = $3 WHERE user_id = $1 AND purpose = 'undo_email_change' \
         AND used_at IS NULL AND expires_at > $2 AND expires_at < $3";

    /// Lets the open undos of an account end at `end`, whether that is sooner or later than before.
    pub fn end_undos_at(tx, user: UserId, now: Timestamp, end: Timestamp) =
        "UPDATE one_time_tokens SET expires_at = $3 WHERE user_id = $1 AND purpose = 'undo_email_change' \
         AND used_at IS NULL AND expires_at > $2";
}
