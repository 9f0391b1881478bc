//! Restoring a dump keeps sessions valid, and data can be copied between the engines in both directions.

use crate::support::*;
use crate::transfer::fields::{fill as fill_fields, works_on};
use std::process::{Command, Output};
use std::sync::Arc;
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::store::Db;
use vestibule::store::tables::{NamedRow, ROWS_AT_ONCE, TABLES, Value};
use vestibule::transfer::{Copied, Existing, copy};

/// The number of users to copy, from USERS_MOVED (`make test-all` sets 100,000); the default needs several batches.
fn users_moved() -> u128 {
    std::env::var("USERS_MOVED").map_or(5_000, |number| number.parse().expect("USERS_MOVED is a number"))
}

/// Runs one of PostgreSQL's programs, which must not be older than the server.
fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program} cannot be run; install PostgreSQL's client: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[tokio::test]
async fn sessions_survive_a_restore_from_a_dump_with_the_same_secret() {
    let app = TestApp::new().await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (_, tokens) = app.member("maren").await;
    let file = app.database.folder().join("vestibule.dump");
    let file = file.to_str().unwrap();
    // The same arguments as in docs/operations/recover.md.
    run("pg_dump", &["--format=custom", "--file", file, app.database.url().expose()]);
    let (_, later) = app.member("jonas").await;

    let database = Arc::new(TestDatabase::new().await);
    run(
        "pg_restore",
        &["--no-owner", "--exit-on-error", "--single-transaction", "--dbname", database.url().expose(), file],
    );
    let recovered = TestApp::on_database(database).await;
    assert_eq!(recovered.get("/api/auth/me").bearer(&tokens.access).send().await.status, 200);
    assert_eq!(recovered.refresh(&tokens).await.status, 200);
    assert_eq!(recovered.refresh(&later).await.code(), "token_revoked", "later changes are not in the dump");
}

