//! Providers of identities that pages, API and command line have defined. The secret of each is sealed.

use crate::shared::Timestamp;
use crate::store::changes::Change;
use crate::store::statement::statements;
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
    /// All providers, by name.
    pub fn list(conn) -> Vec<ProviderRow> =
        "SELECT name, definition, sealed_secret, created_at, updated_at FROM identity_providers ORDER BY name";

    /// Adds the provider, or replaces the one with the same name, except its `created_at`.
    pub fn put(tx, name: &str, definition: &str, sealed_secret: Option<&[u8]>, now: Timestamp) =
        "INSERT INTO identity_providers (name, definition, sealed_secret, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $4) ON CONFLICT (name) DO UPDATE SET definition = $2, sealed_secret = $3, updated_at = $4"
        => Change::Providers;

    /// Deletes a provider. The identities of its accounts stay: it may be defined again. Returns whether there was one.
    pub fn delete(tx, name: &str) -> bool = "DELETE FROM identity_providers WHERE name = $1" => Change::Providers;
}
