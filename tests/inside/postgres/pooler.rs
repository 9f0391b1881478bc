//! PgBouncer in transaction mode: of version 1.18, which keeps no prepared statements, and in one test of a later one, which does.

use crate::binary::Place;
use crate::pgbouncer::{PgBouncer, Version};
use crate::support::*;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Executor as _, Row as _};
use std::str::FromStr as _;
use vestibule::config::DatabaseUrl;
use vestibule::store::{Conn, Db, DbOptions};

const LIMITS: &str = "SELECT current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') || ' ' || \
    current_setting('enable_seqscan')";

async fn app() -> TestApp {
    let app = TestApp::new().await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    app
}

fn pooler_of(app: &TestApp, mode: &str) -> PgBouncer {
    PgBouncer::start(app.database.url().expose(), mode)
}

async fn replica_through(app: &TestApp, pooler: &PgBouncer) -> TestApp {
    replica_with(app, pooler, app.database.url()).await
}

async fn replica_with(app: &TestApp, pooler: &PgBouncer, direct: DatabaseUrl) -> TestApp {
    let url = DatabaseUrl::new(pooler.url());
    let replica = app.replica(|config| {
        config.database_url = url;
        config.database_direct_url = Some(direct);
    });
    replica.await
}

async fn connect(url: &str, direct_url: Option<&str>) -> Db {
    Db::connect_with(&DbOptions { direct_url, ..DbOptions::at(url) }).await.expect("a database")
}

