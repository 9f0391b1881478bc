//! Which clients have got tokens in which session: they get a message when it ends. When the end of a session is stored, or its row
//! is deleted, a trigger moves these rows to `client_logouts` (migration 35). A page that signs out reads them before, to say where
//! else that has an effect (`accounts/openid/logout.rs`).

use crate::shared::ids::{SessionId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;
use uuid::Uuid;

/// A session that somebody has to look at, because it may be over without having been ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct DueSessionRow {
    pub session_id: Uuid,
    /// When its newest refresh token expires. None: it cannot be refreshed any more.
    pub alive_until: Option<i64>,
}

statements! {
    NOTE = "INSERT INTO client_sessions (session_id, client_id, user_id, created_at, check_at) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (session_id, client_id) DO NOTHING";
    OF_SESSION = "SELECT client_id FROM client_sessions WHERE session_id = $1 ORDER BY created_at, client_id";
    DUE = "SELECT session_id, (SELECT MAX(t.expires_at) FROM refresh_tokens AS t \
        JOIN sessions ON sessions.id = t.session_id \
        WHERE t.session_id = due.session_id AND t.used_at IS NULL AND t.expires_at > $1 AND sessions.expires_at > $1) \
        AS alive_until FROM (SELECT DISTINCT session_id FROM client_sessions WHERE check_at <= $1 LIMIT $2) AS due";
    POSTPONE = "UPDATE client_sessions SET check_at = $2 WHERE session_id = $1";
    MOVE = "INSERT INTO client_logouts (session_id, client_id, user_id, ended_at) \
        SELECT session_id, client_id, user_id, $2 FROM client_sessions WHERE session_id = $1 \
        ON CONFLICT (session_id, client_id) DO NOTHING";
    FORGET = "DELETE FROM client_sessions WHERE session_id = $1";
}

/// Notes that a client has got tokens in a session. `check_at`: when the session is over unless it is refreshed.
pub async fn note(
    tx: &mut Tx,
    session: SessionId,
    client_id: &str,
    user: UserId,
    now: Timestamp,
    check_at: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, NOTE, session.0, client_id, user.0, now.0, check_at.0).map(drop)
}

/// The ids of the clients that have got tokens in a session, in the order in which it entered them. Empty once it has ended.
pub async fn of_session(conn: &mut Conn, session: SessionId) -> Result<Vec<String>, StoreError> {
    let ids = fetch!(conn, fetch_all as (String,), OF_SESSION, session.0)?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// At most `limit` sessions to look at.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: u32) -> Result<Vec<DueSessionRow>, StoreError> {
    fetch!(conn, fetch_all as DueSessionRow, DUE, now.0, i64::from(limit))
}

/// The session was refreshed: look again at `check_at`.
pub async fn postpone(tx: &mut Tx, session: SessionId, check_at: Timestamp) -> Result<(), StoreError> {
    execute!(tx, POSTPONE, session.0, check_at.0).map(drop)
}

/// The session cannot be refreshed any more: adds the logout tokens, as its end would have done.
pub async fn expire(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, MOVE, session.0, now.0)?;
    execute!(tx, FORGET, session.0).map(drop)
}
