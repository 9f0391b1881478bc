//! Commands for single accounts: password links, updates, purging, and the audit log.

use crate::support::{Place, Server};
use serde_json::Value;

#[test]
fn a_password_link_sets_a_new_password() {
    let place = Place::new();
    place.create("maren", &[]);
    let server = Server::start(&place);
    let link = place.run(&["user", "password-link", "maren", "--json"]).json();
    let url = link["url"].as_str().expect("a link");
    let (_, token) = url.split_once("/reset-password?token=").expect("a token");
    let body = format!(r#"{{"token": "{token}", "password": "another lantern orbit"}}"#);
    assert_eq!(server.post("/api/auth/password/reset", &body, None).0, 204);
    assert_eq!(server.log_in("maren", "another lantern orbit").0, 200);
    assert!(place.run(&["user", "password-link", "maren"]).stdout.starts_with("link         http"));
    place.run(&["user", "disable", "maren"]);
    assert_eq!(place.run(&["user", "password-link", "maren"]).code, 1);
}

#[test]
fn updates_follow_the_same_rules_as_the_form() {
    let place = Place::new();
    place.create("maren", &["--name", "Maren"]);
    place.create("jonas", &[]);
    let changed = ["user", "update", "maren", "--username", "maren.holt", "--email", "holt@example.org", "--json"];
    let changed = place.run(&changed).json();
    let field = |name: &str| changed[name].as_str().unwrap_or_default();
    assert_eq!([field("username"), field("email"), field("name")], ["maren.holt", "holt@example.org", "Maren"]);
    assert_eq!(place.run(&["user", "update", "maren.holt", "--name", "", "--json"]).json()["name"], Value::Null);
    let taken = place.run(&["user", "update", "maren.holt", "--username", "jonas", "--email", "nobody"]);
    assert!(taken.code == 1 && taken.stderr.contains("\n  email: "), "{taken:?}");
    assert_eq!(place.run(&["user", "update", "maren.holt"]).code, 2, "nothing to change");
    assert_eq!(place.run(&["user", "update", "nobody", "--name", "N"]).code, 1);
}

#[test]
fn purging_a_deleted_account_requires_confirmation() {
    let place = Place::new();
    place.create("maren", &[]);
    let in_use = "error: The account is not deleted. Delete it before you purge it.";
    place.run(&["user", "purge", "maren", "--yes"]).failed(1, in_use);
    assert_eq!(place.run(&["user", "delete", "maren"]).code, 0);
    let unconfirmed = place.run(&["user", "purge", "maren"]);
    assert_eq!(unconfirmed.code, 1);
    assert!(
        unconfirmed.stderr.starts_with("The account maren (maren@example.org) will be permanently deleted"),
        "{}",
        unconfirmed.stderr
    );
    assert!(unconfirmed.stderr.ends_with("there is no terminal to confirm it: add --yes\n"), "{}", unconfirmed.stderr);
    assert_eq!(place.run(&["user", "purge", "maren", "--yes"]).stdout, "maren was permanently deleted.\n");
    assert_eq!(place.run(&["user", "show", "maren"]).code, 1);
}

#[test]
fn the_audit_log_is_listed_filtered_and_exported() {
    let place = Place::new();
    let maren = place.create("maren", &[]);
    place.create("jonas", &[]);
    place.run(&["user", "disable", "maren"]);
    let events = |arguments: &[&str]| {
        let page = place.run(&[&["audit", "list", "--json"], arguments].concat()).json();
        let names = page["events"].as_array().cloned().unwrap();
        (
            names.iter().map(|event| event["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>(),
            page["next"].clone(),
        )
    };
    assert_eq!(events(&["--person", "maren"]).0, ["user.disable", "user.create"]);
    assert_eq!(events(&["--event", "user.create", "--result", "success"]).0.len(), 2);
    let (first, next) = events(&["--per-page", "2"]);
    assert_eq!(first, ["user.disable", "user.create"]);
    assert_eq!(events(&["--before", next.as_str().expect("more")]).0, ["user.create"]);

    let printed = place.run(&["audit", "list", "--person", "maren", "--per-page", "1"]).stdout;
    let lines: Vec<_> = printed.lines().collect();
    assert!(lines[0].starts_with("AT ") && lines[0].contains("EVENT"), "{printed}");
    assert!(lines[1].contains("user.disable") && lines[1].contains(maren["id"].as_str().unwrap()), "{printed}");
    assert!(lines[2].starts_with("For the next page, add --before "), "{printed}");

    let exported = place.run(&["audit", "export", "--person", "jonas"]).stdout;
    let event: Value = serde_json::from_str(exported.trim_end()).expect("one line of JSON");
    assert_eq!(event["event"], "user.create");
}
