//! Databases with the protocol of PostgreSQL that lack a part of it, as CockroachDB and YugabyteDB do: PostgreSQL stands for them, with
//! something in place of what it has. They are refused before anything is stored.

use crate::binary::Place;
use crate::support::store::open_with;
use crate::support::*;
use vestibule::shared::Notifications;

const VERSION: &str = "FUNCTION version() RETURNS text LANGUAGE sql \
     AS $$ SELECT 'CockroachDB CCL v25.2.1 (x86_64-pc-linux-gnu, built 2025/06/04)' $$";
/// As in databases that know locks by name only.
const LOCK: &str = "FUNCTION pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$";
/// What has been created so far, but for what stands in place of something.
const TABLES: &str = "SELECT relname::text FROM pg_catalog.pg_class \
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')";

/// Creates something in the database that connections find before what PostgreSQL has under this name.
pub(super) async fn put_first(place: &TestDatabase, definition: &str) {
    let (kind, rest) = definition.split_once(' ').expect("a kind and a name");
    place.run(&format!("CREATE {kind} public.{rest}")).await;
    let path = "EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database())";
    place.run(&format!("DO $$ BEGIN {path}; END $$")).await;
}

/// A database without tables.
async fn empty() -> TestDatabase {
    let place = TestDatabase::new().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    place
}

async fn refusal(place: &TestDatabase, notifications: Notifications) -> String {
    open_with(place, notifications).await.find_servers().await.expect_err("a refusal").to_string()
}

fn lacking(product: &str, features: &str) -> String {
    format!(
        "the database in DATABASE_URL is {product}, which lacks what Vestibule needs of PostgreSQL: {features} \
         (docs/operations/install.md)"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_names_the_database_and_what_it_lacks_and_stores_nothing() {
    let place = empty().await;
    put_first(&place, VERSION).await;
    put_first(&place, LOCK).await;
    let expected = lacking("CockroachDB CCL v25.2.1", "locks of sessions that keep others out (pg_try_advisory_lock)");
    assert_eq!(refusal(&place, Notifications::Listen).await, expected);

    let program = Place::on_postgres(place.url().expose());
    for command in ["check", "serve"] {
        let ran = program.run(&[command]);
        assert!(ran.code == 1 && ran.stderr.contains(&expected), "{command}: {ran:?}");
    }
    assert_eq!(place.run(TABLES).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_database_without_triggers_in_plpgsql_is_refused() {
    let place = empty().await;
    let version = place.run("SELECT current_setting('server_version')").await.remove(0);
    place.run("DROP EXTENSION plpgsql").await;
    let (number, _) = version.split_once(' ').unwrap_or((version.as_str(), ""));
    let triggers = "triggers in plpgsql (CREATE TRIGGER … REFERENCING NEW TABLE … FOR EACH STATEMENT)";
    assert_eq!(refusal(&place, Notifications::Listen).await, lacking(&format!("PostgreSQL {number}"), triggers));
}

#[tokio::test]
async fn functions_that_are_missing_are_named_and_notifications_only_where_replicas_listen() {
    let place = empty().await;
    put_first(&place, VERSION).await;
    let others = "SELECT proname FROM pg_catalog.pg_proc WHERE proname NOT IN ('pg_notify', 'starts_with')";
    put_first(&place, &format!("VIEW pg_proc AS {others}")).await;
    for (notifications, functions) in [
        (Notifications::Listen, "the functions pg_notify, starts_with"),
        (Notifications::Poll, "the functions starts_with"),
    ] {
        assert_eq!(refusal(&place, notifications).await, lacking("CockroachDB CCL v25.2.1", functions));
    }
}

/// A trial that fails for another reason says nothing: the operator may have forbidden changes of the schema for a while.
#[tokio::test]
async fn a_database_that_refuses_the_trials_for_another_reason_is_used() {
    let place = empty().await;
    let body = "BEGIN RAISE 'not today'; END";
    place.run(&format!("CREATE FUNCTION frozen() RETURNS event_trigger LANGUAGE plpgsql AS $$ {body} $$")).await;
    place.run("CREATE EVENT TRIGGER frozen ON ddl_command_start EXECUTE FUNCTION frozen()").await;
    assert!(place.try_to_run("CREATE TEMPORARY TABLE trial (id BIGINT)").await.is_err());
    let found = open_with(&place, Notifications::Listen).await.find_servers().await.expect("servers");
    assert!(found.iter().all(|server| server.answers()), "{found:?}");
}
