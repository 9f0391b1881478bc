//! Backup and restore on SQLite. tests/inside/postgres/recovery.rs has the tests for PostgreSQL.

use super::{YEAR, member_with_picture, picture_files};
use crate::database::run_on;
use crate::support::{TestApp, TestDatabase, Tokens, eventually};
use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use tokio::task::yield_now;
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::store::{Db, StoreError};
use vestibule::transfer::{Restored, TransferError, back_up, restore};

async fn app_on_sqlite() -> TestApp {
    TestApp::on_database(Arc::new(TestDatabase::sqlite())).await
}

async fn restore_into(file: &Path, app: &TestApp, secret: u8, replace: bool) -> Result<Restored, TransferError> {
    let wrapping = Wrapping::new(&MasterSecret::new(vec![secret; 32]), None);
    let keep = app.database.folder().join("kept.db");
    restore(file, &app.db, &wrapping, &SystemEntropy, replace, &keep, &mut |_| {}).await
}

fn files_in(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

async fn me(app: &TestApp, tokens: &Tokens) -> u16 {
    app.get("/api/auth/me").bearer(&tokens.access).send().await.status
}

/// Waits until the server rejects a session that another process has removed.
async fn wait_until_rejected(app: &TestApp, tokens: &Tokens) {
    eventually("it detects changes by others", async || me(app, tokens).await == 401).await;
}

#[tokio::test]
async fn sessions_and_pictures_survive_a_restore_with_the_same_secret() {
    let app = app_on_sqlite().await;
    let (tokens, picture) = member_with_picture(&app).await;
    let file = app.database.folder().join("backup.db");
    let size = back_up(&app.db, &file, &SystemEntropy).await.unwrap();
    assert_eq!(size, std::fs::metadata(&file).unwrap().len());
    let (_, later) = app.member("jonas").await;

    let recovered = app_on_sqlite().await;
    let done = restore_into(&file, &recovered, 7, false).await.unwrap();
    assert_eq!(done.kept, None);
    assert_eq!(files_in(recovered.database.folder()).iter().filter(|name| name.contains("part")).count(), 0);
    assert_eq!(me(&recovered, &tokens).await, 200, "the running server continues with the restored data");
    assert_eq!(recovered.refresh(&tokens).await.status, 200);
    assert_eq!(me(&recovered, &later).await, 401, "later changes are not in the backup");
    assert_eq!(picture_files(&recovered, &picture).await, picture_files(&app, &picture).await);
}

#[tokio::test]
async fn a_restore_includes_the_events_of_the_backup() {
    let app = app_on_sqlite().await;
    app.accounts.maintenance().set_audit_retention(YEAR).await.unwrap();
    app.member("maren").await;
    let events = app.audit_events().await;
    let file = app.database.folder().join("backup.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();
    app.register("jonas").await;

    restore_into(&file, &app, 7, true).await.unwrap();
    assert_eq!(app.audit_events().await, events);
    app.database.try_to_run("UPDATE audit_events SET detail = NULL").await.expect_err("the triggers exist");
}

#[tokio::test]
async fn a_backup_is_consistent_during_concurrent_writes() {
    const BACKUPS: usize = 8;
    let app = app_on_sqlite().await;
    let folder = app.database.folder().to_owned();
    let file = |number: usize| folder.join(format!("{number}.db"));
    let (registered, done) = (Cell::new(0), Cell::new(0));
    let writing = async {
        while done.get() < BACKUPS {
            app.register(&format!("user{}", registered.get())).await;
            registered.set(registered.get() + 1);
        }
    };
    let backing_up = async {
        let mut at_least = Vec::new();
        for number in 0..BACKUPS {
            // Starts each backup during a registration.
            let before = registered.get();
            while registered.get() == before {
                yield_now().await;
            }
            at_least.push(registered.get());
            back_up(&app.db, &file(number), &SystemEntropy).await.unwrap();
            done.set(number + 1);
        }
        at_least
    };
    let ((), at_least) = tokio::join!(writing, backing_up);

    let mut sizes = Vec::new();
    for (number, at_least) in at_least.into_iter().enumerate() {
        let url = format!("sqlite://{}", file(number).display());
        let run = async |sql| run_on(&url, sql).await.unwrap();
        assert_eq!(run("PRAGMA integrity_check").await, ["ok"]);
        assert_eq!(run("SELECT \"table\" FROM pragma_foreign_key_check").await, [""; 0]);
        let users = run("SELECT username FROM users ORDER BY length(username), username").await;
        assert!(users.len() >= at_least, "{} of {at_least} acknowledged accounts are in the backup", users.len());
        assert!(users.iter().enumerate().all(|(n, name)| *name == format!("user{n}")), "one is missing: {users:?}");
        let events = run("SELECT event FROM audit_events WHERE event = 'user.register'").await;
        assert_eq!(events.len(), users.len(), "accounts and what was recorded of them");
        sizes.push(users.len());
    }
    assert!(sizes.is_sorted() && sizes[0] < sizes[BACKUPS - 1], "nothing was written during the backups: {sizes:?}");
    assert_eq!(files_in(&folder).iter().filter(|name| name.ends_with(".part")).count(), 0);
}

#[tokio::test]
async fn a_backup_does_not_overwrite_a_file() {
    let app = app_on_sqlite().await;
    let file = app.database.folder().join("backup.db");
    std::fs::write(&file, "precious").unwrap();
    let refused = back_up(&app.db, &file, &SystemEntropy).await.unwrap_err();
    assert!(matches!(refused, TransferError::Exists { .. }), "{refused}");
    assert_eq!(std::fs::read(&file).unwrap(), b"precious");
    let nowhere = app.database.folder().join("nowhere/backup.db");
    back_up(&app.db, &nowhere, &SystemEntropy).await.expect_err("there is no such folder");
}

#[tokio::test]
async fn a_restore_replaces_accounts_only_on_request_and_backs_them_up() {
    let (app, other) = (app_on_sqlite().await, app_on_sqlite().await);
    let (_, maren) = app.member("maren").await;
    let (_, jonas) = other.member("jonas").await;
    let file = app.database.folder().join("backup.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();

    let refused = restore_into(&file, &other, 7, false).await.unwrap_err();
    assert!(matches!(refused, TransferError::InUse { accounts: 1 }), "{refused}");
    assert_eq!(me(&other, &jonas).await, 200);

    let done = restore_into(&file, &other, 7, true).await.unwrap();
    wait_until_rejected(&other, &jonas).await;
    assert_eq!(me(&other, &maren).await, 200);
    let kept = done.kept.expect("a backup of the replaced accounts");
    restore_into(&kept, &other, 7, true).await.expect_err("the file for the backup of the accounts already exists");
    std::fs::rename(&kept, other.database.folder().join("before.db")).unwrap();
    restore_into(&other.database.folder().join("before.db"), &other, 7, true).await.unwrap();
    wait_until_rejected(&other, &maren).await;
    assert_eq!(me(&other, &jonas).await, 200, "the replaced accounts can be restored");
}

#[tokio::test]
async fn an_older_backup_is_migrated_and_a_newer_one_is_rejected() {
    let app = app_on_sqlite().await;
    app.member("maren").await;
    app.db.migrations().down(1).await.unwrap();
    let file = app.database.folder().join("older.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();
    let recovered = app_on_sqlite().await;
    restore_into(&file, &recovered, 7, false).await.unwrap();
    recovered.log_in("maren").await;

    app.db.migrations().up(None).await.unwrap();
    app.database
        .run(
            "INSERT INTO _sqlx_migrations SELECT 9001, description, installed_on, success, checksum, execution_time \
             FROM _sqlx_migrations WHERE version = 1",
        )
        .await;
    let file = app.database.folder().join("newer.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();
    let refused = restore_into(&file, &app_on_sqlite().await, 7, false).await.unwrap_err();
    assert!(matches!(refused, TransferError::Newer), "{refused}");
}

#[tokio::test]
async fn damaged_backups_and_ones_with_another_secret_are_rejected() {
    let app = app_on_sqlite().await;
    for n in 0..20 {
        app.register(&format!("user{n}")).await;
    }
    let folder = app.database.folder().to_owned();
    let file = folder.join("backup.db");
    back_up(&app.db, &file, &SystemEntropy).await.unwrap();
    let target = app_on_sqlite().await;

    let refused = restore_into(&file, &target, 8, false).await.unwrap_err();
    assert!(matches!(refused, TransferError::WrongSecret), "{refused}");

    std::fs::write(folder.join("text.db"), "a text that is no database".repeat(100)).unwrap();
    restore_into(&folder.join("text.db"), &target, 7, false).await.expect_err("no database");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(folder.join("damaged.db"), bytes).unwrap();
    restore_into(&folder.join("damaged.db"), &target, 7, false).await.expect_err("a damaged page");
    restore_into(&folder.join("absent.db"), &target, 7, false).await.expect_err("no file");
    let foreign = Db::connect(&format!("sqlite://{}", folder.join("foreign.db").display())).await.unwrap();
    foreign.ping().await.unwrap();
    foreign.close().await;
    let refused = restore_into(&folder.join("foreign.db"), &target, 7, false).await.unwrap_err();
    assert!(matches!(refused, TransferError::Foreign), "{refused}");
    assert_eq!(target.database.run("SELECT username FROM users").await, Vec::<String>::new());
}

#[tokio::test]
async fn only_sqlite_supports_backups() {
    let app = TestApp::new().await;
    let outcome = back_up(&app.db, &app.database.folder().join("backup.db"), &SystemEntropy).await;
    match outcome {
        Ok(_) => assert!(!app.database.is_postgres()),
        Err(error) => assert!(matches!(error, TransferError::Store(StoreError::SqliteOnly)), "{error}"),
    }
}
