//! Detection of commits by other processes on SQLite.

use crate::database::TestDatabase;
use crate::support::assert_prompt;
use crate::support::store::{add, open};
use std::time::{Duration, Instant};
use tokio::time::timeout;
use vestibule::store::changes::Notification;

#[tokio::test]
async fn a_commit_of_another_process_is_detected_within_a_second_but_own_commits_are_not() {
    let place = TestDatabase::sqlite();
    let first = open(&place).await;
    first.migrations().up(None).await.unwrap();
    let other = open(&place).await;
    // It has not seen the migrations, which are commits of another connection.
    let db = open(&place).await;
    let mut changes = db.changes();
    add(&db, 1, "ours").await;
    assert!(timeout(Duration::from_millis(700), changes.next()).await.is_err(), "own commits are not reported");
    let mut waits = Vec::new();
    for number in 2..5 {
        add(&other, number, &format!("theirs{number}")).await;
        let committed = Instant::now();
        assert_eq!(changes.next().await, Some(Notification::Anything));
        waits.push(committed.elapsed());
    }
    assert_prompt(waits, Duration::from_secs(1), Duration::from_secs(2));
    assert!(changes.freshness().is_fresh());
}
