//! Codes for the day on which nothing else is at hand. Only their hashes are stored.

use super::{FactorOrigin, replaced};
use crate::shared::{Timestamp, UserId};
use crate::store::added_in::{self, AddedIn};
use crate::store::changes::Change;
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};
use sqlx::FromRow;

/// The codes of an account that were made together.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct RecoveryCodesRow {
    pub total: i64,
    pub created_at: i64,
    #[sqlx(flatten)]
    pub added: AddedIn,
}

/// A code, without its hash.
#[derive(Clone, Debug, FromRow)]
pub struct RecoveryCodeRow {
    pub created_at: i64,
    pub used_at: Option<i64>,
    #[sqlx(flatten)]
    pub added: AddedIn,
}

statements! {
    fn delete_all(tx, user: UserId) = "DELETE FROM recovery_codes WHERE user_id = $1" => Change::User(user);

    /// Deletes the codes if they were made since then. Returns how many there were, used or not.
    fn delete_since(tx, user: UserId, since: Timestamp) -> u64 =
        concat!("DELETE FROM recovery_codes WHERE ", added_in::since!()) => Change::User(user);

    fn insert(tx, hash: &[u8; 32], user: UserId, added: &AddedIn, now: Timestamp) = concat!(
        "INSERT INTO recovery_codes (code_hash, user_id, created_at, ", added_in::columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7)"),
        [hash, user, now, added.session_id, added.session_began_at, added.device.as_deref(), added.address.as_deref()];

    // One conditional update: of two requests with the same code, one finds it used.
    fn mark_used(tx, user: UserId, hash: &[u8; 32], now: Timestamp) -> Option<FactorOrigin> =
        "UPDATE recovery_codes SET used_at = $3 WHERE code_hash = $2 AND user_id = $1 AND used_at IS NULL \
         RETURNING created_at, session_id, NULL AS vouched_since";

    /// Whether an account has this code, and it was not used.
    pub fn is_unused(conn, user: UserId, hash: &[u8; 32]) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM recovery_codes WHERE code_hash = $2 AND user_id = $1 AND used_at IS NULL)";

    /// None if the account has none.
    // They were made together.
    pub fn of_user(conn, user: UserId) -> Option<RecoveryCodesRow> = concat!(
        "SELECT COUNT(*) AS total, created_at, ", added_in::columns!(), " FROM recovery_codes WHERE user_id = $1 \
         GROUP BY created_at, ", added_in::columns!(), " ORDER BY created_at DESC LIMIT 1");

    /// Each code of an account: first those that were used, in the order of their use.
    pub fn stored(conn, user: UserId) -> Vec<RecoveryCodeRow> = concat!(
        "SELECT created_at, used_at, ", added_in::columns!(), " FROM recovery_codes WHERE user_id = $1 \
         ORDER BY used_at IS NULL, used_at");

    /// How many were not used.
    pub fn left(conn, user: UserId) -> i64 = scalar
        "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL";
}

/// Stores new codes. The previous ones are kept for an undo.
pub async fn replace_all(
    tx: &mut Tx,
    user: UserId,
    hashes: &[[u8; 32]],
    added: &AddedIn,
    now: Timestamp,
) -> Result<(), StoreError> {
    replaced::keep_recovery_codes(tx, user, added, now).await?;
    delete_all(tx, user).await?;
    for hash in hashes {
        insert(tx, hash, user, added, now).await?;
    }
    Ok(())
}

/// Marks a code as used; returns where it comes from. None if the account does not have it, or it was used before.
pub async fn spend(
    tx: &mut Tx,
    user: UserId,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<FactorOrigin>, StoreError> {
    let spent = mark_used(tx, user, hash, now).await?;
    if spent.is_some() {
        tx.changed(Change::User(user));
    }
    Ok(spent)
}

/// Deletes the codes if they were made since then, and gives back those that were replaced since, or forgets them. Returns how many were
/// deleted.
pub async fn end(tx: &mut Tx, user: UserId, since: Timestamp, gives_back: bool) -> Result<u64, StoreError> {
    let deleted = delete_since(tx, user, since).await?;
    if gives_back {
        replaced::give_back_recovery_codes(tx, user, since).await?;
    } else {
        replaced::forget_recovery_codes(tx, user).await?;
    }
    Ok(deleted)
}
