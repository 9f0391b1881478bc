//! Up, down, and up again.

use crate::store::{add, database, empty_database, exists, open};

#[tokio::test]
async fn migrations_go_up_down_and_up_again_with_rows_in_the_tables() {
    let (_place, db) = empty_database().await;
    let applied = db.migrations().up(None).await.unwrap();
    assert!(!applied.is_empty());
    assert!(add(&db, 1, "maren").await);
    let undone = db.migrations().down(u32::MAX).await.unwrap();
    assert_eq!(undone.len(), applied.len());
    assert!(db.migrations().status().await.unwrap().iter().all(|step| !step.applied));
    db.migrations().up(None).await.unwrap();
    assert!(!exists(&db, 1).await, "the table was made anew");
    assert!(add(&db, 1, "maren").await);
}

#[tokio::test]
async fn a_second_run_applies_nothing() {
    let (_place, db) = database().await;
    assert!(db.migrations().up(None).await.unwrap().is_empty());
    assert!(db.migrations().status().await.unwrap().iter().all(|step| step.applied));
}

#[tokio::test]
async fn up_takes_as_many_as_it_is_told_and_down_gives_back_the_newest_first() {
    let (_place, db) = empty_database().await;
    let all = db.migrations().status().await.unwrap();
    let first = db.migrations().up(Some(1)).await.unwrap();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].version, all[0].version);
    let undone = db.migrations().down(1).await.unwrap();
    assert_eq!(undone[0].version, all[0].version);
    assert!(!undone[0].applied);
}

#[tokio::test]
async fn two_processes_that_start_at_once_apply_each_migration_once() {
    let (place, first) = empty_database().await;
    let second = open(&place).await;
    let (one, two) = (first.migrations(), second.migrations());
    let (one, two) = tokio::join!(one.up(None), two.up(None));
    let applied = one.unwrap().len() + two.unwrap().len();
    assert_eq!(applied, first.migrations().status().await.unwrap().len());
}
