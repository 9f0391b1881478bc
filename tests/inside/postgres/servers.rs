//! Several servers in `DATABASE_URL`, and what is between them and the replicas: the one that accepts writes is used, and looked for again
//! when it does not any more.

use super::proxy::Proxy;
use crate::binary::{Place, Server, block_on};
use crate::postgres_server::PostgresServer;
use crate::support::*;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};
use url::{Position, Url};
use vestibule::config::DatabaseUrl;
use vestibule::store::{Db, ServerRole};

/// The longest time until a replica uses the server that accepts writes, once there is one.
const MAX_MOVE_TIME: Duration = Duration::from_secs(2);

/// From when on a connection is checked before it is used, and a bit.
const PING_AFTER_IDLE: Duration = Duration::from_millis(1_100);

/// `url` with other servers.
fn at(url: &str, servers: &[String]) -> DatabaseUrl {
    let parsed = Url::parse(url).expect("a URL");
    let mut all =
        format!("{}{}/{}", &parsed[..Position::BeforeHost], servers.join(","), parsed.path().trim_matches('/'));
    // The proxies parse the messages of the server, so that connections must not be encrypted.
    all.push_str("?sslmode=disable");
    DatabaseUrl::new(all)
}

/// The server in `url`, as it is named there.
fn server_of(url: &str) -> String {
    Url::parse(url).expect("a URL")[Position::BeforeHost..Position::AfterPort].to_owned()
}

/// An address at which nothing listens.
fn nobody() -> String {
    format!("127.0.0.1:{}", crate::port::free_port())
}

async fn app() -> TestApp {
    let app = TestApp::new().await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    app
}

/// Ends the connections of all replicas, as the end of a server does.
async fn end_connections(app: &TestApp) {
    let others = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    app.database.run(others).await;
}

async fn status_of_registration(app: &TestApp, username: &str) -> u16 {
    app.sign_up(username, &format!("{username}@example.org")).send().await.status
}

/// Registers accounts until one is stored, which has to be soon.
async fn register_soon(app: &TestApp, names: &str) {
    let since = Instant::now();
    let mut number = 0;
    while status_of_registration(app, &format!("{names}{number}")).await != 201 {
        assert!(since.elapsed() < MAX_MOVE_TIME, "nothing is stored");
        sleep(Duration::from_millis(50)).await;
        number += 1;
    }
    // What was in use a moment ago is not checked before it is used again.
    sleep(PING_AFTER_IDLE).await;
    // Each at a connection of its own: none is left that leads elsewhere.
    let names = (0..24).map(|number| format!("{names}later{number}"));
    let all = names.map(|name| async move { status_of_registration(app, &name).await });
    assert!(futures::future::join_all(all).await.iter().all(|status| *status == 201));
}

