//! Refresh tokens: the hash of each, the salt from which its successor is derived, and when it was used.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::SessionId, timestamp::Timestamp};
use sqlx::FromRow;

/// The salt of a token that has not been used yet. It has the length of a real salt, so that the row does not grow later, when
/// its page may be full.
pub(super) const NO_SALT: &[u8] = &[0; 32];

/// A stored refresh token.
#[derive(Clone, FromRow)]
pub struct RefreshTokenRow {
    /// All zeros until the token is used.
    pub salt: Vec<u8>,
    pub issued_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// A new refresh token.
#[derive(Clone)]
pub struct NewRefreshToken {
    pub hash: [u8; 32],
    pub session: SessionId,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

statements! {
    FIND = "SELECT salt, issued_at, expires_at, used_at FROM refresh_tokens \
        WHERE token_hash = $1 AND session_id = $2";
    // Used tokens are kept until they expire, because a second use of one may show a theft.
    DELETE_PAST = "DELETE FROM refresh_tokens WHERE token_hash IN \
        (SELECT token_hash FROM refresh_tokens WHERE expires_at < $1 LIMIT $2)";
}

pub async fn find(conn: &mut Conn, hash: &[u8; 32], session: SessionId) -> Result<Option<RefreshTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as RefreshTokenRow, FIND, &hash[..], session.0)
}

/// Deletes at most `limit` tokens that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
