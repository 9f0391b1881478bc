//! `vestibule passwords build-filter`, and what a server refuses with the filter that it makes.

use crate::support::{Place, Server};
use serde_json::json;
use std::fs;

/// Two passwords that the rules accept, and one that they refuse.
const LIST: &str = "lantern kettles in may\nshort\nQuiet-Harbour-7\n";
const SET: [&str; 4] = ["user", "set-password", "maren", "--password-stdin"];
const STOLEN: &str = "error: Some fields are not valid:\n  password: This password is in lists of stolen passwords. Use a few \
                      unrelated words.";

/// A place with a filter of the list, without a database.
fn with_filter() -> Place {
    let place = Place::new();
    place.write("stolen.txt", LIST);
    let ran = place.run(&["passwords", "build-filter", "stolen.txt"]);
    let bytes = fs::metadata(place.path("stolen.filter")).expect("a filter").len();
    let expected = format!(
        "Filter of 2 passwords written to stolen.filter ({bytes} bytes).\n\
         Skipped lines, because they are not in UTF-8, have fewer than 8 or more than 128 characters, or are hashes between \
         passwords: 1.\n\
         To use it, set VESTIBULE_PASSWORD_FILTER=stolen.filter, and start the server again.\n"
    );
    assert_eq!((ran.code, ran.stdout, ran.stderr.as_str()), (0, expected, ""));
    assert!(!place.path("data").exists());
    place.set("VESTIBULE_PASSWORD_FILTER", "stolen.filter")
}

#[test]
fn passwords_of_the_program_and_of_the_operator_are_refused() {
    let place = with_filter();
    assert_eq!(place.run(&["check", "--json"]).json()["VESTIBULE_PASSWORD_FILTER"], json!("stolen.filter"));
    place.create("maren", &[]);
    for stolen in ["lantern kettles in may", "Lantern Kettles in May", "quiet-HARBOUR-7", "glitter in the air"] {
        place.run_with(&SET, stolen.as_bytes()).failed(1, STOLEN);
    }
    assert_eq!(place.run_with(&SET, b"lantern kettles in june").code, 0);

    let server = Server::start(&place);
    // The server has opened the file, so it can be replaced while it runs.
    fs::remove_file(place.path("stolen.filter")).expect("it was there");
    let register = |password: &str| {
        let body = json!({ "username": "ada", "email": "ada@example.org", "password": password });
        server.post("/api/users/register", &body.to_string(), None)
    };
    let (status, problem) = register("Lantern Kettles in May");
    assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!("stolen")), "{problem}");
    assert_eq!(register("lantern kettles in june").0, 201);
}

#[test]
fn a_list_of_hashes_may_come_through_a_pipe() {
    let place = Place::new();
    // SHA-1 of `lantern kettles in may`, as in the list of Have I Been Pwned.
    let hash = "052D6731303805D5ACE6AD8F5C1AC57CB50CB1B7:24\r\n";
    let build = ["passwords", "build-filter", "/dev/stdin", "--output", "piped.filter", "--json"];
    let built = place.run_with(&build, hash.as_bytes()).json();
    assert_eq!((&built["file"], &built["passwords"]), (&json!("piped.filter"), &json!(1)), "{built}");
    let place = place.set("VESTIBULE_PASSWORD_FILTER", "piped.filter");
    place.create("maren", &[]);
    place.run_with(&SET, b"lantern kettles in may").failed(1, STOLEN);
    assert_eq!(place.run_with(&SET, b"Lantern kettles in May").code, 0, "a hash is that of the same characters");
}

#[test]
fn a_damaged_filter_stops_every_command_that_reads_the_settings() {
    let place = with_filter();
    let mut bytes = fs::read(place.path("stolen.filter")).expect("a filter");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(place.path("stolen.filter"), bytes).expect("a file");
    for command in [&["check"][..], &["serve"], &["user", "create", "--username", "a", "--email", "a@example.org"]] {
        place.run(command).failed(
            1,
            "error: VESTIBULE_PASSWORD_FILTER is `stolen.filter`: the file is damaged: make it again with \
             `vestibule passwords build-filter`.",
        );
    }
    let again = ["passwords", "build-filter", "stolen.txt"];
    place.run(&again).failed(1, "error: stolen.filter already exists: choose another file name");
    fs::remove_file(place.path("stolen.filter")).expect("it was there");
    assert_eq!(place.run(&again).code, 0);
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn the_rules_of_nist_ask_for_15_characters() {
    let place = Place::new().set("VESTIBULE_PASSWORD_RULES", "nist");
    assert_eq!(place.run(&["check", "--json"]).json()["VESTIBULE_PASSWORD_RULES"], json!("nist"));
    place.create("maren", &[]);
    let short = "error: Some fields are not valid:\n  password: Use at least 15 characters.";
    place.run_with(&SET, b"Vt7#mQz2-Kx4!").failed(1, short);
    assert_eq!(place.run_with(&SET, b"lantern kettles").code, 0);
}
