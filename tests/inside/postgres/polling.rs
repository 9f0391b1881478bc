//! Replicas that ask a table for changes, on databases on which nothing can be notified. What listening and polling have in common is
//! in `changes.rs` and `replicas.rs`.

use super::changes::changes_are_received;
use super::other_databases::put_first;
use super::replicas::{
    POLLING, accounts_change_everywhere, applications_change_everywhere, dead_connections_are_noticed,
    sessions_end_everywhere,
};
use crate::support::store::{database, open, open_with};
use crate::support::*;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::time::timeout;
use vestibule::shared::Notifications;
use vestibule::store::changes::{Change, Notification};
use vestibule::store::{Changes, Db};

/// The time of the database, as the rows have it.
const NOW: &str = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

/// Makes everything fail that notifies. To revoke the right to call the function would not bind a superuser.
pub(super) async fn forbid_notify(place: &TestDatabase) {
    let body = "BEGIN RAISE 'notifications are forbidden'; END";
    put_first(place, &format!("FUNCTION pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS $$ {body} $$")).await;
}

/// A database on which nothing can be notified, and a connection that polls.
async fn polled() -> (TestDatabase, Db) {
    let (place, _) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    forbid_notify(&place).await;
    let db = open_with(&place, Notifications::Poll).await;
    (place, db)
}

/// The changes from now on.
async fn changes_of(db: &Db) -> Changes {
    let mut changes = db.changes();
    assert_eq!(changes.next().await, Some(Notification::Anything), "what was remembered before counts no more");
    changes
}

/// A user, and the payload of a change of it.
fn user(number: u128) -> (Option<Notification>, String) {
    let id = UserId(Uuid::from_u128(number));
    (Some(Notification::Changed(Change::User(id))), format!("user:{}", id.0))
}

async fn change(db: &Db) -> Result<(), StoreError> {
    db.write(async |mut tx: Tx| {
        tx.changed(Change::Groups);
        Ok(())
    })
    .await
}

async fn has_news(changes: &mut Changes) -> bool {
    // Longer than two polls.
    timeout(Duration::from_millis(1_200), changes.next()).await.is_ok()
}

