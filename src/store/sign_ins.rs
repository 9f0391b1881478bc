//! Stores a sign-in: its time, its session and the first refresh token of that session.

use super::changes::Change;
use super::refresh_tokens::{NO_SALT, NewRefreshToken};
use super::statement::{scalar, statements, values};
use super::users::{self, UserRow};
use super::{Conn, StoreError, Tx};
use crate::shared::{EndReason, SessionId, Timestamp, UserId};

/// A session to add.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: SessionId,
    pub user: UserId,
    pub remember: bool,
    /// The `User-Agent`, cleaned by `accounts::device`.
    pub device: Option<String>,
    pub address: Option<String>,
    /// By which methods the user has proved who they are.
    pub methods: String,
    /// Since when the factor belongs to the account that was used. None: none was.
    pub factor_since: Option<Timestamp>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

macro_rules! insert_session {
    () => {
        "INSERT INTO sessions (id, user_id, remember, created_at, last_used_at, expires_at, device, address, methods, \
         factor_since, factor_used_at) VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $14, $15, $16)"
    };
}
macro_rules! insert_token {
    () => {
        "INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) VALUES ($8, $1, $9, $10, $11)"
    };
}
/// Skips the newest `$kept` sessions and ends the rest. SQLite accepts OFFSET only after a LIMIT.
macro_rules! end_oldest {
    ($kept:literal) => {
        concat!(
            "UPDATE sessions SET ended_at = $4, end_reason = $12 WHERE id IN (SELECT id FROM sessions \
             WHERE user_id = $2 AND ended_at IS NULL AND expires_at > $4 ORDER BY created_at DESC, id DESC \
             LIMIT 1000 OFFSET ",
            $kept,
            ") RETURNING id"
        )
    };
}

statements! {
    fn store_password(tx, id: UserId, checked_hash: &str, hash: &str, now: Timestamp) -> Option<UserRow> = concat!(
        "UPDATE users SET password_hash = $3, last_login_at = $4 \
         WHERE id = $1 AND password_hash = $2 AND status = 'active' RETURNING ", users::columns!());

    fn store_time(tx, id: UserId, now: Timestamp) -> Option<UserRow> =
        concat!("UPDATE users SET last_login_at = $2 WHERE id = $1 AND status = 'active' RETURNING ", users::columns!());

    // All parts see the rows from before the statement, so the new session is not among those that are counted.
    INSERT = concat!("WITH session AS (", insert_session!(), "), token AS (", insert_token!(), ") ",
        end_oldest!("CAST($13 AS BIGINT) - 1"));
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // SQLite has no data-modifying WITH.
        pub(super) INSERT = concat!(insert_session!(), "; ", insert_token!(), "; ", end_oldest!("$13"));
    }
}

/// Stores the time of a sign-in and a hash, maybe a new one, of a password that matches `checked_hash`, and locks the account. None
/// if it has been disabled or deleted, or its password changed, since then.
pub async fn of_password(
    tx: &mut Tx,
    id: UserId,
    checked_hash: &str,
    hash: &str,
    now: Timestamp,
) -> Result<Option<UserRow>, StoreError> {
    let row = store_password(tx, id, checked_hash, hash, now).await?;
    // Of what others remember only the time of the last sign-in is different, by which nothing is decided.
    tx.changed_here(Change::User(id));
    Ok(row)
}

/// Stores the time of a sign-in without a password; None if the account is not active.
pub async fn record(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<Option<UserRow>, StoreError> {
    let row = store_time(tx, id, now).await?;
    // As above.
    tx.changed_here(Change::User(id));
    Ok(row)
}

/// Stores a session and its token, and ends the oldest sessions of the account, so that at most `limit` remain active; returns
/// which.
///
/// One call to the database does everything, because each call costs several thread switches on SQLite, and a round trip on
/// PostgreSQL. In a flood of sign-ins, the switches take time from the threads that hash passwords.
pub async fn insert(
    tx: &mut Tx,
    session: &NewSession,
    token: &NewRefreshToken,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let statement = match **tx {
        Conn::Sqlite(_) => on_sqlite::INSERT,
        Conn::Postgres(_) => INSERT,
    };
    let NewSession { id, user, remember, device, address, methods, factor_since, created_at, expires_at } = session;
    let (device, address, why) = (device.as_deref(), address.as_deref(), EndReason::TooManySessions);
    let values = values!([
        *id,
        *user,
        *remember,
        *created_at,
        *expires_at,
        device,
        address,
        &token.hash,
        NO_SALT,
        token.issued_at,
        token.expires_at,
        why,
        limit,
        methods,
        *factor_since,
        factor_since.map(|_| *created_at),
    ]);
    let ended: Vec<SessionId> = scalar(tx, statement, values).await?;
    ended.iter().for_each(|id| tx.changed(Change::Session(*id)));
    Ok(ended)
}
