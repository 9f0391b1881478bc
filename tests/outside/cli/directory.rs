//! Many people by command: listed, changed, made up.

use crate::support::Place;
use serde_json::Value;

fn usernames(list: &Value) -> Vec<&str> {
    list["users"].as_array().expect("users").iter().map(|user| user["username"].as_str().expect("a name")).collect()
}

#[test]
fn people_are_listed_as_the_api_lists_them() {
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
    place.run(&["user", "list", "--page", "3"]).failed(1, "error: There is no such page. The last page is page 1.");
}

#[test]
fn a_role_is_given_and_an_account_deleted_and_restored() {
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
fn made_up_people_are_found_and_counted_and_none_of_them_can_sign_in() {
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
    // By the counters and by the words, which are made anew after so many came at once.
    assert_eq!(total(&["--search", "example"]), total(&[]));
    assert_eq!(place.rows("SELECT username FROM users WHERE password_hash <> '!'"), ["boss"]);
    assert_eq!(place.run(&["check"]).code, 0);
}
