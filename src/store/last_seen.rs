//! The last use of sessions and API tokens, written for many at once.

use super::postgres::PostgresConn;
use super::statement::{Statement, statements};
use super::{Conn, StoreError, Tx, stats};
use crate::shared::{Timestamp, UserId};
use sqlx::SqliteConnection;
use uuid::Uuid;

/// What was used.
#[derive(Clone, Copy, Debug)]
pub enum Used {
    Sessions,
    ApiTokens,
}

/// The id of a session or API token, and when and from where it was used last.
#[derive(Clone, Debug)]
pub struct Use {
    pub id: Uuid,
    pub at: Timestamp,
    /// None keeps the stored address.
    pub address: Option<String>,
}

/// A row that was written less than this many milliseconds before a use is not written again, whichever replica wrote it.
const PRECISION: i64 = 60_000;

statements! {
    // Rows that another transaction has locked are skipped. So this never waits while it holds the locks of other rows, and
    // cannot deadlock with transactions that end sessions.
    WRITE = "WITH used AS (SELECT s.id, u.at, u.address FROM unnest($1::uuid[], $2::bigint[], $3::text[]) \
        AS u (id, at, address) JOIN sessions AS s ON s.id = u.id \
        WHERE s.ended_at IS NULL AND s.last_used_at <= u.at - $4 FOR NO KEY UPDATE OF s SKIP LOCKED) \
        UPDATE sessions SET last_used_at = used.at, address = COALESCE(used.address, sessions.address) \
        FROM used WHERE sessions.id = used.id";
    // A new token was never used.
    WRITE_TOKENS = "WITH used AS (SELECT t.id, u.at, u.address FROM unnest($1::uuid[], $2::bigint[], $3::text[]) \
        AS u (id, at, address) JOIN api_tokens AS t ON t.id = u.id \
        WHERE t.revoked_at IS NULL AND COALESCE(t.last_used_at, 0) <= u.at - $4 FOR NO KEY UPDATE OF t SKIP LOCKED) \
        UPDATE api_tokens SET last_used_at = used.at, \
        last_used_address = COALESCE(used.address, api_tokens.last_used_address) \
        FROM used WHERE api_tokens.id = used.id";
    OWNERS = "SELECT DISTINCT user_id FROM sessions WHERE id = ANY($1)";
}

/// SQLite has no arrays, and a statement needs no round trip there: one per session or token.
pub mod on_sqlite {
    use super::*;

    statements! {
        pub(super) WRITE = "UPDATE sessions SET last_used_at = $2, address = COALESCE($3, address) \
            WHERE id = $1 AND ended_at IS NULL AND last_used_at <= $2 - $4";
        pub(super) WRITE_TOKENS = "UPDATE api_tokens SET last_used_at = $2, \
            last_used_address = COALESCE($3, last_used_address) \
            WHERE id = $1 AND revoked_at IS NULL AND COALESCE(last_used_at, 0) <= $2 - $4";
        pub(super) OWNERS = "SELECT DISTINCT user_id FROM sessions WHERE id IN (SELECT unhex(value) FROM json_each($1))";
    }
}

/// Stores the uses of active sessions, or of tokens that are not revoked.
pub async fn write(tx: &mut Tx, used: Used, uses: &[Use]) -> Result<(), StoreError> {
    match (&mut **tx, used) {
        (Conn::Sqlite(connection), Used::Sessions) => write_on_sqlite(connection, on_sqlite::WRITE, uses).await,
        (Conn::Sqlite(connection), Used::ApiTokens) => write_on_sqlite(connection, on_sqlite::WRITE_TOKENS, uses).await,
        (Conn::Postgres(connection), Used::Sessions) => write_on_postgres(connection, WRITE, uses).await,
        (Conn::Postgres(connection), Used::ApiTokens) => write_on_postgres(connection, WRITE_TOKENS, uses).await,
    }
}

/// Whose sessions were used.
pub async fn owners(conn: &mut Conn, uses: &[Use]) -> Result<Vec<UserId>, StoreError> {
    let ids = uses.iter().map(|used| used.id);
    let owners: Vec<(Uuid,)> = match conn {
        Conn::Sqlite(connection) => {
            let ids: Vec<_> = ids.map(|id| id.as_simple().to_string()).collect();
            let ids = serde_json::to_string(&ids).map_err(|error| sqlx::Error::Encode(error.into()))?;
            stats::timed(sqlx::query_as(on_sqlite::OWNERS.sql()).bind(ids).fetch_all(&mut **connection)).await?
        }
        Conn::Postgres(connection) => {
            let ids: Vec<_> = ids.collect();
            stats::timed(sqlx::query_as(OWNERS.sql()).bind(ids).fetch_all(connection)).await?
        }
    };
    Ok(owners.into_iter().map(|(id,)| UserId(id)).collect())
}

async fn write_on_sqlite(
    connection: &mut SqliteConnection,
    statement: Statement,
    uses: &[Use],
) -> Result<(), StoreError> {
    for Use { id, at, address } in uses {
        let query = sqlx::query(statement.sql()).bind(*id).bind(at.0).bind(address.as_deref()).bind(PRECISION);
        stats::timed(query.execute(&mut *connection)).await?;
    }
    Ok(())
}

async fn write_on_postgres(
    connection: &mut PostgresConn,
    statement: Statement,
    uses: &[Use],
) -> Result<(), StoreError> {
    // One array per column, because the statement binds columns and not rows.
    let query = sqlx::query(statement.sql())
        .bind(uses.iter().map(|used| used.id).collect::<Vec<_>>())
        .bind(uses.iter().map(|used| used.at.0).collect::<Vec<_>>())
        .bind(uses.iter().map(|used| used.address.clone()).collect::<Vec<_>>())
        .bind(PRECISION);
    stats::timed(query.execute(connection)).await?;
    Ok(())
}
