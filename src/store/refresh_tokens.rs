//! Refresh tokens: the hash of each, the salt from which its successor is derived, and when it was used.

use super::{
    Conn, StoreError, Tx,
    sessions::{self, SessionRow},
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

/// A living or ended session, and what makes the successor of one of its refresh tokens; no salt when there is no such
/// token.
#[derive(Clone, FromRow)]
pub struct PresentedRow {
    #[sqlx(flatten)]
    pub session: SessionRow,
    pub salt: Option<Vec<u8>>,
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
    PRESENT = concat!(
        "SELECT ", sessions::columns!(), ", salt FROM ", sessions::source!(),
        " LEFT JOIN refresh_tokens ON token_hash = $2 AND session_id = $1");
    /// Whoever comes second finds no row: this is what makes rotation atomic.
    CONSUME = "UPDATE refresh_tokens SET used_at = $3 \
        WHERE token_hash = $1 AND session_id = $2 AND used_at IS NULL AND expires_at > $3";
    DELETE_PAST = "DELETE FROM refresh_tokens WHERE expires_at < $1";
}

pub async fn insert(tx: &mut Tx, token: &NewRefreshToken) -> Result<(), StoreError> {
    execute!(tx, INSERT, &token.hash[..], token.session.0, &token.salt[..], token.issued_at.0, token.expires_at.0,)
        .map(drop)
}

pub async fn find(conn: &mut Conn, hash: &[u8; 32], session: SessionId) -> Result<Option<RefreshTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as RefreshTokenRow, FIND, &hash[..], session.0)
}

/// The session, and what makes the successor of its token.
pub async fn present(conn: &mut Conn, hash: &[u8; 32], session: SessionId) -> Result<Option<PresentedRow>, StoreError> {
    fetch!(conn, fetch_optional as PresentedRow, PRESENT, session.0, &hash[..])
}

/// Marks a token as used; whether it was still there to be used.
pub async fn consume(tx: &mut Tx, hash: &[u8; 32], session: SessionId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONSUME, &hash[..], session.0, now.0)? > 0)
}

/// Forgets tokens that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0)
}
