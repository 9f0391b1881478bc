//! The audit log: its events, and reading them. It is append-only: triggers reject every update, and every deletion within the
//! [retention period](super::audit_retention). `recording` writes it.

pub use super::recording::NewEvent;
pub use super::tally::Tally;

use super::statement::{fetch_all, statements, values};
use super::values::{Stored, between_commas};
use super::{Conn, Statement, StoreError};
use crate::shared::{ActorKind, AuditEventId, EventKind, Outcome, UserId};
use sqlx::FromRow;
use std::cmp::Reverse;
use uuid::Uuid;

/// A stored event, with its origin (address and device) unless that has been erased.
#[derive(Clone, Debug, FromRow)]
pub struct EventRow {
    pub id: Uuid,
    pub at: i64,
    /// Text, because a newer version on the same database may record kinds that this version does not know.
    pub event: String,
    pub result: Outcome,
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
    /// None of them: all.
    pub kinds: Vec<EventKind>,
    pub result: Option<Outcome>,
    pub address: Option<String>,
    pub device: Option<String>,
    /// Inclusive.
    pub since: AuditEventId,
    /// Exclusive.
    pub before: AuditEventId,
}

impl EventFilter {
    /// Selects all events.
    pub fn all() -> Self {
        Self {
            party: None,
            actor: None,
            target: None,
            kinds: Vec::new(),
            result: None,
            address: None,
            device: None,
            since: AuditEventId(Uuid::nil()),
            before: AuditEventId(Uuid::max()),
        }
    }
}

