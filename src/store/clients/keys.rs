//! The RSA keys that sign the tokens of clients. They are sealed like the other signing keys (`store/sealed.rs`).

use crate::store::changes::Change;
use crate::store::sealed::SigningKeyRow;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};

statements! {
    INSERT = "INSERT INTO client_signing_keys (kid, public_key, sealed_private_key, created_at) \
        VALUES ($1, $2, $3, $4)";
    RESEAL = "UPDATE client_signing_keys SET sealed_private_key = $2 WHERE kid = $1";
    DELETE = "DELETE FROM client_signing_keys WHERE kid = $1";
    LIST = "SELECT kid, public_key, sealed_private_key, created_at FROM client_signing_keys \
        ORDER BY created_at DESC, kid";
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
