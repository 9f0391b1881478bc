//! Browsers in which an account needs no second factor, if the operator allows it (`VESTIBULE_TRUST_BROWSERS`).

use super::announce;
use crate::shared::ids::{TrustedBrowserId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;
use uuid::Uuid;

/// Browsers that an account can trust: a new one beyond it replaces that which was not used for the longest time.
const MAX_BROWSERS: i64 = 100;

#[derive(Clone, Debug, FromRow)]
pub struct TrustedBrowserRow {
    pub id: Uuid,
    pub device: Option<String>,
    pub address: Option<String>,
    pub created_at: i64,
    pub last_used_at: i64,
    pub expires_at: i64,
}

/// A browser to add.
#[derive(Clone, Debug)]
pub struct NewTrustedBrowser {
    pub id: TrustedBrowserId,
    pub user: UserId,
    /// SHA-256 of the value in its cookie.
    pub token_hash: [u8; 32],
    pub device: Option<String>,
    pub address: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO trusted_browsers (id, user_id, token_hash, device, address, created_at, last_used_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
    // Skips the newest `$2`. SQLite accepts OFFSET only after a LIMIT.
    DELETE_OLDEST = "DELETE FROM trusted_browsers WHERE id IN (SELECT id FROM trusted_browsers WHERE user_id = $1 \
        ORDER BY last_used_at DESC, id DESC LIMIT 1000 OFFSET $2)";
    FIND = "SELECT id, device, address, created_at, last_used_at, expires_at FROM trusted_browsers \
        WHERE token_hash = $1 AND user_id = $2 AND expires_at > $3";
    OF_USER = "SELECT id, device, address, created_at, last_used_at, expires_at FROM trusted_browsers \
        WHERE user_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id DESC";
    TOUCH = "UPDATE trusted_browsers SET last_used_at = $2 WHERE id = $1";
    DELETE = "DELETE FROM trusted_browsers WHERE id = $1 AND user_id = $2";
    DELETE_ALL = "DELETE FROM trusted_browsers WHERE user_id = $1";
    DELETE_PAST = "DELETE FROM trusted_browsers WHERE id IN \
        (SELECT id FROM trusted_browsers WHERE expires_at < $1 LIMIT $2)";
}

/// Adds a browser, and deletes those of the account that are too many.
pub async fn insert(tx: &mut Tx, new: &NewTrustedBrowser) -> Result<(), StoreError> {
    let NewTrustedBrowser { id, user, token_hash, device, address, created_at, expires_at } = new;
    let (device, address, hash) = (device.as_deref(), address.as_deref(), &token_hash[..]);
    execute!(tx, INSERT, id.0, user.0, hash, device, address, created_at.0, expires_at.0)?;
    execute!(tx, DELETE_OLDEST, user.0, MAX_BROWSERS)?;
    announce(tx, *user);
    Ok(())
}

/// The browser with this value, if the account trusts it at `now`.
pub async fn find_valid(
    conn: &mut Conn,
    hash: &[u8; 32],
    user: UserId,
    now: Timestamp,
) -> Result<Option<TrustedBrowserRow>, StoreError> {
    fetch!(conn, fetch_optional as TrustedBrowserRow, FIND, &hash[..], user.0, now.0)
}

/// Those of an account that have not expired at `now`, the most recently used first.
pub async fn of_user(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<TrustedBrowserRow>, StoreError> {
    fetch!(conn, fetch_all as TrustedBrowserRow, OF_USER, user.0, now.0)
}

/// Stores the last use.
pub async fn touch(tx: &mut Tx, id: TrustedBrowserId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, TOUCH, id.0, now.0).map(drop)
}

/// Returns whether the account had it.
pub async fn delete(tx: &mut Tx, id: TrustedBrowserId, user: UserId) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE, id.0, user.0)? > 0;
    announce(tx, user);
    Ok(is_deleted)
}

/// Returns how many there were.
pub async fn delete_all(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    let deleted = execute!(tx, DELETE_ALL, user.0)?;
    announce(tx, user);
    Ok(deleted)
}

/// Deletes at most `limit` of those that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
