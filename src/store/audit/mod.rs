//! The audit log. It is append-only: triggers reject every update, and every deletion within the retention period.

mod by_filter;

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::{
    audit::{ActorKind, EventKind, Outcome},
    ids::{AuditEventId, UserId},
    timestamp::Timestamp,
};
use by_filter::{FROM_NEWEST, FROM_OLDEST, StatementSet};
use sqlx::FromRow;
use std::time::Duration;
use uuid::Uuid;

/// An event to record.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub id: AuditEventId,
    pub at: Timestamp,
    pub kind: EventKind,
    pub result: Outcome,
    pub actor_kind: ActorKind,
    pub actor: Option<UserId>,
    pub target: Option<UserId>,
    pub request_id: Option<Uuid>,
    pub detail: Option<String>,
    pub address: Option<String>,
    pub device: Option<String>,
}

/// A stored event, with its origin (address and device) unless that has been erased.
#[derive(Clone, Debug, FromRow)]
pub struct EventRow {
    pub id: Uuid,
    pub at: i64,
    /// Text, because a newer version on the same database may record kinds that this version does not know.
    pub event: String,
    #[sqlx(try_from = "String")]
    pub result: Outcome,
    #[sqlx(try_from = "String")]
    pub actor_kind: ActorKind,
    pub actor_id: Option<Uuid>,
    pub target_id: Option<Uuid>,
    pub request_id: Option<Uuid>,
    pub detail: Option<String>,
    pub address: Option<String>,
    pub device: Option<String>,
}

/// Selects events.
#[derive(Clone, Debug)]
pub struct EventFilter {
    /// The actor or the target.
    pub party: Option<UserId>,
    pub actor: Option<UserId>,
    pub target: Option<UserId>,
    pub kind: Option<EventKind>,
    pub result: Option<Outcome>,
    /// Inclusive.
    pub since: AuditEventId,
    /// Exclusive.
    pub before: AuditEventId,
}

macro_rules! columns {
    () => {
        "id, at, event, result, actor_kind, actor_id, target_id, request_id, detail"
    };
}
/// The whole filter. A parameter that is NULL matches every event.
macro_rules! matches {
    () => {
        "id >= $1 AND id < $2 AND (actor_id = $3 OR $3 IS NULL) AND (target_id = $4 OR $4 IS NULL) \
         AND (event = $5 OR $5 IS NULL) AND (result = $6 OR $6 IS NULL)"
    };
}
/// A page of events from one end of the log. `$indexed` repeats the part of the filter that an index covers, without the test for
/// NULL, so that the planner chooses this index.
macro_rules! page {
    ($indexed:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", address, device FROM audit_events LEFT JOIN audit_origins ON event_id = id WHERE ",
            $indexed,
            matches!(),
            " ORDER BY id ",
            $order,
            " LIMIT $7"
        )
    };
}
/// The events in which a user is on one side, actor or target; `$indexed` as in `page!`.
macro_rules! side {
    ($side:literal, $indexed:literal, $order:literal) => {
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM audit_events WHERE ",
            $side,
            $indexed,
            matches!(),
            " ORDER BY id ",
            $order,
            " LIMIT $7) AS side"
        )
    };
}
/// A page of the events in which a user is actor or target: at most a page from either index, merged. An `OR` of both sides
/// would read and sort all events of the user.
macro_rules! page_of_party {
    ($indexed:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", address, device FROM (",
            side!("actor_id = $8 AND ", $indexed, $order),
            " UNION ",
            side!("target_id = $8 AND ", $indexed, $order),
            ") AS sides LEFT JOIN audit_origins ON event_id = id ORDER BY id ",
            $order,
            " LIMIT $7"
        )
    };
}
/// The ids of the first `$3 + 1` events from `$2` on in which a user is on one side, actor or target. Compares and orders by rows:
/// with `actor_id = $1`, PostgreSQL may look at the events of everybody instead, in the order of their ids.
macro_rules! ids_of_side {
    ($side:literal) => {
        concat!(
            "SELECT * FROM (SELECT id FROM audit_events WHERE (",
            $side,
            ", id) >= ($1, $2) AND ",
            $side,
            " <= $1 ORDER BY ",
            $side,
            ", id LIMIT $3 + 1) AS side"
        )
    };
}

