//! The way back: the previous version on data that this version has changed, without and with rolling back the migrations.

use super::contents::{self, Schema};
use super::filled::{Filled, log_in, refresh, text};
use super::installation::Installation;
use super::migrations::count_since;
use super::{previous, runs_beside_previous};
use crate::support::{Connection, PASSWORD, Server};
use crate::wait::wait_until;
use serde_json::json;

/// The password of maren after this version has changed it.
const CHANGED: &str = "marble thunder orchard";

#[test]
#[ignore = "needs the previous version: make test-upgrade"]
fn the_previous_version_continues_on_sqlite() {
    there_and_back(Installation::on_sqlite());
}

#[test]
#[ignore = "needs the previous version: make test-upgrade"]
fn the_previous_version_continues_on_postgres() {
    there_and_back(Installation::on_postgres());
}

fn there_and_back(installation: Installation) {
    let last = previous().last_migration;
    // Neither version knows this setting, as the previous one does not know new settings.
    let unknown = installation.set("VESTIBULE_OF_ANOTHER_VERSION", "1");
    let mut installation = unknown.set("VESTIBULE_UNKNOWN_SETTINGS", "warn");
    let filled = Filled::by_previous(&mut installation);
    let schema = Schema::of(&installation);

    let server = Server::start(installation.current());
    let session = log_in(&server, "maren");
    change_password(&server, &text(&session, "access_token"));
    installation.current().create("nora", &[]);
    let session = text(&session, "refresh_token");
    assert_eq!(server.stop().code, 0);

    let session = if runs_beside_previous(last) {
        // On the schema of this version, and then this version again.
        let server = Server::start(installation.previous());
        let session = check_changes(&server, &session);
        filled.check_api_token(&server);
        assert_eq!(server.stop().code, 0);
        let server = Server::start(installation.current());
        let session = check_changes(&server, &session);
        filled.check_link(&server);
        assert_eq!(server.stop().code, 0);
        session
    } else {
        refuses_to_start(&mut installation);
        session
    };

    // On its own schema.
    let before = schema.read(&installation);
    roll_back(&mut installation, count_since(last));
    contents::assert_same(&before, &schema.read(&installation));
    let server = Server::start(installation.previous());
    check_changes(&server, &session);
    filled.check_api_token(&server);
    assert_eq!(server.stop().code, 0);

    refuses_a_marked_migration(&mut installation);
}

fn change_password(server: &Server, access_token: &str) {
    let body = json!({ "current_password": PASSWORD, "new_password": CHANGED }).to_string();
    let headers = format!("Authorization: Bearer {access_token}\r\n");
    let mut connection = Connection::open(server.address()).expect("a connection");
    let answer = connection.request("PUT", "/api/auth/password", &headers, &body).expect("an answer");
    assert_eq!(answer.status, 204, "{answer:?}");
}

/// Checks that a server has what this version has changed. Renews the session and returns its next refresh token.
fn check_changes(server: &Server, refresh_token: &str) -> String {
    assert_eq!(server.log_in("nora", PASSWORD).0, 200);
    assert_eq!(server.log_in("maren", CHANGED).0, 200);
    assert_eq!(server.log_in("maren", PASSWORD).0, 401);
    text(&refresh(server, refresh_token), "refresh_token")
}

/// Rolls back this number of migrations with this version.
fn roll_back(installation: &mut Installation, count: usize) {
    let (place, count) = (installation.current(), count.to_string());
    // The current version may have no migrations of its own.
    if count != "0" {
        // PostgreSQL releases the lock of a stopped server after a short delay.
        wait_until("rollback", || place.run(&["migrate", "down", &count, "--yes"]).code == 0);
    }
    let status = installation.previous().run(&["migrate", "status", "--json"]).json();
    let steps = status.as_array().expect("a list");
    assert!(!steps.is_empty() && steps.iter().all(|step| step["applied"] == true), "{status}");
}

fn refuses_a_marked_migration(installation: &mut Installation) {
    installation.rows(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 9002, 'incompatible without words', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    );
    refuses_to_start(installation);
}

fn refuses_to_start(installation: &mut Installation) {
    let refused = installation.previous().run(&["serve"]);
    let message = "error: a newer version of this program has changed the schema";
    assert!(refused.code == 1 && refused.stderr.contains(message), "{refused:?}");
}
