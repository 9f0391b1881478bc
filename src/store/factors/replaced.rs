//! Passkeys, authenticator apps and recovery codes that were replaced or removed. They are kept for as long as an undo or a report may want
//! them: what a thief has replaced is given back.

use super::Contested;
use crate::shared::factors::MAX_PASSKEYS;
use crate::shared::{PasskeyId, Timestamp, UserId};
use crate::store::added_in::{self, AddedIn};
use crate::store::changes::Change;
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};

/// Selects the factors of the account `$1` that were replaced since `$2`, in a session that began then or later.
macro_rules! replaced_since {
    () => {
        "user_id = $1 AND replaced_at >= $2 AND COALESCE(replaced_in, replaced_at) >= $2"
    };
}

/// Selects the factors that were replaced since `$2` and are older.
macro_rules! there_before {
    () => {
        concat!(
            $crate::store::factors::replaced::replaced_since!(),
            " AND NOT (created_at >= $2 AND COALESCE(session_began_at, created_at) >= $2)"
        )
    };
}

/// Selects the factors that were replaced since `$2` and are older, or belong to the account since before `$3`.
macro_rules! wanted {
    () => {
        concat!(
            $crate::store::factors::replaced::replaced_since!(),
            " AND NOT (created_at >= $2 AND COALESCE(session_began_at, created_at) >= $2 AND ",
            $crate::store::added_in::belongs_since!(),
            " >= $3)"
        )
    };
}
pub(super) use {replaced_since, wanted};

