//! Refresh tokens of clients: the hash of each, the salt from which its successor is derived, and when it was used. They rotate as
//! those of sessions do (`docs/decisions/0003-rotation.md`), but rarely, so an ordinary transaction is fast enough.

use crate::shared::{ClientGrantId, Timestamp};
use crate::store::refresh_tokens::{NO_SALT, RefreshTokenRow};
use crate::store::statement::statements;

statements! {
    /// Adds a token that has not been used yet.
    pub fn insert(tx, hash: &[u8; 32], grant: ClientGrantId, issued_at: Timestamp, expires_at: Timestamp) =
        "INSERT INTO client_refresh_tokens (token_hash, grant_id, salt, issued_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5)", [hash, grant, NO_SALT, issued_at, expires_at];

    pub fn find(conn, hash: &[u8; 32], grant: ClientGrantId) -> Option<RefreshTokenRow> =
        "SELECT salt, issued_at, expires_at, used_at FROM client_refresh_tokens \
         WHERE token_hash = $1 AND grant_id = $2";

    /// Marks a token as used, with the salt of its successor; returns whether it was unused.
    // The condition decides which of several requests with the same token is the first.
    pub fn use_up(tx, hash: &[u8; 32], salt: &[u8; 32], now: Timestamp) -> bool =
        "UPDATE client_refresh_tokens SET used_at = $2, salt = $3 WHERE token_hash = $1 AND used_at IS NULL",
        [hash, now, salt];

    /// Whether a grant has a token that can be used.
    pub fn has_unused(conn, grant: ClientGrantId, now: Timestamp) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM client_refresh_tokens \
         WHERE grant_id = $1 AND used_at IS NULL AND expires_at > $2)";

    /// Deletes the used tokens of a grant, except the one that was used last: it may come again within the grace period. The others show
    /// by themselves that they were issued for this grant, so their second use is noticed without their rows.
    pub fn forget_used(tx, grant: ClientGrantId, last: &[u8; 32]) =
        "DELETE FROM client_refresh_tokens WHERE grant_id = $1 AND token_hash <> $2 AND used_at IS NOT NULL";

    /// Deletes at most `limit` of those that expired before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM client_refresh_tokens WHERE token_hash IN \
         (SELECT token_hash FROM client_refresh_tokens WHERE expires_at < $1 LIMIT $2)";
}
