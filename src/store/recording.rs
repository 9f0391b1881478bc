//! Writes events to the audit log, and their origins to a separate table, from which they can be erased.
//!
//! Each call to the database is a round trip on PostgreSQL, where one statement inserts all events of a transaction, and several
//! thread switches on SQLite, where one call inserts an event with its origin.

use super::{Conn, StoreError, audit::NewEvent, statement::statements, stats};
use sqlx::{PgConnection, SqliteConnection};

statements! {
    // PostgreSQL completes an INSERT in WITH even though the main statement does not read it.
    RECORD = "WITH event AS (SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::uuid[], \
        $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[]) \
        AS event (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail, address, device)), \
        recorded AS (INSERT INTO audit_events \
        (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail) \
        SELECT id, at, event, result, actor_kind, actor_id, target_id, request_id, detail FROM event) \
        INSERT INTO audit_origins (event_id, address, device) \
        SELECT id, address, device FROM event WHERE COALESCE(address, device) IS NOT NULL";
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // SQLite has no data-modifying WITH.
        pub(super) RECORD = "INSERT INTO audit_events \
            (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9); \
            INSERT INTO audit_origins (event_id, address, device) \
            SELECT $1, $10, $11 WHERE COALESCE($10, $11) IS NOT NULL";
    }
}

/// Adds `events` in the transaction that they describe, so that both are committed or neither.
pub(super) async fn record(conn: &mut Conn, events: impl Iterator<Item = &NewEvent>) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(connection) => record_on_sqlite(connection, events).await,
        Conn::Postgres(connection) => record_on_postgres(connection, events).await,
    }
}

pub(super) async fn record_on_sqlite(
    connection: &mut SqliteConnection,
    events: impl Iterator<Item = &NewEvent>,
) -> Result<(), StoreError> {
    for event in events {
        let statement = sqlx::query(on_sqlite::RECORD.sql())
            .bind(event.id.0)
            .bind(event.at.0)
            .bind(event.kind.as_str())
            .bind(event.result.as_str())
            .bind(event.actor_kind.as_str())
            .bind(event.actor.map(|id| id.0))
            .bind(event.target.map(|id| id.0))
            .bind(event.request_id)
            .bind(event.detail.as_deref())
            .bind(event.address.as_deref())
            .bind(event.device.as_deref());
        stats::timed(statement.execute(&mut *connection)).await?;
    }
    Ok(())
}

async fn record_on_postgres(
    connection: &mut PgConnection,
    events: impl Iterator<Item = &NewEvent>,
) -> Result<(), StoreError> {
    let events: Vec<_> = events.collect();
    if events.is_empty() {
        return Ok(());
    }
    // One array per column, because the statement binds columns and not rows.
    macro_rules! column {
        ($event:ident => $value:expr) => {
            events.iter().map(|$event| $value).collect::<Vec<_>>()
        };
    }
    let statement = sqlx::query(RECORD.sql())
        .bind(column!(event => event.id.0))
        .bind(column!(event => event.at.0))
        .bind(column!(event => event.kind.as_str()))
        .bind(column!(event => event.result.as_str()))
        .bind(column!(event => event.actor_kind.as_str()))
        .bind(column!(event => event.actor.map(|id| id.0)))
        .bind(column!(event => event.target.map(|id| id.0)))
        .bind(column!(event => event.request_id))
        .bind(column!(event => event.detail.clone()))
        .bind(column!(event => event.address.clone()))
        .bind(column!(event => event.device.clone()));
    stats::timed(statement.execute(connection)).await?;
    Ok(())
}
