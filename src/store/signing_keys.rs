//! Signing keys of access tokens. The private half is sealed under the operator's secret.

use super::{
    Conn, StoreError, Tx,
    changes::Change,
    statement::{execute, fetch, statements},
};
use sqlx::FromRow;

#[derive(Clone, FromRow)]
pub struct SigningKeyRow {
    pub kid: String,
    pub public_key: Vec<u8>,
    pub sealed_private_key: Vec<u8>,
    pub created_at: i64,
}

statements! {
    INSERT = "INSERT INTO signing_keys (kid, public_key, sealed_private_key, created_at) VALUES ($1, $2, $3, $4)";
    REPLACE_SEALED = "UPDATE signing_keys SET sealed_private_key = $2 WHERE kid = $1";
    DELETE = "DELETE FROM signing_keys WHERE kid = $1";
    LIST = "SELECT kid, public_key, sealed_private_key, created_at FROM signing_keys ORDER BY created_at DESC, kid";
}

pub async fn insert(tx: &mut Tx, key: &SigningKeyRow) -> Result<(), StoreError> {
    execute!(tx, INSERT, &key.kid, &key.public_key, &key.sealed_private_key, key.created_at)?;
    tx.changed(Change::SigningKeys);
    Ok(())
}

/// Stores the same private key, sealed again.
pub async fn replace_sealed(tx: &mut Tx, kid: &str, sealed: &[u8]) -> Result<(), StoreError> {
    execute!(tx, REPLACE_SEALED, kid, sealed).map(drop)
}

pub async fn delete(tx: &mut Tx, kid: &str) -> Result<(), StoreError> {
    execute!(tx, DELETE, kid)?;
    tx.changed(Change::SigningKeys);
    Ok(())
}

/// All keys, the newest first.
pub async fn list(conn: &mut Conn) -> Result<Vec<SigningKeyRow>, StoreError> {
    fetch!(conn, fetch_all as SigningKeyRow, LIST)
}
