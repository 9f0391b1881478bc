//! Writing: all or nothing, and nobody is in anybody's way.

use crate::support::store::{add, database, exists, new_user, open};
use vestibule::store::{StoreError, users};

#[tokio::test]
async fn a_job_that_fails_leaves_nothing_behind_and_takes_nothing_with_it() {
    let (_place, db) = database().await;
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
    let (_place, db) = database().await;
    let tries = (0..100).map(|number| add(&db, number, "Maren"));
    let won = futures::future::join_all(tries).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn what_was_answered_is_there_after_the_database_is_opened_again() {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    db.close().await;
    assert!(matches!(db.ping().await, Err(error) if error.is_unavailable()));
    assert!(exists(&open(&place).await, 1).await);
}

#[tokio::test]
async fn two_processes_write_beside_each_other_and_neither_is_told_that_the_database_is_locked() {
    let (place, db) = database().await;
    let other = open(&place).await;
    let add_many = async |db, first: u128, prefix| {
        let names: Vec<_> = (first..first + 200).map(|n| (n, format!("{prefix}{n}"))).collect();
        futures::future::join_all(names.iter().map(|(n, name)| add(db, *n, name))).await
    };
    let (ours, theirs) = tokio::join!(add_many(&db, 0, "ours"), add_many(&other, 1_000, "theirs"));
    assert!(ours.into_iter().chain(theirs).all(|added| added));
}