async fn wait_for_listener(app: &TestApp) {
    eventually("the replica receives notifications", async || app.accounts.uses_session_cache()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_or_silent_is_passed_over() {
    let app = app().await;
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let silent = (silent.local_addr().expect("an address").to_string(), silent);
    let url = app.database.url();
    for (first, names) in [(nobody(), "maren"), (silent.0.clone(), "jonas")] {
        let listed = at(url.expose(), &[first, server_of(url.expose())]);
        let replica = app.replica(|config| config.database_url = listed).await;
        register_soon(&replica, names).await;
        wait_for_listener(&replica).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_servers_the_one_is_used_that_accepts_writes() {
    let app = app().await;
    let url = app.database.url();
    let (standby, primary) = (Proxy::to(url.expose()).await, Proxy::to(url.expose()).await);
    standby.set_read_only(true);
    let listed = at(url.expose(), &[standby.address().to_string(), primary.address().to_string()]);
    let replica = app.replica(|config| config.database_url = listed).await;
    assert_eq!(status_of_registration(&replica, "maren").await, 201);
    wait_for_listener(&replica).await;

    // The other one is promoted.
    standby.set_read_only(false);
    primary.set_read_only(true);
    end_connections(&app).await;
    register_soon(&replica, "jonas").await;
    wait_for_listener(&replica).await;
    let tokens = replica.log_in("maren").await;
    assert_eq!(replica.me(&tokens.access).send().await.status, 200);
    assert_eq!(app.post("/api/auth/logout").bearer(&tokens.access).send().await.status, 204);
    eventually("the revocation arrives", async || replica.me(&tokens.access).send().await.status == 401).await;
}

/// Of what is written through them, nobody would hear who listens at the other server.
#[tokio::test(flavor = "multi_thread")]
async fn connections_to_another_server_than_the_used_one_are_given_up() {
    let app = app().await;
    let url = app.database.url();
    let (before, next) = (Proxy::to(url.expose()).await, Proxy::to(url.expose()).await);
    let listed = at(url.expose(), &[before.address().to_string(), next.address().to_string()]);
    let replica = app.replica(|config| config.database_url = listed).await;
    assert_eq!(status_of_registration(&replica, "maren").await, 201);
    // Open connections stay as they are, and more than there are have to be opened: at the other server.
    before.set_read_only(true);
    let pings = async || join_all((0..32).map(|_| replica.db.ping())).await.iter().all(Result::is_ok);
    eventually("all connections are open", pings).await;
    // In use a moment ago, those to the first server would not be checked, and have no answer.
    before.abandon_open_connections();
    let names: Vec<_> = (0..24).map(|number| format!("jonas{number}")).collect();
    let statuses = join_all(names.iter().map(|name| status_of_registration(&replica, name))).await;
    assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
}

/// A proxy is in front of the servers, and connections that it has made stay where they lead.
#[tokio::test(flavor = "multi_thread")]
async fn a_replica_leaves_a_server_that_has_become_read_only() {
    let app = app().await;
    let (replica, proxy) = Proxy::with_replica_of(&app).await;
    replica.register("maren").await;
    proxy.set_read_only(true);
    end_connections(&app).await;
    // Opens all connections again, which lead to a standby.
    for _ in 0..2 {
        futures::future::join_all((0..32).map(|_| replica.db.ping())).await;
    }
    let refused = replica.sign_up("jonas", "jonas@example.org").send().await;
    refused.assert_refused(503, "unavailable");
    assert_eq!(refused.header("retry-after"), "2", "another server may be the primary in a moment");

    proxy.set_read_only(false);
    register_soon(&replica, "aiko").await;
}

#[tokio::test]
async fn servers_that_do_not_answer_are_named_and_are_no_reason_to_refuse() {
    let app = app().await;
    let (url, down) = (app.database.url(), nobody());
    let standby = Proxy::to(url.expose()).await;
    let standby = (standby.address().to_string(), standby);
    let db =
        Db::connect(at(url.expose(), &[down.clone(), server_of(url.expose())]).expose()).await.expect("a database");
    let found = db.find_servers().await.expect("servers");
    let names: Vec<_> = found.iter().map(|server| (server.name.as_str(), server.answers())).collect();
    assert_eq!(names, [(down.as_str(), false), (server_of(url.expose()).as_str(), true)]);
    assert_eq!(found[1].role, ServerRole::AcceptsWrites);
    db.ping().await.expect("an answer");

    let nowhere = Db::connect(at(url.expose(), &[nobody(), nobody()]).expose()).await.expect("a database");
    assert!(nowhere.find_servers().await.expect("servers").iter().all(|server| !server.answers()));
    assert!(nowhere.ping().await.expect_err("no answer").is_unreachable());
    // Its `options` replace those that are sent, as those of a pooler do.
    standby.1.set_read_only(true);
    let through = Db::connect(at(url.expose(), &[standby.0]).expose()).await.expect("a database");
    let refused = through.find_servers().await.expect_err("no session of its own").to_string();
    assert!(refused.starts_with("DATABASE_URL leads to a pooler, "), "{refused}");
}

/// A wrong name is a server that does not answer: the others are used.
#[test]
fn a_wrong_name_in_the_list_is_in_the_log_of_the_start_and_the_other_server_is_used() {
    let database = block_on(TestDatabase::new());
    let (url, wrong) = (database.url(), "no-such-host.invalid".to_owned());
    let place = Place::on_postgres(at(url.expose(), &[wrong, server_of(url.expose())]).expose());
    let server = Server::start(&place);
    server.wait_until_logged("no-such-host.invalid (DATABASE_URL) does not answer: ");
    let (status, ready) = server.get("/ready", None);
    assert_eq!((status, &ready["status"]), (200, &json!("up")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_another_cluster_is_refused_at_the_start_and_not_used_later() {
    let (own, other) = (PostgresServer::start(), PostgresServer::start());
    let (name, other_name) = (server_of(&own.url()), server_of(&other.url()));
    let listed = own.url().replacen(&name, &format!("{name},{other_name}"), 1);
    let refused = Db::connect(&listed).await.expect("a database").find_servers().await.expect_err("a refusal");
    let message = format!(
        "{name} in DATABASE_URL and {other_name} in DATABASE_URL have different databases: name servers of one cluster, and \
         the same database"
    );
    assert_eq!(refused.to_string(), message);

    // One that was down at the start is there when the own one fails.
    let db = Db::connect(&listed).await.expect("a database");
    db.ping().await.expect("an answer");
    own.stop_immediately();
    let is_refused = async || {
        let error = db.ping().await.expect_err("no answer of another cluster");
        assert!(error.is_unavailable(), "{error}");
        error.to_string().contains(&format!("{other_name}: it belongs to another cluster"))
    };
    eventually("the reason is named", is_refused).await;
    own.start_again();
    eventually("the own server is used again", async || db.ping().await.is_ok()).await;
}
