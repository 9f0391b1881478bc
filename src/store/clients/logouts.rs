//! Logout tokens that are waiting to be sent to clients (OpenID Connect Back-Channel Logout). Claimed like mail (`outbox.rs`): the
//! number of the attempt identifies the claim.

use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError};
use sqlx::FromRow;
use uuid::Uuid;

/// What a claim changes. A session that was deleted before its end has ended now, at the latest.
macro_rules! claim {
    () => {
        "UPDATE client_logouts SET attempts = attempts + 1, next_attempt_at = $2, \
         ended_at = CASE WHEN ended_at > $1 THEN $1 ELSE ended_at END "
    };
}

/// A logout that this process has claimed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LogoutRow {
    pub session_id: Uuid,
    pub client_id: String,
    pub user_id: Uuid,
    pub ended_at: i64,
    /// How often it was claimed, including this time.
    pub attempts: i64,
}

macro_rules! next {
    () => {
        "SELECT session_id AS next_session, client_id AS next_client FROM client_logouts WHERE next_attempt_at <= $1 \
         ORDER BY attempts, ended_at LIMIT $3"
    };
}

macro_rules! columns {
    () => {
        "session_id, client_id, user_id, ended_at, attempts"
    };
}

statements! {
    DELETE = "DELETE FROM client_logouts WHERE session_id = $1 AND client_id = $2 AND attempts = $3";
    RETRY = "UPDATE client_logouts SET next_attempt_at = $4, last_error = $5 \
        WHERE session_id = $1 AND client_id = $2 AND attempts = $3";
    IS_DUE = "SELECT EXISTS (SELECT 1 FROM client_logouts WHERE next_attempt_at <= $1)";
    WAITING = "SELECT COUNT(*), MIN(ended_at) FROM client_logouts";
}

pub mod on_postgres {
    use super::*;

    statements! {
        /// Skips rows that another replica is claiming at this moment.
        pub(super) CLAIM = concat!(
            "WITH next AS MATERIALIZED (", next!(), " FOR UPDATE SKIP LOCKED) ", claim!(), "FROM next \
            WHERE session_id = next_session AND client_id = next_client RETURNING ", columns!());
    }
}

pub mod on_sqlite {
    use super::*;

    statements! {
        pub(super) CLAIM = concat!(
            claim!(), "WHERE (session_id, client_id) IN (", next!(), ") RETURNING ", columns!());
    }
}

/// Whether one can be claimed.
pub async fn is_due(conn: &mut Conn, now: Timestamp) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_DUE, now.0)?.0)
}

/// Claims at most `limit` logouts until `until`: one that was not sent by then can be claimed again.
pub async fn claim(
    conn: &mut Conn,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<LogoutRow>, StoreError> {
    let statement = match conn {
        Conn::Sqlite(_) => on_sqlite::CLAIM,
        Conn::Postgres(_) => on_postgres::CLAIM,
    };
    fetch!(conn, fetch_all as LogoutRow, statement, now.0, until.0, i64::from(limit))
}

/// Deletes a logout that was sent or is given up, unless it was claimed again meanwhile. Returns whether it was deleted.
pub async fn delete(conn: &mut Conn, row: &LogoutRow) -> Result<bool, StoreError> {
    Ok(execute!(conn, DELETE, row.session_id, &row.client_id, row.attempts)? > 0)
}

/// Lets the logout be claimed again at `at`, unless it was claimed again meanwhile.
pub async fn retry(conn: &mut Conn, row: &LogoutRow, at: Timestamp, error: &str) -> Result<(), StoreError> {
    execute!(conn, RETRY, row.session_id, &row.client_id, row.attempts, at.0, error).map(drop)
}

/// How many have not been sent yet, and since when the oldest waits; None if there is none.
pub async fn waiting(conn: &mut Conn) -> Result<(i64, Option<Timestamp>), StoreError> {
    let (logouts, oldest) = fetch!(conn, fetch_one as (i64, Option<i64>), WAITING)?;
    Ok((logouts, oldest.map(Timestamp)))
}
