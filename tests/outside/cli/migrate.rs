//! `vestibule migrate`.

use crate::postgres_server::PostgresServer;
use crate::support::{PASSWORD, Place, Server};
use crate::wait::wait_until;
use serde_json::{Value, json};

const IN_USE: &str = "error: a server is using this database: stop all servers, then try again";

fn applied(place: &Place) -> Vec<bool> {
    let status = place.run(&["migrate", "status", "--json"]).json();
    status.as_array().expect("a list").iter().map(|one| one["applied"] == Value::Bool(true)).collect()
}

#[test]
fn migrations_are_applied_rolled_back_and_applied_again() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up", "1"]).code, 0);
    assert_eq!(applied(&place)[..2], [true, false]);
    let status = place.run(&["migrate", "status"]).stdout;
    assert_eq!(status.lines().count(), applied(&place).len());
    assert!(status.lines().skip(1).all(|line| line.ends_with("pending")), "{status}");

    let up = place.run(&["migrate", "up"]);
    assert_eq!(up.code, 0, "{up:?}");
    assert!(up.stdout.starts_with("0002 ") && up.stdout.ends_with("applied\n"), "{}", up.stdout);
    assert!(applied(&place).iter().all(|applied| *applied));
    assert_eq!(place.run(&["migrate", "up"]).stdout, "Nothing to apply: the database is up to date.\n");

    let down = place.run(&["migrate", "down", "--yes"]);
    assert!(down.stdout.ends_with("rolled back\n"), "{down:?}");
    assert_eq!(applied(&place).last(), Some(&false));

    assert_eq!(place.run(&["migrate", "up", "1"]).code, 0);
    assert!(applied(&place).iter().all(|applied| *applied));
}

#[test]
fn a_rollback_lists_what_would_be_lost_and_requires_confirmation() {
    let place = Place::new();
    place.create("maren", &["--name", "Maren Holt"]);
    let all = applied(&place).len();
    let ran = place.run(&["migrate", "down", &(all - 1).to_string()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
    for loss in [
        "the table one_time_tokens with 0 rows",
        "the table sealed_secrets with 1 rows",
        "the column users.avatar_id with 0 values",
    ] {
        assert!(ran.stderr.contains(&format!("  {loss}\n")), "{loss}: {}", ran.stderr);
    }
    assert!(ran.stderr.starts_with("This data will be deleted:\n"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("there is no terminal to confirm it: add --yes\n"), "{}", ran.stderr);
    let all = all.to_string();
    for count in [all.as_str(), "99"] {
        place.run(&["migrate", "down", count, "--yes"]).failed(
            1,
            "error: rolling back the first migration deletes all accounts: roll back fewer, or add --delete-everything",
        );
    }
    assert!(applied(&place).iter().all(|applied| *applied));
    assert_eq!(place.run(&["user", "show", "maren", "--json"]).json()["name"], "Maren Holt");

    let ran = place.run(&["migrate", "down", &all, "--yes", "--delete-everything"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("  the table users with 1 rows\n"), "{}", ran.stderr);
    assert!(applied(&place).iter().all(|applied| !applied));
    assert_eq!(place.run(&["migrate", "down"]).stdout, "Nothing to roll back: no migration is applied.\n");
    assert!(place.run(&["user", "list"]).stderr.contains(" is empty: "), "reading creates no tables");
    assert_eq!(place.run(&["group", "create", "editors"]).code, 0, "an empty database is not another program's");
}

#[test]
fn nothing_is_rolled_back_while_a_server_is_running() {
    let place = Place::new();
    place.create("maren", &[]);
    let server = Server::start(&place);
    place.run(&["migrate", "down", "--yes"]).failed(1, IN_USE);
    assert_eq!(server.log_in("maren", PASSWORD).0, 200);
    server.kill();
    roll_back(&place);
}

#[test]
fn nothing_is_rolled_back_while_one_of_two_replicas_is_running() {
    let postgres = PostgresServer::start();
    let place = Place::on_postgres(&postgres.url());
    let (one, other) = (Server::start(&place), Server::start(&place));
    one.stop();
    place.run(&["migrate", "down", "--yes"]).failed(1, IN_USE);
    other.kill();
    roll_back(&place);
}

/// Repeats it, because PostgreSQL releases the lock of a killed process after a short delay.
fn roll_back(place: &Place) {
    wait_until("rolled back", || place.run(&["migrate", "down", "--yes"]).code == 0);
}

/// This happens after a backup is restored, or after a migration is rolled back by other means.
#[test]
fn a_server_with_an_outdated_or_missing_schema_is_not_ready() {
    let place = Place::new();
    let server = Server::start(&place);
    assert_eq!(server.get("/health", None).1["database"], "up");
    place.rows("DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)");
    assert_eq!(server.get("/ready", None).0, 503);
    let (status, health) = server.get("/health", None);
    assert_eq!((status, &health["status"], &health["database"]), (503, &json!("down"), &json!("schema outdated")));
    place.rows("DROP TABLE _sqlx_migrations");
    assert_eq!(server.get("/ready", None).0, 503);
    assert_eq!(server.get("/health", None).1["database"], "schema missing");
    assert_eq!(server.get("/live", None).0, 200);
}

/// Adds a migration to the list of those that are applied, as a newer version would.
fn apply_newer(place: &Place, version: i64, name: &str) {
    place.rows(&format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT {version}, '{name}', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1"
    ));
}

#[test]
fn nothing_is_rolled_back_below_migrations_of_a_newer_version() {
    let place = Place::new();
    place.create("maren", &[]);
    apply_newer(&place, 9001, "later");
    place.run(&["migrate", "down", "--yes"]).failed(
        1,
        "error: the database has migrations of a newer version, which this version cannot roll back: use the newer version",
    );
    assert!(applied(&place).iter().all(|applied| *applied));
    place.rows("DELETE FROM _sqlx_migrations WHERE version = 9001");
    assert_eq!(place.run(&["migrate", "down", "--yes"]).code, 0);
}

#[test]
fn newer_migrations_are_accepted_unless_marked_incompatible() {
    let place = Place::new();
    let server = Server::start(&place);
    apply_newer(&place, 9001, "later");
    assert_eq!(server.get("/ready", None).0, 200);
    apply_newer(&place, 9002, "incompatible without words");
    assert_eq!(server.get("/ready", None).0, 503);
    assert_eq!(server.get("/health", None).1["database"], "schema incompatible");
    server.stop();
    for command in [&["serve"][..], &["check"], &["user", "list"]] {
        let ran = place.run(command);
        let message = "error: a newer version of this program has changed the schema";
        assert!(ran.code == 1 && ran.stderr.contains(message), "{command:?}: {ran:?}");
    }
}
