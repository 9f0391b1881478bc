//! Browsers in which an account needs no second factor, if the operator allows it (`VESTIBULE_TRUST_BROWSERS`).

use crate::shared::{Timestamp, TrustedBrowserId, UserId};
use crate::store::changes::Change;
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};
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
    fn add(tx, new: &NewTrustedBrowser) =
        "INSERT INTO trusted_browsers (id, user_id, token_hash, device, address, created_at, last_used_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        [new.id, new.user, &new.token_hash, new.device.as_deref(), new.address.as_deref(), new.created_at,
         new.expires_at] => Change::User(new.user);

    // Skips the newest `$2`. SQLite accepts OFFSET only after a LIMIT.
    fn delete_oldest(tx, user: UserId) =
        "DELETE FROM trusted_browsers WHERE id IN (SELECT id FROM trusted_browsers WHERE user_id = $1 \
         ORDER BY last_used_at DESC, id DESC LIMIT 1000 OFFSET $2)", [user, MAX_BROWSERS];

    /// The browser with this value, if the account trusts it at `now`.
    pub fn find_valid(conn, hash: &[u8; 32], user: UserId, now: Timestamp) -> Option<TrustedBrowserRow> =
        "SELECT id, device, address, created_at, last_used_at, expires_at FROM trusted_browsers \
         WHERE token_hash = $1 AND user_id = $2 AND expires_at > $3";

    /// Those of an account that have not expired at `now`, the most recently used first.
    pub fn of_user(conn, user: UserId, now: Timestamp) -> Vec<TrustedBrowserRow> =
        "SELECT id, device, address, created_at, last_used_at, expires_at FROM trusted_browsers \
         WHERE user_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id DESC";

    /// Stores the last use.
    pub fn touch(tx, id: TrustedBrowserId, now: Timestamp) =
        "UPDATE trusted_browsers SET last_used_at = $2 WHERE id = $1";

    /// Returns whether the account had it.
    pub fn delete(tx, id: TrustedBrowserId, user: UserId) -> bool =
        "DELETE FROM trusted_browsers WHERE id = $1 AND user_id = $2" => Change::User(user);

    /// Returns how many there were.
    pub fn delete_all(tx, user: UserId) -> u64 =
        "DELETE FROM trusted_browsers WHERE user_id = $1" => Change::User(user);

    /// Deletes at most `limit` of those that expired before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM trusted_browsers WHERE id IN (SELECT id FROM trusted_browsers WHERE expires_at < $1 LIMIT $2)";
}

/// Adds a browser, and deletes those of the account that are too many.
pub async fn insert(tx: &mut Tx, new: &NewTrustedBrowser) -> Result<(), StoreError> {
    add(tx, new).await?;
    delete_oldest(tx, new.user).await
}
