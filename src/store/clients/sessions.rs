//! Which clients have got tokens in which session: they get a message when it ends. When the end of a session is stored, or its row
//! is deleted, a trigger moves these rows to `client_logouts` (migration 35). A page that signs out reads them before, to say where
//! else that has an effect (`accounts/openid/elsewhere.rs`).

use crate::shared::{SessionId, Timestamp, UserId};
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};
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
    /// Notes that a client has got tokens in a session that goes on. Somebody looks whether it is over when its newest refresh token
    /// expires, unless it is refreshed until then, or at `end` if it has none.
    // The newest refresh token is the unused one.
    pub fn note(tx, session: SessionId, client_id: &str, user: UserId, now: Timestamp, end: Timestamp) =
        "INSERT INTO client_sessions (session_id, client_id, user_id, created_at, check_at) \
         VALUES ($1, $2, $3, $4, COALESCE((SELECT MAX(t.expires_at) FROM refresh_tokens AS t \
         WHERE t.session_id = $1 AND t.used_at IS NULL AND t.expires_at > $4), $5)) \
         ON CONFLICT (session_id, client_id) DO NOTHING";

    /// The ids of the clients that have got tokens in a session, in the order in which it entered them. Empty once it has ended.
    pub fn of_session(conn, session: SessionId) -> Vec<String> = scalar
        "SELECT client_id FROM client_sessions WHERE session_id = $1 ORDER BY created_at, client_id";

    /// At most `limit` sessions to look at.
    pub fn due(conn, now: Timestamp, limit: u32) -> Vec<DueSessionRow> =
        "SELECT session_id, (SELECT MAX(t.expires_at) FROM refresh_tokens AS t \
         JOIN sessions ON sessions.id = t.session_id \
         WHERE t.session_id = due.session_id AND t.used_at IS NULL AND t.expires_at > $1 AND sessions.expires_at > $1) \
         AS alive_until FROM (SELECT DISTINCT session_id FROM client_sessions WHERE check_at <= $1 LIMIT $2) AS due";

    /// The session was refreshed: look again at `check_at`.
    pub fn postpone(tx, session: SessionId, check_at: Timestamp) =
        "UPDATE client_sessions SET check_at = $2 WHERE session_id = $1";

    fn add_logouts(tx, session: SessionId, now: Timestamp) =
        "INSERT INTO client_logouts (session_id, client_id, user_id, ended_at) \
         SELECT session_id, client_id, user_id, $2 FROM client_sessions WHERE session_id = $1 \
         ON CONFLICT (session_id, client_id) DO NOTHING";

    fn forget(tx, session: SessionId) = "DELETE FROM client_sessions WHERE session_id = $1";
}

/// The session cannot be refreshed any more: adds the logout tokens, as its end would have done.
pub async fn expire(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<(), StoreError> {
    add_logouts(tx, session, now).await?;
    forget(tx, session).await
}