macro_rules! columns {
    () => {
        "id, at, event, result, actor_kind, actor_id, target_id, request_id, detail"
    };
}
/// The filter without the time. A parameter that is NULL matches every event.
macro_rules! matches_at_any_time {
    () => {
        "(actor_id = $3 OR $3 IS NULL) AND (target_id = $4 OR $4 IS NULL) \
         AND (event = $5 OR $5 IS NULL) AND (result = $6 OR $6 IS NULL)"
    };
}
/// The whole filter.
macro_rules! matches {
    () => {
        concat!("id >= $1 AND id < $2 AND ", matches_at_any_time!())
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

/// A page of the events from an address or with a device, in the order of the index of these. Both have the filter of the party and
/// all kinds, so that one statement is enough. The time is only asked of the origins: PostgreSQL takes events between two times that it does
/// not know for so few that it would read all of them for each origin.
macro_rules! page_from {
    ($origin:literal, $other:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", address, device FROM audit_origins CROSS JOIN audit_events WHERE ",
            $origin,
            " = $8 AND event_id >= $1 AND event_id < $2 AND id = event_id AND ",
            matches_at_any_time!(),
            " AND (",
            $other,
            " = $9 OR $9 IS NULL) AND (actor_id = $10 OR target_id = $10 OR $10 IS NULL) \
             AND ($11 LIKE '%,' || event || ',%' OR $11 IS NULL) ORDER BY event_id ",
            $order,
            " LIMIT $7"
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
    // CROSS JOIN: SQLite begins with the origins.
    NEWEST_FROM_ADDRESS = page_from!("address", "device", "DESC");
    NEWEST_FROM_DEVICE = page_from!("device", "address", "DESC");
    OLDEST_FROM_ADDRESS = page_from!("address", "device", "ASC");
    OLDEST_FROM_DEVICE = page_from!("device", "address", "ASC");
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
}

/// The newest `limit` matching events, the newest first.
pub async fn newest(conn: &mut Conn, filter: &EventFilter, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    let mut rows = find(conn, filter, limit, &FROM_NEWEST).await?;
    rows.sort_unstable_by_key(|row| Reverse(row.id));
    rows.truncate(limit as usize);
    Ok(rows)
}

/// The oldest `limit` matching events, the newest first.
pub async fn oldest(conn: &mut Conn, filter: &EventFilter, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    let mut rows = find(conn, filter, limit, &FROM_OLDEST).await?;
    rows.sort_unstable_by_key(|row| row.id);
    rows.truncate(limit as usize);
    rows.reverse();
    Ok(rows)
}

/// At most `limit` events of each kind that is asked for: the index of each kind is read from its end, so that rare kinds do not make
/// the statement pass all other events.
async fn find(
    conn: &mut Conn,
    filter: &EventFilter,
    limit: u32,
    statements: &StatementSet,
) -> Result<Vec<EventRow>, StoreError> {
    let EventFilter { party, actor, target, ref kinds, result, ref address, ref device, since, before } = *filter;
    let from = |kind: Option<EventKind>| values!([since, before, actor, target, kind, result, limit]).to_vec();
    let origin = match (address, device) {
        (Some(address), other) => Some((statements.from_address, address, other)),
        (None, Some(device)) => Some((statements.from_device, device, &None)),
        (None, None) => None,
    };
    if let Some((statement, origin, other)) = origin {
        let among = (!kinds.is_empty()).then(|| between_commas(kinds.iter()));
        let mut values = from(None);
        values.extend_from_slice(values!([origin, other.as_ref(), party, among]));
        return fetch_all(conn, statement, &values).await;
    }
    let kinds: Vec<_> = if kinds.is_empty() { vec![None] } else { kinds.iter().copied().map(Some).collect() };
    let mut rows = Vec::new();
    for kind in kinds {
        let mut values = from(kind);
        // Only the statements of a party have an eighth parameter.
        values.extend(party.map(Stored::stored));
        let found: Vec<EventRow> = fetch_all(conn, statements.for_filter(filter, kind), &values).await?;
        rows.extend(found);
    }
    Ok(rows)
}

/// The statements for events of one party, one per index: for all, for those of a kind, for refusals, and for refusals of a kind.
type PartyStatements = [Statement; 4];

/// The statements that read from one end of the log.
struct StatementSet {
    of_anyone: PartyStatements,
    by_actor: PartyStatements,
    by_target: PartyStatements,
    of_party: PartyStatements,
    from_address: Statement,
    from_device: Statement,
}

// One account has few refusals, so there is no index of these by kind: the statement for all refusals filters them.
const FROM_NEWEST: StatementSet = StatementSet {
    of_anyone: [NEWEST, NEWEST_BY_EVENT, NEWEST_REFUSED, NEWEST_REFUSED_BY_EVENT],
    by_actor: [NEWEST_BY_ACTOR, NEWEST_BY_ACTOR_AND_EVENT, NEWEST_REFUSED_BY_ACTOR, NEWEST_REFUSED_BY_ACTOR],
    by_target: [NEWEST_BY_TARGET, NEWEST_BY_TARGET_AND_EVENT, NEWEST_REFUSED_BY_TARGET, NEWEST_REFUSED_BY_TARGET],
    of_party: [NEWEST_OF_PARTY, NEWEST_OF_PARTY_BY_EVENT, NEWEST_REFUSED_OF_PARTY, NEWEST_REFUSED_OF_PARTY],
    from_address: NEWEST_FROM_ADDRESS,
    from_device: NEWEST_FROM_DEVICE,
};
const FROM_OLDEST: StatementSet = StatementSet {
    of_anyone: [OLDEST, OLDEST_BY_EVENT, OLDEST_REFUSED, OLDEST_REFUSED_BY_EVENT],
    by_actor: [OLDEST_BY_ACTOR, OLDEST_BY_ACTOR_AND_EVENT, OLDEST_REFUSED_BY_ACTOR, OLDEST_REFUSED_BY_ACTOR],
    by_target: [OLDEST_BY_TARGET, OLDEST_BY_TARGET_AND_EVENT, OLDEST_REFUSED_BY_TARGET, OLDEST_REFUSED_BY_TARGET],
    of_party: [OLDEST_OF_PARTY, OLDEST_OF_PARTY_BY_EVENT, OLDEST_REFUSED_OF_PARTY, OLDEST_REFUSED_OF_PARTY],
    from_address: OLDEST_FROM_ADDRESS,
    from_device: OLDEST_FROM_DEVICE,
};

impl StatementSet {
    /// The statement that reads the fewest events other than those that match, of one kind or all.
    fn for_filter(&self, filter: &EventFilter, kind: Option<EventKind>) -> Statement {
        // One index is enough: the statement tests the remaining conditions on the rows that it finds.
        let [all, by_event, refused, refused_by_event] = match filter {
            EventFilter { party: Some(_), .. } => self.of_party,
            EventFilter { actor: Some(_), .. } => self.by_actor,
            EventFilter { target: Some(_), .. } => self.by_target,
            _ => self.of_anyone,
        };
        // Of the results only refusals have indexes; any other result is tested on the rows that are read.
        match (filter.result, kind) {
            (Some(Outcome::Refused), Some(_)) => refused_by_event,
            (Some(Outcome::Refused), None) => refused,
            (_, Some(_)) => by_event,
            (_, None) => all,
        }
    }
}
