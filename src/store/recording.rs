//! An event goes into the audit trail: what happened, and apart from it from where.
//!
//! On PostgreSQL each statement is a round trip, so there it is one statement.

use super::{
    Conn, StoreError,
    audit::{self, NewEvent},
    statement::{execute, statements},
};

statements! {
    RECORD = "WITH recorded AS (INSERT INTO audit_events \
        (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id) \
        INSERT INTO audit_origins (event_id, address, device) SELECT id, CAST($10 AS TEXT), CAST($11 AS TEXT) FROM recorded \
        WHERE COALESCE($10, $11) IS NOT NULL";
}

/// Adds `event`, in the transaction of what it tells of.
pub async fn record(conn: &mut Conn<'_>, event: &NewEvent) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(_) => {
            audit::insert(conn, event).await?;
            if event.address.is_some() || event.device.is_some() {
                audit::insert_origin(conn, event).await?;
            }
            Ok(())
        }
        Conn::Postgres(_) => execute!(
            conn,
            RECORD,
            event.id.0,
            event.at.0,
            event.kind.as_str(),
            event.result.as_str(),
            event.actor_kind.as_str(),
            event.actor.map(|id| id.0),
            event.target.map(|id| id.0),
            event.request_id,
            event.detail.as_deref(),
            event.address.as_deref(),
            event.device.as_deref(),
        )
        .map(drop),
    }
}
