//! The one writer: all or nothing, one after the other, and awake to other processes.

use crate::{add, database, exists, new_user, open};
use std::time::Duration;
use vestibule::store::{StoreError, users};

#[tokio::test]
async fn a_job_that_fails_leaves_nothing_behind_and_takes_nothing_with_it() {
    let (_folder, db) = database().await;
    let failing = db.write::<()>(|conn| {
        Box::pin(async move {
            users::insert(conn, &new_user(1, "half")).await?;
            Err(StoreError::Abandoned)
        })
    });
    let (failed, added) = tokio::join!(failing, add(&db, 2, "whole"));
    assert!(matches!(failed, Err(StoreError::Abandoned)));
    assert!(added);
    assert!(!exists(&db, 1).await);
    assert!(exists(&db, 2).await);
}

#[tokio::test]
async fn of_a_hundred_that_want_one_name_one_gets_it() {
    let (_folder, db) = database().await;
    let tries = (0..100).map(|number| add(&db, number, "Maren"));
    let won = futures::future::join_all(tries).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_database_is_opened_again() {
    let (folder, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    db.close().await;
    assert!(matches!(db.ping().await, Err(error) if error.is_unavailable()));
    assert!(exists(&open(&folder).await, 1).await);
}

#[tokio::test]
async fn two_processes_write_beside_each_other_and_neither_is_told_that_the_database_is_locked() {
    let (folder, db) = database().await;
    let other = open(&folder).await;
    let add_many = async |db, first: u128, prefix| {
        let names: Vec<_> = (first..first + 200).map(|n| (n, format!("{prefix}{n}"))).collect();
        futures::future::join_all(names.iter().map(|(n, name)| add(db, *n, name))).await
    };
    let (ours, theirs) = tokio::join!(add_many(&db, 0, "ours"), add_many(&other, 1_000, "theirs"));
    assert!(ours.into_iter().chain(theirs).all(|added| added));
}

#[tokio::test]
async fn a_commit_of_another_process_is_noticed_within_a_second_and_our_own_is_not() {
    let (folder, db) = database().await;
    let other = open(&folder).await;
    let mut commits = db.foreign_commits();
    // The first look only sets the mark.
    tokio::time::sleep(Duration::from_millis(500)).await;
    commits.mark_unchanged();
    add(&db, 1, "ours").await;
    let own = tokio::time::timeout(Duration::from_millis(700), commits.changed()).await;
    assert!(own.is_err(), "our own commit is no news");
    add(&other, 2, "theirs").await;
    let foreign = tokio::time::timeout(Duration::from_secs(1), commits.changed()).await;
    assert!(foreign.is_ok(), "the commit of another process is news");
}
