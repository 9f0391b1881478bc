//! Consents: what somebody has allowed a client to learn.

use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ConsentRow {
    pub client_id: String,
    /// Names separated by spaces.
    pub scopes: String,
    /// URIs, one per line.
    pub resources: String,
    pub created_at: i64,
    pub updated_at: i64,
}

statements! {
    FIND = "SELECT client_id, scopes, resources, created_at, updated_at FROM client_consents \
        WHERE user_id = $1 AND client_id = $2";
    OF_USER = "SELECT client_id, scopes, resources, created_at, updated_at FROM client_consents \
        WHERE user_id = $1 AND client_id NOT IN (SELECT clients.client_id FROM clients WHERE deleted_at IS NOT NULL) \
        ORDER BY created_at DESC, client_id LIMIT $2";
    STORED = "SELECT client_id, scopes, resources, created_at, updated_at FROM client_consents \
        WHERE user_id = $1 AND client_id > $2 ORDER BY client_id LIMIT $3";
    PUT = "INSERT INTO client_consents (user_id, client_id, scopes, resources, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (user_id, client_id) \
        DO UPDATE SET scopes = $3, resources = $4, updated_at = $5";
    DELETE = "DELETE FROM client_consents WHERE user_id = $1 AND client_id = $2";
    DELETE_SINCE = "DELETE FROM client_consents WHERE user_id = $1 AND updated_at >= $2";
}

/// What an account has allowed a client. None: nothing yet.
pub async fn find(conn: &mut Conn, user: UserId, client_id: &str) -> Result<Option<ConsentRow>, StoreError> {
    fetch!(conn, fetch_optional as ConsentRow, FIND, user.0, client_id)
}

/// At most `limit` consents of an account, the newest first.
pub async fn of_user(conn: &mut Conn, user: UserId, limit: u32) -> Result<Vec<ConsentRow>, StoreError> {
    fetch!(conn, fetch_all as ConsentRow, OF_USER, user.0, i64::from(limit))
}

/// At most `limit` consents of an account, by client, after the client `after`.
pub async fn stored(conn: &mut Conn, user: UserId, after: &str, limit: u32) -> Result<Vec<ConsentRow>, StoreError> {
    fetch!(conn, fetch_all as ConsentRow, STORED, user.0, after, i64::from(limit))
}

/// Stores what the account allows the client from now on, in place of what it has allowed before.
pub async fn put(
    tx: &mut Tx,
    user: UserId,
    client_id: &str,
    (scopes, resources): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, PUT, user.0, client_id, scopes, resources, now.0).map(drop)
}

/// Returns whether there was one.
pub async fn delete(tx: &mut Tx, user: UserId, client_id: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, DELETE, user.0, client_id)? > 0)
}

/// Deletes the consents of an account that were given, or changed, since then.
pub async fn delete_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<(), StoreError> {
    execute!(tx, DELETE_SINCE, user.0, since.0).map(drop)
}
