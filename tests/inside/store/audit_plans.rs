//! The query plans of the audit log.

use super::audit::{LONG_AGO, event, user};
use crate::database::TestDatabase;
use crate::support::store::{database, record};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use uuid::Uuid;
use vestibule::shared::audit::{EventKind, Outcome};
use vestibule::store::Db;
use vestibule::store::audit::{self, NewEvent};

/// The number of events in the audit log.
const EVENT_COUNT: usize = 25_000;

/// Records frequent and rare kinds of events for user 1 and for a hundred other users.
async fn record_events(place: &TestDatabase, db: &Db) {
    let events = (0..EVENT_COUNT as u128).map(|number| {
        let who = user(if number % 25 == 0 { 1 } else { 2 + number % 100 });
        let kind = if number % 499 == 0 { EventKind::UserUpdate } else { EventKind::SessionStart };
        let result = if number % 251 == 0 { Outcome::Refused } else { Outcome::Success };
        NewEvent { kind, result, actor: Some(who), target: Some(who), ..event(number, LONG_AGO) }
    });
    record(db, events.collect()).await;
    if place.is_postgres() {
        place.run("ANALYZE audit_events").await;
    }
}

/// The query plan of a statement.
async fn plan(place: &TestDatabase, sql: &str) -> String {
    let url = place.url();
    if place.is_postgres() {
        let me = format!("'{}'::uuid", user(1).0);
        let first = format!("'{}'::uuid", Uuid::nil());
        let last = format!("'{}'::uuid", Uuid::max());
        let by = |needle: &str, value: &str| if sql.contains(needle) { value.to_owned() } else { "NULL".to_owned() };
        let values = [
            first,
            last,
            by("actor_id = $3 AND ", &me),
            by("target_id = $4 AND ", &me),
            by(" event = $5 AND ", "'user.update'"),
            by("result = 'refused'", "'refused'"),
            "51".to_owned(),
            me.clone(),
        ];
        let filled = (1..=8).rev().fold(sql.to_owned(), |sql, n| sql.replace(&format!("${n}"), &values[n - 1]));
        let mut connection = PgConnection::connect(url.expose()).await.unwrap();
        // The same planner settings as the program uses.
        for setting in ["enable_seqscan", "enable_bitmapscan"] {
            connection.execute(AssertSqlSafe(format!("SET {setting} = off"))).await.unwrap();
        }
        let rows: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(format!("EXPLAIN (ANALYZE, TIMING OFF) {filled}")))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        return rows.into_iter().map(|(line,)| line).collect::<Vec<_>>().join("\n");
    }
    let mut connection = SqliteConnection::connect(url.expose()).await.unwrap();
    let rows: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&mut connection).await.unwrap();
    rows.into_iter().map(|(_, _, _, line)| line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_filter_uses_an_index() {
    let (place, db) = database().await;
    record_events(&place, &db).await;
    let mut seen = 0;
    for statement in audit::STATEMENTS {
        let (_, narrowed) = statement.name().split_once("EST").unwrap_or_default();
        let indexes: &[&str] = match narrowed {
            "_BY_EVENT" => &["audit_events_event"],
            "_REFUSED" => &["audit_events_refused"],
            "_REFUSED_BY_EVENT" => &["audit_events_event_refused"],
            "_BY_ACTOR" => &["audit_events_actor"],
            "_BY_ACTOR_AND_EVENT" => &["audit_events_actor_event"],
            "_REFUSED_BY_ACTOR" => &["audit_events_actor_refused"],
            "_BY_TARGET" => &["audit_events_target"],
            "_BY_TARGET_AND_EVENT" => &["audit_events_target_event"],
            "_REFUSED_BY_TARGET" => &["audit_events_target_refused"],
            "_OF_PARTY" => &["audit_events_actor", "audit_events_target"],
            "_OF_PARTY_BY_EVENT" => &["audit_events_actor_event", "audit_events_target_event"],
            "_REFUSED_OF_PARTY" => &["audit_events_actor_refused", "audit_events_target_refused"],
            _ => continue,
        };
        let plan = plan(&place, statement.sql()).await;
        seen += 1;
        if place.is_postgres() {
            // PostgreSQL chooses an index by its statistics, so the test checks only that the plan does not read and discard
            // most of the events.
            let removed = plan.split("Rows Removed by Filter: ").skip(1);
            let removed: usize =
                removed.map(|rest| rest.lines().next().unwrap().trim().parse::<usize>().unwrap()).sum();
            assert!(removed <= EVENT_COUNT / 5, "{} looks at {removed} events in vain:\n{plan}", statement.name());
            continue;
        }
        let words: Vec<_> = plan.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        for index in indexes {
            assert!(words.contains(index), "{} does not use {index}:\n{plan}", statement.name());
        }
    }
    assert_eq!(seen, 24);
}
