//! The last use of sessions, written for many at once.

use super::{Conn, StoreError, Tx, statement::statements, stats};
use crate::shared::{ids::SessionId, timestamp::Timestamp};
use sqlx::{PgConnection, SqliteConnection};

/// A session, and when and from where it was used last.
#[derive(Clone, Debug)]
pub struct Use {
    pub session: SessionId,
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
}

/// SQLite has no arrays, and a statement needs no round trip there: one per session.
pub mod on_sqlite {
    use super::*;

    statements! {
        pub(super) WRITE = "UPDATE sessions SET last_used_at = $2, address = COALESCE($3, address) \
            WHERE id = $1 AND ended_at IS NULL AND last_used_at <= $2 - $4";
    }
}

/// Stores the uses of active sessions.
pub async fn write(tx: &mut Tx, uses: &[Use]) -> Result<(), StoreError> {
    match tx.engine() {
        Conn::Sqlite(connection) => write_on_sqlite(connection, uses).await,
        Conn::Postgres(connection) => write_on_postgres(connection, uses).await,
    }
}

async fn write_on_sqlite(connection: &mut SqliteConnection, uses: &[Use]) -> Result<(), StoreError> {
    for Use { session, at, address } in uses {
        let statement =
            sqlx::query(on_sqlite::WRITE.sql()).bind(session.0).bind(at.0).bind(address.as_deref()).bind(PRECISION);
        stats::timed(statement.execute(&mut *connection)).await?;
    }
    Ok(())
}

async fn write_on_postgres(connection: &mut PgConnection, uses: &[Use]) -> Result<(), StoreError> {
    // One array per column, because the statement binds columns and not rows.
    let statement = sqlx::query(WRITE.sql())
        .bind(uses.iter().map(|used| used.session.0).collect::<Vec<_>>())
        .bind(uses.iter().map(|used| used.at.0).collect::<Vec<_>>())
        .bind(uses.iter().map(|used| used.address.clone()).collect::<Vec<_>>())
        .bind(PRECISION);
    stats::timed(statement.execute(connection)).await?;
    Ok(())
}
