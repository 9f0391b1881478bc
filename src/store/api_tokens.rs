//! API tokens. Only the hashes of their secrets are stored.

use super::changes::Change;
use super::statement::statements;
use super::users::UserRow;
use super::{StoreError, Tx};
use crate::shared::{ApiTokenId, SessionId, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// Revoked tokens that an account keeps, the newest.
const MAX_REVOKED: i64 = 100;

/// A token, without its account.
#[derive(Clone, Debug, FromRow)]
pub struct ApiTokenRow {
    pub id: Uuid,
    pub name: String,
    /// Names separated by spaces.
    pub scopes: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub last_used_at: Option<i64>,
    pub last_used_address: Option<String>,
    pub revoked_at: Option<i64>,
}

/// A token with the account that has created it.
#[derive(Clone, Debug, FromRow)]
pub struct ListedTokenRow {
    #[sqlx(flatten)]
    pub token: ApiTokenRow,
    #[sqlx(flatten)]
    pub creator: CreatorRow,
}

/// Who has created a token or a service account.
#[derive(Clone, Debug, FromRow)]
pub struct CreatorRow {
    /// None: the command line.
    pub created_by: Option<Uuid>,
    /// None also if the account was deleted permanently.
    pub creator_username: Option<String>,
    /// Whether that account is an active administrator.
    pub by_administrator: bool,
}

/// What a request with a token needs: the account, and whether the token is valid.
#[derive(Clone, Debug, FromRow)]
pub struct GrantRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub token_id: Uuid,
    pub scopes: String,
    pub token_expires_at: i64,
    pub revoked_at: Option<i64>,
    /// Whether the account is a service account.
    pub is_of_program: bool,
    /// The session that the token ends with.
    pub token_session_id: Option<Uuid>,
    /// The same, unless it has ended.
    pub live_session_id: Option<Uuid>,
}

/// A token to add.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    pub id: ApiTokenId,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    pub user: UserId,
    pub name: String,
    /// Names separated by spaces.
    pub scopes: String,
    /// None: the command line.
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// The session that the token ends with, if it does.
    pub session: Option<SessionId>,
}

/// The columns of an [`ApiTokenRow`].
macro_rules! of_token {
    () => {
        "id, name, scopes, created_at, expires_at, last_used_at, last_used_address, revoked_at"
    };
}

/// The columns of a [`CreatorRow`].
macro_rules! of_creator {
    () => {
        "created_by, creator_username, COALESCE(creator_role = 'admin' AND creator_status = 'active', FALSE) AS by_administrator"
    };
}

/// The account that `created_by` refers to, if it still exists.
macro_rules! with_creator {
    () => {
        " LEFT JOIN (SELECT id AS creator_id, username AS creator_username, role AS creator_role, status AS creator_status \
         FROM users) AS creator ON creator.creator_id = created_by "
    };
}

/// The columns of a [`GrantRow`], but `live_session_id`.
macro_rules! of_grant {
    () => {
        concat!($crate::store::users::columns!(), ", token_id, scopes, token_expires_at, revoked_at, is_of_program, token_session_id")
    };
}

/// The columns of the token in a [`GrantRow`]. To be continued with the table and a condition.
macro_rules! granted {
    () => {
        "SELECT id AS token_id, user_id, scopes, expires_at AS token_expires_at, revoked_at, session_id AS token_session_id, \
         EXISTS (SELECT 1 FROM service_accounts WHERE service_accounts.user_id = api_tokens.user_id) AS is_of_program \
         FROM api_tokens"
    };
}

/// The column `live_session_id` of a [`GrantRow`], with a comma before it.
macro_rules! live_session {
    () => {
        ", (SELECT sessions.id FROM sessions WHERE sessions.id = token_session_id AND ended_at IS NULL) AS live_session_id"
    };
}

pub(super) use {granted, of_creator, of_grant, of_token, with_creator};