// `result = 'refused'` is a literal because the partial indexes are declared with it: the planner does not match a parameter.
statements! {
    NEWEST = page!("", "DESC");
    NEWEST_BY_EVENT = page!("event = $5 AND ", "DESC");
    NEWEST_REFUSED = page!("result = 'refused' AND ", "DESC");
    NEWEST_REFUSED_BY_EVENT = page!("result = 'refused' AND event = $5 AND ", "DESC");
    NEWEST_BY_ACTOR = page!("actor_id = $3 AND ", "DESC");
    NEWEST_BY_ACTOR_AND_EVENT = page!("actor_id = $3 AND event = $5 AND ", "DESC");
    NEWEST_REFUSED_BY_ACTOR = page!("actor_id = $3 AND result = 'refused' AND ", "DESC");
    NEWEST_BY_TARGET = page!("target_id = $4 AND ", "DESC");
    NEWEST_BY_TARGET_AND_EVENT = page!("target_id = $4 AND event = $5 AND ", "DESC");
    NEWEST_REFUSED_BY_TARGET = page!("target_id = $4 AND result = 'refused' AND ", "DESC");
    NEWEST_OF_PARTY = page_of_party!("", "DESC");
    NEWEST_OF_PARTY_BY_EVENT = page_of_party!("event = $5 AND ", "DESC");
    NEWEST_REFUSED_OF_PARTY = page_of_party!("result = 'refused' AND ", "DESC");
    OLDEST = page!("", "ASC");
    OLDEST_BY_EVENT = page!("event = $5 AND ", "ASC");
    OLDEST_REFUSED = page!("result = 'refused' AND ", "ASC");
    OLDEST_REFUSED_BY_EVENT = page!("result = 'refused' AND event = $5 AND ", "ASC");
    OLDEST_BY_ACTOR = page!("actor_id = $3 AND ", "ASC");
    OLDEST_BY_ACTOR_AND_EVENT = page!("actor_id = $3 AND event = $5 AND ", "ASC");
    OLDEST_REFUSED_BY_ACTOR = page!("actor_id = $3 AND result = 'refused' AND ", "ASC");
    OLDEST_BY_TARGET = page!("target_id = $4 AND ", "ASC");
    OLDEST_BY_TARGET_AND_EVENT = page!("target_id = $4 AND event = $5 AND ", "ASC");
    OLDEST_REFUSED_BY_TARGET = page!("target_id = $4 AND result = 'refused' AND ", "ASC");
    OLDEST_OF_PARTY = page_of_party!("", "ASC");
    OLDEST_OF_PARTY_BY_EVENT = page_of_party!("event = $5 AND ", "ASC");
    OLDEST_REFUSED_OF_PARTY = page_of_party!("result = 'refused' AND ", "ASC");
    KEEP_FOR = "INSERT INTO audit_retention (id, milliseconds) VALUES (1, $1) \
        ON CONFLICT (id) DO UPDATE SET milliseconds = $1";
    RETENTION = "SELECT milliseconds FROM audit_retention";
    // Subqueries, because PostgreSQL has no LIMIT in DELETE.
    DELETE_PAST = "DELETE FROM audit_events WHERE id IN \
        (SELECT id FROM audit_events WHERE id < $1 ORDER BY id LIMIT $2)";
    DELETE_ORIGINS_PAST = "DELETE FROM audit_origins WHERE event_id IN \
        (SELECT id FROM audit_events WHERE id < $1 ORDER BY id LIMIT $2)";
    EVENT_AFTER = concat!(
        "SELECT id FROM (", ids_of_side!("actor_id"), " UNION ", ids_of_side!("target_id"),
        ") AS sides ORDER BY id LIMIT 1 OFFSET $3");
    ERASE_ORIGINS = "DELETE FROM audit_origins WHERE event_id IN \
        (SELECT id FROM audit_events WHERE actor_id = $1 AND id >= $2 AND id < $3 \
        UNION SELECT id FROM audit_events WHERE target_id = $1 AND actor_kind = 'anonymous' AND id >= $2 AND id < $3)";
}

