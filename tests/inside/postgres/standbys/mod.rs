//! Lists and reports that are read at a standby: they come from there, and are exact all the same
//! (docs/decisions/0110-standbys.md). `make test-all` also has what may be wrong with one.

mod faults;

use crate::postgres_server::PostgresServer;
use crate::support::database::run_on;
use crate::support::scrape::Scrape;
use crate::support::*;
use vestibule::config::DatabaseUrl;
use vestibule::store::{Conn, LeftOut, StandbyState};

/// A primary with a standby, and two replicas on them. Servers of their own, because the one that tests share flushes no commit, and
/// what is not flushed reaches no standby.
struct Cluster {
    /// Reads lists at the standby.
    reader: TestApp,
    /// Knows no standby.
    writer: TestApp,
    admin: Tokens,
    /// The path of an account in the API.
    path: String,
    standby: PostgresServer,
    primary: PostgresServer,
}

impl Cluster {
    /// The standby is used.
    async fn new() -> Self {
        let near = TestApp::new().await;
        let primary = PostgresServer::start();
        let writer = near.replica(|config| config.database_url = DatabaseUrl::new(primary.url())).await;
        let standby = primary.standby();
        let reader = reading(&writer, &primary, &[&standby]).await;
        let (_, admin) = writer.administrator("aiko").await;
        let path = format!("/api/users/{}", writer.add("maren", "Maren Holt").await.id);
        let cluster = Self { reader, writer, admin, path, standby, primary };
        cluster.wait_until(None).await;
        cluster
    }

    fn state(&self) -> StandbyState {
        states(&self.reader).remove(0)
    }

    /// Waits until the standby is left out for this reason, or is not.
    async fn wait_until(&self, left_out: Option<LeftOut>) {
        eventually("the state of the standby", async || reasons(&self.reader) == [left_out]).await;
    }

    /// Renames somebody at one replica, and asserts that the list at the other one shows it at once.
    async fn assert_exact(&self, name: &str) {
        self.writer.send(&self.admin, Method::PATCH, &self.path, &json!({"name": name})).await.expect_status(200);
        assert_eq!(self.listed_name(&self.reader).await, name);
    }

    async fn listed_name(&self, app: &TestApp) -> Value {
        let list = app.read(&self.admin, "/api/users?q=maren").await.expect_status(200).json();
        list["users"][0]["name"].clone()
    }
}

/// A replica that reads lists at these standbys. One may be a second behind.
async fn reading(near: &TestApp, primary: &PostgresServer, standbys: &[&PostgresServer]) -> TestApp {
    near.replica(|config| {
        config.database_url = DatabaseUrl::new(primary.url());
        config.database_read_urls = standbys.iter().map(|standby| DatabaseUrl::new(standby.url())).collect();
        config.database_read_lag = Duration::from_secs(1);
    })
    .await
}

fn states(app: &TestApp) -> Vec<StandbyState> {
    app.db.standbys().expect("standbys").standbys
}

/// Why each standby is left out; none for those that are used.
fn reasons(app: &TestApp) -> Vec<Option<LeftOut>> {
    states(app).into_iter().map(|state| state.left_out.map(|(why, _)| why)).collect()
}

