//! Copies between two databases of the same engine.

use super::{YEAR, member_with_picture, picture_files, wrapping};
use crate::support::{TestApp, TestDatabase};
use std::sync::Arc;
use vestibule::clock::{Clock as _, SystemClock};
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::store::Db;
use vestibule::transfer::{Copied, Existing, Stage, TransferError, copy};

async fn empty() -> (Arc<TestDatabase>, Db) {
    let database = Arc::new(TestDatabase::new().await);
    let db = Db::connect(database.url().expose()).await.unwrap();
    db.migrations().up(None).await.unwrap();
    (database, db)
}

async fn copied(from: &Db, to: &Db, wrapping: &Wrapping) -> Result<Vec<Copied>, TransferError> {
    copy(from, to, wrapping, &SystemEntropy, Existing::Refuse, &mut |_| {}).await
}

fn rows(copied: &[Copied], table: &str) -> u64 {
    copied.iter().find(|copied| copied.table == table).expect("the table").rows
}

#[tokio::test]
async fn sessions_groups_and_pictures_are_the_same_in_the_copy() {
    let app = TestApp::new().await;
    let (tokens, picture) = member_with_picture(&app).await;
    for name in ["editors", "authors"] {
        app.group(name, &["maren"]).await;
    }
    let (database, db) = empty().await;
    let mut last = None;
    let copied =
        copy(&app.db, &db, &wrapping(), &SystemEntropy, Existing::Refuse, &mut |progress| last = Some(progress)).await;
    let copied = copied.unwrap();
    assert_eq!((rows(&copied, "users"), rows(&copied, "refresh_tokens"), rows(&copied, "signing_keys")), (1, 1, 1));
    let last = last.expect("progress");
    assert_eq!((last.stage, last.done), (Stage::Verifying, last.total));

    let moved = TestApp::on_database(database).await;
    let me = moved.get("/api/auth/me").bearer(&tokens.access).send().await;
    assert_eq!((me.status, &me.json()["groups"]), (200, &serde_json::json!(["authors", "editors"])));
    assert_eq!(me.json()["avatar_url"], picture.as_str());
    assert_eq!(picture_files(&moved, &picture).await, picture_files(&app, &picture).await);
    assert_eq!(moved.refresh(&tokens).await.status, 200);
    moved.log_in("maren").await;
    assert_eq!(app.refresh(&tokens).await.status, 200, "the source is unchanged");
}

#[tokio::test]
async fn journeys_stay_behind_and_the_copy_has_none() {
    let app = TestApp::new().await;
    app.member("maren").await;
    let (database, db) = empty().await;
    let journey = |byte: &str| {
        format!(
            "INSERT INTO journeys (key_hash, sealed, network, created_at, expires_at) VALUES ({0}, {0}, '', 1, 2)",
            if app.database.is_postgres() { format!("decode('{byte}', 'hex')") } else { format!("x'{byte}'") }
        )
    };
    app.database.run(&journey("01")).await;
    database.run(&journey("02")).await;
    let copied = copied(&app.db, &db, &wrapping()).await.unwrap();
    assert!(copied.iter().all(|copied| copied.table != "journeys"));
    assert!(database.run("SELECT network FROM journeys").await.is_empty());
    assert_eq!(app.database.run("SELECT network FROM journeys").await.len(), 1);
}

#[tokio::test]
async fn a_target_that_is_not_empty_is_rejected_and_unchanged() {
    let (app, other) = (TestApp::new().await, TestApp::new().await);
    app.member("maren").await;
    let (_, tokens) = other.member("jonas").await;
    let refused = copied(&app.db, &other.db, &wrapping()).await.unwrap_err();
    assert!(matches!(refused, TransferError::NotEmpty { table: "users", rows: 1 }), "{refused}");
    assert_eq!(other.refresh(&tokens).await.status, 200);
}

#[tokio::test]
async fn an_interrupted_copy_leaves_the_target_empty() {
    let app = TestApp::new().await;
    app.member("maren").await;
    let (_database, db) = empty().await;
    // Progress is first reported when rows are written but not committed.
    let (reached, copying) = tokio::sync::oneshot::channel();
    let mut reached = Some(reached);
    let mut progress = |progress: vestibule::transfer::Progress| {
        assert!(progress.done > 0);
        reached.take().map(|reached| reached.send(()));
    };
    let wrapping = wrapping();
    // Cancels the copy at its first progress report, by dropping its future.
    tokio::select! {
        biased;
        reached = copying => reached.expect("news"),
        done = copy(&app.db, &db, &wrapping, &SystemEntropy, Existing::Refuse, &mut progress) => {
            panic!("it was not interrupted: {done:?}");
        }
    }
    let copied = copied(&app.db, &db, &wrapping).await.expect("an empty target");
    assert_eq!(rows(&copied, "users"), 1);
}

