//! The tokens of the setup link, which creates the first administrator. Only their hashes are stored.

use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::timestamp::Timestamp;

statements! {
    DELETE_PAST = "DELETE FROM setup_tokens WHERE expires_at <= $1";
    INSERT = "INSERT INTO setup_tokens (token_hash, created_at, expires_at) VALUES ($1, $2, $3)";
    IS_VALID = "SELECT EXISTS (SELECT 1 FROM setup_tokens \
        WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2)";
    // One conditional update: of two requests with the same token, only one finds it unused.
    CONSUME = "UPDATE setup_tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
}

/// Adds a token, and deletes expired ones.
pub async fn insert(tx: &mut Tx, hash: &[u8; 32], now: Timestamp, expires_at: Timestamp) -> Result<(), StoreError> {
    execute!(tx, DELETE_PAST, now.0)?;
    execute!(tx, INSERT, &hash[..], now.0, expires_at.0).map(drop)
}

/// Whether the token exists, is unused and has not expired.
pub async fn is_valid(conn: &mut Conn, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_VALID, &hash[..], now.0)?.0)
}

/// Marks the token as used; returns whether it was valid.
pub async fn consume(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONSUME, &hash[..], now.0)? > 0)
}
