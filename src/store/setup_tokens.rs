//! The tokens of the setup link, which creates the first administrator. Only their hashes are stored.

use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::Timestamp;

statements! {
    fn delete_past(tx, now: Timestamp) = "DELETE FROM setup_tokens WHERE expires_at <= $1";

    fn add(tx, hash: &[u8; 32], now: Timestamp, expires_at: Timestamp) =
        "INSERT INTO setup_tokens (token_hash, created_at, expires_at) VALUES ($1, $2, $3)";

    /// Whether the token exists, is unused and has not expired.
    pub fn is_valid(conn, hash: &[u8; 32], now: Timestamp) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM setup_tokens WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2)";

    /// Marks the token as used; returns whether it was valid.
    // One conditional update: of two requests with the same token, only one finds it unused.
    pub fn consume(tx, hash: &[u8; 32], now: Timestamp) -> bool =
        "UPDATE setup_tokens SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
}

/// Adds a token, and deletes expired ones.
pub async fn insert(tx: &mut Tx, hash: &[u8; 32], now: Timestamp, expires_at: Timestamp) -> Result<(), StoreError> {
    delete_past(tx, now).await?;
    add(tx, hash, now, expires_at).await
}
