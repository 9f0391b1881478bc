//! What is stored sealed under the operator's secret: the private halves of signing keys, secrets that the program generates for
//! itself, and the results of requests with an idempotency key (`docs/decisions/0037-idempotency.md`).

use super::changes::Change;
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;

/// A key that signs access tokens.
#[derive(Clone, FromRow)]
pub struct SigningKeyRow {
    pub kid: String,
    pub public_key: Vec<u8>,
    pub sealed_private_key: Vec<u8>,
    pub created_at: i64,
}

/// An idempotency key to claim.
#[derive(Clone, Copy, Debug)]
pub struct NewIdempotencyKey {
    /// SHA-256 of the account's id and the key.
    pub hash: [u8; 32],
    pub user: UserId,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    pub now: Timestamp,
}

/// A claimed idempotency key.
#[derive(Clone, Debug, FromRow)]
pub struct IdempotencyKeyRow {
    pub request_hash: Vec<u8>,
    /// None if this transaction has claimed the key.
    pub sealed_result: Option<Vec<u8>>,
}

statements! {
    INSERT_SIGNING_KEY =
        "INSERT INTO signing_keys (kid, public_key, sealed_private_key, created_at) VALUES ($1, $2, $3, $4)";
    RESEAL_SIGNING_KEY = "UPDATE signing_keys SET sealed_private_key = $2 WHERE kid = $1";
    DELETE_SIGNING_KEY = "DELETE FROM signing_keys WHERE kid = $1";
    SIGNING_KEYS =
        "SELECT kid, public_key, sealed_private_key, created_at FROM signing_keys ORDER BY created_at DESC, kid";
    INSERT_SECRET = "INSERT INTO sealed_secrets (name, sealed, created_at) VALUES ($1, $2, $3)";
    FIND_SECRET = "SELECT sealed FROM sealed_secrets WHERE name = $1";
    RESEAL_SECRET = "UPDATE sealed_secrets SET sealed = $2 WHERE name = $1";
    DELETE_EXPIRED_KEY = "DELETE FROM idempotency_keys WHERE key_hash = $1 AND created_at <= $2";
    /// Waits for a transaction that is claiming the same key. The update that changes nothing makes the row of an earlier
    /// request be returned.
    CLAIM_KEY = "INSERT INTO idempotency_keys (key_hash, user_id, request_hash, created_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (key_hash) DO UPDATE SET created_at = idempotency_keys.created_at \
        RETURNING request_hash, sealed_result";
    STORE_RESULT = "UPDATE idempotency_keys SET sealed_result = $2 WHERE key_hash = $1";
    DELETE_PAST_KEYS = "DELETE FROM idempotency_keys WHERE key_hash IN \
        (SELECT key_hash FROM idempotency_keys WHERE created_at <= $1 LIMIT $2)";
}

/// All signing keys, the newest first.
pub async fn signing_keys(conn: &mut Conn) -> Result<Vec<SigningKeyRow>, StoreError> {
    fetch!(conn, fetch_all as SigningKeyRow, SIGNING_KEYS)
}

pub async fn insert_signing_key(tx: &mut Tx, key: &SigningKeyRow) -> Result<(), StoreError> {
    execute!(tx, INSERT_SIGNING_KEY, &key.kid, &key.public_key, &key.sealed_private_key, key.created_at)?;
    tx.changed(Change::SigningKeys);
    Ok(())
}

/// Stores the same private key, sealed again.
pub async fn reseal_signing_key(tx: &mut Tx, kid: &str, sealed: &[u8]) -> Result<(), StoreError> {
    execute!(tx, RESEAL_SIGNING_KEY, kid, sealed).map(drop)
}

pub async fn delete_signing_key(tx: &mut Tx, kid: &str) -> Result<(), StoreError> {
    execute!(tx, DELETE_SIGNING_KEY, kid)?;
    tx.changed(Change::SigningKeys);
    Ok(())
}

pub async fn insert_secret(tx: &mut Tx, name: &str, sealed: &[u8], now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, INSERT_SECRET, name, sealed, now.0).map(drop)
}

pub async fn find_secret(conn: &mut Conn, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(fetch!(conn, fetch_optional as (Vec<u8>,), FIND_SECRET, name)?.map(|(sealed,)| sealed))
}

/// Stores the same secret, sealed again.
pub async fn reseal_secret(tx: &mut Tx, name: &str, sealed: &[u8]) -> Result<(), StoreError> {
    execute!(tx, RESEAL_SECRET, name, sealed).map(drop)
}

/// Claims an idempotency key, unless an earlier request after `expired` has claimed it: then its row is returned.
pub async fn claim_idempotency_key(
    tx: &mut Tx,
    key: &NewIdempotencyKey,
    expired: Timestamp,
) -> Result<IdempotencyKeyRow, StoreError> {
    let (hash, request_hash) = (&key.hash[..], &key.request_hash[..]);
    execute!(tx, DELETE_EXPIRED_KEY, hash, expired.0)?;
    fetch!(tx, fetch_one as IdempotencyKeyRow, CLAIM_KEY, hash, key.user.0, request_hash, key.now.0)
}

/// Stores the result of the request whose key this transaction has claimed.
pub async fn store_result(tx: &mut Tx, hash: &[u8; 32], sealed_result: &[u8]) -> Result<(), StoreError> {
    execute!(tx, STORE_RESULT, &hash[..], sealed_result).map(drop)
}

/// Deletes at most `limit` idempotency keys that were claimed at `then` or before.
pub async fn delete_past_idempotency_keys(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST_KEYS, then.0, i64::from(limit))
}
