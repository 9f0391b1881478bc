//! Writes what a transaction counts, and who was active. On PostgreSQL the numbers are part of the statement that records events
//! (`recording`).

use super::postgres::PostgresConn;
use super::statement::statements;
use super::tally::{Counts, hour_of};
use super::{Conn, StoreError, stats};
use crate::shared::counters::Counter;
use crate::shared::{Timestamp, UserId};
use sqlx::SqliteConnection;

statements! {
    // In the order of the ids, so that two batches cannot deadlock.
    NOTE = "INSERT INTO active_people (user_id, day) SELECT id, $2 FROM unnest($1::uuid[]) AS id ORDER BY id \
        ON CONFLICT (user_id) DO UPDATE SET day_before = active_people.day, day = excluded.day \
        WHERE active_people.day < excluded.day RETURNING day_before";
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // WHERE TRUE, because otherwise ON would belong to a join.
        pub(super) ADD = "INSERT INTO counts (kind, since, label, shard, count) \
            SELECT value ->> 0, value ->> 1, value ->> 2, 0, value ->> 3 FROM json_each($1) WHERE TRUE \
            ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = count + excluded.count";

        pub(super) fn one(conn, counter: Counter, since: i64, label: &str) =
            "INSERT INTO counts (kind, since, label, shard, count) VALUES ($1, $2, $3, 0, 1) \
             ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = count + 1";

        pub(super) fn note(conn, user: UserId, day: i64) -> Option<Option<i64>> = scalar
            "INSERT INTO active_people (user_id, day) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE \
             SET day_before = active_people.day, day = excluded.day WHERE active_people.day < excluded.day \
             RETURNING day_before";
    }
}

pub(super) async fn add_on_sqlite(connection: &mut SqliteConnection, counts: &Counts) -> Result<(), StoreError> {
    if counts.is_empty() {
        return Ok(());
    }
    let rows = serde_json::to_string(&counts.rows()).map_err(|error| sqlx::Error::Encode(error.into()))?;
    stats::timed(sqlx::query(on_sqlite::ADD.sql()).bind(rows).execute(connection)).await?;
    Ok(())
}

/// Counts one of something, where a transaction has no effects.
pub(super) async fn one_on_sqlite(
    conn: &mut Conn,
    counter: Counter,
    label: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    on_sqlite::one(conn, counter, hour_of(at), label).await
}

/// Counts that people were active on a day.
pub(super) async fn people(
    counts: &mut Counts,
    conn: &mut Conn,
    day: i64,
    people: &[UserId],
) -> Result<(), StoreError> {
    let Some(first) = people.first() else { return Ok(()) };
    for day_before in note(conn, day, people).await? {
        counts.active(day, day_before, first.0);
    }
    Ok(())
}

/// Notes that people were active on a day. Returns of each for whom that is new on which day they were active before.
async fn note(conn: &mut Conn, day: i64, people: &[UserId]) -> Result<Vec<Option<i64>>, StoreError> {
    if let Conn::Postgres(connection) = conn {
        return note_on_postgres(connection, day, people).await;
    }
    let mut before = Vec::new();
    for person in people {
        before.extend(on_sqlite::note(conn, *person, day).await?);
    }
    Ok(before)
}

async fn note_on_postgres(
    connection: &mut PostgresConn,
    day: i64,
    people: &[UserId],
) -> Result<Vec<Option<i64>>, StoreError> {
    let ids: Vec<_> = people.iter().map(|person| person.0).collect();
    let query = sqlx::query_as::<_, (Option<i64>,)>(NOTE.sql()).bind(ids).bind(day);
    let rows = stats::timed(query.fetch_all(connection)).await?;
    Ok(rows.into_iter().map(|(before,)| before).collect())
}