/// Why a server refuses to start with these addresses.
async fn refusal(url: &str, direct: Option<&str>) -> String {
    connect(url, direct).await.find_servers().await.expect_err("a refusal").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_work_through_a_pooler() {
    let names = names_after_work_through(Version::Debian).await;
    assert_eq!(names, Vec::<String>::new(), "another client would find them");
}

#[tokio::test(flavor = "multi_thread")]
async fn prepared_statements_are_used_if_the_pooler_keeps_track_of_them() {
    let names = names_after_work_through(Version::Later).await;
    assert!(!names.is_empty() && names.iter().all(|name| name.starts_with("PGBOUNCER_")), "{names:?}");
}

/// Lets two replicas do what people and administrators do, and returns the names of the statements that are left at the connections of the
/// server.
async fn names_after_work_through(version: Version) -> Vec<String> {
    let app = app().await;
    let pooler = PgBouncer::start_version(version, app.database.url().expose(), "transaction");
    let (one, two) = (replica_through(&app, &pooler).await, replica_through(&app, &pooler).await);
    for replica in [&one, &two] {
        eventually("the replica receives notifications", async || replica.accounts.uses_session_cache()).await;
    }
    // More at once than there are connections of the server, so that the statements of all meet there.
    let members = (0..24).map(|number| {
        let (replica, name) = (if number % 2 == 0 { &one } else { &two }, format!("member{number}"));
        async move {
            replica.register(&name).await;
            // From one address not so many may guess at once.
            let signed_in = replica.sign_in(&name, PASSWORD).seen_from(&format!("192.0.2.{number}"));
            let tokens = Tokens::of(&signed_in.expect_status(200).await.json());
            let tokens = replica.refreshed(&tokens).await;
            replica.me(&tokens.access).send().await.status
        }
    });
    assert!(futures::future::join_all(members).await.iter().all(|status| *status == 200));

    let (_, boss) = one.administrator("boss").await;
    let report = one.import(&boss, "", "email\nmaren@example.org\njonas@example.org\n").await.expect_status(200).json();
    assert_eq!(report["without_password"], 2, "{report}");
    let page = two.read(&boss, "/api/users?sort=username&per_page=100").await.expect_status(200).json();
    assert_eq!(page["users"].as_array().map(Vec::len), Some(27), "{page}");

    let tokens = one.log_in("member0").await;
    assert_eq!(two.me(&tokens.access).send().await.status, 200);
    assert_eq!(one.post("/api/auth/logout").bearer(&tokens.access).send().await.status, 204);
    eventually("the revocation arrives", async || two.me(&tokens.access).send().await.status == 401).await;
    two.sign_in("member0", "not-the-password-of-anybody").send().await.assert_refused(401, "invalid_credentials");
    prepared_statements(&pooler).await
}

/// Heartbeats go through the pooler, so nothing is sent on the connection that listens.
#[tokio::test(flavor = "multi_thread")]
async fn a_listener_whose_server_is_gone_listens_again() {
    let app = app().await;
    let url = app.database.url();
    let (pooler, direct) = (pooler_of(&app, "transaction"), super::proxy::Proxy::to(url.expose()).await);
    let replica = replica_with(&app, &pooler, DatabaseUrl::new(direct.url(url.expose()))).await;
    eventually("the replica receives notifications", async || replica.accounts.uses_session_cache()).await;
    // As after a loss of power: nobody says that the connection is no more.
    direct.abandon_open_connections();
    eventually("the cache is not used without notifications", async || !replica.accounts.uses_session_cache()).await;
    eventually("it receives notifications again", async || replica.accounts.uses_session_cache()).await;
}

/// The statements that have a name at the connections of the server.
async fn prepared_statements(pooler: &PgBouncer) -> Vec<String> {
    let options = PgConnectOptions::from_str(&pooler.url()).expect("a URL").extra_float_digits(None::<i8>);
    let mut found = Vec::new();
    // One after the other they are given in turn.
    for _ in 0..6 {
        let mut connection = options.connect().await.expect("a connection");
        let rows = connection.fetch_all(sqlx::raw_sql("SELECT name FROM pg_prepared_statements")).await.expect("rows");
        found.extend(rows.iter().map(|row| row.get::<String, _>(0)));
    }
    found
}

async fn limits(conn: &mut Conn) -> Result<String, StoreError> {
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    Ok(sqlx::query_as::<_, (String,)>(LIMITS).fetch_one(connection).await?.0)
}

#[tokio::test]
async fn limits_hold_in_each_transaction_and_no_longer() {
    let app = app().await;
    let pooler = pooler_of(&app, "transaction");
    let db = connect(&pooler.url(), Some(app.database.url().expose())).await;
    for _ in 0..3 {
        let read = db.read(async |mut conn| limits(&mut conn).await).await.expect("limits");
        let listed = db.read_directory(async |mut conn| limits(&mut conn).await).await.expect("limits");
        let written = db.write(async |mut tx: Tx| limits(&mut tx).await).await.expect("limits");
        assert_eq!([read.as_str(), listed.as_str(), written.as_str()], ["10s 5s on", "10s 5s off", "10s 5s on"]);
    }
    let options = PgConnectOptions::from_str(&pooler.url()).expect("a URL").extra_float_digits(None::<i8>);
    let mut other = options.connect().await.expect("a connection");
    let row = other.fetch_one(sqlx::raw_sql(LIMITS)).await.expect("a row");
    assert_eq!(row.get::<String, _>(0), "0 0 on");
}

#[tokio::test]
async fn a_failed_statement_leaves_no_transaction_open() {
    let app = app().await;
    let pooler = pooler_of(&app, "transaction");
    let db = connect(&pooler.url(), Some(app.database.url().expose())).await;
    for _ in 0..6 {
        let failed = db.read(async |mut conn| {
            let Conn::Postgres(connection) = &mut *conn else { unreachable!("this is PostgreSQL") };
            Ok(sqlx::query("SELECT 1 / 0").execute(connection).await.map(drop)?)
        });
        assert!(failed.await.is_err());
        db.ping().await.expect("an answer");
    }
}

/// Before anything is locked or stored. A pooler that gets this mode later is an outage: nothing is half done.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_does_not_start_with_a_pooler_in_statement_mode_and_is_not_ready_with_one() {
    let app = app().await;
    let (url, pooler) = (app.database.url(), pooler_of(&app, "statement"));
    let ran = Place::on_postgres(&pooler.url()).set("DATABASE_DIRECT_URL", url.expose()).run(&["serve"]);
    let message =
        "DATABASE_URL leads to a pooler in statement mode, which has no transactions: set its pool_mode to transaction";
    assert!(ran.code == 1 && ran.stderr.contains(message), "{ran:?}");

    let db = connect(&pooler.url(), Some(url.expose())).await;
    let error = db.ready().await.expect_err("no transactions");
    assert!(error.is_unavailable(), "503: {error}");
    assert!(error.explanation().is_some_and(|hint| hint.contains("`vestibule check` says")), "{error}");
    assert!(db.write(async |_: Tx| Ok::<_, StoreError>(())).await.is_err_and(|error| error.is_unavailable()));
}

#[tokio::test]
async fn what_cannot_work_is_refused_with_the_reason() {
    let app = app().await;
    let url = app.database.url();
    let (pooler, by_statement) = (pooler_of(&app, "transaction"), pooler_of(&app, "statement"));
    let alone = refusal(&pooler.url(), None).await;
    assert!(
        alone.starts_with("DATABASE_URL leads to a pooler, ") && alone.contains("set DATABASE_DIRECT_URL"),
        "{alone}"
    );
    let twice = refusal(&pooler.url(), Some(&pooler.url())).await;
    assert!(twice.starts_with("DATABASE_DIRECT_URL leads to a pooler, "), "{twice}");
    let statement = refusal(&by_statement.url(), Some(url.expose())).await;
    assert!(statement.starts_with("DATABASE_URL leads to a pooler in statement mode, "), "{statement}");
    let other = TestDatabase::new().await;
    let elsewhere = refusal(&pooler.url(), Some(other.url().expose())).await;
    assert!(elsewhere.contains(" have different databases: "), "{elsewhere}");

    let found = connect(&pooler.url(), Some(url.expose())).await.find_servers().await.expect("servers");
    let found: Vec<_> =
        found.iter().map(|server| (server.setting, server.answers(), server.keeps_statements)).collect();
    assert_eq!(found, [("DATABASE_URL", true, Some(false)), ("DATABASE_DIRECT_URL", true, None)]);
}
