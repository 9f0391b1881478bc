//! Signing keys: listing, rotating and retiring them, also while a server is running.

use crate::support::{PASSWORD, Place, Server};
use crate::wait::within_a_second;
use serde_json::{Value, json};

fn listed(place: &Place) -> Vec<Value> {
    place.run(&["keys", "list", "--json"]).json()["keys"].as_array().cloned().expect("keys")
}

fn text<'a>(key: &'a Value, member: &str) -> &'a str {
    key[member].as_str().expect("text")
}

#[test]
fn keys_are_listed_with_their_state_and_times() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    let first = listed(&place);
    let [only] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!((&only["state"], &only["retirable_from"]), (&json!("signs"), &Value::Null));
    assert_eq!(only["created_at"], only["signs_from"]);

    let rotated = place.run(&["keys", "rotate", "--json"]).json();
    let keys = listed(&place);
    assert_eq!(rotated["keys"].as_array(), Some(&keys));
    assert_eq!((&keys[0]["state"], &keys[1]["state"]), (&json!("next"), &json!("signs")));
    assert_eq!(keys[1]["kid"], only["kid"]);

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
fn a_rotation_says_what_to_do_next() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    let printed = place.run(&["keys", "rotate"]).stdout;
    let keys = listed(&place);
    let (new, old) = (text(&keys[0], "kid"), text(&keys[1], "kid"));
    let (signs_from, retirable_from) = (text(&keys[0], "signs_from"), text(&keys[1], "retirable_from"));
    let expected = format!(
        "Created the signing key {new}, which signs from {signs_from}.\n\
         Retire the previous one from {retirable_from} on: vestibule keys retire {old}\n"
    );
    assert_eq!(printed, expected);
    assert_eq!(place.run(&["audit", "list", "--event", "key.rotate", "--json"]).json()["events"][0]["detail"], new);
}

#[test]
fn refusals_say_what_to_do() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    let keys = listed(&place);
    let only = text(&keys[0], "kid");
    let refused = "error: this is the only signing key: create its successor first, with `vestibule keys rotate`";
    place.run(&["keys", "retire", only]).failed(1, refused);
    place.run(&["keys", "retire", only, "--now"]).failed(1, refused);
    // The id of a key may begin with a hyphen.
    let unknown = "error: there is no such signing key: `vestibule keys list` prints the ids of all keys";
    place.run(&["keys", "retire", "-unknown"]).failed(1, unknown);

    assert_eq!(place.run(&["keys", "rotate"]).code, 0);
    let again = place.run(&["keys", "rotate"]);
    assert_eq!((again.code, again.stdout.as_str()), (1, ""));
    assert!(again.stderr.contains("rotate again after that"), "{}", again.stderr);
    let early = place.run(&["keys", "retire", only]);
    assert_eq!((early.code, early.stdout.as_str()), (1, ""));
    assert!(early.stderr.contains("may be valid until 20"), "{}", early.stderr);
    assert_eq!(listed(&place).len(), 2);
}

#[test]
fn a_running_server_publishes_a_new_key_and_refuses_a_retired_one_within_a_second() {
    let place = Place::new();
    let server = Server::start(&place);
    place.create("maren", &[]);
    let (_, tokens) = server.log_in("maren", PASSWORD);
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    assert_eq!(server.me(access), 200);
    let published = || server.get("/.well-known/jwks.json", None).1["keys"].as_array().map_or(0, Vec::len);
    assert_eq!(published(), 1);

    assert_eq!(place.run(&["keys", "rotate"]).code, 0);
    assert!(within_a_second(|| published() == 2));
    assert_eq!(server.me(access), 200);

    let keys = listed(&place);
    let old = text(&keys[1], "kid");
    assert_eq!(place.run(&["keys", "retire", old, "--now"]).stdout, format!("Retired the signing key {old}.\n"));
    assert!(within_a_second(|| server.me(access) == 401));
    assert_eq!(published(), 1);
    let (status, renewed) = server.post("/api/auth/refresh", &json!({ "refresh_token": refresh }).to_string(), None);
    assert_eq!(status, 200, "{renewed}");
    assert_eq!(server.me(text(&renewed, "access_token")), 200);
}
