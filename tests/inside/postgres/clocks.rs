//! Replicas whose clocks differ from that of the database, or from each other.

use super::other_databases::put_first;
use crate::binary::{Place, Server, block_on};
use crate::support::scrape::Scrape;
use crate::support::*;
use vestibule::clock::{Clock as _, SystemClock};

const FIVE_MINUTES: Duration = Duration::from_secs(300);
/// Clocks of tests stand still: by so much may one fall behind until it is compared.
const SLACK: f64 = 30.0;

/// Compares the clocks, and returns what `/ready` and the metrics say of it.
async fn compared(app: &TestApp) -> (Value, f64) {
    app.accounts.maintenance().compare_clocks().await.expect("a comparison");
    let ready = app.get("/ready").expect_status(200).await.json()["clock"].clone();
    let metric = Scrape::of(app).await.value("vestibule_clock_difference_seconds", &[]);
    (ready, metric.expect("a metric"))
}

/// A database whose clock is so many minutes behind that of the commands in the place.
fn database_behind(minutes: u32) -> (TestDatabase, Place) {
    let database = block_on(async {
        let database = TestDatabase::new().await;
        let behind = format!("SELECT pg_catalog.clock_timestamp() - interval '{minutes} minutes'");
        let function = format!("FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ {behind} $$");
        put_first(&database, &function).await;
        database
    });
    let place = Place::on_postgres(database.url().expose());
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    (database, place)
}

#[tokio::test]
async fn a_clock_that_differs_from_that_of_the_database_is_reported_until_it_is_right() {
    // The database is on this machine.
    let app = TestApp::at(SystemClock.now().minus(FIVE_MINUTES)).await;
    assert!(app.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    assert_eq!(app.get("/ready").expect_status(200).await.json()["clock"], Value::Null, "nothing was compared");
    let (ready, seconds) = compared(&app).await;
    assert_eq!(ready, "differs");
    assert!((-300.0 - SLACK..=-299.9).contains(&seconds), "{seconds}");

    app.clock.advance(app.clock.now().until(SystemClock.now()));
    let (ready, seconds) = compared(&app).await;
    assert_eq!(ready, Value::Null);
    assert!(seconds.abs() < 5.0, "{seconds}");

    app.clock.advance(FIVE_MINUTES);
    let (ready, seconds) = compared(&app).await;
    assert_eq!(ready, "differs");
    assert!((300.0 - SLACK..=300.1).contains(&seconds), "{seconds}");
}

/// The clock of the database is five minutes behind.
#[test]
fn the_log_of_the_start_and_the_check_say_that_a_clock_is_wrong() {
    let (database, place) = database_behind(5);
    // Long over, so a start would delete it.
    let old = "INSERT INTO throttles (key, failures, last_at, blocked_until) VALUES ('old', 1, 0, 0)";
    block_on(database.run(old));
    let server = Server::start(&place);
    server.wait_until_logged("seconds ahead of that of the database: correct it");
    server.wait_until_logged("expired data is not deleted while the clock of this server is wrong");
    assert_eq!(block_on(database.run("SELECT key FROM throttles WHERE key = 'old'")), ["old"]);
    let (status, ready) = server.get("/ready", None);
    assert_eq!((status, &ready["clock"]), (200, &json!("differs")), "one that serves goes on");

    let checked = place.run(&["check"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let problem = "The clock of this machine is ";
    let found = checked.stdout.lines().find(|line| line.starts_with(problem));
    assert!(
        found.is_some_and(|line| line.ends_with(" seconds ahead of that of the database: correct it.")),
        "{checked:?}"
    );
}

/// The clock of the database is behind that of the command for longer than an import may be silent.
#[test]
fn a_replica_that_is_three_minutes_ahead_takes_no_running_import_for_abandoned() {
    let (database, place) = database_behind(3);
    place.write("people.csv", "email,username\nines@example.org,ines\n");
    let touch = |silence: &str| {
        let now = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
        let import = format!(
            "INSERT INTO imports (number, touched_at, total, done) VALUES (1, {now} - {silence}, 10, 1) \
             ON CONFLICT (number) DO UPDATE SET touched_at = {now} - {silence}"
        );
        block_on(database.run(&import));
    };
    touch("100000");
    place
        .run(&["user", "import", "people.csv"])
        .failed(1, "error: Another import is running. Wait until it has finished, then try again.");
    touch("121000");
    assert_eq!(place.run(&["user", "import", "people.csv"]).code, 0);
}

/// Nobody is let in by a clock that is ahead or far behind, and nothing is lost once it is right.
#[tokio::test(flavor = "multi_thread")]
async fn a_replica_with_a_wrong_clock_refuses_what_others_have_just_made_and_accepts_it_once_its_clock_is_right() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    let now = app.clock.now();
    let (near, behind) = (now.minus(Duration::from_secs(29)), now.minus(FIVE_MINUTES));
    let (near, behind) = (app.replica_at(near).await, app.replica_at(behind).await);
    let ahead = app.replica_at(now.plus(Duration::from_secs(16 * 60))).await;
    let status = async |replica: &TestApp| replica.me(&tokens.access).send().await.status;
    assert_eq!([status(&app).await, status(&near).await], [200, 200]);
    assert_eq!([status(&behind).await, status(&ahead).await], [401, 401]);

    behind.clock.advance(FIVE_MINUTES);
    assert_eq!([status(&app).await, status(&behind).await], [200, 200]);
}
