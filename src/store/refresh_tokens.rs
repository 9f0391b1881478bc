//! Refresh tokens: the hash of each, what makes its successor, and whether it has been used.

use super::{
    Conn, StoreError,
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::SessionId, timestamp::Timestamp};
use sqlx::FromRow;

/// A refresh token as it is stored.
#[derive(Clone, FromRow)]
pub struct RefreshTokenRow {
    pub salt: Vec<u8>,
    pub issued_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// A refresh token that is issued.
#[derive(Clone)]
pub struct NewRefreshToken {
    pub hash: [u8; 32],
    pub session: SessionId,
    pub salt: [u8; 32],
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT salt, issued_at, expires_at, used_at FROM refresh_tokens \
        WHERE token_hash = $1 AND session_id = $2";
    /// Whoever comes second finds no row: this is what makes rotation atomic.
    CONSUME = "UPDATE refresh_tokens SET used_at = $3 \
        WHERE token_hash = $1 AND session_id = $2 AND used_at IS NULL AND expires_at > $3 \
        RETURNING salt, issued_at, expires_at, used_at";
    DELETE_PAST = "DELETE FROM refresh_tokens WHERE expires_at < $1";
}

pub async fn insert(conn: &mut Conn<'_>, token: &NewRefreshToken) -> Result<(), StoreError> {
    execute!(conn, INSERT, &token.hash[..], token.session.0, &token.salt[..], token.issued_at.0, token.expires_at.0,)
        .map(drop)
}

pub async fn find(
    conn: &mut Conn<'_>,
    hash: &[u8; 32],
    session: SessionId,
) -> Result<Option<RefreshTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as RefreshTokenRow, FIND, &hash[..], session.0)
}

/// Marks a token as used; None when it has been used before, has expired or does not exist.
pub async fn consume(
    conn: &mut Conn<'_>,
    hash: &[u8; 32],
    session: SessionId,
    now: Timestamp,
) -> Result<Option<RefreshTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as RefreshTokenRow, CONSUME, &hash[..], session.0, now.0)
}

/// Forgets tokens that expired before `then`.
pub async fn delete_past(conn: &mut Conn<'_>, then: Timestamp) -> Result<u64, StoreError> {
    execute!(conn, DELETE_PAST, then.0)
}
