//! Writes what accompanies a transaction: events of the audit log, with their origins in a separate table, from which they can be
//! erased; what is counted; messages; and on PostgreSQL the notifications of other replicas, or the rows for which they ask.
//!
//! Each call to the database is a round trip on PostgreSQL, where one statement writes everything, and several thread switches on
//! SQLite, where one call inserts all events with their origins, and one counts.

use super::changes::Change;
use super::postgres::PostgresConn;
use super::statement::statements;
use super::tally::{Counts, Tally, counted};
use super::{Conn, StoreError, counting, stats};
use crate::shared::{ActorKind, AuditEventId, EventKind, Notifications, Outcome, Timestamp, UserId};
use sqlx::SqliteConnection;
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
    pub tally: Tally,
}

impl NewEvent {
    /// Counts it, if the overview shows such events.
    pub(super) fn count(&self, counts: &mut Counts) {
        if let Some(counted) = counted(self.kind, self.result, self.tally, self.detail.as_deref()) {
            counts.some(counted, self.at, self.id.0);
        }
    }
}

/// A message to add to the outbox.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Of version 7.
    pub id: Uuid,
    pub kind: &'static str,
    pub recipient: String,
    /// The account that the message is about.
    pub user: Option<UserId>,
    /// What the message says, as JSON, without its secrets.
    pub parameters: String,
    /// The one-time token in the message, sealed.
    pub sealed_token: Option<Vec<u8>>,
    /// The mailing that the message belongs to.
    pub mailing: Option<Uuid>,
    pub now: Timestamp,
}

/// The events, messages and counts of a transaction. The changes, `$20`, are announced by what follows.
// PostgreSQL completes an INSERT in WITH even though the main statement does not read it.
macro_rules! recorded {
    () => {
        "WITH event AS (SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::uuid[], \
         $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[]) \
         AS event (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail, address, device)), \
         recorded AS (INSERT INTO audit_events \
         (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail) \
         SELECT id, at, event, result, actor_kind, actor_id, target_id, request_id, detail FROM event), \
         origins AS (INSERT INTO audit_origins (event_id, address, device) \
         SELECT id, address, device FROM event WHERE COALESCE(address, device) IS NOT NULL), \
         queued AS (INSERT INTO outbox \
         (id, kind, recipient, user_id, parameters, sealed_token, created_at, next_attempt_at, mailing_id) \
         SELECT id, kind, recipient, user_id, parameters, sealed_token, at, at, mailing_id \
         FROM unnest($12::uuid[], $13::text[], $14::text[], $15::uuid[], $16::text[], $17::bytea[], $18::bigint[], \
         $19::uuid[]) AS mail (id, kind, recipient, user_id, parameters, sealed_token, at, mailing_id)), \
         counted AS (INSERT INTO counts (kind, since, label, shard, count) \
         SELECT * FROM unnest($21::text[], $22::bigint[], $23::text[], $24::bigint[], $25::bigint[]) \
         ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = counts.count + excluded.count) "
    };
}

statements! {
    // PostgreSQL delivers a notification on commit.
    RECORD_AND_NOTIFY =
        concat!(recorded!(), "SELECT pg_notify('vestibule_changes', change) FROM unnest($20::text[]) AS change");

    // For replicas that poll (`postgres/poller.rs`).
    RECORD_FOR_POLLS =
        concat!(recorded!(), "INSERT INTO changes (payload) SELECT change FROM unnest($20::text[]) AS change");
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // SQLite has no data-modifying WITH, and no arrays. JSON has no bytes, so ids are hexadecimal.
        pub(super) RECORD = "INSERT INTO audit_events \
            (id, at, event, result, actor_kind, actor_id, target_id, request_id, detail) \
            SELECT unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5), \
            unhex(value ->> 6), unhex(value ->> 7), value ->> 8 FROM json_each($1); \
            INSERT INTO audit_origins (event_id, address, device) \
            SELECT unhex(value ->> 0), value ->> 9, value ->> 10 FROM json_each($1) \
            WHERE COALESCE(value ->> 9, value ->> 10) IS NOT NULL";
        pub(super) QUEUE = "INSERT INTO outbox \
            (id, kind, recipient, user_id, parameters, sealed_token, created_at, next_attempt_at, mailing_id) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    }
}

