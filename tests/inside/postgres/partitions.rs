//! The audit log in partitions by time: they are added ahead, and dropped with what is past.

use crate::database::TestDatabase;
use crate::support::store::{self, database, open, record};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::cell::Cell;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use uuid::Uuid;
use vestibule::shared::audit::EventKind;
use vestibule::shared::ids::AuditEventId;
use vestibule::shared::timestamp::{Timestamp, days};
use vestibule::store::audit::{self, EventFilter, NewEvent};
use vestibule::store::audit_retention::{self, PastEvents};
use vestibule::store::{Db, Tx};

/// A period of which a partition covers a day.
const SHORT: Duration = days(12);
/// One of which it covers thirty.
const LONG: Duration = days(360);
/// The migration that makes partitions.
const VERSION: i64 = 55;

/// The beginning of a day in the year 2020: the database compares with its own clock.
fn day(number: u64) -> Timestamp {
    Timestamp(0).plus(days(18_500 + number))
}

/// The first event of this moment, or another one.
fn event(at: Timestamp, number: u128) -> NewEvent {
    NewEvent {
        id: AuditEventId(Uuid::from_u128(AuditEventId::first_at(at).0.as_u128() + number)),
        address: Some("192.0.2.1".to_owned()),
        ..store::event(EventKind::SessionStart, at)
    }
}

async fn postgres() -> (TestDatabase, Db) {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    (place, db)
}

async fn keep_for(db: &Db, retention: Duration) {
    db.write(async move |mut tx: Tx| audit_retention::keep_for(&mut tx, retention).await).await.expect("a retention");
}

/// What the clean-up does with partitions.
async fn maintain(db: &Db, now: Timestamp, retention: Duration) -> PastEvents {
    db.drop_past_events(now, now.minus(retention), retention).await.expect("partitions")
}

/// What the clean-up does; returns how many events it has deleted one by one.
async fn sweep(db: &Db, now: Timestamp, retention: Duration) -> u64 {
    let then = maintain(db, now, retention).await.left_before;
    let deleted = db.write(async move |mut tx: Tx| audit_retention::delete_past(&mut tx, then, 1_000).await);
    deleted.await.expect("events that may be deleted")
}

/// The partitions of a table, without its name.
async fn partitions(place: &TestDatabase, table: &str) -> Vec<String> {
    let sql = format!(
        "SELECT substring(c.relname FROM '^{table}_(.*)$') FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid \
         WHERE inhparent = '{table}'::regclass ORDER BY c.relname"
    );
    place.run(&sql).await
}

/// The days of the events, as [`day`] counts them.
async fn days_of_events(place: &TestDatabase) -> Vec<u64> {
    let days = place.run("SELECT (at / 86400000 - 18500)::text FROM audit_events ORDER BY id").await;
    days.iter().map(|day| day.parse().expect("a number")).collect()
}

/// The partitions in which the events from this time are.
async fn partitions_of(place: &TestDatabase, at: Timestamp) -> Vec<String> {
    place.run(&format!("SELECT tableoid::regclass::text FROM audit_events WHERE at = {}", at.0)).await
}

#[tokio::test]
async fn a_partition_is_dropped_when_all_of_its_events_are_past_and_younger_events_stay() {
    let (place, db) = postgres().await;
    keep_for(&db, SHORT).await;
    let mut one_by_one = 0;
    for number in 0..20 {
        let now = day(number).plus(Duration::from_secs(60 * 60));
        one_by_one += sweep(&db, now, SHORT).await;
        record(&db, vec![event(now, 0)]).await;
    }
    assert_eq!(days_of_events(&place).await, (7..20).collect::<Vec<_>>());
    assert_eq!(place.run("SELECT address FROM audit_origins").await.len(), 13);
    assert_eq!(one_by_one, 2, "those from before the first division");
    // Twelve days, the one that is not over, and two ahead.
    let suffixes = partitions(&place, "audit_events").await;
    assert_eq!((suffixes.len(), &*suffixes[0], &*suffixes[1]), (16, "first", "from_20200902"));
    assert_eq!(partitions(&place, "audit_origins").await, suffixes);
    let tables = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relname LIKE 'audit_events_f%'";
    assert_eq!(place.run(tables).await.len(), 16, "nothing is left of what was dropped");
    assert_eq!(sweep(&db, day(20), SHORT).await, 0);
}

