//! A database that can be read but refuses to write: what users, probes and metrics say, and that it recovers by itself.

use crate::support::scrape::Scrape;
use crate::support::*;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::time::Instant;
use tokio::time::sleep;
use vestibule::accounts::{Goal, Journey, KeptJourney};
use vestibule::shared::journey::Letters;
use vestibule::store::Conn;

/// The longest time until a server notices that the database accepts writes again.
const MAX_RECOVERY_TIME: Duration = Duration::from_secs(15);
/// Until SQLite needs another page for a row, it has room in those that it has.
const MAX_REGISTRATIONS: usize = 1_000;

/// Makes the database refuse to write, or accept it again. SQLite may not grow, as on a full disk. PostgreSQL becomes read-only, as some
/// providers make it when its disk is full.
async fn set_writable(app: &TestApp, is_writable: bool) {
    if !app.database.is_postgres() {
        // At least as many pages as there are.
        let limit = if is_writable { "PRAGMA max_page_count = 1000000" } else { "PRAGMA max_page_count = 1" };
        let limited = app.db.write(async move |mut tx: Tx| {
            let Conn::Sqlite(connection) = &mut *tx else { unreachable!("this is SQLite") };
            connection.execute(limit).await.map_err(StoreError::from)?;
            Ok::<_, StoreError>(())
        });
        return limited.await.expect("a limit");
    }
    let mut connection = PgConnection::connect(app.database.url().expose()).await.expect("a connection");
    let set = format!(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {}', current_database()); END $$",
        if is_writable { "off" } else { "on" }
    );
    connection.execute("SET default_transaction_read_only = off").await.expect("a session that may write");
    connection.execute(AssertSqlSafe(set)).await.expect("another setting");
    // The setting is for new sessions.
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    connection.execute(others).await.expect("an end of the other sessions");
    // Uses all connections at the same time, which replaces those that have ended.
    for _ in 0..2 {
        futures::future::join_all((0..32).map(|_| app.db.ping())).await;
    }
}

/// Registers accounts until one is refused because the database does not write.
async fn refused_registration(app: &TestApp) -> Reply {
    for number in 0..MAX_REGISTRATIONS {
        let username = format!("refused{number}");
        let reply = app.sign_up(&username, &format!("{username}@example.org")).send().await;
        if reply.status != 201 {
            return reply;
        }
    }
    panic!("the database still writes");
}

/// Makes the database accept writes, and waits until the server has noticed it. Nothing but the server itself writes meanwhile.
async fn recover(app: &TestApp) {
    set_writable(app, true).await;
    let since = Instant::now();
    while app.get("/health").send().await.status != 200 {
        assert!(since.elapsed() < MAX_RECOVERY_TIME, "it does not notice");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_refused_write_is_reported_as_such_until_one_succeeds() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    let value = async |name: &str| Scrape::of(&app).await.value(name, &[]);
    assert_eq!(value("vestibule_database_writable").await, Some(1.0));
    let is_reported = async || app.concerns().await.contains(&"disk refused".to_owned());
    assert!(!is_reported().await);
    // The disk of PostgreSQL may be elsewhere.
    let disk = app.db.disk();
    assert_eq!(disk.is_none(), app.database.is_postgres());
    assert!(disk.is_none_or(|disk| 0 < disk.all && disk.free <= disk.all), "{disk:?}");

    set_writable(&app, false).await;
    let refused = refused_registration(&app).await;
    refused.assert_refused(503, "unavailable");
    assert!(refused.text().contains("its database cannot be written to"), "{}", refused.text());
    assert!(!refused.header("retry-after").is_empty());

    let ready = app.get("/ready").send().await;
    assert_eq!((ready.status, &ready.json()["database"]), (200, &json!("not writable")), "what is read is answered");
    let health = app.get("/health").send().await;
    assert_eq!((health.status, &health.json()["database"]), (503, &json!("not writable")));
    assert_eq!(value("vestibule_database_writable").await, Some(0.0));
    assert_eq!(value("vestibule_database_up").await, Some(1.0), "it answers");
    assert_eq!(app.get("/live").send().await.status, 200);
    assert_eq!(app.me(&tokens.access).send().await.status, 200, "what is read still works");
    assert!(is_reported().await);

    recover(&app).await;
    assert_eq!(app.get("/health").send().await.json()["database"], "up");
    assert_eq!(app.get("/ready").send().await.json().get("database"), None);
    assert_eq!(value("vestibule_database_writable").await, Some(1.0));
    assert!(!is_reported().await);
    app.register("jonas").await;
}

/// The access token of a browser ends after 15 minutes, and a renewal is a write.
#[tokio::test]
async fn who_is_signed_in_reads_on_while_nothing_can_be_stored() {
    let app = TestApp::new().await;
    let (mut browser, mut first) = (app.member_in_browser("maren").await, app.member_in_browser("jonas").await);
    set_writable(&app, false).await;
    app.wait(20 * 60);
    // The renewal of the first one may be what is refused.
    first.open("/account").await.expect_status(200);
    refused_registration(&app).await;
    for path in ["/account", "/account/security"] {
        let page = browser.open(path).await.expect_status(200);
        assert!(page.cookies().is_empty(), "{path}: nothing was renewed, and nobody was signed out");
    }

    recover(&app).await;
    let page = browser.open("/account").await.expect_status(200);
    assert!(!page.cookies().is_empty(), "the session goes on with other tokens");
}

/// Somebody who comes from a client can sign in nevertheless: the browser keeps which client it is.
#[tokio::test]
async fn a_journey_begins_also_while_nothing_can_be_stored() {
    let app = TestApp::new().await;
    set_writable(&app, false).await;
    let request = format!("response_type=code&client_id=wiki&state={}", "s".repeat(8_000));
    let journey = Journey { goal: Goal::Authorize(request), asked: None, began_at: app.accounts.now().0 };
    // SQLite has room for a few in the pages that it has.
    for _ in 0..MAX_REGISTRATIONS {
        let KeptJourney { letters, cookie } = app.accounts.journeys().keep_journey(None, &journey).await;
        let (letters, cookie) = (Letters::parse(&letters).expect("letters"), cookie.expect("a cookie"));
        let kept =
            app.accounts.journeys().kept_journey(letters, &cookie.text).await.expect("an answer").expect("a journey");
        if kept != journey {
            assert!(matches!(&kept.goal, Goal::Launch(client) if client.as_str() == "wiki"), "{kept:?}");
            return;
        }
    }
    panic!("the database still writes");
}
