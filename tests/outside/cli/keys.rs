//! Signing keys: listing, rotating and retiring them, also while a server is running.

use crate::support::{PASSWORD, Place, Server};
use crate::wait::wait_until_noticed;
use serde_json::{Value, json};

fn listed(place: &Place) -> Vec<Value> {
    place.run(&["keys", "list", "--json"]).json()["keys"].as_array().cloned().expect("keys")
}

fn text<'a>(key: &'a Value, member: &str) -> &'a str {
    key[member].as_str().expect("text")
}

#[test]
fn keys_are_listed_and_rotated_and_not_retired_early() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    let first = listed(&place);
    let [only] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!((&only["state"], &only["retirable_from"]), (&json!("signs"), &Value::Null));
    assert_eq!(only["created_at"], only["signs_from"]);
    let old = text(only, "kid");
    let refused = "error: this is the only signing key: create its successor first, with `vestibule keys rotate`";
    place.run(&["keys", "retire", old]).failed(1, refused);
    place.run(&["keys", "retire", old, "--now"]).failed(1, refused);
    // The id of a key may begin with a hyphen.
    let unknown = "error: there is no such signing key: `vestibule keys list` prints the ids of all keys";
    place.run(&["keys", "retire", "-unknown"]).failed(1, unknown);

    let printed = place.run(&["keys", "rotate"]).stdout;
    let keys = listed(&place);
    assert_eq!((&keys[0]["state"], &keys[1]["state"]), (&json!("next"), &json!("signs")));
    assert_eq!(keys[1]["kid"], only["kid"]);
    let (new, signs_from, retirable_from) =
        (text(&keys[0], "kid"), text(&keys[0], "signs_from"), text(&keys[1], "retirable_from"));
    let expected = format!(
        "Created the signing key {new}, which signs from {signs_from}.\n\
         Retire the previous one from {retirable_from} on: vestibule keys retire {old}\n"
    );
    assert_eq!(printed, expected);
    assert_eq!(place.run(&["audit", "list", "--event", "key.rotate", "--json"]).json()["events"][0]["detail"], new);

    for (command, words) in
        [(vec!["keys", "rotate"], "rotate again after that"), (vec!["keys", "retire", old], "may be valid until 20")]
    {
        let early = place.run(&command);
        assert!(early.code == 1 && early.stdout.is_empty() && early.stderr.contains(words), "{early:?}");
    }
    assert_eq!(listed(&place).len(), 2);

    let printed = place.run(&["keys", "list"]).stdout;
    let lines: Vec<_> = printed.lines().collect();
    assert!(lines[0].starts_with("KID ") && lines[0].ends_with("MAY BE RETIRED FROM"), "{printed}");
    let row = |key: &Value| {
        ["kid", "state", "created_at", "signs_from", "retirable_from"].map(|member| text(key, member)).join(" ")
    };
    let rows: Vec<_> = lines[1..].iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(rows, [row(&keys[0]), row(&keys[1])]);
}

#[test]
fn a_running_server_publishes_a_new_key_and_refuses_a_retired_one() {
    let place = Place::new();
    let server = Server::start(&place);
    place.create("maren", &[]);
    let (_, tokens) = server.log_in("maren", PASSWORD);
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    assert_eq!(server.me(access), 200);
    let published = || server.get("/.well-known/jwks.json", None).1["keys"].as_array().map_or(0, Vec::len);
    assert_eq!(published(), 1);

    let rotated = place.run(&["keys", "rotate", "--json"]).json();
    wait_until_noticed(|| published() == 2);
    assert_eq!(server.me(access), 200);

    let keys = listed(&place);
    assert_eq!(rotated["keys"].as_array(), Some(&keys));
    let old = text(&keys[1], "kid");
    assert_eq!(place.run(&["keys", "retire", old, "--now"]).stdout, format!("Retired the signing key {old}.\n"));
    wait_until_noticed(|| server.me(access) == 401);
    assert_eq!(published(), 1);
    let (status, renewed) = server.post("/api/auth/refresh", &json!({ "refresh_token": refresh }).to_string(), None);
    assert_eq!(status, 200, "{renewed}");
    assert_eq!(server.me(text(&renewed, "access_token")), 200);
}

#[test]
fn the_keys_for_clients_are_rotated_and_retired_apart_from_the_others() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    let of_clients =
        || place.run(&["keys", "list", "--clients", "--json"]).json()["keys"].as_array().cloned().expect("keys");
    assert!(of_clients().is_empty(), "the first client makes the first one");

    assert!(place.run(&["keys", "rotate", "--clients"]).stdout.starts_with("Created the signing key "));
    let first = of_clients();
    let old = text(&first[0], "kid");
    assert_eq!(first[0]["state"], "signs");
    let refused =
        "error: this is the only signing key: create its successor first, with `vestibule keys rotate --clients`";
    place.run(&["keys", "retire", old, "--clients"]).failed(1, refused);
    let unknown = "error: there is no such signing key: `vestibule keys list` prints the ids of all keys";
    place.run(&["keys", "retire", old]).failed(1, unknown);

    let printed = place.run(&["keys", "rotate", "--clients"]).stdout;
    assert!(printed.ends_with(&format!("vestibule keys retire --clients {old}\n")), "{printed}");
    assert_eq!((of_clients().len(), listed(&place).len()), (2, 1));
    let retired = place.run(&["keys", "retire", old, "--clients", "--now"]).stdout;
    assert_eq!(retired, format!("Retired the signing key {old}.\n"));
    assert_eq!((of_clients().len(), listed(&place).len()), (1, 1));
}