#[tokio::test]
async fn no_partition_is_dropped_within_the_retention_of_the_database() {
    let (place, db) = postgres().await;
    keep_for(&db, SHORT).await;
    for number in 0..4 {
        maintain(&db, day(number), SHORT).await;
        record(&db, vec![event(day(number), 0)]).await;
    }
    keep_for(&db, days(36_500)).await;
    db.drop_past_events(day(4), day(99), SHORT).await.expect("partitions");
    assert_eq!(days_of_events(&place).await, [0, 1, 2, 3]);
    keep_for(&db, SHORT).await;
    db.drop_past_events(day(4), day(99), SHORT).await.expect("partitions");
    assert!(days_of_events(&place).await.is_empty());
}

#[tokio::test]
async fn a_retention_that_changes_applies_to_partitions_of_another_length() {
    let (place, db) = postgres().await;
    keep_for(&db, LONG).await;
    for number in [0, 1] {
        maintain(&db, day(number), LONG).await;
    }
    assert_eq!(partitions(&place, "audit_events").await, ["first", "from_20200925", "from_20201025"]);
    record(&db, vec![event(day(35), 0), event(day(40), 0)]).await;

    keep_for(&db, SHORT).await;
    assert_eq!(sweep(&db, day(50), SHORT).await, 1, "the partition ends too late to wait for it");
    assert_eq!(days_of_events(&place).await, [40]);

    keep_for(&db, LONG).await;
    assert_eq!(sweep(&db, day(60), LONG).await, 0);
    assert_eq!(days_of_events(&place).await, [40]);
    assert_eq!(partitions(&place, "audit_events").await.last().map(String::as_str), Some("from_20201124"));
}

#[tokio::test]
async fn events_of_any_time_have_a_place_and_are_deleted() {
    let (place, db) = postgres().await;
    keep_for(&db, SHORT).await;
    for number in 100..104 {
        maintain(&db, day(number), SHORT).await;
    }
    record(&db, vec![event(day(1), 0), event(day(5_000), 0)]).await;
    assert_eq!(partitions_of(&place, day(1)).await, ["audit_events_first"]);
    assert_eq!(partitions_of(&place, day(5_000)).await, ["audit_events_from_20201208"], "the last one");
    assert_eq!(sweep(&db, day(103), SHORT).await, 1);
    // It is divided after what it has.
    maintain(&db, day(104), SHORT).await;
    record(&db, vec![event(day(104), 0)]).await;
    assert_eq!(partitions_of(&place, day(104)).await, partitions_of(&place, day(5_000)).await);
    assert_eq!(partitions(&place, "audit_events").await.len(), 6);
    assert_eq!(days_of_events(&place).await, [104, 5_000]);
}