#[tokio::test]
async fn a_copy_that_differs_from_its_source_is_rolled_back() {
    let app = TestApp::new().await;
    app.member("maren").await;
    let (database, db) = empty().await;
    let spoil = "UPDATE sessions SET expires_at = expires_at + 1 WHERE id = NEW.id";
    database.after("INSERT ON sessions", spoil).await;
    let refused = copied(&app.db, &db, &wrapping()).await.unwrap_err();
    assert!(matches!(refused, TransferError::Differs { table: "sessions" }), "{refused}");
    let users = if database.is_postgres() { "SELECT id::text FROM users" } else { "SELECT username FROM users" };
    assert!(database.run(users).await.is_empty());
}

#[tokio::test]
async fn another_secret_is_rejected_without_the_previous_one() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    let (database, db) = empty().await;
    let (new, old) = (MasterSecret::new(vec![8; 32]), MasterSecret::new(vec![7; 32]));
    let refused = copied(&app.db, &db, &Wrapping::new(&new, None)).await.unwrap_err();
    assert!(matches!(refused, TransferError::WrongSecret), "{refused}");

    copied(&app.db, &db, &Wrapping::new(&new, Some(&old))).await.unwrap();
    let moved = TestApp::on_database_with_secret(database, new).await;
    assert_eq!(moved.refresh(&tokens).await.status, 200, "the keys are the same, encrypted with the new secret");
}

#[tokio::test]
async fn a_source_of_another_version_is_rejected() {
    let (app, (_target, db)) = (TestApp::new().await, empty().await);
    app.db.migrations().down(1).await.unwrap();
    let refused = copied(&app.db, &db, &wrapping()).await.unwrap_err();
    assert!(matches!(refused, TransferError::Pending { pending: 1 }), "{refused}");

    app.db.migrations().up(None).await.unwrap();
    app.database.run("UPDATE _sqlx_migrations SET version = version + 9000 WHERE version = 1").await;
    app.database.run(&format!("INSERT INTO _sqlx_migrations SELECT 1, {REST} WHERE version = 9001")).await;
    let refused = copied(&app.db, &db, &wrapping()).await.unwrap_err();
    assert!(matches!(refused, TransferError::Newer), "{refused}");

    let nothing = Arc::new(TestDatabase::new().await);
    let nothing = Db::connect(nothing.url().expose()).await.unwrap();
    let refused = copied(&nothing, &db, &wrapping()).await.unwrap_err();
    assert!(matches!(refused, TransferError::Foreign), "{refused}");
}

const REST: &str = "description, installed_on, success, checksum, execution_time FROM _sqlx_migrations";

#[tokio::test]
async fn columns_need_no_list() {
    let app = TestApp::new().await;
    app.register("maren").await;
    let (database, db) = empty().await;
    for database in [&app.database, &database] {
        database.run("ALTER TABLE users ADD COLUMN motto TEXT").await;
    }
    app.database.run("ALTER TABLE users ADD COLUMN elsewhere TEXT").await;
    app.database.run("UPDATE users SET motto = 'Festina lente', elsewhere = 'unknown'").await;
    copied(&app.db, &db, &wrapping()).await.unwrap();
    assert_eq!(database.run("SELECT motto FROM users").await, ["Festina lente"]);
}

#[tokio::test]
async fn a_copy_reads_from_a_snapshot() {
    let app = TestApp::new().await;
    app.register("maren").await;
    let (_database, db) = empty().await;
    let mut snapshot = app.db.snapshot().await.unwrap();
    assert_eq!(snapshot.count("users").await.unwrap(), 1);
    app.register("jonas").await;
    assert_eq!(snapshot.count("users").await.unwrap(), 1);
    drop(snapshot);
    let copied = copied(&app.db, &db, &wrapping()).await.unwrap();
    assert_eq!(rows(&copied, "users"), 2);
}

async fn retention(database: &TestDatabase) -> Vec<String> {
    database.run("SELECT CAST(milliseconds AS TEXT) FROM audit_retention").await
}

#[tokio::test]
async fn a_copy_includes_every_event_and_replaces_recent_ones() {
    let app = TestApp::at(SystemClock.now()).await;
    app.accounts.maintenance().set_audit_retention(YEAR).await.unwrap();
    app.member("maren").await;
    let events = app.audit_events().await;
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|event| event.address.is_some()));

    // Events that must not be deleted yet, from a clock that is a year ahead.
    let other = TestApp::at(SystemClock.now().plus(YEAR)).await;
    other.accounts.maintenance().set_audit_retention(2 * YEAR).await.unwrap();
    other.register("jonas").await;
    copy(&app.db, &other.db, &wrapping(), &SystemEntropy, Existing::Replace, &mut |_| {}).await.unwrap();
    assert_eq!(other.audit_events().await, events);
    assert_eq!(retention(&other.database).await, [YEAR.as_millis().to_string()], "the retention is copied too");
    let refused = other.database.try_to_run("DELETE FROM audit_events").await.unwrap_err().to_string();
    assert!(refused.contains("audit events are kept"), "{refused}");

    // A database without a retention has none in the copy either.
    let without = TestApp::new().await;
    without.register("maren").await;
    copy(&without.db, &other.db, &wrapping(), &SystemEntropy, Existing::Replace, &mut |_| {}).await.unwrap();
    assert!(retention(&other.database).await.is_empty());
}
