//! Secrets that the program made for itself, sealed.

use super::{
    Conn, StoreError,
    statement::{execute, fetch, statements},
};
use crate::shared::timestamp::Timestamp;

statements! {
    INSERT = "INSERT INTO sealed_secrets (name, sealed, created_at) VALUES ($1, $2, $3)";
    FIND = "SELECT sealed FROM sealed_secrets WHERE name = $1";
    REPLACE = "UPDATE sealed_secrets SET sealed = $2 WHERE name = $1";
}

pub async fn insert(conn: &mut Conn<'_>, name: &str, sealed: &[u8], now: Timestamp) -> Result<(), StoreError> {
    execute!(conn, INSERT, name, sealed, now.0).map(drop)
}

pub async fn find(conn: &mut Conn<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(fetch!(conn, fetch_optional as (Vec<u8>,), FIND, name)?.map(|(sealed,)| sealed))
}

/// Puts the same secret there, sealed anew.
pub async fn replace(conn: &mut Conn<'_>, name: &str, sealed: &[u8]) -> Result<(), StoreError> {
    execute!(conn, REPLACE, name, sealed).map(drop)
}
