//! What is stored sealed under the operator's secret: the private halves of signing keys, secrets that the program generates for
//! itself, and the results of requests with an idempotency key (`docs/decisions/0037-idempotency.md`).

use super::changes::Change;
use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::{Timestamp, UserId};
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
    pub fn insert_signing_key(tx, key: &SigningKeyRow) =
        "INSERT INTO signing_keys (kid, public_key, sealed_private_key, created_at) VALUES ($1, $2, $3, $4)",
        [&key.kid, &key.public_key, &key.sealed_private_key, key.created_at] => Change::SigningKeys;

    /// Stores the same private key, sealed again.
    pub fn reseal_signing_key(tx, kid: &str, sealed: &[u8]) =
        "UPDATE signing_keys SET sealed_private_key = $2 WHERE kid = $1";

    pub fn delete_signing_key(tx, kid: &str) = "DELETE FROM signing_keys WHERE kid = $1" => Change::SigningKeys;

    /// All signing keys, the newest first.
    pub fn signing_keys(conn) -> Vec<SigningKeyRow> =
        "SELECT kid, public_key, sealed_private_key, created_at FROM signing_keys ORDER BY created_at DESC, kid";

    pub fn insert_secret(tx, name: &str, sealed: &[u8], now: Timestamp) =
        "INSERT INTO sealed_secrets (name, sealed, created_at) VALUES ($1, $2, $3)";

    pub fn find_secret(conn, name: &str) -> Option<Vec<u8>> = scalar
        "SELECT sealed FROM sealed_secrets WHERE name = $1";

    /// Stores the same secret, sealed again.
    pub fn reseal_secret(tx, name: &str, sealed: &[u8]) = "UPDATE sealed_secrets SET sealed = $2 WHERE name = $1";

    fn delete_expired_key(tx, hash: &[u8; 32], expired: Timestamp) =
        "DELETE FROM idempotency_keys WHERE key_hash = $1 AND created_at <= $2";

    // Waits for a transaction that is claiming the same key. The update that changes nothing makes the row of an earlier
    // request be returned.
    fn insert_or_find_key(tx, key: &NewIdempotencyKey) -> IdempotencyKeyRow = one
        "INSERT INTO idempotency_keys (key_hash, user_id, request_hash, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (key_hash) DO UPDATE SET created_at = idempotency_keys.created_at \
         RETURNING request_hash, sealed_result", [&key.hash, key.user, &key.request_hash, key.now];

    /// Stores the result of the request whose key this transaction has claimed.
    pub fn store_result(tx, hash: &[u8; 32], sealed_result: &[u8]) =
        "UPDATE idempotency_keys SET sealed_result = $2 WHERE key_hash = $1";

    /// Deletes at most `limit` idempotency keys that were claimed at `then` or before.
    pub fn delete_past_idempotency_keys(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM idempotency_keys WHERE key_hash IN \
         (SELECT key_hash FROM idempotency_keys WHERE created_at <= $1 LIMIT $2)";
}

/// Claims an idempotency key, unless an earlier request after `expired` has claimed it: then its row is returned.
pub async fn claim_idempotency_key(
    tx: &mut Tx,
    key: &NewIdempotencyKey,
    expired: Timestamp,
) -> Result<IdempotencyKeyRow, StoreError> {
    delete_expired_key(tx, &key.hash, expired).await?;
    insert_or_find_key(tx, key).await
}
