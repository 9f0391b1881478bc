//! Providers of identities that pages, API and command line have defined. The secret of each is sealed.

use crate::shared::timestamp::Timestamp;
use crate::store::changes::Change;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ProviderRow {
    pub name: String,
    /// As JSON.
    pub definition: String,
    pub sealed_secret: Option<Vec<u8>>,
    pub created_at: i64,
    pub updated_at: i64,
}

statements! {
    LIST = "SELECT name, definition, sealed_secret, created_at, updated_at FROM identity_providers ORDER BY name";
    PUT = "INSERT INTO identity_providers (name, definition, sealed_secret, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $4) ON CONFLICT (name) DO UPDATE SET definition = $2, sealed_secret = $3, updated_at = $4";
    DELETE = "DELETE FROM identity_providers WHERE name = $1";
}

/// All providers, by name.
pub async fn list(conn: &mut Conn) -> Result<Vec<ProviderRow>, StoreError> {
    fetch!(conn, fetch_all as ProviderRow, LIST)
}

/// Adds the provider, or replaces the one with the same name, except its `created_at`.
pub async fn put(
    tx: &mut Tx,
    name: &str,
    definition: &str,
    sealed_secret: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, PUT, name, definition, sealed_secret, now.0)?;
    tx.changed(Change::Providers);
    Ok(())
}

/// Deletes a provider. The identities of its accounts stay: it may be defined again. Returns whether there was one.
pub async fn delete(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE, name)? > 0;
    tx.changed(Change::Providers);
    Ok(is_deleted)
}
