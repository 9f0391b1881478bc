//! Accounts are added, changed and deleted without waiting for other transactions that do the same, and the counts stay right.

use crate::support::mailbox::{deliver, wait_for};
use crate::support::store::{add, database, new_user};
use crate::support::*;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::sync::oneshot;
use tokio::time::timeout;
use vestibule::shared::counters::Counter;
use vestibule::shared::views::Status;
use vestibule::store::{Db, account_status, locks, users};

const COUNTS: &str =
    "SELECT class || ' ' || SUM(count) FROM user_counts GROUP BY class HAVING SUM(count) <> 0 ORDER BY class";
const ROWS: &str = "SELECT COUNT(*)::text FROM user_counts";

async fn disable(db: &Db, number: u128) {
    let id = UserId(uuid::Uuid::from_u128(number));
    let changed = db.write(async move |mut tx: Tx| {
        account_status::set_status(&mut tx, id, (Status::Active, Status::Disabled), None, Timestamp(2_000)).await
    });
    assert!(changed.await.expect("an answer").is_some());
}

#[tokio::test]
async fn no_registration_waits_for_the_commit_of_another() {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    assert!(add(&db, 1, "maren").await, "there is a row that counts active users");

    let (inserted, is_inserted) = oneshot::channel();
    let (commit, may_commit) = oneshot::channel::<()>();
    let other = tokio::spawn({
        let db = db.clone();
        async move {
            let user = new_user(2, "odile");
            db.write(async move |mut tx: Tx| {
                let added = users::insert(&mut tx, &user).await?;
                let _ = inserted.send(());
                let _ = may_commit.await;
                Ok::<_, StoreError>(added.is_some())
            })
            .await
        }
    });
    is_inserted.await.expect("the other transaction has added its account");
    let own = async {
        assert!(add(&db, 3, "ylva").await);
        disable(&db, 1).await;
    };
    timeout(Duration::from_secs(5), own).await.expect("done while the other transaction is open");
    assert_eq!(place.run(COUNTS).await, ["1 1", "4 1"], "the open transaction does not count yet");

    commit.send(()).expect("the other transaction is waiting");
    assert!(other.await.expect("no panic").expect("a commit"));
    assert_eq!(place.run(COUNTS).await, ["1 2", "4 1"]);
}

#[tokio::test]
async fn the_rows_of_a_count_are_used_again() {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    for number in 1..=20 {
        assert!(add(&db, number, &format!("user{number}")).await);
    }
    assert_eq!(place.run(COUNTS).await, ["1 20"]);
    assert_eq!(place.run(ROWS).await, ["1"], "one transaction at a time needs one row");
    place.run("DELETE FROM users WHERE username <> 'user7'").await;
    assert_eq!((place.run(COUNTS).await, place.run(ROWS).await), (vec!["1 1".to_owned()], vec!["1".to_owned()]));
}

#[tokio::test]
async fn strict_registrations_wait_only_for_those_of_the_same_address() {
    let app = TestApp::with(|config| config.strict_registration_privacy = true).await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (locked, is_locked) = oneshot::channel();
    let (commit, may_commit) = oneshot::channel::<()>();
    let db = app.db.clone();
    let other = tokio::spawn(async move {
        db.write(async move |mut tx: Tx| {
            locks::acquire_address(&mut tx, "odile@example.org").await?;
            let _ = locked.send(());
            let _ = may_commit.await;
            Ok::<_, StoreError>(())
        })
        .await
    });
    is_locked.await.expect("an open transaction about an address");
    let register = async |name: &str| {
        let body = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        assert_eq!(app.post("/api/users/register").json(&body).send().await.status, 202);
    };
    register("odile").await;
    let own = async {
        register("ylva").await;
        wait_for(&app, &["confirm_email ylva@example.org"]).await;
        let token = deliver(&app).await[0].token("/verify-email");
        assert_eq!(app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await.status, 204);
    };
    timeout(Duration::from_secs(5), own).await.expect("done while the other transaction is open");
    commit.send(()).expect("the other transaction is waiting");
    other.await.expect("no panic").expect("a commit");
    wait_for(&app, &["confirm_email odile@example.org"]).await;
}

/// Makes each transaction that counts in the first row of a number wait for a lock right before its commit.
const HOLD: [&str; 2] = [
    "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER hold AFTER INSERT OR UPDATE ON counts DEFERRABLE INITIALLY DEFERRED \
     FOR EACH ROW WHEN (NEW.shard = 0) EXECUTE FUNCTION hold()",
];
const WAITS: &str = "SELECT objid::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 77 \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

async fn count(db: Db, id: u128) {
    let counted = db.write(async move |mut tx: Tx| {
        tx.count(Counter::SignIns, "password", Timestamp(1_000), Uuid::from_u128(id));
        Ok::<_, StoreError>(())
    });
    counted.await.expect("a commit");
}

#[tokio::test]
async fn transactions_that_count_the_same_do_not_wait_for_each_other() {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    for sql in HOLD {
        place.run(sql).await;
    }
    let mut holder = PgConnection::connect(place.url().expose()).await.expect("a connection");
    holder.execute("SELECT pg_advisory_lock(77)").await.expect("a lock");
    // The last four bits of an id choose the row.
    let other = tokio::spawn(count(db.clone(), 0x10));
    eventually("the other transaction is about to commit", async || !place.run(WAITS).await.is_empty()).await;
    timeout(Duration::from_secs(5), count(db.clone(), 0x21)).await.expect("done while the other transaction is open");
    let total = "SELECT SUM(count)::text FROM counts WHERE kind = 'sign_ins'";
    assert_eq!(place.run(total).await, ["1"]);
    holder.execute("SELECT pg_advisory_unlock(77)").await.expect("an end");
    other.await.expect("no panic");
    assert_eq!(place.run(total).await, ["2"]);
}
