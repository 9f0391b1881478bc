//! The audit log in partitions by time (docs/decisions/0113-partitions.md): one is added ahead, and one whose events are all past their
//! retention is dropped, in place of deleting its rows.
//!
//! Events and origins are divided alike: the id of an event begins with its time, and its origin has the same id. The first partition has
//! no lower bound and the last one no upper bound, so that every row has a place. A change is one short transaction, which gives up after
//! a moment if others use the tables: those who write events wait behind it.

mod plan;

use super::migrate::execute;
use super::{Postgres, StoreError};
use crate::shared::Timestamp;
use crate::store::audit_retention::PastEvents;
use crate::store::clock_difference::database_time;
use crate::store::error_codes::is_lock_refused;
use plan::{END, Partition, TABLES};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// Of all partitions, the oldest first: what follows the names of the tables, the bounds, and the number of events.
const PARTITIONS: &str = "SELECT substring(c.relname FROM '^audit_events_(.*)$'), \
     substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \\(''([0-9a-f-]+)''')::uuid AS begins_at, \
     substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''([0-9a-f-]+)''')::uuid, \
     GREATEST(c.reltuples, 0)::bigint FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid \
     WHERE inhparent = 'audit_events'::regclass AND starts_with(c.relname, 'audit_events_') \
     ORDER BY begins_at NULLS FIRST";

/// The time of the database, and the retention that its triggers enforce.
const LIMITS: &str = concat!("SELECT ", database_time!(), ", milliseconds FROM audit_retention");

/// The advisory lock of the process that changes partitions: "vestpart" in ASCII.
const LOCK: i64 = 0x7665_7374_7061_7274;
/// How long a statement waits for a lock, and with it all who write events.
const LOCK_TIMEOUT: Duration = Duration::from_millis(100);
/// How long a statement may take for which all of them wait.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(2);
/// How often a change is tried, with a pause after each attempt. After the last one it is for the next clean-up.
const ATTEMPTS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);
/// How long all of it may take, with reading once what was there before it had partitions.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

impl Postgres {
    /// Divides the audit log ahead, and drops the partitions in which all events are from before `cutoff`. Nothing of it happens while
    /// another replica does it, or while others use the tables for long: then it is for the next clean-up.
    pub(in crate::store) async fn drop_past_events(
        &self,
        now: Timestamp,
        cutoff: Timestamp,
        retention: Duration,
    ) -> Result<PastEvents, StoreError> {
        let mut connection = self.dedicated().await?;
        let maintained = maintain(&mut connection, now, cutoff, plan::span_of(retention));
        // A connection on which no answer comes any more would stop all further clean-ups.
        let Ok(past) = timeout(PATIENCE, maintained).await else {
            tracing::warn!("the partitions of the audit log take more than half an hour: the next clean-up goes on");
            // The rest of this one does not depend on it.
            return Ok(PastEvents { dropped: 0, left_before: cutoff });
        };
        let past = past?;
        connection.close().await?;
        Ok(past)
    }
}

async fn maintain(
    connection: &mut PgConnection,
    now: Timestamp,
    cutoff: Timestamp,
    span: Duration,
) -> Result<PastEvents, sqlx::Error> {
    // Otherwise the log has a line for each constraint that does not have to be removed.
    execute(connection, "SET client_min_messages = warning".to_owned()).await?;
    let mut dropped = 0;
    let acquire = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(LOCK);
    if acquire.fetch_one(&mut *connection).await? {
        let limits: Option<(i64, i64)> = sqlx::query_as(LIMITS).fetch_optional(&mut *connection).await?;
        if let Some((time, retention)) = limits {
            report(divide(connection, now.min(Timestamp(time)), span).await);
            // As the triggers, which a partition that is dropped does not ask: by the clock of the database.
            let cutoff = cutoff.min(Timestamp(time.saturating_sub(retention)));
            dropped = report(drop_past(connection, cutoff).await);
        }
        // At once, because the server may notice the end of the connection later.
        sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK).execute(&mut *connection).await?;
    }
    let partitions = partitions(connection).await?;
    Ok(PastEvents { dropped, left_before: plan::left_before(&partitions, cutoff, span) })
}