/// The columns of a passkey that is kept.
macro_rules! passkey {
    () => {
        "id, user_id, credential_id, credential, rp_id, name, aaguid, is_synced, is_backed_up, sign_count, version, created_at, \
         last_used_at, session_id, session_began_at, device, address, vouched_since"
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
         last_step, vouched_since, ", added_in::columns!(),
        ") SELECT user_id, $2, $3, sealed_secret, created_at, last_used_at, last_step, vouched_since, ",
        added_in::columns!(), " FROM authenticators WHERE user_id = $1 ON CONFLICT (user_id, replaced_at) DO NOTHING"),
        [user, now, by.session_began_at];

    /// Keeps the recovery codes of an account, which are about to be replaced in the session `by`.
    pub(super) fn keep_recovery_codes(tx, user: UserId, by: &AddedIn, now: Timestamp) = concat!(
        "INSERT INTO replaced_recovery_codes (user_id, replaced_at, replaced_in, code_hash, created_at, used_at, ",
        added_in::columns!(), ") SELECT user_id, $2, $3, code_hash, created_at, used_at, ", added_in::columns!(),
        " FROM recovery_codes WHERE user_id = $1 ON CONFLICT (code_hash) DO NOTHING"), [user, now, by.session_began_at];

    // An app that is there was not added since, or it would have been deleted: then nothing is missing.
    fn restore_authenticator(tx, user: UserId, since: Timestamp, proven: Timestamp) = concat!(
        "INSERT INTO authenticators (user_id, sealed_secret, created_at, last_used_at, last_step, vouched_since, ",
        added_in::columns!(), ") SELECT user_id, sealed_secret, created_at, last_used_at, last_step, vouched_since, ",
        added_in::columns!(),
        " FROM replaced_authenticators WHERE ", wanted!(),
        " AND NOT EXISTS (SELECT 1 FROM authenticators AS present WHERE present.user_id = $1) ORDER BY replaced_at LIMIT 1")
        => Change::User(user);

    fn restore_recovery_codes(tx, user: UserId, since: Timestamp) = concat!(
        "INSERT INTO recovery_codes (code_hash, user_id, created_at, used_at, ", added_in::columns!(),
        ") SELECT code_hash, user_id, created_at, used_at, ", added_in::columns!(),
        " FROM replaced_recovery_codes WHERE ", there_before!(),
        " AND NOT EXISTS (SELECT 1 FROM recovery_codes AS present WHERE present.user_id = $1) \
         AND replaced_at = (SELECT MIN(replaced_at) FROM replaced_recovery_codes WHERE ", there_before!(), ")")
        => Change::User(user);

    /// Keeps a passkey of an account, which is about to be removed in the session `by`.
    pub(super) fn keep_passkey(tx, id: PasskeyId, user: UserId, by: &AddedIn, now: Timestamp) = concat!(
        "INSERT INTO replaced_passkeys (replaced_at, replaced_in, ", passkey!(), ") SELECT $3, $4, ", passkey!(),
        " FROM passkeys WHERE id = $1 AND user_id = $2 ON CONFLICT (id) DO NOTHING"), [id, user, now, by.session_began_at];

    // The device may have been stolen, so it does not sign in alone. The oldest come first.
    fn restore_passkeys(tx, user: UserId, since: Timestamp, proven: Timestamp) = concat!(
        "INSERT INTO passkeys (is_held, ", passkey!(), ") SELECT TRUE, ", passkey!(), " FROM replaced_passkeys WHERE ",
        wanted!(), " ORDER BY created_at LIMIT $4 ON CONFLICT DO NOTHING"), [user, since, proven, MAX_PASSKEYS]
        => Change::User(user);

    // Passkeys that were removed in a session which began before the contested one.
    fn restore_older_passkeys(tx, user: UserId, since: Timestamp) = concat!(
        "INSERT INTO passkeys (is_held, ", passkey!(), ") SELECT TRUE, ", passkey!(), " FROM replaced_passkeys \
         WHERE user_id = $1 AND replaced_at >= $2 AND created_at < $2 ORDER BY created_at LIMIT $3 ON CONFLICT DO NOTHING"),
        [user, since, MAX_PASSKEYS] => Change::User(user);

    // An app that was removed in such a session.
    fn restore_older_authenticator(tx, user: UserId, since: Timestamp) = concat!(
        "INSERT INTO authenticators (user_id, sealed_secret, created_at, last_used_at, last_step, vouched_since, ",
        added_in::columns!(), ") SELECT user_id, sealed_secret, created_at, last_used_at, last_step, vouched_since, ",
        added_in::columns!(), " FROM replaced_authenticators WHERE user_id = $1 AND replaced_at >= $2 AND created_at < $2 \
         ORDER BY replaced_at LIMIT 1 ON CONFLICT DO NOTHING") => Change::User(user);

    /// Whether a passkey with this id was removed from an account that may get it back: until then no account registers it again.
    pub fn is_kept(conn, credential_id: &[u8]) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM replaced_passkeys WHERE credential_id = $1)";

    // Rows of sessions that began earlier stay: the report of such a session may want them.
    fn forget_passkeys_since(tx, user: UserId, since: Timestamp) =
        concat!("DELETE FROM replaced_passkeys WHERE ", replaced_since!());

    // Forgets apps alike.
    fn forget_authenticators_since(tx, user: UserId, since: Timestamp) =
        concat!("DELETE FROM replaced_authenticators WHERE ", replaced_since!());

    // Forgets recovery codes alike.
    fn forget_recovery_codes_since(tx, user: UserId, since: Timestamp) =
        concat!("DELETE FROM replaced_recovery_codes WHERE ", replaced_since!());

    /// Deletes the kept passkeys of an account: no undo gives them back any more.
    pub(super) fn forget_passkeys(tx, user: UserId) = "DELETE FROM replaced_passkeys WHERE user_id = $1";

    /// Deletes the kept apps of an account.
    pub(super) fn forget_authenticators(tx, user: UserId) = "DELETE FROM replaced_authenticators WHERE user_id = $1";

    /// Deletes the kept recovery codes of an account.
    pub(super) fn forget_recovery_codes(tx, user: UserId) = "DELETE FROM replaced_recovery_codes WHERE user_id = $1";

    /// Deletes at most `limit` apps that were replaced before `then` and that no undo or report can give back at `now`.
    pub fn delete_past_authenticators(tx, then: Timestamp, now: Timestamp, limit: u32) -> u64 = concat!(
        "DELETE FROM replaced_authenticators WHERE (user_id, replaced_at) IN \
         (SELECT user_id, replaced_at FROM replaced_authenticators AS kept WHERE ", unwanted!(), " LIMIT $3)");

    /// The same for passkeys.
    pub fn delete_past_passkeys(tx, then: Timestamp, now: Timestamp, limit: u32) -> u64 = concat!(
        "DELETE FROM replaced_passkeys WHERE id IN \
         (SELECT id FROM replaced_passkeys AS kept WHERE ", unwanted!(), " LIMIT $3)");

    /// The same for recovery codes.
    pub fn delete_past_recovery_codes(tx, then: Timestamp, now: Timestamp, limit: u32) -> u64 = concat!(
        "DELETE FROM replaced_recovery_codes WHERE code_hash IN \
         (SELECT code_hash FROM replaced_recovery_codes AS kept WHERE ", unwanted!(), " LIMIT $3)");
}

/// Gives back the app that was replaced or removed since then. To be called when one that was added since is deleted.
pub(super) async fn give_back_authenticator(tx: &mut Tx, user: UserId, contested: Contested) -> Result<(), StoreError> {
    restore_authenticator(tx, user, contested.since, contested.proven).await?;
    forget_authenticators_since(tx, user, contested.since).await
}

/// Gives back the passkeys that were removed since then, as second factors.
pub(super) async fn give_back_passkeys(tx: &mut Tx, user: UserId, contested: Contested) -> Result<(), StoreError> {
    restore_passkeys(tx, user, contested.since, contested.proven).await?;
    forget_passkeys_since(tx, user, contested.since).await
}

/// The same for recovery codes. Those that were used stay used.
pub(super) async fn give_back_recovery_codes(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<(), StoreError> {
    restore_recovery_codes(tx, user, since).await?;
    forget_recovery_codes_since(tx, user, since).await
}

/// Gives back the second factors that the account had then and has lost since, in whichever session. To be called when it has none.
pub async fn give_back_older(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<(), StoreError> {
    restore_older_passkeys(tx, user, since).await?;
    restore_older_authenticator(tx, user, since).await
}