#[tokio::test]
async fn a_change_at_another_replica_is_found_by_the_next_poll() {
    changes_are_received(Notifications::Poll, Duration::from_millis(700), Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_at_every_replica() {
    sessions_end_everywhere(POLLING).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disabling_and_a_password_change_take_effect_at_every_replica() {
    accounts_change_everywhere(POLLING).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_exists_and_is_gone_at_every_replica() {
    applications_change_everywhere(POLLING).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_whose_polls_fail_stops_using_its_cache_after_two_seconds() {
    dead_connections_are_noticed(POLLING).await;
}

#[tokio::test]
async fn nothing_is_notified_and_nobody_listens() {
    let (place, db) = polled().await;
    let mut changes = changes_of(&db).await;
    assert!(change(&open(&place).await).await.is_err(), "the test would not notice a notification");
    change(&db).await.unwrap();
    assert_eq!(changes.next().await, Some(Notification::Changed(Change::Groups)));
    let listening = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert!(place.run(listening).await.is_empty());
}

#[tokio::test]
async fn a_change_that_commits_after_later_ones_is_found_once() {
    let (place, db) = polled().await;
    let mut changes = changes_of(&db).await;
    let insert = |payload: &str| AssertSqlSafe(format!("INSERT INTO changes (payload) VALUES ('{payload}')"));
    let mut slow = PgConnection::connect(place.url().expose()).await.unwrap();
    slow.execute("BEGIN").await.unwrap();
    let (of_slow, payload) = user(1);
    slow.execute(insert(&payload)).await.unwrap();

    let mut quick = PgConnection::connect(place.url().expose()).await.unwrap();
    for number in 2..4 {
        let (expected, payload) = user(number);
        quick.execute(insert(&payload)).await.unwrap();
        assert_eq!(changes.next().await, expected);
    }
    slow.execute("COMMIT").await.unwrap();
    assert_eq!(changes.next().await, of_slow);

    // As if a transaction had taken so long. The longest takes 12 seconds.
    let late = |seconds: u32, payload: &str| {
        let at = format!("{NOW} - {seconds} * 1000");
        AssertSqlSafe(format!("INSERT INTO changes (payload, at) SELECT '{payload}', {at}"))
    };
    let (of_late, payload) = user(4);
    quick.execute(late(20, &payload)).await.unwrap();
    assert_eq!(changes.next().await, of_late);
    quick.execute(late(60, &payload)).await.unwrap();
    assert!(!has_news(&mut changes).await, "each once, and only those in the window");
}

#[tokio::test]
async fn anything_may_have_changed_if_the_change_is_unknown_or_the_connection_was_lost() {
    let (place, db) = polled().await;
    let mut changes = changes_of(&db).await;
    place.run("INSERT INTO changes (payload) VALUES ('planet:7')").await;
    assert_eq!(changes.next().await, Some(Notification::Anything), "of a newer version");
    let kill = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity \
                WHERE datname = current_database() AND query LIKE 'SELECT clock.now%'";
    assert_eq!(place.run(kill).await, ["true"]);
    assert_eq!(changes.next().await, Some(Notification::Anything), "it may lead to another server now");
    assert!(!has_news(&mut changes).await);
    assert!(changes.freshness().is_fresh());
}

#[tokio::test]
async fn anything_may_have_changed_if_more_has_than_a_poll_returns() {
    let (place, db) = polled().await;
    let mut changes = changes_of(&db).await;
    place.run("INSERT INTO changes (payload) SELECT 'user:' || gen_random_uuid() FROM generate_series(1, 20001)").await;
    assert_eq!(changes.next().await, Some(Notification::Anything));
    // On a busy machine such a poll may take too long and begin again.
    let left = loop {
        match changes.next().await {
            Some(Notification::Anything) => {}
            news => break news,
        }
    };
    assert!(matches!(left, Some(Notification::Changed(Change::User(_)))), "{left:?}");
}

#[tokio::test]
async fn rows_that_all_replicas_have_seen_are_deleted() {
    let (place, db) = polled().await;
    // Some more than are deleted at once, and one that somebody may still look for.
    place.run("INSERT INTO changes (payload, at) SELECT 'groups', 0 FROM generate_series(1, 11000)").await;
    place.run("INSERT INTO changes (payload) VALUES ('terms')").await;
    let mut changes = changes_of(&db).await;
    let following = tokio::spawn(async move { while changes.next().await.is_some() {} });
    let left = async || place.run("SELECT DISTINCT payload FROM changes").await;
    eventually("old rows are deleted", async || left().await == ["terms"]).await;
    db.close().await;
    following.await.expect("it ends with the database");
    assert_eq!(left().await, ["terms"]);
}

#[tokio::test]
async fn servers_that_learn_of_changes_in_another_way_than_others_do_not_start() {
    const PATIENCE: Duration = Duration::from_millis(100);
    let (place, listening) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let polling = open_with(&place, Notifications::Poll).await;
    let noted = listening.note_notifications(PATIENCE).await.unwrap();
    drop(open(&place).await.note_notifications(PATIENCE).await.expect("another one that listens"));
    let refused = polling.note_notifications(PATIENCE).await.map(drop).unwrap_err();
    let reason = "VESTIBULE_NOTIFICATIONS is poll, and other servers on this database use listen: ";
    assert!(refused.to_string().starts_with(reason), "{refused}");
    assert!(polling.check_notifications().await.is_err(), "servers would not learn of what a command changes");
    listening.check_notifications().await.unwrap();

    // As if the server had noted it for the last time long ago. It does so again soon.
    let forget = "UPDATE notification_mode SET seen_at = seen_at - 31000";
    place.run(forget).await;
    polling.check_notifications().await.unwrap();
    eventually("it is noted again", async || polling.check_notifications().await.is_err()).await;

    drop(noted);
    place.run(forget).await;
    let _noted = polling.note_notifications(PATIENCE).await.unwrap();
    assert!(listening.note_notifications(PATIENCE).await.is_err());
    assert_eq!(place.run("SELECT mode FROM notification_mode").await, ["poll"]);
}