/// Logs what has failed: events are written and deleted without it, and the next clean-up tries again.
fn report<T: Default>(changed: Result<T, sqlx::Error>) -> T {
    match changed {
        Ok(done) => return done,
        Err(error) if is_lock_refused(&error) => {
            tracing::info!("the partitions of the audit log are in use for long: the next clean-up changes them");
        }
        Err(error) => tracing::warn!(%error, "the partitions of the audit log could not be changed"),
    }
    T::default()
}

async fn partitions(connection: &mut PgConnection) -> Result<Vec<Partition>, sqlx::Error> {
    type Found = (String, Option<Uuid>, Option<Uuid>, i64);
    let found: Vec<Found> = sqlx::query_as(PARTITIONS).fetch_all(connection).await?;
    let partition = |(suffix, from, to, rows): Found| Partition {
        suffix,
        from: from.map(plan::time_of),
        to: to.map(plan::time_of),
        rows: u64::try_from(rows).unwrap_or_default(),
    };
    Ok(found.into_iter().map(partition).collect())
}

/// Ends the last partition, and adds one after it, if that is due.
async fn divide(connection: &mut PgConnection, now: Timestamp, span: Duration) -> Result<(), sqlx::Error> {
    let Some(last) = partitions(connection).await?.pop().filter(|last| plan::is_due(last, now, span)) else {
        return Ok(());
    };
    let newest = newest(connection, &last).await?;
    let Some(end) = plan::end_of(&last, newest, now, span) else { return Ok(()) };
    change(connection, &plan::mark(&last, end)).await?;
    let divided = divide_marked(connection, &last, end).await;
    if divided.is_err() {
        // The constraint would refuse the ids of that time, for which there is no partition yet.
        report(change(connection, &plan::unmark(&last)).await);
    }
    divided
}

/// The time of the newest row in a partition of either table.
async fn newest(connection: &mut PgConnection, last: &Partition) -> Result<Option<Timestamp>, sqlx::Error> {
    let mut newest = None;
    for (table, key) in TABLES {
        let sql = AssertSqlSafe(format!("SELECT {key} FROM {table}_{} ORDER BY {key} DESC LIMIT 1", last.suffix));
        let id: Option<Uuid> = sqlx::query_scalar(sql).fetch_optional(&mut *connection).await?;
        newest = newest.max(id.map(plan::time_of));
    }
    Ok(newest)
}

async fn divide_marked(connection: &mut PgConnection, last: &Partition, end: Timestamp) -> Result<(), sqlx::Error> {
    // Reads every row, beside those who write. Otherwise the rows would be read while they wait.
    for (table, _) in TABLES {
        execute(connection, format!("ALTER TABLE {table}_{} VALIDATE CONSTRAINT {END}", last.suffix)).await?;
    }
    change(connection, &plan::division(last, end)).await
}

/// Drops what is past; returns how many events that were.
async fn drop_past(connection: &mut PgConnection, cutoff: Timestamp) -> Result<u64, sqlx::Error> {
    let partitions = partitions(connection).await?;
    let Some((past, end)) = plan::past_of(&partitions, cutoff) else { return Ok(0) };
    change(connection, &plan::removal(past, end)).await?;
    Ok(past.iter().map(|partition| partition.rows).sum())
}

/// Runs `sql` in a transaction. Tries again a few times if others use the tables.
async fn change(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    let mut attempt = 1;
    loop {
        match try_to_change(connection, sql).await {
            Err(error) if is_lock_refused(&error) && attempt < ATTEMPTS => sleep(PAUSE).await,
            done => return done,
        }
        attempt += 1;
    }
}

async fn try_to_change(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let (lock, statement) = (LOCK_TIMEOUT.as_millis(), STATEMENT_TIMEOUT.as_millis());
    let limits = format!("SET LOCAL lock_timeout = {lock}; SET LOCAL statement_timeout = {statement}");
    execute(&mut transaction, limits).await?;
    execute(&mut transaction, sql.to_owned()).await?;
    transaction.commit().await
}
