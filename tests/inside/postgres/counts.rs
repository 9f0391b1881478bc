//! Accounts are added, changed and deleted without waiting for other transactions that do the same, and the counts stay right.

use crate::support::store::{add, database, new_user};
use std::time::Duration;
use tokio::{sync::oneshot, time::timeout};
use vestibule::{
    shared::{ids::UserId, timestamp::Timestamp, views::Status},
    store::{Db, StoreError, Tx, account_status, users},
};

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