/// The newest `limit` matching events, the newest first.
pub async fn newest(conn: &mut Conn, filter: &EventFilter, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    find(conn, filter, limit, &FROM_NEWEST).await
}

/// The oldest `limit` matching events, the newest first.
pub async fn oldest(conn: &mut Conn, filter: &EventFilter, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    let mut rows = find(conn, filter, limit, &FROM_OLDEST).await?;
    rows.reverse();
    Ok(rows)
}

async fn find(
    conn: &mut Conn,
    filter: &EventFilter,
    limit: u32,
    statements: &StatementSet,
) -> Result<Vec<EventRow>, StoreError> {
    let (since, before, limit) = (filter.since.0, filter.before.0, i64::from(limit));
    let (actor, target) = (filter.actor.map(|id| id.0), filter.target.map(|id| id.0));
    let (kind, result) = (filter.kind.map(EventKind::as_str), filter.result.map(Outcome::as_str));
    let statement = statements.for_filter(filter);
    // Only the statements of a party have an eighth parameter.
    match filter.party {
        Some(party) => {
            fetch!(conn, fetch_all as EventRow, statement, since, before, actor, target, kind, result, limit, party.0)
        }
        None => fetch!(conn, fetch_all as EventRow, statement, since, before, actor, target, kind, result, limit),
    }
}

/// Sets the retention period, which the triggers enforce.
pub async fn keep_for(tx: &mut Tx, retention: Duration) -> Result<(), StoreError> {
    let milliseconds = i64::try_from(retention.as_millis()).unwrap_or(i64::MAX);
    execute!(tx, KEEP_FOR, milliseconds).map(drop)
}

/// The retention period; None if it was never set: then no event can be deleted.
pub async fn retention(conn: &mut Conn) -> Result<Option<Duration>, StoreError> {
    let row = fetch!(conn, fetch_optional as (i64,), RETENTION)?;
    Ok(row.and_then(|(milliseconds,)| u64::try_from(milliseconds).ok()).map(Duration::from_millis))
}

/// Deletes at most `limit` events from before `then`, the oldest first. Fails if one of them is within the retention period.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let (first_kept, limit) = (AuditEventId::first_at(then).0, i64::from(limit));
    // Origins first: their statement finds them by the events.
    execute!(tx, DELETE_ORIGINS_PAST, first_kept, limit)?;
    execute!(tx, DELETE_PAST, first_kept, limit)
}

/// The event that follows the first `count` events of a user, as actor or target, from `since` on; None if there are no more.
pub async fn event_after(
    conn: &mut Conn,
    user: UserId,
    since: AuditEventId,
    count: u32,
) -> Result<Option<AuditEventId>, StoreError> {
    let event = fetch!(conn, fetch_optional as (Uuid,), EVENT_AFTER, user.0, since.0, i64::from(count))?;
    Ok(event.map(|(id,)| AuditEventId(id)))
}

/// Erases address and device from the events of a user: their own actions, and anonymous attempts to sign in as them. The
/// events themselves remain. Only from `since` on and, if that is given, before `before`.
pub async fn erase_origins(
    tx: &mut Tx,
    user: UserId,
    since: AuditEventId,
    before: Option<AuditEventId>,
) -> Result<u64, StoreError> {
    let before = before.map_or(Uuid::max(), |event| event.0);
    execute!(tx, ERASE_ORIGINS, user.0, since.0, before)
}
