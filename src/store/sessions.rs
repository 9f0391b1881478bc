//! Sessions: one sign-in on one device.

use super::{
    Conn, StoreError,
    changes::{Change, announce},
    statement::{execute, fetch, statements},
    users::UserRow,
};
use crate::shared::{
    ids::{SessionId, UserId},
    timestamp::Timestamp,
};
use sqlx::FromRow;
use uuid::Uuid;

/// A session as it is stored, with its account.
#[derive(Clone, Debug, FromRow)]
pub struct SessionRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub remember: bool,
    pub session_expires_at: i64,
    pub ended_at: Option<i64>,
}

/// A session that begins.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: SessionId,
    pub user: UserId,
    pub remember: bool,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The columns of a [`SessionRow`], and where they come from: the session `$1` and its account.
macro_rules! columns {
    () => {
        concat!($crate::store::users::columns!(), ", remember, session_expires_at, ended_at")
    };
}
pub(super) use columns;
macro_rules! source {
    () => {
        "(SELECT user_id, remember, expires_at AS session_expires_at, ended_at FROM sessions WHERE id = $1) s \
         JOIN users ON users.id = s.user_id"
    };
}
pub(super) use source;

statements! {
    INSERT = "INSERT INTO sessions (id, user_id, remember, created_at, last_used_at, expires_at) \
        VALUES ($1, $2, $3, $4, $4, $5)";
    FIND = concat!("SELECT ", columns!(), " FROM ", source!());
    TOUCH = "UPDATE sessions SET last_used_at = $2 WHERE id = $1 AND ended_at IS NULL";
    END = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    END_ALL_BUT = "UPDATE sessions SET ended_at = $3 \
        WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL RETURNING id";
    DELETE_PAST = "DELETE FROM sessions WHERE expires_at < $1";
}

pub async fn insert(conn: &mut Conn<'_>, session: &NewSession) -> Result<(), StoreError> {
    let (id, user) = (session.id.0, session.user.0);
    execute!(conn, INSERT, id, user, session.remember, session.created_at.0, session.expires_at.0).map(drop)
}

pub async fn find(conn: &mut Conn<'_>, id: SessionId) -> Result<Option<SessionRow>, StoreError> {
    fetch!(conn, fetch_optional as SessionRow, FIND, id.0)
}

/// Notes that the session is in use.
pub async fn touch(conn: &mut Conn<'_>, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    execute!(conn, TOUCH, id.0, now.0).map(drop)
}

/// Ends a session; whether it was alive.
pub async fn end(conn: &mut Conn<'_>, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
    let ended = execute!(conn, END, id.0, now.0)? > 0;
    if ended {
        announce(conn, Change::Session(id)).await?;
    }
    Ok(ended)
}

/// Ends every session of an account but one; gives back those that were alive.
pub async fn end_all_but(
    conn: &mut Conn<'_>,
    user: UserId,
    kept: SessionId,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let ended = fetch!(conn, fetch_all as (Uuid,), END_ALL_BUT, user.0, kept.0, now.0)?;
    let ended: Vec<_> = ended.into_iter().map(|(id,)| SessionId(id)).collect();
    for id in &ended {
        announce(conn, Change::Session(*id)).await?;
    }
    Ok(ended)
}

/// Ends every session of an account; gives back those that were alive.
pub async fn end_all(conn: &mut Conn<'_>, user: UserId, now: Timestamp) -> Result<Vec<SessionId>, StoreError> {
    end_all_but(conn, user, SessionId(Uuid::nil()), now).await
}

/// Forgets sessions that expired before `then`, and their tokens with them.
pub async fn delete_past(conn: &mut Conn<'_>, then: Timestamp) -> Result<u64, StoreError> {
    execute!(conn, DELETE_PAST, then.0)
}