/// A row of `users` with unusual values in its columns.
fn generated_row(number: u128) -> NamedRow {
    // Spreads the ids over the whole range, so that the rows are not in the order of their keys.
    let id = Uuid::from_u128(number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    let text = |text: String| Value::Text(Some(text.into()));
    let optional = |condition: bool, value: &str| Value::Text(condition.then(|| value.to_owned().into()));
    let signed = i64::try_from(number).unwrap();
    vec![
        ("id", Value::Uuid(Some(id))),
        ("username", text(format!("user{number}"))),
        ("username_key", text(format!("user{number}"))),
        ("email", text(format!("User{number}@example.org"))),
        ("email_key", text(format!("user{number}@example.org"))),
        ("name", optional(!number.is_multiple_of(3), &format!("Ærøskøbing 日本 😀 {number}\u{301}"))),
        ("language", optional(number.is_multiple_of(6), "de")),
        ("role", optional(true, "user")),
        ("status", optional(true, ["active", "disabled", "deleted"][usize::try_from(number % 3).unwrap()])),
        ("email_verified", Value::Boolean(Some(number.is_multiple_of(2)))),
        ("password_hash", optional(true, "not a hash")),
        ("created_at", Value::Integer(Some(signed))),
        ("updated_at", Value::Integer(Some(i64::MAX - signed))),
        ("deleted_at", Value::Integer((number % 3 == 2).then_some(-signed))),
        ("name_key", text(format!("user{number}"))),
        ("words", text(format!(r#"["example","user{number}","日本"]"#))),
        ("low_word_bits", Value::Integer(Some(i64::MIN + signed))),
        ("high_word_bits", Value::Integer(Some(i64::MAX - signed))),
        ("status_before", optional(number.is_multiple_of(5), "disabled")),
        ("bulk_id", Value::Uuid(number.is_multiple_of(7).then_some(id))),
        ("external_id", optional(number.is_multiple_of(4), &format!("auth0|{number}"))),
    ]
}

async fn fill(db: &Db, rows: impl Iterator<Item = NamedRow>) {
    let mut bulk_load = db.bulk_load().await.unwrap();
    let rows: Vec<_> = rows.collect();
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        bulk_load.add("users", chunk.to_vec()).await.unwrap();
    }
    bulk_load.commit().await.unwrap();
}

async fn copy_all(from: &Db, to: &Db) -> Vec<Copied> {
    let wrapping = Wrapping::new(&MasterSecret::new(vec![7; 32]), None);
    copy(from, to, &wrapping, &SystemEntropy, Existing::Refuse, &mut |_| {}).await.unwrap()
}

async fn empty(database: &TestDatabase) -> Db {
    let db = Db::connect(database.url().expose()).await.unwrap();
    db.migrations().up(None).await.unwrap();
    db
}

async fn me(app: &TestApp, tokens: &Tokens) -> u16 {
    app.get("/api/auth/me").bearer(&tokens.access).send().await.status
}

#[tokio::test]
async fn fields_terms_and_rules_copied_from_sqlite_to_postgresql_and_back_are_identical_and_work_on() {
    let start = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    let filled = fill_fields(&start).await;
    let (between, end) = (Arc::new(TestDatabase::new().await), Arc::new(TestDatabase::sqlite()));
    assert!(between.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (postgres_db, sqlite_db) = (empty(&between).await, empty(&end).await);
    let sent = copy_all(&start.db, &postgres_db).await;
    assert_eq!(copy_all(&postgres_db, &sqlite_db).await, sent, "the same rows and the same checksums");
    for database in [between, end] {
        works_on(&TestApp::on_database(database).await, &filled).await;
    }
}

#[tokio::test]
async fn users_copied_from_sqlite_to_postgresql_and_back_are_identical() {
    let start = TestApp::on_database(Arc::new(TestDatabase::sqlite())).await;
    let (_, tokens) = start.member("maren").await;
    let mut passkey = Authenticator { aaguid: [3; 16], is_synced: true, ..Authenticator::new() };
    passkey.register(&start, &tokens).await.expect_status(201);
    start.post("/api/account/factors/recovery-codes").bearer(&tokens.access).expect_status(201).await;
    passkey.sign_in(&start).await.expect_status(200);
    for name in ["editors", "authors"] {
        start.group(name, &["maren"]).await;
    }
    fill(&start.db, (1..=users_moved()).map(generated_row)).await;

    let (between, end) = (Arc::new(TestDatabase::new().await), Arc::new(TestDatabase::sqlite()));
    assert!(between.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (postgres_db, sqlite_db) = (empty(&between).await, empty(&end).await);
    let sent = copy_all(&start.db, &postgres_db).await;
    let returned = copy_all(&postgres_db, &sqlite_db).await;
    assert_eq!(sent, returned, "the same rows and the same checksums");
    assert_eq!(sent.len(), TABLES.len());
    let users = sent.iter().find(|copied| copied.table == "users").unwrap();
    assert_eq!(u128::from(users.rows), users_moved() + 1);

    // Compares with SQL as well, independent of the program's own checksum.
    let all = "SELECT COUNT(*) || ' ' || SUM(created_at) || ' ' || SUM(LENGTH(username || COALESCE(name, '') || status)) \
               || ' ' || COUNT(deleted_at) || ' ' || MIN(updated_at) FROM users WHERE username <> 'maren'";
    let expected = start.database.run(all).await;
    assert_eq!(between.run(all).await, expected);
    assert_eq!(end.run(all).await, expected);
    // Derived tables are filled in each copy.
    for derived in [
        "SELECT class || ' ' || SUM(count) FROM user_counts GROUP BY class ORDER BY class",
        "SELECT COUNT(*) || ' ' || COUNT(DISTINCT word) || ' ' || MAX(word) FROM user_words",
    ] {
        let expected = start.database.run(derived).await;
        assert_eq!(between.run(derived).await, expected);
        assert_eq!(end.run(derived).await, expected);
    }
    let names = "SELECT name FROM users WHERE username IN ('user1', 'user100000') ORDER BY username";
    assert_eq!(end.run(names).await, start.database.run(names).await);

    let (on_postgres, on_sqlite) = (TestApp::on_database(between).await, TestApp::on_database(end).await);
    assert_eq!((me(&on_postgres, &tokens).await, me(&on_sqlite, &tokens).await), (200, 200));
    assert_eq!(on_postgres.refresh(&tokens).await.status, 200);
    assert_eq!(on_sqlite.refresh(&tokens).await.status, 200);
    for copy in [on_postgres, on_sqlite] {
        passkey.sign_in(&copy).await.expect_status(200);
    }
}
