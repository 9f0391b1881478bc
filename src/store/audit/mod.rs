//! The audit trail. It only grows: triggers refuse every change, and every deletion before its time.

mod ways;

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
    stats,
};
use crate::shared::{
    audit::{ActorKind, EventKind, Outcome},
    ids::{AuditEventId, UserId},
    timestamp::Timestamp,
};
use sqlx::{FromRow, SqliteConnection};
use std::time::Duration;
use uuid::Uuid;
use ways::{FROM_NEWEST, FROM_OLDEST, Ways};

/// An event that is to be recorded.
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

/// An event as it is stored, with its origin while that is known.
#[derive(Clone, Debug, FromRow)]
pub struct EventRow {
    pub id: Uuid,
    pub at: i64,
    /// As text, for a newer version on the same database may record kinds that this one does not know.
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

/// Which events are looked for.
#[derive(Clone, Debug)]
pub struct EventFilter {
    /// Who did it, or had it done to them.
    pub party: Option<UserId>,
    pub actor: Option<UserId>,
    pub target: Option<UserId>,
    pub kind: Option<EventKind>,
    pub result: Option<Outcome>,
    /// The first one that counts …
    pub since: AuditEventId,
    /// … and the first that no longer does.
    pub before: AuditEventId,
}

macro_rules! columns {
    () => {
        "id, at, event, result, actor_kind, actor_id, target_id, request_id, detail"
    };
}
/// What every search looks at.
macro_rules! matches {
    () => {
        "id >= $1 AND id < $2 AND (actor_id = $3 OR $3 IS NULL) AND (target_id = $4 OR $4 IS NULL) \
         AND (event = $5 OR $5 IS NULL) AND (result = $6 OR $6 IS NULL)"
    };
}
/// A page of the events for which `$led` holds, by which the database chooses its index, from one end.
macro_rules! page {
    ($led:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", address, device FROM audit_events LEFT JOIN audit_origins ON event_id = id WHERE ",
            $led,
            matches!(),
            " ORDER BY id ",
            $order,
            " LIMIT $7"
        )
    };
}
/// One side of what a user is party to, for which `$led` holds as well.
macro_rules! side {
    ($side:literal, $led:literal, $order:literal) => {
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM audit_events WHERE ",
            $side,
            $led,
            matches!(),
            " ORDER BY id ",
            $order,
            " LIMIT $7) AS side"
        )
    };
}
/// Each side by its index, and no more of it than a page.
macro_rules! page_of_party {
    ($led:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", address, device FROM (",
            side!("actor_id = $8 AND ", $led, $order),
            " UNION ",
            side!("target_id = $8 AND ", $led, $order),
            ") AS sides LEFT JOIN audit_origins ON event_id = id ORDER BY id ",
            $order,
            " LIMIT $7"
        )
    };
}

// Refusals in the words of their indexes, for a placeholder would not choose them.
statements! {
    INSERT = concat!(
        "INSERT INTO audit_events (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    INSERT_ORIGIN = "INSERT INTO audit_origins (event_id, address, device) VALUES ($1, $2, $3)";
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
    DELETE_PAST = "DELETE FROM audit_events WHERE id IN \
        (SELECT id FROM audit_events WHERE id < $1 ORDER BY id LIMIT $2)";
    DELETE_ORIGINS_PAST = "DELETE FROM audit_origins WHERE event_id IN \
        (SELECT id FROM audit_events WHERE id < $1 ORDER BY id LIMIT $2)";
    ERASE_ORIGINS = "DELETE FROM audit_origins WHERE event_id IN \
        (SELECT id FROM audit_events WHERE actor_id = $1 \
        UNION SELECT id FROM audit_events WHERE target_id = $1 AND actor_kind = 'anonymous')";
}

/// The row of `event`, and that of its origin, on SQLite; [`super::recording`] has PostgreSQL's statement for many.
pub(super) async fn insert(connection: &mut SqliteConnection, event: &NewEvent) -> Result<(), StoreError> {
    let insert = sqlx::query(INSERT.sql())
        .bind(event.id.0)
        .bind(event.at.0)
        .bind(event.kind.as_str())
        .bind(event.result.as_str())
        .bind(event.actor_kind.as_str())
        .bind(event.actor.map(|id| id.0))
        .bind(event.target.map(|id| id.0))
        .bind(event.request_id)
        .bind(event.detail.as_deref());
    stats::timed(insert.execute(&mut *connection)).await?;
    if event.address.is_some() || event.device.is_some() {
        let insert = sqlx::query(INSERT_ORIGIN.sql())
            .bind(event.id.0)
            .bind(event.address.as_deref())
            .bind(event.device.as_deref());
        stats::timed(insert.execute(connection)).await?;
    }
    Ok(())
}

/// At most `limit` events, the newest of those that count; the newest first.
pub async fn newest(conn: &mut Conn, filter: &EventFilter, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    find(conn, filter, limit, &FROM_NEWEST).await
}

/// At most `limit` events, the oldest of those that count; the newest first.
pub async fn oldest(conn: &mut Conn, filter: &EventFilter, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    let mut rows = find(conn, filter, limit, &FROM_OLDEST).await?;
    rows.reverse();
    Ok(rows)
}

async fn find(conn: &mut Conn, filter: &EventFilter, limit: u32, ways: &Ways) -> Result<Vec<EventRow>, StoreError> {
    let (since, before, limit) = (filter.since.0, filter.before.0, i64::from(limit));
    let (actor, target) = (filter.actor.map(|id| id.0), filter.target.map(|id| id.0));
    let (kind, result) = (filter.kind.map(EventKind::as_str), filter.result.map(Outcome::as_str));
    let statement = ways.of(filter);
    match filter.party {
        Some(party) => {
            fetch!(conn, fetch_all as EventRow, statement, since, before, actor, target, kind, result, limit, party.0)
        }
        None => fetch!(conn, fetch_all as EventRow, statement, since, before, actor, target, kind, result, limit),
    }
}

/// From now on events are kept for so long.
pub async fn keep_for(tx: &mut Tx, retention: Duration) -> Result<(), StoreError> {
    let milliseconds = i64::try_from(retention.as_millis()).unwrap_or(i64::MAX);
    execute!(tx, KEEP_FOR, milliseconds).map(drop)
}

/// How long events are kept; None when nobody has said so, and none may go.
pub async fn retention(conn: &mut Conn) -> Result<Option<Duration>, StoreError> {
    let row = fetch!(conn, fetch_optional as (i64,), RETENTION)?;
    Ok(row.and_then(|(milliseconds,)| u64::try_from(milliseconds).ok()).map(Duration::from_millis))
}

/// Deletes at most `limit` events from before `then`, the oldest first. The database refuses when one is too young.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let (first_kept, limit) = (AuditEventId::first_at(then).0, i64::from(limit));
    execute!(tx, DELETE_ORIGINS_PAST, first_kept, limit)?;
    execute!(tx, DELETE_PAST, first_kept, limit)
}

/// Erases address and device wherever they are this user's: in what they did, and in what was tried in their name. The
/// events stay.
pub async fn erase_origins(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    execute!(tx, ERASE_ORIGINS, user.0)
}
