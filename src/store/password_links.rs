//! Links that open an account once, to choose a password; hashed.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

/// A link without what opens it.
#[derive(Clone, Debug, FromRow)]
pub struct PasswordLinkRow {
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

statements! {
    /// The newest alone is good.
    DELETE_OF_USER = "DELETE FROM password_links WHERE user_id = $1";
    INSERT = "INSERT INTO password_links (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    OWNER = "SELECT user_id FROM password_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    OF_USER = "SELECT created_at, expires_at, used_at FROM password_links WHERE user_id = $1 ORDER BY created_at";
    CONSUME = "UPDATE password_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    DELETE_PAST = "DELETE FROM password_links WHERE expires_at <= $1";
}

/// Puts a link in the place of any that the account had.
pub async fn replace(
    tx: &mut Tx,
    hash: &[u8; 32],
    user: UserId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    delete_all(tx, user).await?;
    execute!(tx, INSERT, &hash[..], user.0, now.0, expires_at.0).map(drop)
}

/// Takes all links of an account away.
pub async fn delete_all(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_USER, user.0).map(drop)
}

/// Whose account the link would open.
pub async fn owner(conn: &mut Conn, hash: &[u8; 32], now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let owner = fetch!(conn, fetch_optional as (Uuid,), OWNER, &hash[..], now.0)?;
    Ok(owner.map(|(id,)| UserId(id)))
}

/// The links of an account that have not been swept away, the oldest first.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<PasswordLinkRow>, StoreError> {
    fetch!(conn, fetch_all as PasswordLinkRow, OF_USER, user.0)
}

/// Uses the link up; whether it was good.
pub async fn consume(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONSUME, &hash[..], now.0)? > 0)
}

pub async fn delete_past(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, now.0)
}
