//! PostgreSQL stops, or the way to it is cut: everything answers in its own shape and in time, and all is well soon
//! after it comes back, without a restart.

use super::proxy::Proxy;
use crate::{
    binary::{Answer, Connection, PASSWORD, Place, Server},
    postgres_server::PostgresServer,
    support::TestApp,
};
use serde_json::json;
use std::{io::Read as _, time::Duration};
use tokio::time::{Instant, sleep};

/// How soon probes say that the database is away.
const NOTICED: Duration = Duration::from_secs(2);
/// How soon all is well after its return.
const RECOVERED: Duration = Duration::from_secs(10);
/// Nothing takes longer: a wait for a connection and a job's own limit, a little below the 20 s of a request.
const LIMIT: Duration = Duration::from_secs(18);

/// The status of a page, and how long it took. Pages come in chunks, which a `Connection` does not read.
fn open(server: &Server, path: &str, cookie: &str) -> (u16, Duration) {
    let asked = std::time::Instant::now();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/html\r\n{cookie}\r\n");
    let mut page = String::new();
    server.send(request.as_bytes()).read_to_string(&mut page).unwrap();
    assert!(page.contains("<!DOCTYPE html>"), "{page}");
    (page[9..12].parse().unwrap(), asked.elapsed())
}

fn ask(server: &Server, method: &str, path: &str, headers: &str, body: &str) -> (u16, serde_json::Value, Duration) {
    let asked = std::time::Instant::now();
    let mut connection = Connection::open(server.address()).unwrap();
    let Answer { status, body } = connection.ask(method, path, headers, body).unwrap();
    (status, body, asked.elapsed())
}

#[test]
fn when_postgresql_stops_everything_says_so_in_time_and_is_well_after_its_return() {
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
    std::thread::sleep(NOTICED);
    for (path, status) in [("/ready", 503), ("/health", 503), ("/live", 200)] {
        let (is, _, took) = ask(&server, "GET", path, "", "");
        assert_eq!(is, status, "{path}");
        assert!(took < NOTICED, "{path}: {took:?}");
    }
    let (status, health, _) = ask(&server, "GET", "/health", "", "");
    assert_eq!((status, &health["status"], &health["database"]), (503, &json!("down"), &json!("down")));

    let login = json!({"login": "maren", "password": PASSWORD}).to_string();
    let new = json!({"email": "jonas@example.org", "password": PASSWORD}).to_string();
    for (method, path, headers, body) in [
        ("GET", "/api/auth/me", bearer.as_str(), ""),
        ("POST", "/api/auth/login", "", login.as_str()),
        ("POST", "/api/users/register", "", new.as_str()),
        ("POST", "/api/auth/refresh", "", &json!({ "refresh_token": refresh }).to_string()),
    ] {
        let (status, problem, took) = ask(&server, method, path, headers, body);
        assert_eq!((status, &problem["code"]), (503, &json!("unavailable")), "{method} {path}");
        assert!(took < LIMIT, "{method} {path}: {took:?}");
    }
    for path in ["/account", "/"] {
        let (status, took) = open(&server, path, &cookie);
        assert_eq!(status, 503, "{path}");
        assert!(took < LIMIT, "{path}: {took:?}");
    }
    assert_eq!(open(&server, "/", "").0, 200, "a stranger's page asks nothing");

    postgres.start_again();
    let back = std::time::Instant::now();
    while ask(&server, "GET", "/ready", "", "").0 != 200 {
        assert!(back.elapsed() < RECOVERED, "it is not ready again");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(ask(&server, "GET", "/api/auth/me", &bearer, "").0, 200, "who was signed in is so still");
    assert_eq!(ask(&server, "POST", "/api/auth/login", "", &login).0, 200);
    assert_eq!(open(&server, "/account", &cookie).0, 200);
    assert!(back.elapsed() < RECOVERED, "{:?}", back.elapsed());
}

/// An application behind a line that can be cut, with somebody signed in.
async fn behind_a_line() -> (TestApp, TestApp, Proxy, String) {
    let near = TestApp::new().await;
    assert!(near.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (app, proxy) = Proxy::before_a_replica_of(&near).await;
    let (_, tokens) = app.member("maren").await;
    (near, app, proxy, tokens.access)
}

async fn status_of(app: &TestApp, path: &str) -> u16 {
    app.get(path).send().await.status
}

/// More at once than there are connections: none of them may be stuck.
async fn busy(app: &TestApp, names: &str) {
    let names: Vec<_> = (0..32).map(|n| format!("{names}{n}")).collect();
    futures::future::join_all(names.iter().map(|name| app.register(name))).await;
}

async fn well_again(app: &TestApp, access: &str) {
    let back = Instant::now();
    while status_of(app, "/ready").await != 200 {
        assert!(back.elapsed() < RECOVERED, "it is not ready again");
        sleep(Duration::from_millis(50)).await;
    }
    app.log_in("maren").await;
    assert_eq!(app.get("/api/auth/me").bearer(access).send().await.status, 200);
    assert!(back.elapsed() < RECOVERED, "{:?}", back.elapsed());
    // How long that many passwords take is the machine's affair. Whoever were given a dead connection would be told so.
    busy(app, "again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_silent_for_a_while_holds_nobody_longer_than_its_limit() {
    let (_near, app, proxy, access) = behind_a_line().await;
    proxy.hold_everything();
    let cut = Instant::now();
    let ready = async {
        sleep(Duration::from_millis(300)).await;
        let asked = Instant::now();
        (status_of(&app, "/ready").await, asked.elapsed())
    };
    let body = json!({"login": "maren", "password": crate::support::PASSWORD});
    let logins = (0..24).map(|_| async {
        let status = app.post("/api/auth/login").json(&body).send().await.status;
        (status, cut.elapsed())
    });
    let (ready, logins) = tokio::join!(ready, futures::future::join_all(logins));
    assert_eq!(ready.0, 503);
    assert!(ready.1 < NOTICED, "{:?}", ready.1);
    for (status, took) in logins {
        assert_eq!(status, 503);
        assert!(took < LIMIT, "{took:?}");
    }
    assert_eq!(status_of(&app, "/live").await, 200);
    proxy.let_go();
    well_again(&app, &access).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_dead_for_good_are_given_up() {
    let (_near, app, proxy, access) = behind_a_line().await;
    // As many as there are, all of them busy a moment ago.
    busy(&app, "before").await;
    // As after a failover: what was open never answers again, what is opened now does.
    proxy.abandon_what_is_open();
    well_again(&app, &access).await;
}
