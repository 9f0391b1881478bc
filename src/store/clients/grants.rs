//! Grants: what was given to a client for one authorization code or one device code. The code is used once, because its hash is
//! unique; access tokens name the grant, and refresh tokens refer to it.

use crate::shared::{ClientGrantId, SessionId, Timestamp, UserId};
use crate::store::changes::Change;
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct GrantRow {
    pub id: Uuid,
    pub client_id: String,
    pub user_id: Uuid,
    /// The session in which it was granted.
    pub session_id: Uuid,
    /// Names separated by spaces.
    pub scopes: String,
    /// URIs, one per line.
    pub resources: String,
    /// The parameter `claims`, as JSON.
    pub claims: Option<String>,
    /// Whether it goes on after the session.
    pub is_offline: bool,
    /// As in a session.
    pub methods: String,
    pub proved_at: i64,
    pub created_at: i64,
    pub last_used_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
}

/// Grants of an account to a client that allow the same.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AccessRow {
    pub client_id: String,
    /// Names separated by spaces.
    pub scopes: String,
    /// URIs, one per line.
    pub resources: String,
    /// When the first one was made.
    pub since: i64,
    pub last_used_at: i64,
    /// The end of the last one that goes on after its session.
    pub offline_until: Option<i64>,
}

/// A grant to add.
#[derive(Clone, Debug)]
pub struct NewGrant {
    pub id: ClientGrantId,
    pub client_id: String,
    pub user: UserId,
    pub session: SessionId,
    /// SHA-256 of the random id of the code.
    pub code_hash: [u8; 32],
    pub scopes: String,
    pub resources: String,
    pub claims: Option<String>,
    pub is_offline: bool,
    pub methods: String,
    pub proved_at: Timestamp,
    pub created_at: Timestamp,
    /// The end of the last token that it can give.
    pub expires_at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, client_id, user_id, session_id, scopes, resources, claims, is_offline, methods, proved_at, created_at, \
         last_used_at, expires_at, revoked_at"
    };
}
pub(super) use columns;