statements! {
    pub fn insert(tx, new: &NewApiToken) =
        "INSERT INTO api_tokens (id, token_hash, user_id, name, scopes, created_by, created_at, expires_at, session_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [new.id, &new.hash, new.user, &new.name, &new.scopes, new.created_by, new.created_at, new.expires_at, new.session];

    pub fn find(conn, id: ApiTokenId) -> Option<GrantRow> = concat!(
        "SELECT ", of_grant!(), live_session!(), " FROM (", granted!(), " WHERE id = $1) AS token \
         JOIN users ON users.id = token.user_id");

    /// The token whose secret has this hash.
    pub fn find_by_hash(conn, hash: &[u8; 32]) -> Option<GrantRow> = concat!(
        "SELECT ", of_grant!(), live_session!(), " FROM (", granted!(), " WHERE token_hash = $1) AS token \
         JOIN users ON users.id = token.user_id");

    /// The tokens of an account that have neither expired nor been revoked, the newest first.
    pub fn active(conn, user: UserId, now: Timestamp) -> Vec<ListedTokenRow> = concat!(
        "SELECT ", of_token!(), ", ", of_creator!(), " FROM (SELECT ", of_token!(), ", created_by FROM api_tokens \
         WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND (session_id IS NULL OR EXISTS (SELECT 1 FROM sessions \
         WHERE sessions.id = api_tokens.session_id AND ended_at IS NULL))) AS token", with_creator!(),
        "ORDER BY created_at DESC, id DESC");

    /// The number of tokens of an account that have neither expired nor been revoked.
    pub fn count_active(conn, user: UserId, now: Timestamp) -> i64 = scalar
        "SELECT COUNT(*) FROM api_tokens WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2";

    /// The tokens of an account that have not been cleaned up yet, ordered by id, after the id `after`.
    pub fn stored(conn, user: UserId, after: ApiTokenId, limit: u32) -> Vec<ApiTokenRow> =
        concat!("SELECT ", of_token!(), " FROM api_tokens WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3");

    /// The account that the token belongs to.
    pub fn owner(conn, id: ApiTokenId) -> Option<UserId> = scalar "SELECT user_id FROM api_tokens WHERE id = $1";

    // The condition shows whether this call has revoked the token.
    fn mark_revoked(tx, id: ApiTokenId, user: UserId, now: Timestamp) -> bool =
        "UPDATE api_tokens SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL";

    fn mark_all_revoked(tx, user: UserId, now: Timestamp) -> bool =
        "UPDATE api_tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL";

    /// Deletes the revoked tokens of an account, except the newest.
    // Skips the newest `$2`. SQLite accepts OFFSET only after a LIMIT.
    pub(super) fn delete_revoked(tx, user: UserId) =
        "DELETE FROM api_tokens WHERE id IN (SELECT id FROM api_tokens \
         WHERE user_id = $1 AND revoked_at IS NOT NULL ORDER BY revoked_at DESC, id DESC LIMIT 1000 OFFSET $2)",
        [user, MAX_REVOKED];

    /// Deletes at most `limit` tokens that expired or were revoked before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM api_tokens WHERE id IN \
         (SELECT id FROM api_tokens WHERE expires_at < $1 OR revoked_at < $1 LIMIT $2)";
}

/// Revokes a token of an account; returns false if the account has no such token, or if it was revoked before.
pub async fn revoke(tx: &mut Tx, id: ApiTokenId, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let revoked = mark_revoked(tx, id, user, now).await?;
    if revoked {
        tx.changed(Change::ApiToken(id));
        delete_revoked(tx, user).await?;
    }
    Ok(revoked)
}

/// Revokes every token of an account.
pub async fn revoke_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    if mark_all_revoked(tx, user, now).await? {
        // One notification for the account is enough: other replicas then evict all of its tokens.
        tx.changed(Change::User(user));
        delete_revoked(tx, user).await?;
    }
    Ok(())
}
