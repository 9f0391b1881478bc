//! Change notifications between replicas on PostgreSQL.

use crate::support::store::{add, database, open_with};
use crate::support::*;
use sqlx::postgres::PgListener;
use tokio::time::{Instant, timeout};
use vestibule::shared::Notifications;
use vestibule::shared::views::Status;
use vestibule::store::changes::{Change, Notification};
use vestibule::store::{Db, account_status};

const MAREN: UserId = UserId(uuid::Uuid::from_u128(1));

async fn set_status(db: &Db, from_to: (Status, Status)) {
    let updated = db.write(async move |mut tx: Tx| {
        account_status::set_status(&mut tx, MAREN, from_to, None, Timestamp(2_000)).await
    });
    assert!(updated.await.unwrap().is_some());
}

/// Asserts that changes at another replica are received. `promised` and `otherwise`: how soon, as [`assert_prompt`] has it.
pub(super) async fn changes_are_received(notifications: Notifications, promised: Duration, otherwise: Duration) {
    let place = TestDatabase::migrated().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (db, other) = (open_with(&place, notifications).await, open_with(&place, notifications).await);
    assert!(add(&db, 1, "maren").await);
    let mut changes = db.changes();
    let freshness = changes.freshness();
    assert!(!freshness.is_fresh(), "nothing has been received yet");
    assert_eq!(changes.next().await, Some(Notification::Anything), "what was remembered before counts no more");
    assert!(timeout(Duration::from_millis(300), changes.next()).await.is_err(), "no news");
    assert!(freshness.is_fresh());

    let mut waits = Vec::new();
    for _ in 0..5 {
        set_status(&other, (Status::Active, Status::Disabled)).await;
        let committed = Instant::now();
        assert_eq!(changes.next().await, Some(Notification::Changed(Change::User(MAREN))));
        waits.push(committed.elapsed());
        set_status(&other, (Status::Disabled, Status::Active)).await;
        assert_eq!(changes.next().await, Some(Notification::Changed(Change::User(MAREN))));
    }
    assert_prompt(waits, promised, otherwise);
}

#[tokio::test]
async fn a_change_at_another_replica_is_received_within_100_ms() {
    changes_are_received(Notifications::Listen, Duration::from_millis(100), Duration::from_secs(1)).await;
}

#[tokio::test]
async fn the_listener_reconnects_after_losing_its_connection() {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let mut changes = db.changes();
    assert_eq!(changes.next().await, Some(Notification::Anything));
    let kill = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity \
                WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query = 'SELECT pg_notify($1, $2)')";
    place.run(kill).await;
    assert_eq!(changes.next().await, Some(Notification::Anything), "the connection is lost");
    assert_eq!(changes.next().await, Some(Notification::Anything), "it listens again");
    assert!(timeout(Duration::from_millis(300), changes.next()).await.is_err(), "no news");
    assert!(changes.freshness().is_fresh());
}

/// PostgreSQL lets transactions that notify commit one after the other, and sign-ins are the most frequent ones (decision 114).
#[tokio::test]
async fn a_sign_in_notifies_no_replica_and_the_end_of_its_session_does() {
    let (app, ..) = TestApp::with_member("maren").await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let mut listener = PgListener::connect(app.database.url().expose()).await.expect("a connection");
    listener.listen("vestibule_changes").await.expect("a channel");
    let tokens = app.log_in("maren").await;
    assert_eq!(app.post("/api/auth/logout").bearer(&tokens.access).send().await.status, 204);
    let first = timeout(Duration::from_secs(5), listener.recv()).await.expect("news").expect("a notification");
    assert!(first.payload().starts_with("session:"), "{}", first.payload());
}
