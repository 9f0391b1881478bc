//! Fields of one's own, groups with a rule and terms, beside a server of the version before, which does not know of them.

use super::{previous, runs_beside_previous};
use crate::postgres_server::PostgresServer;
use crate::support::{PASSWORD, Place, RunOutput, Server, binary};
use serde_json::{Value, json};

/// The migration with which fields came.
const FIELDS: u32 = 49;

fn run(place: &Place, arguments: &[&str]) -> RunOutput {
    let output = place.run(arguments);
    assert_eq!(output.code, 0, "{arguments:?}: {output:?}");
    output
}

/// An account, as a version shows it.
fn show(place: &Place, username: &str) -> Value {
    run(place, &["user", "show", username, "--json"]).json()
}

/// Those who have the plan `pro`, by username.
fn professionals(place: &Place) -> Vec<String> {
    let list = run(place, &["user", "list", "--sort", "username", "--field", "plan=pro", "--json"]).json();
    let users = list["users"].as_array().expect("users");
    users.iter().map(|user| user["username"].as_str().expect("a username").to_owned()).collect()
}

/// Defines a field, a group with a rule and terms, and accounts with values.
fn fill(current: &Place) {
    let plan = ["field", "create", "plan", "--kind", "choice", "--choice", "free", "--choice", "pro"];
    run(current, &[&plan[..], &["--filterable", "true"]].concat());
    run(current, &["group", "create", "professionals", "--rule", "plan=pro"]);
    current.write("terms.md", "Be nice.");
    run(current, &["terms", "publish", "--text", "terms.md"]);
    current.create("boss", &["--role", "admin"]);
    for username in ["ada", "ida", "oda"] {
        current.create(username, &[]);
        run(current, &["user", "update", username, "--field", "plan=pro"]);
    }
}

/// What people and administrators do at a server of the version before.
fn use_previous(previous: &Place, server: &Server) {
    let (status, answer) = server.log_in("ada", PASSWORD);
    assert_eq!(status, 200, "{answer}");
    let access = answer["access_token"].as_str().expect("a token");
    let (status, me) = server.get("/api/auth/me", Some(access));
    assert_eq!((status, &me["groups"]), (200, &json!(["professionals"])), "members are stored");
    let new = json!({"username": "nora", "email": "nora@example.org", "password": PASSWORD});
    let (status, answer) = server.post("/api/users/register", &new.to_string(), None);
    assert_eq!(status, 201, "{answer}");
    run(previous, &["user", "update", "ada", "--name", "Ada Holt"]);
    run(previous, &["group", "create", "editors"]);
    run(previous, &["group", "add", "editors", "ada"]);
    for arguments in [&["user", "disable", "oda"][..], &["user", "delete", "ida"], &["user", "purge", "ida", "--yes"]] {
        run(previous, arguments);
    }
}

#[test]
#[ignore = "needs the previous version: make test-upgrade"]
fn the_previous_version_leaves_alone_what_it_does_not_know_and_this_one_goes_on() {
    let before = previous();
    if !runs_beside_previous(before.last_migration) || before.last_migration >= FIELDS {
        return;
    }
    let postgres = PostgresServer::start();
    let [current, previous] = [binary(), before.program.into()].map(|program| {
        let mut place = Place::on_postgres(&postgres.url());
        place.use_program(program);
        place
    });
    let server = Server::start(&current);
    fill(&current);
    let other = Server::start(&previous);
    use_previous(&previous, &other);

    assert_eq!(professionals(&current), ["ada", "oda"]);
    let ada = show(&current, "ada");
    assert_eq!((&ada["name"], &ada["fields"]), (&json!("Ada Holt"), &json!({"plan": "pro"})));
    assert_eq!(ada["groups"], json!(["editors", "professionals"]));
    assert_eq!(show(&current, "nora")["fields"], json!({}));
    run(&current, &["user", "update", "nora", "--field", "plan=pro"]);
    run(&current, &["user", "update", "ada", "--field", "plan=free"]);
    assert_eq!(professionals(&current), ["nora", "oda"]);
    // What this version has changed is in effect at the other one.
    let groups = ["ada", "nora"].map(|username| show(&previous, username)["groups"].clone());
    assert_eq!(groups, [json!(["editors"]), json!(["professionals"])]);
    for server in [other, server] {
        assert_eq!(server.stop().code, 0);
    }
    assert_eq!(run(&current, &["check"]).code, 0);
}
