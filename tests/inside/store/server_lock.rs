//! The lock of a running server.

use crate::database::TestDatabase;
use crate::support::store::{database, open};
use std::time::{Duration, Instant};
use vestibule::store::{Db, StoreError};

/// Longer than any step of these tests takes.
const PATIENT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn no_command_has_exclusive_access_while_a_server_holds_its_lock() {
    let (place, db) = database().await;
    let beside = open(&place).await;
    let serving = db.lock_for_server(PATIENT).await.unwrap();
    assert!(beside.exclusive_access().await.unwrap().is_none());
    drop(serving);
    let started = Instant::now();
    // PostgreSQL releases the lock of a closed connection after a short delay.
    let exclusive = loop {
        match beside.exclusive_access().await.unwrap() {
            Some(exclusive) => break exclusive,
            None => assert!(started.elapsed() < PATIENT, "the lock of the server is not released"),
        }
    };
    let locked = tokio::time::timeout(Duration::from_secs(1), db.lock_for_server(PATIENT)).await;
    assert!(locked.is_err(), "a server starts while a command has exclusive access");
    drop(exclusive);
    db.lock_for_server(PATIENT).await.unwrap();
}

#[tokio::test]
async fn one_server_at_a_time_has_the_lock_of_an_sqlite_file() {
    let place = TestDatabase::sqlite();
    let (db, other) = (open(&place).await, open(&place).await);
    let serving = db.lock_for_server(PATIENT).await.unwrap();
    let started = Instant::now();
    let refused = other.lock_for_server(Duration::from_millis(300)).await.map(drop).unwrap_err();
    assert!(started.elapsed() >= Duration::from_millis(300), "{:?}", started.elapsed());
    assert!(matches!(&refused, StoreError::Served(file) if file.ends_with("test.db.serving")), "{refused:?}");
    assert!(refused.to_string().contains("test.db.serving: an SQLite database has one server at a time."), "{refused}");
    let (next, ()) = tokio::join!(other.lock_for_server(PATIENT), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(serving);
    });
    assert!(next.is_ok(), "it does not wait for the end of the first");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_an_sqlite_file_has_the_lock_of_the_file() {
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    let link = place.folder().join("link.db");
    std::os::unix::fs::symlink(place.folder().join("test.db"), &link).expect("a link");
    let other = Db::connect(&format!("sqlite://{}", link.display())).await.expect("a database");
    let _serving = db.lock_for_server(PATIENT).await.unwrap();
    let refused = other.lock_for_server(Duration::from_millis(100)).await.map(drop).unwrap_err();
    assert!(matches!(&refused, StoreError::Served(file) if file.ends_with("test.db.serving")), "{refused:?}");
}
