//! Outages of PostgreSQL and of the network: requests fail in time with the standard error, and the server recovers soon
//! after the database does, without a restart.

use super::proxy::Proxy;
use crate::binary::{Answer, Connection, PASSWORD, Place, Server, block_on};
use crate::postgres_server::PostgresServer;
use crate::support::openid::{WIKI, WIKI_URL, answer, client_request, go};
use crate::support::*;
use std::io::Read as _;
use tokio::time::{Instant, sleep};
use vestibule::shared::import::{ImportOutcome, ImportRequest};

/// The maximum time until probes report the outage.
const MAX_DETECTION_TIME: Duration = Duration::from_secs(2);
/// The maximum time until the server has recovered after the database is available again.
const MAX_RECOVERY_TIME: Duration = Duration::from_secs(10);
/// The maximum duration of a request: the timeouts for a connection and for a job, below the request timeout of 20 s.
const MAX_REQUEST_TIME: Duration = Duration::from_secs(18);

/// The maximum duration of a request that has a connection when the database falls silent.
const MAX_JOB_TIME: Duration = Duration::from_secs(13);

/// The status of a page and the duration of the request. Pages are chunked, which `Connection` does not support.
fn open(server: &Server, path: &str, cookie: &str) -> (u16, Duration) {
    let started = std::time::Instant::now();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/html\r\n{cookie}\r\n");
    let mut page = String::new();
    server.send(request.as_bytes()).read_to_string(&mut page).unwrap();
    assert!(page.contains("<!DOCTYPE html>"), "{page}");
    (page[9..12].parse().unwrap(), started.elapsed())
}