/// What `/ready` says of each standby.
async fn ready(app: &TestApp) -> Vec<Value> {
    let reply = app.get("/ready").expect_status(200).await;
    assert!(!reply.text().contains("127.0.0.1"), "{}", reply.text());
    let standbys = reply.json()["standbys"].as_array().expect("standbys").clone();
    standbys.into_iter().map(|standby| standby["state"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_reports_come_from_the_standby_and_show_what_was_changed_a_moment_ago_at_another_replica() {
    let cluster = Cluster::new().await;
    let (reader, admin) = (&cluster.reader, &cluster.admin);
    for number in 0..200 {
        cluster.assert_exact(&format!("Number {number}")).await;
    }
    let lists = cluster.state().reads;
    // Where the machine is so busy that a standby needs longer, the primary is read.
    assert!(lists >= 20, "{:?}", reader.db.standbys());

    // Events are in the order of their times.
    cluster.writer.wait(1);
    cluster.assert_exact("Maren Winter").await;
    let newest = async || reader.read(admin, "/api/audit?per_page=1").await.expect_status(200).json();
    let target = newest().await["events"][0]["target_id"].as_str().expect("an id").to_owned();
    assert_eq!(format!("/api/users/{target}"), cluster.path);
    let of_log = "SELECT COUNT(*)::text FROM pg_stat_activity WHERE application_name = 'vestibule' \
                  AND query LIKE '%audit_events%'";
    let is_read_there = async || {
        newest().await;
        run_on(&cluster.standby.url(), of_log).await.expect("connections") != ["0"]
    };
    eventually("the audit log is read at the standby", is_read_there).await;

    for path in ["/api/users/export?format=csv", "/api/audit/export?format=csv", "/api/groups", "/api/overview"] {
        reader.read(admin, path).await.expect_status(200);
    }
    let export = reader.read(admin, "/api/users/export?format=csv").await.expect_status(200).text();
    assert!(export.contains("Maren Winter"), "{export}");
    assert_eq!(ready(reader).await, ["used"]);
    assert_eq!(cluster.writer.get("/ready").expect_status(200).await.json().get("standbys"), None);
    assert_metrics(&cluster).await;
}

/// The metrics of standbys, as they are documented.
async fn assert_metrics(cluster: &Cluster) {
    let scrape = Scrape::of(&cluster.reader).await;
    let name = cluster.state().name;
    let of_standby = [("standby", name.as_str())];
    let value =
        |metric: &str| scrape.value(&format!("vestibule_database_standby_{metric}"), &of_standby).expect(metric);
    assert!(value("usable") == 1.0 && value("lag_seconds") < 1.0 && value("reads_total") >= 20.0, "{scrape:?}");
    let page = include_str!("../../../../docs/operations/run.md");
    let documented = page.lines().filter(|line| line.starts_with("| `vestibule_database_standby_")).count();
    let families = scrape.families.iter().filter(|family| family.name.starts_with("vestibule_database_standby_"));
    let mut compared = 0;
    for family in families {
        let labels = if family.labels().is_empty() { "none" } else { "`standby`" };
        let row = format!("| `{}` | {} | {labels} | {} |\n", family.name, family.kind, family.help);
        assert!(page.contains(&row), "the table lacks\n{row}");
        compared += 1;
    }
    assert_eq!(compared, documented);
    let without = Scrape::of(&cluster.writer).await;
    assert!(without.families.iter().all(|family| !family.name.contains("standby")));
}

/// Ends its own connection at a standby, as one that stops does.
async fn end_at_standby(conn: &mut Conn) -> Result<String, StoreError> {
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    let end = "SELECT pg_terminate_backend(pg_backend_pid())::text WHERE pg_is_in_recovery()";
    sqlx::query_as::<_, (String,)>(end).fetch_all(connection).await?;
    is_standby(conn).await
}

/// Fails at a standby after more than two seconds, with the error of a read that the replay has ended.
async fn end_late_at_standby(conn: &mut Conn) -> Result<String, StoreError> {
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    let end = "DO $$ BEGIN IF pg_is_in_recovery() THEN PERFORM pg_sleep(2.1); RAISE SQLSTATE '40001'; END IF; END $$";
    sqlx::query(end).execute(connection).await?;
    is_standby(conn).await
}

async fn is_standby(conn: &mut Conn) -> Result<String, StoreError> {
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    Ok(sqlx::query_as::<_, (String,)>("SELECT pg_is_in_recovery()::text").fetch_one(connection).await?.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_at_a_standby_is_read_at_the_primary_and_one_that_stops_is_left_out_until_it_is_back() {
    let cluster = Cluster::new().await;
    let db = &cluster.reader.db;
    // After the wait of a busy machine it rests for a second.
    let read = async || db.read_report(async |mut conn| is_standby(&mut conn).await).await.expect("an answer");
    eventually("a read at the standby", async || read().await == "true").await;
    let failed = db.read_report(async |mut conn| end_at_standby(&mut conn).await).await;
    assert_eq!(failed.expect("an answer of the primary"), "false");
    cluster.assert_exact("Maren Winter").await;

    eventually("a read at the standby", async || read().await == "true").await;
    let ended = db.read_report(async |mut conn| end_late_at_standby(&mut conn).await).await;
    assert_eq!(ended.expect("an answer of the primary"), "false");

    eventually("a read at the standby", async || read().await == "true").await;
    cluster.standby.stop_immediately();
    for number in 0..5 {
        cluster.assert_exact(&format!("Number {number}")).await;
    }
    cluster.wait_until(Some(LeftOut::Unreachable)).await;
    assert_eq!(ready(&cluster.reader).await, ["unreachable"]);
    cluster.assert_exact("Without a standby").await;

    cluster.standby.start_again();
    cluster.wait_until(None).await;
    cluster.assert_exact("Maren Holt").await;
    eventually("a read at the standby", async || read().await == "true").await;
}