#[tokio::test]
async fn triggers_protect_each_partition() {
    let (place, db) = postgres().await;
    keep_for(&db, SHORT).await;
    for number in 0..16 {
        maintain(&db, day(number), SHORT).await;
    }
    record(&db, vec![event(day(5), 0)]).await;
    keep_for(&db, days(36_500)).await;
    for suffix in partitions(&place, "audit_events").await {
        let refused = place.try_to_run(&format!("TRUNCATE audit_events_{suffix}")).await.expect_err("a refusal");
        assert!(refused.to_string().contains("never changed"), "{suffix}: {refused}");
    }
    let [name] = <[String; 1]>::try_from(partitions_of(&place, day(5)).await).expect("one partition");
    for sql in [format!("DELETE FROM {name}"), format!("UPDATE {name} SET detail = 'forged'")] {
        assert!(place.try_to_run(&sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn two_servers_divide_once() {
    let (place, db) = postgres().await;
    keep_for(&db, SHORT).await;
    let other = open(&place).await;
    tokio::join!(maintain(&db, day(0), SHORT), maintain(&other, day(0), SHORT));
    assert_eq!(partitions(&place, "audit_events").await, ["first", "from_20200827"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_go_on_while_a_reader_keeps_partitions_from_being_changed() {
    let (place, db) = postgres().await;
    keep_for(&db, SHORT).await;
    let mut reader = PgConnection::connect(place.url().expose()).await.expect("a connection");
    reader.execute("BEGIN; LOCK TABLE audit_events IN ACCESS SHARE MODE").await.expect("a transaction");
    let write = async {
        let mut longest = Duration::ZERO;
        for number in 0..60 {
            let asked = Instant::now();
            record(&db, vec![event(day(0), number)]).await;
            longest = longest.max(asked.elapsed());
            sleep(Duration::from_millis(50)).await;
        }
        longest
    };
    let (past, longest) = tokio::join!(maintain(&db, day(0), SHORT), write);
    assert_eq!(past.left_before, day(0).minus(SHORT));
    assert!(longest < Duration::from_secs(1), "a writer has waited for {longest:?}");
    assert_eq!(partitions(&place, "audit_events").await, ["first"]);

    reader.close().await.expect("an end");
    maintain(&db, day(0), SHORT).await;
    assert_eq!(partitions(&place, "audit_events").await.len(), 2);
    let marks = "SELECT conname::text FROM pg_constraint WHERE conname = 'audit_end'";
    assert!(place.run(marks).await.is_empty(), "what proves the end does not stay");
}

/// Migrations from the one that makes partitions on.
async fn steps_back(db: &Db) -> u32 {
    let status = db.migrations().status().await.expect("migrations");
    u32::try_from(status.iter().filter(|step| step.applied && step.version >= VERSION).count()).expect("a number")
}

/// Of a database with migrations, the kind of the table, and the names of its indexes and triggers.
async fn shape(place: &TestDatabase) -> Vec<String> {
    let sql = "SELECT 'table ' || relkind::text FROM pg_class WHERE relname IN ('audit_events', 'audit_origins') \
               UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename IN ('audit_events', 'audit_origins') \
               UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'audit_events'::regclass \
               UNION ALL SELECT relname::text FROM pg_class WHERE relname LIKE 'audit_%' ORDER BY 1";
    place.run(sql).await
}

/// Adds events while `change` is made, with statements that were prepared before; returns how many.
async fn write_beside(db: &Db, at: Timestamp, change: impl Future<Output = ()>) -> usize {
    let is_made = Cell::new(false);
    let make = async {
        change.await;
        is_made.set(true);
    };
    let write = async {
        for number in 0.. {
            // One after it as well.
            let is_last = is_made.get();
            record(db, vec![event(at, number)]).await;
            if is_last {
                return usize::try_from(number).expect("a number") + 1;
            }
            sleep(Duration::from_millis(5)).await;
        }
        unreachable!("there is always another number")
    };
    let (written, ()) = tokio::join!(write, make);
    written
}

/// How many events the list has, newest first, as a server shows it.
async fn listed(db: &Db) -> usize {
    let filter = EventFilter {
        party: None,
        actor: None,
        target: None,
        kinds: Vec::new(),
        result: None,
        address: None,
        device: None,
        since: AuditEventId(Uuid::nil()),
        before: AuditEventId(Uuid::max()),
    };
    let read = db.read_directory(async move |mut conn| audit::newest(&mut conn, &filter, 100_000).await);
    let rows = read.await.expect("events");
    assert!(rows.iter().all(|row| row.address.is_some()));
    rows.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_audit_log_gets_partitions_and_loses_them_again_beside_writers() {
    let (place, db) = postgres().await;
    let migrating = open(&place).await;
    let steps = steps_back(&migrating).await;
    migrating.migrations().down(steps).await.expect("a way back");
    let before = shape(&place).await;
    assert!(before.contains(&"table r".to_owned()) && !before.contains(&"audit_events_first".to_owned()), "{before:?}");
    record(&db, (0..500).map(|number| event(day(0), number)).collect()).await;
    let mut all = 500;
    assert_eq!(listed(&db).await, all);

    let up = async || {
        migrating.migrations().up(None).await.expect("partitions");
    };
    all += write_beside(&db, day(1), up()).await;
    assert_eq!(listed(&db).await, all);
    assert_eq!(partitions(&place, "audit_events").await, ["first"]);

    keep_for(&db, SHORT).await;
    for number in 0..5 {
        maintain(&db, day(number), SHORT).await;
    }
    record(&db, (2..6).map(|number| event(day(number), 0)).collect()).await;
    all += 4;
    assert_eq!(partitions(&place, "audit_origins").await.len(), 5);
    let losses = migrating.migrations().losses(steps).await.expect("a list");
    assert!(losses.iter().all(|loss| !loss.table.starts_with("audit_")), "{losses:?}");

    let down = async {
        migrating.migrations().down(steps).await.expect("a way back");
    };
    all += write_beside(&db, day(7), down).await;
    assert_eq!(listed(&db).await, all);
    assert_eq!(shape(&place).await, before);
    up().await;
    assert_eq!(listed(&db).await, all);
}
