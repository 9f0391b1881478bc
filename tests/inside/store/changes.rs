//! Detection of commits by other processes on SQLite.

use crate::database::TestDatabase;
use crate::support::store::{add, open};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use vestibule::store::changes::Notification;

#[tokio::test]
async fn a_commit_of_another_process_is_detected_within_a_second_but_own_commits_are_not() {
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    let other = open(&place).await;
    let mut changes = db.changes();
    // The first poll only stores the current version.
    sleep(Duration::from_millis(500)).await;
    let _ = timeout(Duration::from_millis(1), changes.next()).await;
    add(&db, 1, "ours").await;
    assert!(timeout(Duration::from_millis(700), changes.next()).await.is_err(), "own commits are not reported");
    add(&other, 2, "theirs").await;
    assert_eq!(timeout(Duration::from_secs(1), changes.next()).await, Ok(Some(Notification::Anything)));
    assert!(changes.freshness().is_fresh());
}
