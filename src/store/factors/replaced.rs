//! Authenticator apps and recovery codes that were replaced or removed. They are kept for as long as an undo or a report may want
//! them: what a thief has replaced is given back.

use crate::shared::{Timestamp, UserId};
use crate::store::added_in::{self, AddedIn};
use crate::store::changes::Change;
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};

/// Selects what was replaced since `$2`, in a session that began then or later, and was there before, of the account `$1`.
macro_rules! wanted {
    () => {
        "user_id = $1 AND replaced_at >= $2 AND COALESCE(replaced_in, replaced_at) >= $2 \
         AND NOT (created_at >= $2 AND COALESCE(session_began_at, created_at) >= $2)"
    };
}

/// Selects what was replaced before `$1`, of accounts for which no undo and no report is open at `$2`.
macro_rules! unwanted {
    () => {
        "replaced_at < $1 AND NOT EXISTS (SELECT 1 FROM one_time_tokens AS token WHERE token.user_id = kept.user_id \
         AND token.purpose IN ('undo_email_change', 'report_sign_in') AND token.used_at IS NULL AND token.expires_at > $2)"
    };
}

statements! {
    /// Keeps the app of an account, which is about to be replaced or removed in the session `by`.
    // At the same instant, the first one is the older one.
    pub(super) fn keep_authenticator(tx, user: UserId, by: &AddedIn, now: Timestamp) = concat!(
        "INSERT INTO replaced_authenticators (user_id, replaced_at, replaced_in, sealed_secret, created_at, last_used_at, \
         last_step, ", added_in::columns!(), ") SELECT user_id, $2, $3, sealed_secret, created_at, last_used_at, last_step, ",
        added_in::columns!(), " FROM authenticators WHERE user_id = $1 ON CONFLICT (user_id, replaced_at) DO NOTHING"),
        [user, now, by.session_began_at];

    /// Keeps the recovery codes of an account, which are about to be replaced in the session `by`.
    pub(super) fn keep_recovery_codes(tx, user: UserId, by: &AddedIn, now: Timestamp) = concat!(
        "INSERT INTO replaced_recovery_codes (user_id, replaced_at, replaced_in, code_hash, created_at, used_at, ",
        added_in::columns!(), ") SELECT user_id, $2, $3, code_hash, created_at, used_at, ", added_in::columns!(),
        " FROM recovery_codes WHERE user_id = $1 ON CONFLICT (code_hash) DO NOTHING"), [user, now, by.session_began_at];

    // An app that is there was not added since, or it would have been deleted: then nothing is missing.
    fn restore_authenticator(tx, user: UserId, since: Timestamp) = concat!(
        "INSERT INTO authenticators (user_id, sealed_secret, created_at, last_used_at, last_step, ", added_in::columns!(),
        ") SELECT user_id, sealed_secret, created_at, last_used_at, last_step, ", added_in::columns!(),
        " FROM replaced_authenticators WHERE ", wanted!(),
        " AND NOT EXISTS (SELECT 1 FROM authenticators AS present WHERE present.user_id = $1) ORDER BY replaced_at LIMIT 1")
        => Change::User(user);

    fn restore_recovery_codes(tx, user: UserId, since: Timestamp) = concat!(
        "INSERT INTO recovery_codes (code_hash, user_id, created_at, used_at, ", added_in::columns!(),
        ") SELECT code_hash, user_id, created_at, used_at, ", added_in::columns!(),
        " FROM replaced_recovery_codes WHERE ", wanted!(),
        " AND NOT EXISTS (SELECT 1 FROM recovery_codes AS present WHERE present.user_id = $1) \
         AND replaced_at = (SELECT MIN(replaced_at) FROM replaced_recovery_codes WHERE ", wanted!(), ")")
        => Change::User(user);

    /// Deletes the kept apps of an account that were replaced since then: no undo gives them back any more.
    pub(super) fn forget_authenticators(tx, user: UserId, since: Timestamp) =
        "DELETE FROM replaced_authenticators WHERE user_id = $1 AND replaced_at >= $2";

    /// The same for recovery codes.
    pub(super) fn forget_recovery_codes(tx, user: UserId, since: Timestamp) =
        "DELETE FROM replaced_recovery_codes WHERE user_id = $1 AND replaced_at >= $2";

    /// Deletes at most `limit` apps that were replaced before `then` and that no undo or report can give back at `now`.
    pub fn delete_past_authenticators(tx, then: Timestamp, now: Timestamp, limit: u32) -> u64 = concat!(
        "DELETE FROM replaced_authenticators WHERE (user_id, replaced_at) IN \
         (SELECT user_id, replaced_at FROM replaced_authenticators AS kept WHERE ", unwanted!(), " LIMIT $3)");

    /// The same for recovery codes.
    pub fn delete_past_recovery_codes(tx, then: Timestamp, now: Timestamp, limit: u32) -> u64 = concat!(
        "DELETE FROM replaced_recovery_codes WHERE code_hash IN \
         (SELECT code_hash FROM replaced_recovery_codes AS kept WHERE ", unwanted!(), " LIMIT $3)");
}

/// Gives back the app that was replaced or removed since then. To be called when one that was added since is deleted.
pub(super) async fn give_back_authenticator(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<(), StoreError> {
    restore_authenticator(tx, user, since).await?;
    forget_authenticators(tx, user, since).await
}

/// The same for recovery codes. Those that were used stay used.
pub(super) async fn give_back_recovery_codes(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<(), StoreError> {
    restore_recovery_codes(tx, user, since).await?;
    forget_recovery_codes(tx, user, since).await
}
