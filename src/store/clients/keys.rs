//! The RSA keys that sign the tokens of clients. They are sealed like the other signing keys (`store/sealed.rs`). Of those that
//! were retired the public half is kept for a while, because clients send ID tokens back as hints.

use crate::shared::timestamp::Timestamp;
use crate::store::changes::Change;
use crate::store::sealed::SigningKeyRow;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;

/// The public half of a key that was retired.
#[derive(Clone, Debug, FromRow)]
pub struct RetiredKeyRow {
    pub kid: String,
    /// PKCS #1, DER.
    pub public_key: Vec<u8>,
}

statements! {
    INSERT = "INSERT INTO client_signing_keys (kid, public_key, sealed_private_key, created_at) \
        VALUES ($1, $2, $3, $4)";
    RESEAL = "UPDATE client_signing_keys SET sealed_private_key = $2 WHERE kid = $1";
    DELETE = "DELETE FROM client_signing_keys WHERE kid = $1";
    LIST = "SELECT kid, public_key, sealed_private_key, created_at FROM client_signing_keys \
        ORDER BY created_at DESC, kid";
    KEEP_PUBLIC = "INSERT INTO client_retired_keys (kid, public_key, retired_at) \
        SELECT kid, public_key, $2 FROM client_signing_keys WHERE kid = $1";
    LIST_RETIRED = "SELECT kid, public_key FROM client_retired_keys ORDER BY retired_at DESC, kid";
    DELETE_RETIRED = "DELETE FROM client_retired_keys WHERE kid = $1";
    DELETE_PAST_RETIRED = "DELETE FROM client_retired_keys WHERE kid IN \
        (SELECT kid FROM client_retired_keys WHERE retired_at < $1 LIMIT $2)";
}

/// All keys, the newest first.
pub async fn list(conn: &mut Conn) -> Result<Vec<SigningKeyRow>, StoreError> {
    fetch!(conn, fetch_all as SigningKeyRow, LIST)
}

pub async fn insert(tx: &mut Tx, key: &SigningKeyRow) -> Result<(), StoreError> {
    execute!(tx, INSERT, &key.kid, &key.public_key, &key.sealed_private_key, key.created_at)?;
    tx.changed(Change::SigningKeys);
    Ok(())
}

/// Stores the same private key, sealed again.
pub async fn reseal(tx: &mut Tx, kid: &str, sealed: &[u8]) -> Result<(), StoreError> {
    execute!(tx, RESEAL, kid, sealed).map(drop)
}

/// Returns whether there was one.
pub async fn delete(tx: &mut Tx, kid: &str) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE, kid)? > 0;
    tx.changed(Change::SigningKeys);
    Ok(is_deleted)
}

/// Keeps the public half of a key that is retired at `now`. To be called before it is deleted.
pub async fn keep_public(tx: &mut Tx, kid: &str, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, KEEP_PUBLIC, kid, now.0).map(drop)
}

/// The keys that were retired, the last one first.
pub async fn retired(conn: &mut Conn) -> Result<Vec<RetiredKeyRow>, StoreError> {
    fetch!(conn, fetch_all as RetiredKeyRow, LIST_RETIRED)
}

/// Forgets a key that was retired. Returns whether there was one.
pub async fn delete_retired(tx: &mut Tx, kid: &str) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE_RETIRED, kid)? > 0;
    tx.changed(Change::SigningKeys);
    Ok(is_deleted)
}

/// Forgets at most `limit` of those that were retired before `then`. Other processes need not notice it at once.
pub async fn delete_past_retired(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST_RETIRED, then.0, i64::from(limit))
}