fn timed_request(
    server: &Server,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> (u16, serde_json::Value, Duration) {
    let started = std::time::Instant::now();
    let mut connection = Connection::open(server.address()).unwrap();
    let Answer { status, body, .. } = connection.request(method, path, headers, body).unwrap();
    (status, body, started.elapsed())
}

#[test]
fn requests_fail_in_time_while_postgresql_is_down_and_recover_afterwards() {
    let postgres = PostgresServer::start();
    let place = Place::on_postgres(&postgres.url());
    place.create("maren", &[]);
    let server = Server::start(&place);
    let (_, tokens) = server.log_in("maren", PASSWORD);
    let (access, refresh) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
    let cookie = format!("Cookie: vestibule_access={access}; vestibule_refresh={refresh}\r\n");
    let bearer = format!("Authorization: Bearer {access}\r\n");
    assert_eq!(open(&server, "/account", &cookie).0, 200);

    postgres.stop_immediately();
    std::thread::sleep(MAX_DETECTION_TIME);
    for (path, status) in [("/ready", 503), ("/health", 503), ("/live", 200)] {
        let (is, _, took) = timed_request(&server, "GET", path, "", "");
        assert_eq!(is, status, "{path}");
        assert!(took < MAX_DETECTION_TIME, "{path}: {took:?}");
    }
    let (status, health, _) = timed_request(&server, "GET", "/health", "", "");
    assert_eq!((status, &health["status"], &health["database"]), (503, &json!("down"), &json!("down")));

    let login = json!({"login": "maren", "password": PASSWORD}).to_string();
    let new = json!({"email": "jonas@example.org", "password": PASSWORD}).to_string();
    for (method, path, headers, body) in [
        ("GET", "/api/auth/me", bearer.as_str(), ""),
        ("POST", "/api/auth/login", "", login.as_str()),
        ("POST", "/api/users/register", "", new.as_str()),
        ("POST", "/api/auth/refresh", "", &json!({ "refresh_token": refresh }).to_string()),
    ] {
        let (status, problem, took) = timed_request(&server, method, path, headers, body);
        assert_eq!((status, &problem["code"]), (503, &json!("unavailable")), "{method} {path}");
        assert!(took < MAX_REQUEST_TIME, "{method} {path}: {took:?}");
    }
    for path in ["/account", "/"] {
        let (status, took) = open(&server, path, &cookie);
        assert_eq!(status, 503, "{path}");
        assert!(took < MAX_REQUEST_TIME, "{path}: {took:?}");
    }
    assert_eq!(open(&server, "/", "").0, 200, "a page without a session needs no database");

    postgres.start_again();
    let restarted = std::time::Instant::now();
    while timed_request(&server, "GET", "/ready", "", "").0 != 200 {
        assert!(restarted.elapsed() < MAX_RECOVERY_TIME, "it is not ready again");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(timed_request(&server, "GET", "/api/auth/me", &bearer, "").0, 200, "existing sessions are still valid");
    assert_eq!(timed_request(&server, "POST", "/api/auth/login", "", &login).0, 200);
    assert_eq!(open(&server, "/account", &cookie).0, 200);
    assert!(restarted.elapsed() < MAX_RECOVERY_TIME, "{:?}", restarted.elapsed());
}

/// PostgreSQL raises the errors by their names, because no test can fill its disk.
#[tokio::test]
async fn a_full_or_failing_disk_and_a_read_only_server_are_refused_writes() {
    let database = TestDatabase::new().await;
    for (condition, is_refused) in
        [("disk_full", true), ("io_error", true), ("read_only_sql_transaction", true), ("unique_violation", false)]
    {
        let raised = database.try_to_run(&format!("DO $$ BEGIN RAISE {condition}; END $$")).await;
        let error = StoreError::from(raised.expect_err(condition));
        assert_eq!(error.is_write_refused(), is_refused, "{condition}: {error}");
        assert_eq!(error.is_unavailable(), is_refused, "{condition}: {error}");
    }
}

/// What is written at a start, at a sign-in, and to learn whether there is space again.
const WRITTEN: [&str; 3] = ["notification_mode", "sessions", "throttles"];

/// Refuses to write what servers write, as on a full disk.
async fn fill(database: &TestDatabase) {
    let body = "BEGIN RAISE disk_full; END";
    database.run(&format!("CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")).await;
    for table in WRITTEN {
        let event = format!("BEFORE INSERT OR UPDATE OR DELETE ON {table}");
        database.run(&format!("CREATE TRIGGER no_space {event} EXECUTE FUNCTION no_space()")).await;
    }
}

/// Makes space again.
async fn clear(database: &TestDatabase) {
    for table in WRITTEN {
        database.run(&format!("DROP TRIGGER no_space ON {table}")).await;
    }
}

#[test]
fn a_full_disk_at_the_primary_is_named_at_the_start_and_while_a_server_runs_and_nothing_is_lost() {
    let remedy = "the disk of the PostgreSQL server is full: free some space";
    let database = block_on(TestDatabase::migrated());
    let place = Place::on_postgres(database.url().expose());
    place.create("maren", &[]);
    let server = Server::start(&place);
    let (_, tokens) = server.log_in("maren", PASSWORD);
    let access = tokens["access_token"].as_str().expect("a token");

    block_on(fill(&database));
    assert_eq!(server.log_in("maren", PASSWORD).0, 503);
    server.wait_until_logged(&format!("so a write is tried every few seconds: {remedy}"));
    let (status, ready) = server.get("/ready", None);
    assert_eq!((status, &ready["database"]), (200, &json!("not writable")));
    assert_eq!((server.get("/health", None).0, server.me(access)), (503, 200), "what is read is answered");
    let second = place.run(&["serve"]);
    assert!(second.code == 1 && second.stderr.contains(remedy), "{second:?}");

    block_on(clear(&database));
    let freed = std::time::Instant::now();
    while server.get("/health", None).0 != 200 {
        assert!(freed.elapsed() < MAX_RECOVERY_TIME, "it does not notice");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!((server.log_in("maren", PASSWORD).0, server.me(access)), (200, 200));
}

/// An application that connects through a proxy, and the access token of a user.
async fn app_behind_proxy() -> (TestApp, TestApp, Proxy, String) {
    let direct = TestApp::new().await;
    assert!(direct.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (app, proxy) = Proxy::with_replica_of(&direct).await;
    let (_, tokens) = app.member("maren").await;
    (direct, app, proxy, tokens.access)
}

async fn status_of(app: &TestApp, path: &str) -> u16 {
    app.get(path).send().await.status
}

/// Sends more concurrent requests than there are connections in the pool; all of them must succeed.
async fn use_all_connections(app: &TestApp, names: &str) {
    let names: Vec<_> = (0..32).map(|n| format!("{names}{n}")).collect();
    futures::future::join_all(names.iter().map(|name| app.register(name))).await;
}

async fn assert_recovery(app: &TestApp, access: &str) {
    let restarted = Instant::now();
    while status_of(app, "/ready").await != 200 {
        assert!(restarted.elapsed() < MAX_RECOVERY_TIME, "it is not ready again");
        sleep(Duration::from_millis(50)).await;
    }
    app.log_in("maren").await;
    assert_eq!(app.get("/api/auth/me").bearer(access).send().await.status, 200);
    assert!(restarted.elapsed() < MAX_RECOVERY_TIME, "{:?}", restarted.elapsed());
    // Fails if the pool still contains a dead connection. It is not timed, because hashing depends on the machine.
    use_all_connections(app, "again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_time_out_while_the_network_is_silent_and_recover_afterwards() {
    let (_direct, app, proxy, access) = app_behind_proxy().await;
    proxy.pause();
    let cut = Instant::now();
    let ready = async {
        sleep(Duration::from_millis(300)).await;
        let started = Instant::now();
        (status_of(&app, "/ready").await, started.elapsed())
    };
    let body = json!({"login": "maren", "password": crate::support::PASSWORD});
    let logins = (0..24).map(|_| async {
        let status = app.post("/api/auth/login").json(&body).send().await.status;
        (status, cut.elapsed())
    });
    let (ready, logins) = tokio::join!(ready, futures::future::join_all(logins));
    assert_eq!(ready.0, 503);
    assert!(ready.1 < MAX_DETECTION_TIME, "{:?}", ready.1);
    for (status, took) in logins {
        assert_eq!(status, 503);
        assert!(took < MAX_REQUEST_TIME, "{took:?}");
    }
    assert_eq!(status_of(&app, "/live").await, 200);
    proxy.resume();
    assert_recovery(&app, &access).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_with_a_token_waits_once_for_a_database_that_is_silent() {
    let (direct, app, proxy, _) = app_behind_proxy().await;
    // The application has not read this session yet, and has just used its connections, so that it does not ask them for a sign of life.
    let access = direct.log_in("maren").await.access;
    app.log_in("maren").await;
    proxy.pause();
    let started = Instant::now();
    assert_eq!(app.get("/api/auth/me").bearer(&access).send().await.status, 503);
    assert!(started.elapsed() < MAX_JOB_TIME, "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_connections_are_replaced() {
    let (_direct, app, proxy, access) = app_behind_proxy().await;
    // Uses all connections of the pool before the failure.
    use_all_connections(&app, "before").await;
    // As after a failover: open connections never respond again, new ones do.
    proxy.abandon_open_connections();
    assert_recovery(&app, &access).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_somebody_is_going_is_not_lost_while_the_database_is_silent() {
    let (_direct, app, proxy, access) = app_behind_proxy().await;
    app.add_application(open_at(WIKI, WIKI_URL)).await;
    let client = app.add_client(WIKI, client_request(WIKI)).await;
    let begin = async |bytes: usize| {
        let mut browser = app.browser();
        let led = client.authorize(&mut browser, &[("note", &"a".repeat(bytes))]).await.expect_status(303);
        let (_, next) = led.location().split_once("/login?next=").expect("where to go on");
        (next.to_owned(), browser)
    };
    // It is a row.
    let (next, mut before) = begin(2_000).await;
    let on = go(&next);
    proxy.pause();
    let (unanswered, meanwhile) = tokio::join!(before.open(&on), begin(300));
    assert_eq!(unanswered.status, 503);
    proxy.resume();
    assert_recovery(&app, &access).await;
    // No row could be written for the other one, so its browser has kept it.
    for (next, mut browser) in [(next, before), meanwhile] {
        let fields = [("login", "maren"), ("password", crate::support::PASSWORD), ("next", next.as_str())];
        browser.submit("/actions/login", &fields).await.expect_status(303);
        let arrived = browser.open(&go(&next)).await;
        assert!(answer(&arrived).contains_key("code"), "{}", arrived.location());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_when_its_connections_have_died() {
    let (_direct, app, proxy, _) = app_behind_proxy().await;
    let rows: String = (0..1_200).map(|number| format!("p{number}@example.org,guest{number}\n")).collect();
    let (file, is_read, end) = file_that_pauses(format!("email,username\n{rows}"));
    let accounts = app.accounts.clone();
    let import = tokio::spawn(async move {
        accounts.imports().import_users(&Caller::system(), &ImportRequest::default(), file).await
    });
    is_read.await.expect("a request for more rows");
    // As after a failover: open connections never respond again, new ones do.
    proxy.abandon_open_connections();
    end.send(()).expect("an import that waits");
    let report = import.await.expect("an end").expect("a report");
    assert_eq!((report.outcome, report.good, report.bad), (ImportOutcome::Imported, 1_200, 0), "{report:?}");
    let count = "SELECT COUNT(*)::text FROM users WHERE username LIKE 'guest%'";
    assert_eq!(app.database.run(count).await, ["1200"]);
}
