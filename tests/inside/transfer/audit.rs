//! Copies and backups include the audit log, and its triggers do not block a restore.

use crate::support::{TestApp, TestDatabase};
use std::sync::Arc;
use std::time::Duration;
use vestibule::clock::{Clock as _, SystemClock};
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::store::Db;
use vestibule::transfer::{Existing, back_up, copy, restore};

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

fn wrapping() -> Wrapping {
    Wrapping::new(&MasterSecret::new(vec![7; 32]), None)
}

async fn copy_all(from: &Db, to: &Db, existing: Existing) {
    copy(from, to, &wrapping(), &SystemEntropy, existing, &mut |_| {}).await.unwrap();
}

async fn retention(database: &TestDatabase) -> Vec<String> {
    database.run("SELECT CAST(milliseconds AS TEXT) FROM audit_retention").await
}

#[tokio::test]
async fn a_copy_includes_every_event_and_replaces_recent_ones() {
    let app = TestApp::at(SystemClock.now()).await;
    app.accounts.set_audit_retention(YEAR).await.unwrap();
    app.member("maren").await;
    let events = app.audit_events().await;
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|event| event.address.is_some()));

    // Events that must not be deleted yet, from a clock that is a year ahead.
    let other = TestApp::at(SystemClock.now().plus(YEAR)).await;
    other.accounts.set_audit_retention(2 * YEAR).await.unwrap();
    other.register("jonas").await;
    copy_all(&app.db, &other.db, Existing::Replace).await;
    assert_eq!(other.audit_events().await, events);
    assert_eq!(retention(&other.database).await, [YEAR.as_millis().to_string()], "the retention is copied too");
    let refused = other.database.try_to_run("DELETE FROM audit_events").await.unwrap_err().to_string();
    assert!(refused.contains("audit events are kept"), "{refused}");
}

#[tokio::test]
async fn a_copy_of_a_database_without_retention_has_no_retention() {
    let (app, other) = (TestApp::new().await, TestApp::new().await);
    app.register("maren").await;
    other.accounts.set_audit_retention(YEAR).await.unwrap();
    copy_all(&app.db, &other.db, Existing::Replace).await;
    assert!(retention(&other.database).await.is_empty());
}

#[tokio::test]
async fn a_restore_includes_the_events_of_the_backup() {
    let app = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    app.accounts.set_audit_retention(YEAR).await.unwrap();
    app.member("maren").await;
    let events = app.audit_events().await;
    let file = app.database.folder().join("backup.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();
    app.register("jonas").await;

    let keep = app.database.folder().join("kept.db");
    restore(&file, &app.db, &wrapping(), &SystemEntropy, true, &keep, &mut |_| {}).await.unwrap();
    assert_eq!(app.audit_events().await, events);
    app.database.try_to_run("UPDATE audit_events SET detail = NULL").await.expect_err("the triggers exist");
}
