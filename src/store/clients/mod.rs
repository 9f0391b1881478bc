//! Clients of applications (OpenID Connect), and their secrets, of which only hashes are stored.

pub mod consents;
pub mod device_codes;
pub mod grants;
pub mod keys;
pub mod logouts;
pub mod refresh;
pub mod refusals;
pub mod removal;
pub mod sessions;

use super::changes::Change;
use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::{ClientSecretId, Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ClientRow {
    pub client_id: String,
    /// The name of the application that it belongs to.
    pub application: String,
    /// As JSON.
    pub definition: String,
    /// The account of which `client_credentials` gives tokens.
    pub service_account: Option<Uuid>,
    /// Whether the operator's file defines it.
    pub of_file: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub last_used_at: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ClientSecretRow {
    pub id: Uuid,
    pub client_id: String,
    /// SHA-256 of the secret.
    pub secret_hash: Vec<u8>,
    /// Its first characters. Empty: only its hash is known.
    pub prefix: String,
    pub of_file: bool,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub last_used_at: Option<i64>,
}

/// A secret to add.
#[derive(Clone, Debug)]
pub struct NewClientSecret {
    pub id: ClientSecretId,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    pub prefix: String,
    pub of_file: bool,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

statements! {
    /// All clients, by id.
    pub fn list(conn) -> Vec<ClientRow> =
        "SELECT client_id, application, definition, service_account, of_file, created_at, updated_at, last_used_at \
         FROM clients WHERE deleted_at IS NULL ORDER BY client_id";

    /// Adds the client, or replaces the one with the same id, except its `created_at` and its last use.
    pub fn put(tx, row: &ClientRow) =
        "INSERT INTO clients (client_id, application, definition, service_account, of_file, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (client_id) DO UPDATE SET application = $2, definition = $3, \
         service_account = $4, of_file = $5, updated_at = $7",
        [&row.client_id, &row.application, &row.definition, row.service_account, row.of_file, row.created_at,
         row.updated_at] => Change::Applications;

    fn touch_client(tx, client_id: &str, now: Timestamp) =
        "UPDATE clients SET last_used_at = $2 WHERE client_id = $1 AND COALESCE(last_used_at, 0) < $2";

    /// The secrets of all clients, by client, the newest first.
    pub fn secrets(conn) -> Vec<ClientSecretRow> =
        "SELECT id, client_id, secret_hash, prefix, of_file, created_at, expires_at, last_used_at \
         FROM client_secrets ORDER BY client_id, created_at DESC, id DESC";

    /// Adds a secret to a client. Returns false if the client has it already.
    pub fn insert_secret(tx, client_id: &str, new: &NewClientSecret) -> bool =
        "INSERT INTO client_secrets (id, client_id, secret_hash, prefix, of_file, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (client_id, secret_hash) DO NOTHING",
        [new.id, client_id, &new.hash, &new.prefix, new.of_file, new.created_at, new.expires_at] => Change::Applications;

    /// Returns whether the client had the secret.
    pub fn delete_secret(tx, id: ClientSecretId, client_id: &str) -> bool =
        "DELETE FROM client_secrets WHERE id = $1 AND client_id = $2" => Change::Applications;

    fn touch_secret(tx, id: ClientSecretId, now: Timestamp) =
        "UPDATE client_secrets SET last_used_at = $2 WHERE id = $1 AND COALESCE(last_used_at, 0) < $2";
}

/// Stores the last use of a client and, if it has used one, of its secret. Announces nothing: that is no change of what it may do.
pub async fn touch(
    tx: &mut Tx,
    client_id: &str,
    secret: Option<ClientSecretId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    touch_client(tx, client_id, now).await?;
    if let Some(secret) = secret {
        touch_secret(tx, secret, now).await?;
    }
    Ok(())
}
