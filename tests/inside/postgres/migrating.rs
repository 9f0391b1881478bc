//! Migrations beside servers that answer requests, and beside those who read or write for a long time.

use crate::database::TestDatabase;
use crate::support::store::{add, database, open};
use sqlx::migrate::{Migration, MigrationType};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqlSafeStr as _};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use vestibule::store::{MigrationStatus, StoreError};

/// Later than any in the program.
const VERSION: i64 = 9_000;
const COLUMN: &str = "ALTER TABLE users ADD COLUMN later BIGINT";
const INDEX: &str = "-- no-transaction
-- For a test.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_later ON users (created_at, role);

CREATE INDEX CONCURRENTLY IF NOT EXISTS sessions_later ON sessions (created_at);
";
/// How long a statement of a migration may wait, and a reader behind it, with what a busy machine adds.
const BEHIND: Duration = Duration::from_millis(2_500);

fn later(sql: &'static str) -> Vec<Migration> {
    let kind = MigrationType::ReversibleUp;
    vec![Migration::new(VERSION, "later".into(), kind, sql.into_sql_str(), sql.starts_with("-- no-transaction"))]
}

/// Applies `sql` as the next migration, as a server does when it starts.
async fn migrate(
    place: &TestDatabase,
    sql: &'static str,
    patience: Duration,
) -> Result<Vec<MigrationStatus>, StoreError> {
    let db = open(place).await;
    let applied = db.migrations().and(later(sql)).within(patience).up(None).await;
    db.close().await;
    applied
}

async fn postgres() -> TestDatabase {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    assert!(add(&db, 1, "maren").await);
    place
}

/// A transaction that has begun with this statement, and ends when it is dropped.
async fn transaction(place: &TestDatabase, sql: &str) -> PgConnection {
    let mut connection = PgConnection::connect(place.url().expose()).await.expect("a connection");
    connection.execute(AssertSqlSafe(format!("BEGIN; {sql}"))).await.expect("a transaction");
    connection
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_waits_for_a_dump_lets_others_read_and_is_applied_after_it() {
    let place = postgres().await;
    // As pg_dump does, for its whole length.
    let dump = transaction(&place, "LOCK TABLE users IN ACCESS SHARE MODE").await;
    let begun = Instant::now();
    let (applied, longest) = tokio::join!(migrate(&place, COLUMN, Duration::from_secs(60)), async {
        let mut longest = Duration::ZERO;
        while begun.elapsed() < Duration::from_secs(7) {
            let asked = Instant::now();
            assert_eq!(place.run("SELECT username FROM users").await, ["maren"]);
            longest = longest.max(asked.elapsed());
            sleep(Duration::from_millis(50)).await;
        }
        assert!(place.try_to_run("SELECT later FROM users").await.is_err(), "it is applied beside the dump");
        dump.close().await.expect("an end");
        longest
    });
    assert!(longest < BEHIND, "a reader has waited for {longest:?}");
    assert_eq!(applied.expect("a migration").len(), 1);
    assert!(place.try_to_run("SELECT later::text FROM users WHERE later > 0").await.is_ok());
}

#[tokio::test]
async fn a_migration_that_finds_its_tables_in_use_for_too_long_says_so_and_can_be_tried_again() {
    let place = postgres().await;
    let dump = transaction(&place, "LOCK TABLE users IN ACCESS SHARE MODE").await;
    let refused = migrate(&place, COLUMN, Duration::from_secs(3)).await.expect_err("no migration");
    assert!(matches!(refused, StoreError::MigrationBlocked { version: VERSION, .. }), "{refused}");
    assert!(refused.to_string().starts_with("migration 9000 was tried for "), "{refused}");
    dump.close().await.expect("an end");
    assert_eq!(migrate(&place, COLUMN, Duration::from_secs(3)).await.expect("a migration").len(), 1);
}

/// The second server waits for the lock of the one that migrates, while that one waits for the end of all transactions.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_built_beside_writers_also_if_two_servers_start() {
    let place = postgres().await;
    let writer = transaction(&place, "LOCK TABLE users IN ROW EXCLUSIVE MODE").await;
    let patience = Duration::from_secs(20);
    let build = async { tokio::join!(migrate(&place, INDEX, patience), migrate(&place, INDEX, patience)) };
    let (built, longest) = tokio::join!(timeout(Duration::from_secs(15), build), async {
        sleep(Duration::from_secs(1)).await;
        let db = open(&place).await;
        let mut longest = Duration::ZERO;
        for number in 2..22 {
            let asked = Instant::now();
            assert!(add(&db, number, &format!("guest{number}")).await);
            longest = longest.max(asked.elapsed());
            sleep(Duration::from_millis(50)).await;
        }
        writer.close().await.expect("an end");
        longest
    });
    assert!(longest < Duration::from_secs(1), "a writer has waited for {longest:?}");
    let (one, other) = built.expect("an index in time");
    assert_eq!(one.expect("a server").len() + other.expect("a server").len(), 1);
    assert_eq!(valid(&place).await, ["true"; 2]);
}

/// Whether each of the indexes is complete.
async fn valid(place: &TestDatabase) -> Vec<String> {
    let sql = "SELECT indisvalid::text FROM pg_index JOIN pg_class ON oid = indexrelid \
               WHERE relname IN ('users_later', 'sessions_later')";
    place.run(sql).await
}

#[tokio::test]
async fn an_index_whose_building_was_interrupted_is_built_again() {
    let place = postgres().await;
    place.run("ALTER TABLE users ADD COLUMN again BIGINT NOT NULL DEFAULT 1").await;
    assert!(add(&open(&place).await, 2, "jonas").await);
    // It fails at the second row, and leaves what a kill would leave.
    assert!(place.try_to_run("CREATE UNIQUE INDEX CONCURRENTLY users_later ON users (again)").await.is_err());
    assert_eq!(valid(&place).await, ["false"]);
    assert_eq!(migrate(&place, INDEX, Duration::from_secs(20)).await.expect("a migration").len(), 1);
    assert_eq!(valid(&place).await, ["true"; 2]);
}
