//! The results of requests with an idempotency key, sealed (`docs/decisions/0037-idempotency.md`).

use super::{
    StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};
use sqlx::FromRow;

/// A key to claim.
#[derive(Clone, Copy, Debug)]
pub struct NewKey {
    /// SHA-256 of the account's id and the key.
    pub hash: [u8; 32],
    pub user: UserId,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    pub now: Timestamp,
}

/// A claimed key.
#[derive(Clone, Debug, FromRow)]
pub struct KeyRow {
    pub request_hash: Vec<u8>,
    /// None if this transaction has claimed the key.
    pub sealed_result: Option<Vec<u8>>,
}

statements! {
    DELETE_EXPIRED = "DELETE FROM idempotency_keys WHERE key_hash = $1 AND created_at <= $2";
    /// Waits for a transaction that is claiming the same key. The update that changes nothing makes the row of an earlier
    /// request be returned.
    CLAIM = "INSERT INTO idempotency_keys (key_hash, user_id, request_hash, created_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (key_hash) DO UPDATE SET created_at = idempotency_keys.created_at \
        RETURNING request_hash, sealed_result";
    STORE = "UPDATE idempotency_keys SET sealed_result = $2 WHERE key_hash = $1";
    DELETE_PAST = "DELETE FROM idempotency_keys WHERE key_hash IN \
        (SELECT key_hash FROM idempotency_keys WHERE created_at <= $1 LIMIT $2)";
}

/// Claims a key, unless an earlier request after `expired` has claimed it: then its row is returned.
pub async fn claim(tx: &mut Tx, key: &NewKey, expired: Timestamp) -> Result<KeyRow, StoreError> {
    execute!(tx, DELETE_EXPIRED, &key.hash[..], expired.0)?;
    fetch!(tx, fetch_one as KeyRow, CLAIM, &key.hash[..], key.user.0, &key.request_hash[..], key.now.0)
}

/// Stores the result of the request whose key this transaction has claimed.
pub async fn store(tx: &mut Tx, hash: &[u8; 32], sealed_result: &[u8]) -> Result<(), StoreError> {
    execute!(tx, STORE, &hash[..], sealed_result).map(drop)
}

/// Deletes at most `limit` keys that were claimed at `then` or before.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
