//! Refresh tokens of clients: the hash of each, the salt from which its successor is derived, and when it was used. They rotate as
//! those of sessions do (`docs/decisions/0003-rotation.md`), but rarely, so an ordinary transaction is fast enough.

use crate::shared::ids::ClientGrantId;
use crate::shared::timestamp::Timestamp;
use crate::store::refresh_tokens::{NO_SALT, RefreshTokenRow};
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};

statements! {
    INSERT = "INSERT INTO client_refresh_tokens (token_hash, grant_id, salt, issued_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT salt, issued_at, expires_at, used_at FROM client_refresh_tokens \
        WHERE token_hash = $1 AND grant_id = $2";
    // The condition decides which of several requests with the same token is the first.
    USE = "UPDATE client_refresh_tokens SET used_at = $2, salt = $3 WHERE token_hash = $1 AND used_at IS NULL";
    HAS_UNUSED = "SELECT EXISTS (SELECT 1 FROM client_refresh_tokens \
        WHERE grant_id = $1 AND used_at IS NULL AND expires_at > $2)";
    FORGET_USED = "DELETE FROM client_refresh_tokens WHERE grant_id = $1 AND token_hash <> $2 AND used_at IS NOT NULL";
    DELETE_PAST = "DELETE FROM client_refresh_tokens WHERE token_hash IN \
        (SELECT token_hash FROM client_refresh_tokens WHERE expires_at < $1 LIMIT $2)";
}

/// Adds a token that has not been used yet.
pub async fn insert(
    tx: &mut Tx,
    hash: &[u8; 32],
    grant: ClientGrantId,
    issued_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, INSERT, &hash[..], grant.0, NO_SALT, issued_at.0, expires_at.0).map(drop)
}

pub async fn find(
    conn: &mut Conn,
    hash: &[u8; 32],
    grant: ClientGrantId,
) -> Result<Option<RefreshTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as RefreshTokenRow, FIND, &hash[..], grant.0)
}

/// Marks a token as used, with the salt of its successor; returns whether it was unused.
pub async fn use_up(tx: &mut Tx, hash: &[u8; 32], salt: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, USE, &hash[..], now.0, &salt[..])? > 0)
}

/// Whether a grant has a token that can be used.
pub async fn has_unused(conn: &mut Conn, grant: ClientGrantId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), HAS_UNUSED, grant.0, now.0)?.0)
}

/// Deletes the used tokens of a grant, except the one that was used last: it may come again within the grace period. The others show
/// by themselves that they were issued for this grant, so their second use is noticed without their rows.
pub async fn forget_used(tx: &mut Tx, grant: ClientGrantId, last: &[u8; 32]) -> Result<(), StoreError> {
    execute!(tx, FORGET_USED, grant.0, &last[..]).map(drop)
}

/// Deletes at most `limit` of those that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
