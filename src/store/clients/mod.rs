//! Clients of applications (OpenID Connect), and their secrets, of which only hashes are stored.

pub mod consents;
pub mod device_codes;
pub mod grants;
pub mod keys;
pub mod logouts;
pub mod refresh;
pub mod removal;
pub mod sessions;

use super::changes::Change;
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::ClientSecretId;
use crate::shared::timestamp::Timestamp;
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
    LIST = "SELECT client_id, application, definition, service_account, of_file, created_at, updated_at, last_used_at \
        FROM clients WHERE deleted_at IS NULL ORDER BY client_id";
    PUT = "INSERT INTO clients (client_id, application, definition, service_account, of_file, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (client_id) DO UPDATE SET application = $2, definition = $3, \
        service_account = $4, of_file = $5, updated_at = $7";
    TOUCH = "UPDATE clients SET last_used_at = $2 WHERE client_id = $1 AND COALESCE(last_used_at, 0) < $2";
    SECRETS = "SELECT id, client_id, secret_hash, prefix, of_file, created_at, expires_at, last_used_at \
        FROM client_secrets ORDER BY client_id, created_at DESC, id DESC";
    // A secret that the client has already stays as it is.
    INSERT_SECRET = "INSERT INTO client_secrets (id, client_id, secret_hash, prefix, of_file, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (client_id, secret_hash) DO NOTHING";
    DELETE_SECRET = "DELETE FROM client_secrets WHERE id = $1 AND client_id = $2";
    TOUCH_SECRET = "UPDATE client_secrets SET last_used_at = $2 WHERE id = $1 AND COALESCE(last_used_at, 0) < $2";
}

/// All clients, by id.
pub async fn list(conn: &mut Conn) -> Result<Vec<ClientRow>, StoreError> {
    fetch!(conn, fetch_all as ClientRow, LIST)
}

/// Adds the client, or replaces the one with the same id, except its `created_at` and its last use.
pub async fn put(tx: &mut Tx, row: &ClientRow) -> Result<(), StoreError> {
    execute!(
        tx,
        PUT,
        &row.client_id,
        &row.application,
        &row.definition,
        row.service_account,
        row.of_file,
        row.created_at,
        row.updated_at,
    )?;
    tx.changed(Change::Applications);
    Ok(())
}

/// Stores the last use of a client and, if it has used one, of its secret. Announces nothing: that is no change of what it may do.
pub async fn touch(
    tx: &mut Tx,
    client_id: &str,
    secret: Option<ClientSecretId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, TOUCH, client_id, now.0)?;
    if let Some(secret) = secret {
        execute!(tx, TOUCH_SECRET, secret.0, now.0)?;
    }
    Ok(())
}

/// The secrets of all clients, by client, the newest first.
pub async fn secrets(conn: &mut Conn) -> Result<Vec<ClientSecretRow>, StoreError> {
    fetch!(conn, fetch_all as ClientSecretRow, SECRETS)
}

/// Adds a secret to a client. Returns false if the client has it already.
pub async fn insert_secret(tx: &mut Tx, client_id: &str, new: &NewClientSecret) -> Result<bool, StoreError> {
    let NewClientSecret { id, hash, prefix, of_file, created_at, expires_at } = new;
    let expires_at = expires_at.map(|at| at.0);
    let added = execute!(tx, INSERT_SECRET, id.0, client_id, &hash[..], prefix, of_file, created_at.0, expires_at)? > 0;
    tx.changed(Change::Applications);
    Ok(added)
}

/// Returns whether the client had the secret.
pub async fn delete_secret(tx: &mut Tx, id: ClientSecretId, client_id: &str) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE_SECRET, id.0, client_id)? > 0;
    tx.changed(Change::Applications);
    Ok(is_deleted)
}
