//! Grants: what was given to a client for one authorization code or one device code. The code is used once, because its hash is
//! unique; access tokens name the grant, and refresh tokens refer to it.

use crate::shared::ids::{ClientGrantId, SessionId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::changes::Change;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
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

statements! {
    // A second transaction with the same code waits for the first one, and then inserts nothing.
    INSERT = "INSERT INTO client_grants (id, client_id, user_id, session_id, code_hash, scopes, resources, claims, \
        is_offline, methods, proved_at, created_at, last_used_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13) ON CONFLICT (code_hash) DO NOTHING";
    FIND = concat!("SELECT ", columns!(), " FROM client_grants WHERE id = $1");
    BY_CODE = concat!("SELECT ", columns!(), " FROM client_grants WHERE code_hash = $1");
    // Those that are not offline end with their session. Clients get a grant for each sign-in, so equal ones are one row.
    ACCESS_OF_USER = "SELECT client_id, scopes, resources, MIN(created_at) AS since, MAX(last_used_at) AS last_used_at, \
        MAX(CASE WHEN is_offline THEN expires_at END) AS offline_until FROM client_grants \
        WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 \
        AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id AND ended_at IS NULL)) \
        AND client_id NOT IN (SELECT clients.client_id FROM clients WHERE deleted_at IS NOT NULL) \
        GROUP BY client_id, scopes, resources ORDER BY since DESC, client_id, scopes, resources LIMIT $3";
    HAS_ACCESS = "SELECT EXISTS (SELECT 1 FROM client_grants WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL \
        AND expires_at > $3 AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id \
        AND ended_at IS NULL)) AND client_id NOT IN (SELECT clients.client_id FROM clients WHERE deleted_at IS NOT NULL))";
    STORED = concat!("SELECT ", columns!(), " FROM client_grants WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3");
    WITH_ACCESS = concat!("SELECT ", columns!(), " FROM client_grants WHERE client_id = $1 AND revoked_at IS NULL \
        AND expires_at > $2 AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id \
        AND ended_at IS NULL)) ORDER BY last_used_at DESC, id DESC LIMIT $3");
    TOUCH = "UPDATE client_grants SET last_used_at = $2 WHERE id = $1";
    REVOKE = "UPDATE client_grants SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    // The number of rows is bounded, because this is done with each new one.
    OLDEST = "SELECT id FROM client_grants WHERE user_id = $1 AND client_id = $2 AND is_offline AND revoked_at IS NULL \
        AND expires_at > $3 ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $4";
    CLIENTS_OF_USER = "SELECT DISTINCT client_id, resources FROM client_grants \
        WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 \
        AND (is_offline OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = session_id AND ended_at IS NULL))";
    REVOKE_OF_CLIENT = "UPDATE client_grants SET revoked_at = $3 \
        WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL";
    REVOKE_OF_USER = "UPDATE client_grants SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL";
    DELETE_PAST = "DELETE FROM client_grants WHERE id IN (SELECT id FROM client_grants WHERE expires_at < $1 LIMIT $2)";
    DELETE_REVOKED = "DELETE FROM client_grants WHERE id IN \
        (SELECT id FROM client_grants WHERE revoked_at IS NOT NULL AND revoked_at < $1 LIMIT $2)";
}

/// Stores what a code gives. Returns false if the code was used before: then [`by_code`] finds what it gave.
pub async fn insert(tx: &mut Tx, new: &NewGrant) -> Result<bool, StoreError> {
    let added = execute!(
        tx,
        INSERT,
        new.id.0,
        &new.client_id,
        new.user.0,
        new.session.0,
        &new.code_hash[..],
        &new.scopes,
        &new.resources,
        new.claims.as_deref(),
        new.is_offline,
        &new.methods,
        new.proved_at.0,
        new.created_at.0,
        new.expires_at.0,
    )?;
    Ok(added > 0)
}

pub async fn find(conn: &mut Conn, id: ClientGrantId) -> Result<Option<GrantRow>, StoreError> {
    fetch!(conn, fetch_optional as GrantRow, FIND, id.0)
}

/// What a code has given.
pub async fn by_code(conn: &mut Conn, code_hash: &[u8; 32]) -> Result<Option<GrantRow>, StoreError> {
    fetch!(conn, fetch_optional as GrantRow, BY_CODE, &code_hash[..])
}

/// At most `limit` kinds of grants of an account that give access at `now`, the newest first.
pub async fn access_of_user(
    conn: &mut Conn,
    user: UserId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<AccessRow>, StoreError> {
    fetch!(conn, fetch_all as AccessRow, ACCESS_OF_USER, user.0, now.0, i64::from(limit))
}

/// Whether a client has access to an account at `now`.
pub async fn has_access(conn: &mut Conn, user: UserId, client_id: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), HAS_ACCESS, user.0, client_id, now.0)?.0)
}

/// The grants of an account that have not been cleaned up yet, ordered by id, after the id `after`.
pub async fn stored(
    conn: &mut Conn,
    user: UserId,
    after: ClientGrantId,
    limit: u32,
) -> Result<Vec<GrantRow>, StoreError> {
    fetch!(conn, fetch_all as GrantRow, STORED, user.0, after.0, i64::from(limit))
}

/// At most `limit` grants with which a client has access at `now`, the last used first.
pub async fn of_client(
    conn: &mut Conn,
    client_id: &str,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<GrantRow>, StoreError> {
    fetch!(conn, fetch_all as GrantRow, WITH_ACCESS, client_id, now.0, limit)
}

/// Stores the last use.
pub async fn touch(tx: &mut Tx, id: ClientGrantId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, TOUCH, id.0, now.0).map(drop)
}

/// Revokes a grant; returns whether it was valid.
pub async fn revoke(tx: &mut Tx, id: ClientGrantId, now: Timestamp) -> Result<bool, StoreError> {
    let is_revoked = execute!(tx, REVOKE, id.0, now.0)? > 0;
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
    let oldest = fetch!(tx, fetch_all as (Uuid,), OLDEST, user.0, client_id, now.0, i64::from(kept))?;
    for (id,) in oldest {
        revoke(tx, ClientGrantId(id), now).await?;
    }
    Ok(())
}

/// All clients that have access to an account at `now`, with the resources (URIs, one per line) of their grants. There are few, because
/// of each client few grants go on after the session.
pub async fn clients_of_user(
    conn: &mut Conn,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    fetch!(conn, fetch_all as (String, String), CLIENTS_OF_USER, user.0, now.0)
}

/// Revokes what an account has granted a client; returns how many grants were valid.
pub async fn revoke_of_client(tx: &mut Tx, user: UserId, client_id: &str, now: Timestamp) -> Result<u64, StoreError> {
    let revoked = execute!(tx, REVOKE_OF_CLIENT, user.0, client_id, now.0)?;
    announce(tx, user, revoked);
    Ok(revoked)
}

/// Revokes all that an account has granted, offline access included; returns how many grants were valid.
pub async fn revoke_of_user(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    let revoked = execute!(tx, REVOKE_OF_USER, user.0, now.0)?;
    announce(tx, user, revoked);
    Ok(revoked)
}

/// One notification for the account is enough: what is known of its grants is read again.
fn announce(tx: &mut Tx, user: UserId, revoked: u64) {
    if revoked > 0 {
        tx.changed(Change::User(user));
    }
}

/// Deletes at most `limit` of those that expired before `then`, with their refresh tokens.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}

/// Deletes at most `limit` of those that were revoked before `then`, with their refresh tokens. Until then a second use of the code is
/// noticed, and what the account has revoked is in its data.
pub async fn delete_revoked(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_REVOKED, then.0, i64::from(limit))
}
