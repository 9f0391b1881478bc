//! Secrets that the program generates for itself, sealed under the operator's secret.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::timestamp::Timestamp;

statements! {
    INSERT = "INSERT INTO sealed_secrets (name, sealed, created_at) VALUES ($1, $2, $3)";
    FIND = "SELECT sealed FROM sealed_secrets WHERE name = $1";
    REPLACE = "UPDATE sealed_secrets SET sealed = $2 WHERE name = $1";
}

pub async fn insert(tx: &mut Tx, name: &str, sealed: &[u8], now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, INSERT, name, sealed, now.0).map(drop)
}

pub async fn find(conn: &mut Conn, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(fetch!(conn, fetch_optional as (Vec<u8>,), FIND, name)?.map(|(sealed,)| sealed))
}

/// Stores the same secret, sealed again.
pub async fn replace(tx: &mut Tx, name: &str, sealed: &[u8]) -> Result<(), StoreError> {
    execute!(tx, REPLACE, name, sealed).map(drop)
}
