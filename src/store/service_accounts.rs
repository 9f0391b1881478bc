//! Service accounts: which accounts belong to programs.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
    users::{UserRow, columns},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};
use sqlx::FromRow;

/// A service account, with the number of its tokens that have neither expired nor been revoked.
#[derive(Clone, Debug, FromRow)]
pub struct ServiceAccountRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub tokens: i64,
}

statements! {
    INSERT = "INSERT INTO service_accounts (user_id, created_by, created_at) VALUES ($1, $2, $3)";
    EXISTS = "SELECT EXISTS (SELECT 1 FROM service_accounts WHERE user_id = $1)";
    SINCE = "SELECT created_at FROM service_accounts WHERE user_id = $1";
    NEWEST = concat!(
        "SELECT ", columns!(), ", (SELECT COUNT(*) FROM api_tokens AS token WHERE token.user_id = service.service_id \
         AND token.revoked_at IS NULL AND token.expires_at > $1) AS tokens \
         FROM (SELECT user_id AS service_id, created_at AS since FROM service_accounts) AS service \
         JOIN published_users ON published_users.id = service.service_id \
         WHERE status <> 'deleted' ORDER BY since DESC, id DESC LIMIT $2");
}

/// Declares an account a service account. `created_by`: None for the command line.
pub async fn insert(tx: &mut Tx, user: UserId, created_by: Option<UserId>, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, INSERT, user.0, created_by.map(|id| id.0), now.0).map(drop)
}

/// Whether the account is a service account.
pub async fn exists(conn: &mut Conn, user: UserId) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), EXISTS, user.0)?.0)
}

/// When the account was created as a service account; None if it is an ordinary one.
pub async fn since(conn: &mut Conn, user: UserId) -> Result<Option<i64>, StoreError> {
    Ok(fetch!(conn, fetch_optional as (i64,), SINCE, user.0)?.map(|(since,)| since))
}

/// At most `limit` service accounts that are not deleted, the newest first.
pub async fn newest(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<ServiceAccountRow>, StoreError> {
    fetch!(conn, fetch_all as ServiceAccountRow, NEWEST, now.0, limit)
}
