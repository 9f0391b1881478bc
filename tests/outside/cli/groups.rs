//! `vestibule group`.

use crate::support::{PASSWORD, Place, Server};
use crate::wait::wait_until_noticed;
use serde_json::json;

#[test]
fn groups_are_created_filled_emptied_and_deleted() {
    let place = Place::new();
    for username in ["maren", "jonas"] {
        place.create(username, &[]);
    }
    let create = ["group", "create", "editors", "--description", "They write.", "--json"];
    let group = place.run(&create).json();
    let created = (&group["name"], &group["description"], &group["members"]);
    assert_eq!(created, (&json!("editors"), &json!("They write."), &json!(0)));
    let added = place.run(&["group", "add", "editors", "maren", "jonas@example.org"]);
    assert_eq!((added.code, added.stdout.as_str()), (0, "maren belongs to editors.\njonas belongs to editors.\n"));
    assert_eq!(place.run(&["user", "show", "maren", "--json"]).json()["groups"], json!(["editors"]));
    let shown = place.run(&["user", "show", "maren"]).stdout;
    assert!(shown.contains("groups       editors\n"), "{shown}");
    let list = place.run(&["group", "list"]).stdout;
    assert!(list.starts_with("NAME ") && list.contains("editors  2 ") && list.ends_with("They write.\n"), "{list}");

    let removed = place.run(&["group", "remove", "editors", "maren"]);
    assert_eq!(removed.stdout, "maren does not belong to editors.\n");
    let updated = place.run(&["group", "update", "editors", "--description", "", "--json"]).json();
    assert_eq!((&updated["description"], &updated["members"]), (&json!(""), &json!(1)));

    let unconfirmed = place.run(&["group", "delete", "editors"]);
    assert_eq!((unconfirmed.code, unconfirmed.stdout.as_str()), (1, ""), "{unconfirmed:?}");
    assert!(unconfirmed.stderr.starts_with("The group editors will be deleted. Its members: 1.\n"), "{unconfirmed:?}");
    let deleted = place.run(&["group", "delete", "editors", "--yes"]);
    assert_eq!((deleted.code, deleted.stdout.as_str()), (0, "The group editors was deleted.\n"));
    assert_eq!(place.run(&["group", "list", "--json"]).json(), json!({"groups": []}));
    assert_eq!(place.run(&["user", "show", "jonas", "--json"]).json()["groups"], json!([]));
}

#[test]
fn mistakes_are_explained_and_change_nothing() {
    let place = Place::new();
    place.create("maren", &[]);
    let invalid = place.run(&["group", "create", "Editors"]);
    assert!(invalid.code == 1 && invalid.stderr.contains("\n  name: Use 1 to 63 lower-case letters"), "{invalid:?}");
    place.run(&["group", "create", "editors"]);
    let taken = place.run(&["group", "create", "editors"]);
    assert!(taken.code == 1 && taken.stderr.contains("\n  name: There is a group with this name."), "{taken:?}");
    for command in
        [&["add", "authors", "maren"][..], &["update", "authors", "--description", "x"], &["delete", "authors"]]
    {
        place.run(&[&["group"][..], command].concat()).failed(1, "error: There is no such group.");
    }
    let nobody = place.run(&["group", "add", "editors", "maren", "nobody"]);
    nobody.failed(1, "error: nobody: There is no such account.");
    assert_eq!(place.run(&["group", "list", "--json"]).json()["groups"][0]["members"], 0);
}

#[test]
fn a_running_server_applies_a_change() {
    let place = Place::new();
    let server = Server::start(&place);
    place.create("maren", &[]);
    let (_, answer) = server.log_in("maren", PASSWORD);
    let token = answer["access_token"].as_str().expect("a token");
    let groups = || server.get("/api/auth/me", Some(token)).1["groups"].clone();
    assert_eq!(groups(), json!([]));
    place.run(&["group", "create", "editors"]);
    place.run(&["group", "add", "editors", "maren"]);
    wait_until_noticed(|| groups() == json!(["editors"]));
    place.run(&["group", "remove", "editors", "maren"]);
    wait_until_noticed(|| groups() == json!([]));
}

#[test]
fn a_rule_says_who_belongs_to_a_group() {
    let place = Place::new();
    place.create("maren", &[]);
    let groups = || place.run(&["user", "show", "maren", "--json"]).json()["groups"].clone();
    place.run(&["field", "create", "plan"]);
    place.run(&["user", "update", "maren", "--field", "plan=pro"]);
    let created = place.run(&["group", "create", "pros", "--rule", "plan=pro", "--json"]).json();
    assert_eq!(created["rule"], "plan=pro");
    assert_eq!(groups(), json!(["pros"]), "those who are there belong to it when the command ends");
    let added = place.run(&["group", "remove", "pros", "maren"]);
    assert!(added.code == 1 && added.stderr.contains("A rule says who belongs to this group."), "{added:?}");
    place.run(&["group", "update", "pros", "--rule", "plan=team"]);
    assert_eq!(groups(), json!([]));
    place.run(&["user", "update", "maren", "--field", "plan=team"]);
    assert_eq!(groups(), json!(["pros"]));
}