statements! {
    /// Stores what a code gives. Returns false if the code was used before: then [`by_code`] finds what it gave.
    // A second transaction with the same code waits for the first one, and then inserts nothing.
    pub fn insert(tx, new: &NewGrant) -> bool =
        "INSERT INTO client_grants (id, client_id, user_id, session_id, code_hash, scopes, resources, claims, \
         is_offline, methods, proved_at, created_at, last_used_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13) ON CONFLICT (code_hash) DO NOTHING",
        [new.id, &new.client_id, new.user, new.session, &new.code_hash, &new.scopes, &new.resources,
         new.claims.as_deref(), new.is_offline, &new.methods, new.proved_at, new.created_at, new.expires_at];

    pub fn find(conn, id: ClientGrantId) -> Option<GrantRow> =
        concat!("SELECT ", columns!(), " FROM client_grants WHERE id = $1");

    /// What a code has given.
    pub fn by_code(conn, code_hash: &[u8; 32]) -> Option<GrantRow> =
        concat!("SELECT ", columns!(), " FROM client_grants WHERE code_hash = $1");

    /// At most `limit` kinds of grants of an account that give access at `now`, the newest first.
    // Those that are not offline end with their session. Clients get a grant for each sign-in, so equal ones are one row.
    pub fn access_of_user(conn, user: UserId, now: Timestamp, limit: u32) -> Vec<AccessRow> =
        "SELECT client_id, scopes, resources, MIN(created_at) AS since, MAX(last_used_at) AS last_used_at, MAX(CASE \
         WHEN is_offline THEN expires_at END) AS offline_until FROM client_grants WHERE user_id = $1 AND revoked_at \
         IS NULL AND expires_at > $2 AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id \
         AND ended_at IS NULL)) AND client_id NOT IN (SELECT clients.client_id FROM clients WHERE deleted_at IS \
         NOT NULL) GROUP BY client_id, scopes, resources ORDER BY since DESC, client_id, scopes, resources LIMIT $3";

    /// Whether a client has access to an account at `now`.
    pub fn has_access(conn, user: UserId, client_id: &str, now: Timestamp) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM client_grants WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL \
         AND expires_at > $3 AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id \
         AND ended_at IS NULL)) AND client_id NOT IN (SELECT clients.client_id FROM clients WHERE deleted_at IS NOT NULL))";

    /// The grants of an account that have not been cleaned up yet, ordered by id, after the id `after`.
    pub fn stored(conn, user: UserId, after: ClientGrantId, limit: u32) -> Vec<GrantRow> =
        concat!("SELECT ", columns!(), " FROM client_grants WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3");

    /// At most `limit` grants with which a client has access at `now`, the last used first.
    pub fn of_client(conn, client_id: &str, now: Timestamp, limit: i64) -> Vec<GrantRow> =
        concat!("SELECT ", columns!(), " FROM client_grants WHERE client_id = $1 AND revoked_at IS NULL \
        AND expires_at > $2 AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id \
        AND ended_at IS NULL)) ORDER BY last_used_at DESC, id DESC LIMIT $3");

    /// Stores the last use.
    pub fn touch(tx, id: ClientGrantId, now: Timestamp) = "UPDATE client_grants SET last_used_at = $2 WHERE id = $1";

    fn mark_revoked(tx, id: ClientGrantId, now: Timestamp) -> bool =
        "UPDATE client_grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

    // The number of rows is bounded, because this is done with each new one.
    fn oldest(conn, user: UserId, client_id: &str, kept: u32, now: Timestamp) -> Vec<ClientGrantId> = scalar
        "SELECT id FROM client_grants WHERE user_id = $1 AND client_id = $2 AND is_offline AND revoked_at IS NULL \
         AND expires_at > $4 ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $3";

    /// All clients that have access to an account at `now`, with the resources (URIs, one per line) of their grants. There are few, because
    /// of each client few grants go on after the session.
    pub fn clients_of_user(conn, user: UserId, now: Timestamp) -> Vec<(String, String)> =
        "SELECT DISTINCT client_id, resources FROM client_grants \
         WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 \
         AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id AND ended_at IS NULL))";

    fn mark_revoked_of_client(tx, user: UserId, client_id: &str, now: Timestamp) -> u64 =
        "UPDATE client_grants SET revoked_at = $3 WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL";

    fn mark_revoked_of_user(tx, user: UserId, now: Timestamp) -> u64 =
        "UPDATE client_grants SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL";

    /// Deletes at most `limit` of those that expired before `then`, with their refresh tokens.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM client_grants WHERE id IN (SELECT id FROM client_grants WHERE expires_at < $1 LIMIT $2)";

    /// Deletes at most `limit` of those that were revoked before `then`, with their refresh tokens. Until then a second use of the code is
    /// noticed, and what the account has revoked is in its data.
    pub fn delete_revoked(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM client_grants WHERE id IN \
         (SELECT id FROM client_grants WHERE revoked_at IS NOT NULL AND revoked_at < $1 LIMIT $2)";
}

/// Revokes a grant; returns whether it was valid.
pub async fn revoke(tx: &mut Tx, id: ClientGrantId, now: Timestamp) -> Result<bool, StoreError> {
    let is_revoked = mark_revoked(tx, id, now).await?;
    if is_revoked {
        tx.changed(Change::ClientGrant(id));
    }
    Ok(is_revoked)
}

/// Revokes the offline grants of an account to a client, except the `kept` newest ones.
pub async fn revoke_oldest(
    tx: &mut Tx,
    user: UserId,
    client_id: &str,
    kept: u32,
    now: Timestamp,
) -> Result<(), StoreError> {
    for id in oldest(tx, user, client_id, kept, now).await? {
        revoke(tx, id, now).await?;
    }
    Ok(())
}

/// Revokes what an account has granted a client; returns how many grants were valid.
pub async fn revoke_of_client(tx: &mut Tx, user: UserId, client_id: &str, now: Timestamp) -> Result<u64, StoreError> {
    let revoked = mark_revoked_of_client(tx, user, client_id, now).await?;
    announce(tx, user, revoked);
    Ok(revoked)
}

/// Revokes all that an account has granted, offline access included; returns how many grants were valid.
pub async fn revoke_of_user(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    let revoked = mark_revoked_of_user(tx, user, now).await?;
    announce(tx, user, revoked);
    Ok(revoked)
}

/// One notification for the account is enough: what is known of its grants is read again.
fn announce(tx: &mut Tx, user: UserId, revoked: u64) {
    if revoked > 0 {
        tx.changed(Change::User(user));
    }
}