/// Adds `events`, `counts` and `mail` in the transaction that they belong to, so that all are committed or nothing. Tells other replicas on
/// PostgreSQL about `changes`; on SQLite other processes notice the commit itself.
pub(super) async fn record(
    conn: &mut Conn,
    events: &[&NewEvent],
    counts: &Counts,
    mail: &[NewMail],
    changes: &[Change],
) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(connection) => {
            record_on_sqlite(connection, events.iter().copied()).await?;
            counting::add_on_sqlite(connection, counts).await?;
            for mail in mail {
                queue_on_sqlite(connection, mail).await?;
            }
            Ok(())
        }
        Conn::Postgres(_) if events.is_empty() && counts.is_empty() && mail.is_empty() && changes.is_empty() => Ok(()),
        Conn::Postgres(connection) => record_on_postgres(connection, events, counts, mail, changes).await,
    }
}

/// Adds refusals, which remain of a transaction that is rolled back, and counts them.
pub(super) async fn refuse_on_sqlite(
    connection: &mut SqliteConnection,
    refusals: impl Iterator<Item = &NewEvent> + Clone,
) -> Result<(), StoreError> {
    let mut counts = Counts::default();
    refusals.clone().for_each(|refusal| refusal.count(&mut counts));
    record_on_sqlite(connection, refusals).await?;
    counting::add_on_sqlite(connection, &counts).await
}

async fn record_on_sqlite(
    connection: &mut SqliteConnection,
    events: impl Iterator<Item = &NewEvent>,
) -> Result<(), StoreError> {
    let rows: Vec<_> = events
        .map(|event| {
            (
                event.id.0.as_simple(),
                event.at.0,
                event.kind.as_str(),
                event.result.as_str(),
                event.actor_kind.as_str(),
                event.actor.as_ref().map(|id| id.0.as_simple()),
                event.target.as_ref().map(|id| id.0.as_simple()),
                event.request_id.as_ref().map(Uuid::as_simple),
                event.detail.as_deref(),
                event.address.as_deref(),
                event.device.as_deref(),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let rows = serde_json::to_string(&rows).map_err(|error| sqlx::Error::Encode(error.into()))?;
    stats::timed(sqlx::query(on_sqlite::RECORD.sql()).bind(rows).execute(connection)).await?;
    Ok(())
}

async fn queue_on_sqlite(connection: &mut SqliteConnection, mail: &NewMail) -> Result<(), StoreError> {
    let NewMail { id, kind, recipient, user, parameters, sealed_token, mailing, now } = mail;
    let statement = sqlx::query(on_sqlite::QUEUE.sql())
        .bind(id)
        .bind(kind)
        .bind(recipient)
        .bind(user.map(|user| user.0))
        .bind(parameters)
        .bind(sealed_token.as_deref())
        .bind(now.0)
        .bind(*mailing);
    stats::timed(statement.execute(connection)).await?;
    Ok(())
}

async fn record_on_postgres(
    connection: &mut PostgresConn,
    events: &[&NewEvent],
    counts: &Counts,
    mail: &[NewMail],
    changes: &[Change],
) -> Result<(), StoreError> {
    let counted = counts.columns();
    // One array per column, because the statement binds columns and not rows.
    macro_rules! column {
        ($row:ident of $rows:ident => $value:expr) => {
            $rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let statement = match connection.notifications() {
        Notifications::Listen => RECORD_AND_NOTIFY,
        Notifications::Poll => RECORD_FOR_POLLS,
    };
    let statement = sqlx::query(statement.sql())
        .bind(column!(event of events => event.id.0))
        .bind(column!(event of events => event.at.0))
        .bind(column!(event of events => event.kind.as_str()))
        .bind(column!(event of events => event.result.as_str()))
        .bind(column!(event of events => event.actor_kind.as_str()))
        .bind(column!(event of events => event.actor.map(|id| id.0)))
        .bind(column!(event of events => event.target.map(|id| id.0)))
        .bind(column!(event of events => event.request_id))
        .bind(column!(event of events => event.detail.clone()))
        .bind(column!(event of events => event.address.clone()))
        .bind(column!(event of events => event.device.clone()))
        .bind(column!(mail of mail => mail.id))
        .bind(column!(mail of mail => mail.kind))
        .bind(column!(mail of mail => mail.recipient.as_str()))
        .bind(column!(mail of mail => mail.user.map(|id| id.0)))
        .bind(column!(mail of mail => mail.parameters.as_str()))
        .bind(column!(mail of mail => mail.sealed_token.as_deref()))
        .bind(column!(mail of mail => mail.now.0))
        .bind(column!(mail of mail => mail.mailing))
        .bind(column!(change of changes => change.payload()))
        .bind(counted.kinds)
        .bind(counted.since)
        .bind(counted.labels)
        .bind(counted.shards)
        .bind(counted.numbers);
    stats::timed(statement.execute(connection)).await?;
    Ok(())
}
