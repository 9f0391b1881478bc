//! Commands for many users: listing, roles, deletion and generated test data.

use crate::support::Place;
use serde_json::Value;

fn usernames(list: &Value) -> Vec<&str> {
    list["users"].as_array().expect("users").iter().map(|user| user["username"].as_str().expect("a name")).collect()
}

#[test]
fn user_list_has_the_filters_and_pages_of_the_api() {
    let place = Place::new();
    for (username, name) in [("maren", "Maren Holt"), ("jonas", "Jonas Eide"), ("ingrid", "Ingrid Holm")] {
        place.create(username, &["--name", name]);
    }
    let list = place.run(&["user", "list", "--search", "hol", "--sort", "-username", "--json"]).json();
    assert_eq!(usernames(&list), ["maren", "ingrid"]);
    let page = place.run(&["user", "list", "--sort", "username", "--per-page", "2", "--page", "2"]);
    let mut lines = page.stdout.lines();
    assert_eq!(lines.next(), Some("USERNAME  EMAIL              ROLE  STATUS  ID"), "{}", page.stdout);
    assert!(lines.next().unwrap().starts_with("maren     maren@example.org  user  active  "), "{}", page.stdout);
    assert!(page.stdout.ends_with("Page 2 of 2, 3 users.\n"), "{}", page.stdout);
    assert_eq!(place.run(&["group", "create", "staff"]).code, 0);
    assert_eq!(place.run(&["group", "add", "staff", "jonas"]).code, 0);
    let members = place.run(&["user", "list", "--group", "staff", "--json"]).json();
    assert_eq!(usernames(&members), ["jonas"]);
    place.run(&["user", "list", "--page", "3"]).failed(1, "error: There is no such page. The last page is page 1.");
}

#[test]
fn roles_are_set_and_accounts_deleted_and_restored() {
    let place = Place::new();
    place.create("boss", &["--role", "admin"]);
    place.create("maren", &[]);
    assert_eq!(place.run(&["user", "set-role", "maren", "admin", "--json"]).json()["role"], "admin");
    assert_eq!(place.run(&["user", "delete", "maren", "--json"]).json()["status"], "deleted");
    assert_eq!(usernames(&place.run(&["user", "list", "--json"]).json()), ["boss"]);
    assert_eq!(place.run(&["user", "restore", "maren", "--json"]).json()["status"], "active");
    place.run(&["user", "delete", "maren"]);
    let last = "error: This is the last administrator. Make another user an administrator first.";
    place.run(&["user", "set-role", "boss", "user"]).failed(1, last);
    place.run(&["user", "delete", "boss"]).failed(1, last);
}

#[test]
fn seeded_users_are_searchable_and_counted_and_cannot_sign_in() {
    let place = Place::new();
    let refused = place.run(&["seed", "--users", "10"]);
    assert_eq!((refused.code, refused.stderr.contains("--database")), (1, true), "{}", refused.stderr);
    let place = place.set("VESTIBULE_ENV", "development");
    place.create("boss", &["--role", "admin"]);
    for _ in 0..2 {
        let ran = place.run(&["seed", "--users", "300"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, "Added 300 generated users.\n"), "{}", ran.stderr);
    }
    let total = |filter: &[&str]| {
        let arguments = [&["user", "list", "--json", "--per-page", "1"], filter].concat();
        place.run(&arguments).json()["pagination"]["total"].as_u64().expect("a total")
    };
    assert_eq!(total(&[]) + total(&["--status", "deleted"]), 601);
    // Checks the counters and the search index, which are rebuilt after a bulk load.
    assert_eq!(total(&["--search", "example"]), total(&[]));
    assert_eq!(place.rows("SELECT username FROM users WHERE password_hash <> '!'"), ["boss"]);
    assert_eq!(place.run(&["check"]).code, 0);
}
