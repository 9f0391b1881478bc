//! Codes for the day on which nothing else is at hand. Only their hashes are stored.

use super::{announce, replaced};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::added_in::{self, AddedIn};
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
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
    DELETE_ALL = "DELETE FROM recovery_codes WHERE user_id = $1";
    DELETE_SINCE = concat!("DELETE FROM recovery_codes WHERE ", added_in::since!());
    INSERT = "INSERT INTO recovery_codes (code_hash, user_id, created_at, session_id, session_began_at, device, address) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    // One conditional update: of two requests with the same code, one finds it used.
    SPEND = "UPDATE recovery_codes SET used_at = $3 WHERE code_hash = $1 AND user_id = $2 AND used_at IS NULL";
    IS_UNUSED = "SELECT EXISTS (SELECT 1 FROM recovery_codes WHERE code_hash = $1 AND user_id = $2 AND used_at IS NULL)";
    // They were made together.
    OF_USER = concat!(
        "SELECT COUNT(*) AS total, created_at, ", added_in::columns!(), " FROM recovery_codes WHERE user_id = $1 \
         GROUP BY created_at, ", added_in::columns!(), " ORDER BY created_at DESC LIMIT 1");
    STORED = concat!(
        "SELECT created_at, used_at, ", added_in::columns!(), " FROM recovery_codes WHERE user_id = $1 \
         ORDER BY used_at IS NULL, used_at");
    LEFT = "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL";
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
    execute!(tx, DELETE_ALL, user.0)?;
    let AddedIn { session_id, session_began_at, device, address } = added;
    for hash in hashes {
        let (device, address) = (device.as_deref(), address.as_deref());
        execute!(tx, INSERT, &hash[..], user.0, now.0, *session_id, *session_began_at, device, address)?;
    }
    announce(tx, user);
    Ok(())
}

/// Marks a code as used; returns whether the account had it and it was unused.
pub async fn spend(tx: &mut Tx, user: UserId, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    let is_spent = execute!(tx, SPEND, &hash[..], user.0, now.0)? > 0;
    if is_spent {
        announce(tx, user);
    }
    Ok(is_spent)
}

/// Whether an account has this code, and it was not used.
pub async fn is_unused(conn: &mut Conn, user: UserId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_UNUSED, &hash[..], user.0)?.0)
}

/// None if the account has none.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Option<RecoveryCodesRow>, StoreError> {
    fetch!(conn, fetch_optional as RecoveryCodesRow, OF_USER, user.0)
}

/// Each code of an account: first those that were used, in the order of their use.
pub async fn stored(conn: &mut Conn, user: UserId) -> Result<Vec<RecoveryCodeRow>, StoreError> {
    fetch!(conn, fetch_all as RecoveryCodeRow, STORED, user.0)
}

/// How many were not used.
pub async fn left(conn: &mut Conn, user: UserId) -> Result<i64, StoreError> {
    Ok(fetch!(conn, fetch_one as (i64,), LEFT, user.0)?.0)
}

/// Deletes the codes if they were made since then. Returns how many there were, used or not.
pub async fn delete_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
    let deleted = execute!(tx, DELETE_SINCE, user.0, since.0)?;
    announce(tx, user);
    Ok(deleted)
}
