//! The audit trail moves with everything else, and does not stand in the way of a restore.

use crate::support::{TestApp, TestDatabase};
use std::{sync::Arc, time::Duration};
use vestibule::{
    clock::{Clock as _, SystemClock},
    config::MasterSecret,
    entropy::SystemEntropy,
    keys::Wrapping,
    store::Db,
    transfer::{Existing, back_up, copy, restore},
};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

fn wrapping() -> Wrapping {
    Wrapping::new(&MasterSecret::new(vec![7; 32]), None)
}

async fn copied(from: &Db, to: &Db, existing: Existing) {
    copy(from, to, &wrapping(), &SystemEntropy, existing, &mut |_| {}).await.unwrap();
}

async fn retention(database: &TestDatabase) -> Vec<String> {
    database.run("SELECT CAST(milliseconds AS TEXT) FROM audit_retention").await
}

#[tokio::test]
async fn a_copy_holds_every_event_and_takes_the_place_of_young_ones() {
    let app = TestApp::at(SystemClock.now()).await;
    app.accounts.keep_events_for(YEAR).await.unwrap();
    app.member("maren").await;
    let trail = app.audit_events().await;
    assert_eq!(trail.len(), 2);
    assert!(trail.iter().all(|event| event.address.is_some()));

    // As young as can be, and one of a clock that is ahead.
    let other = TestApp::at(SystemClock.now().plus(YEAR)).await;
    other.accounts.keep_events_for(2 * YEAR).await.unwrap();
    other.register("jonas").await;
    copied(&app.db, &other.db, Existing::Replace).await;
    assert_eq!(other.audit_events().await, trail);
    assert_eq!(retention(&other.database).await, [YEAR.as_millis().to_string()], "the retention came along");
    let refused = other.database.try_to_run("DELETE FROM audit_events").await.unwrap_err().to_string();
    assert!(refused.contains("audit events are kept"), "{refused}");
}

#[tokio::test]
async fn a_copy_of_what_never_served_deletes_nothing_later() {
    let (app, other) = (TestApp::new().await, TestApp::new().await);
    app.register("maren").await;
    other.accounts.keep_events_for(YEAR).await.unwrap();
    copied(&app.db, &other.db, Existing::Replace).await;
    assert!(retention(&other.database).await.is_empty());
}

#[tokio::test]
async fn a_backup_brings_its_events_back() {
    let app = TestApp::of(Arc::new(TestDatabase::sqlite())).await;
    app.accounts.keep_events_for(YEAR).await.unwrap();
    app.member("maren").await;
    let trail = app.audit_events().await;
    let file = app.database.folder().join("backup.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();
    app.register("jonas").await;

    let keep = app.database.folder().join("kept.db");
    restore(&file, &app.db, &wrapping(), &SystemEntropy, true, &keep, &mut |_| {}).await.unwrap();
    assert_eq!(app.audit_events().await, trail);
    app.database.try_to_run("UPDATE audit_events SET detail = NULL").await.expect_err("the triggers stand");
}
