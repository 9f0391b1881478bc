//! `vestibule user`: creating, showing and changing accounts.

use crate::support::Place;
use serde_json::{Value, json};

const PASSWORD: &[u8] = b"kettle lantern orbit\n";

#[test]
fn the_first_administrator_can_be_created_before_the_first_start() {
    let place = Place::new();
    let user = place.create("maren", &["--role", "admin", "--name", "Maren Winter"]);
    assert_eq!(
        [&user["username"], &user["email"], &user["name"], &user["role"], &user["status"]],
        ["maren", "maren@example.org", "Maren Winter", "admin", "active"],
    );
    assert!(!user.to_string().contains("argon2"), "{user}");
}

#[test]
fn an_account_is_found_by_username_email_or_id_ignoring_case() {
    let place = Place::new();
    let user = place.create("Maren", &[]);
    assert_eq!((&user["role"], &user["name"]), (&json!("user"), &Value::Null));
    for login in ["maren", "MAREN@example.org", user["id"].as_str().unwrap()] {
        assert_eq!(place.run(&["user", "show", login, "--json"]).json(), user, "{login}");
    }
    let shown = place.run(&["user", "show", "maren"]);
    assert!(shown.stdout.contains("username     Maren\n"), "{}", shown.stdout);
    assert!(shown.stdout.contains("last login   never\n"), "{}", shown.stdout);
}

#[test]
fn an_unknown_account_exits_with_1() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    for command in ["show", "disable", "enable"] {
        place.run(&["user", command, "nobody"]).failed(1, "error: There is no such account.");
    }
    let set_password = ["user", "set-password", "nobody", "--password-stdin"];
    place.run_with(&set_password, PASSWORD).failed(1, "error: There is no such account.");
}

#[test]
fn all_invalid_fields_are_listed_one_per_line() {
    let create = ["user", "create", "--username", "m", "--email", "maren", "--password-stdin"];
    let ran = Place::new().run_with(&create, b"password\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    let mut lines: Vec<_> = ran.stderr.lines().collect();
    lines[1..].sort_unstable();
    let expected = [
        "error: Some fields are not valid:",
        "  email: Include an @ and a domain, such as name@example.org.",
        "  password: Add an upper case letter, a number and a symbol; or use 15 or more characters.",
        "  username: Use at least 3 characters.",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn without_a_terminal_the_password_must_come_from_standard_input() {
    let place = Place::new();
    let message =
        "error: There is no terminal to type the password: add --password-stdin and send it on standard input.";
    place.run(&["user", "create", "--username", "maren", "--email", "maren@example.org"]).failed(2, message);
    assert!(!place.path("data/vestibule.db").exists());
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    place.run(&["user", "set-password", "maren"]).failed(2, message);
}

#[test]
fn disabling_and_enabling_change_only_the_status() {
    let place = Place::new();
    let before = place.create("maren", &[]);
    assert_eq!(place.run(&["user", "disable", "maren", "--json"]).json()["status"], "disabled");
    assert_eq!(place.run(&["user", "show", "maren", "--json"]).json()["status"], "disabled");
    let enabled = place.run(&["user", "enable", "maren", "--json"]).json();
    assert_eq!(enabled["status"], "active");
    for field in ["id", "username", "email", "role", "created_at"] {
        assert_eq!(enabled[field], before[field], "{field}");
    }
}

#[test]
fn the_last_administrator_cannot_be_disabled() {
    let place = Place::new();
    place.create("maren", &["--role", "admin"]);
    place
        .run(&["user", "disable", "maren"])
        .failed(1, "error: This is the last administrator. Make another user an administrator first.");
    place.create("ben", &["--role", "admin"]);
    assert_eq!(place.run(&["user", "disable", "maren"]).code, 0);
}

#[test]
fn a_new_password_must_follow_the_password_rules() {
    let place = Place::new();
    place.create("maren", &[]);
    let set = ["user", "set-password", "maren", "--password-stdin"];
    let done = place.run_with(&set, "ein ganz neues Wort\n".as_bytes());
    assert_eq!(
        (done.code, done.stdout.as_str()),
        (0, "maren has a new password. All sessions of the account have ended.\n")
    );
    let short = "error: Some fields are not valid:\n  password: Enter a password.";
    place.run_with(&set, b"\n").failed(1, short);
    place.run_with(&set, b"\xff\xfe\n").failed(1, "error: Standard input is not text: send the password in UTF-8.");
    let long = "x".repeat(129);
    let too_long = "error: Some fields are not valid:\n  password: Use at most 128 characters.";
    place.run_with(&set, long.as_bytes()).failed(1, too_long);
}

#[cfg(unix)]
mod sqlite {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn files_are_readable_by_their_owner_only() {
        let place = Place::on_sqlite();
        place.create("maren", &[]);
        let mode = |path: std::path::PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(place.path("data")), 0o700);
        for entry in std::fs::read_dir(place.path("data")).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(path.clone()) & 0o077, 0, "{}", path.display());
        }
    }
}
