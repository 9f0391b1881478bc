//! How PostgreSQL plans statements: with which settings, and what it knows of the tables.

use crate::support::store::database;
use crate::support::*;
use futures::stream;
use vestibule::shared::import::ImportRequest;
use vestibule::store::{Conn, Db, Lease, users};

/// The planner settings of a connection: sequential scans, parallel workers and JIT.
const SETTINGS: &str = "SELECT current_setting('enable_seqscan') || ' ' || \
    current_setting('max_parallel_workers_per_gather') || ' ' || current_setting('jit')";

async fn settings(conn: &mut Conn) -> Result<String, StoreError> {
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    Ok(sqlx::query_as::<_, (String,)>(SETTINGS).fetch_one(connection).await?.0)
}

async fn settings_of_lists(db: &Db) -> String {
    db.read_directory(async |mut conn| settings(&mut conn).await).await.expect("settings")
}

#[tokio::test]
async fn only_directory_reads_change_the_planner_settings() {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let default_settings = place.run(SETTINGS).await.remove(0);
    assert_ne!(default_settings, "off 0 off");
    assert_eq!(settings_of_lists(&db).await, "off 0 off");
    assert_eq!(db.read(async |mut conn| settings(&mut conn).await).await.expect("settings"), default_settings);
    let written = db.write(async |mut tx: Tx| settings(&mut tx).await);
    assert_eq!(written.await.expect("settings"), default_settings);
    assert_eq!(settings_of_lists(&db).await, "off 0 off");
}

/// The plan that a connection has for finding an account by its id.
async fn plan_of_find(conn: &mut Conn, id: UserId) -> String {
    const NAME: &str =
        "SELECT name FROM pg_prepared_statements WHERE statement LIKE '%FROM published_users WHERE id = $1'";
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    let (name,): (String,) = sqlx::query_as(NAME).fetch_one(&mut *connection).await.expect("a prepared statement");
    let explain = sqlx::AssertSqlSafe(format!("EXPLAIN EXECUTE {name}('{id}')"));
    let lines: Vec<(String,)> = sqlx::query_as(explain).fetch_all(connection).await.expect("a plan");
    lines.into_iter().map(|(line,)| line + "\n").collect()
}

/// PostgreSQL keeps plans: those of an empty installation read a million accounts from the first to the last, as often as one was looked
/// up, until autovacuum came by.
#[tokio::test]
async fn an_account_is_found_by_an_index_while_the_first_thousands_are_imported() {
    let (app, _, _) = TestApp::with_member("maren").await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    // As autovacuum does.
    app.database.run("ANALYZE users").await;
    let (accounts, id) = (app.accounts.clone(), app.id_of("maren").await.parse().expect("an id"));
    let compared = app.db.read(async move |mut conn: Lease| {
        // From the sixth time on a plan is kept.
        for _ in 0..6 {
            users::find(&mut conn, id).await?;
        }
        let before = plan_of_find(&mut conn, id).await;
        let rows: String = (0..600).map(|number| format!("p{number}@example.org,guest{number}\n")).collect();
        let file = stream::iter([Ok("email,username\n".to_owned() + &rows)]);
        let report = accounts.imports().import_users(&Caller::system(), &ImportRequest::default(), file).await;
        assert_eq!(report.expect("a report").good, 600);
        Ok((before, plan_of_find(&mut conn, id).await))
    });
    let (before, after) = compared.await.expect("plans");
    assert!(before.contains("Seq Scan on users"), "{before}");
    assert!(after.contains("Index Scan using users_pkey on users"), "{after}");
}
