//! Consents: what somebody has allowed a client to learn.

use crate::shared::{Timestamp, UserId};
use crate::store::statement::statements;
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
    /// What an account has allowed a client. None: nothing yet.
    pub fn find(conn, user: UserId, client_id: &str) -> Option<ConsentRow> =
        "SELECT client_id, scopes, resources, created_at, updated_at FROM client_consents \
         WHERE user_id = $1 AND client_id = $2";

    /// At most `limit` consents of an account, the newest first.
    pub fn of_user(conn, user: UserId, limit: u32) -> Vec<ConsentRow> =
        "SELECT client_id, scopes, resources, created_at, updated_at FROM client_consents \
         WHERE user_id = $1 AND client_id NOT IN (SELECT clients.client_id FROM clients WHERE deleted_at IS NOT NULL) \
         ORDER BY created_at DESC, client_id LIMIT $2";

    /// At most `limit` consents of an account, by client, after the client `after`.
    pub fn stored(conn, user: UserId, after: &str, limit: u32) -> Vec<ConsentRow> =
        "SELECT client_id, scopes, resources, created_at, updated_at FROM client_consents \
         WHERE user_id = $1 AND client_id > $2 ORDER BY client_id LIMIT $3";

    /// Stores which scopes and resources the account allows the client from now on, in place of what it has allowed before.
    pub fn put(tx, user: UserId, client_id: &str, allowed: (&str, &str), now: Timestamp) =
        "INSERT INTO client_consents (user_id, client_id, scopes, resources, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (user_id, client_id) \
         DO UPDATE SET scopes = $3, resources = $4, updated_at = $5", [user, client_id, allowed.0, allowed.1, now];

    /// Returns whether there was one.
    pub fn delete(tx, user: UserId, client_id: &str) -> bool =
        "DELETE FROM client_consents WHERE user_id = $1 AND client_id = $2";

    /// Deletes the consents of an account that were given, or changed, since then.
    pub fn delete_since(tx, user: UserId, since: Timestamp) =
        "DELETE FROM client_consents WHERE user_id = $1 AND updated_at >= $2";
}
