//! `vestibule user`: creating, showing, listing, changing and deleting accounts, and `vestibule seed`.

use crate::support::{Place, Server};
use serde_json::{Value, json};
use vestibule::language::Language;

const PASSWORD: &[u8] = b"kettle lantern orbit\n";
const UNKNOWN: &str = "error: There is no such account.";
const LAST: &str = "error: This is the last administrator. Make another user an administrator first.";

fn usernames(list: &Value) -> Vec<&str> {
    list["users"].as_array().expect("users").iter().map(|user| user["username"].as_str().expect("a name")).collect()
}

#[test]
fn accounts_are_created_before_the_first_start_and_found_by_username_email_or_id_ignoring_case() {
    let place = Place::new();
    let maren = place.create("maren", &["--role", "admin", "--name", "Maren Winter", "--language", "de"]);
    assert_eq!(
        [&maren["username"], &maren["email"], &maren["name"], &maren["language"], &maren["role"], &maren["status"]],
        ["maren", "maren@example.org", "Maren Winter", "de", "admin", "active"],
    );
    assert!(!maren.to_string().contains("argon2"), "{maren}");
    let jonas = place.create("Jonas", &[]);
    assert_eq!((&jonas["role"], &jonas["name"]), (&json!("user"), &Value::Null));
    for login in ["jonas", "JONAS@example.org", jonas["id"].as_str().unwrap()] {
        assert_eq!(place.run(&["user", "show", login, "--json"]).json(), jonas, "{login}");
    }
    let shown = place.run(&["user", "show", "jonas"]).stdout;
    assert!(shown.contains("username     Jonas\n") && shown.contains("last login   never\n"), "{shown}");

    for command in [
        &["show", "nobody"][..],
        &["disable", "nobody"],
        &["enable", "nobody"],
        &["confirm-email", "nobody"],
        &["update", "nobody", "--name", "N"],
    ] {
        place.run(&[&["user"][..], command].concat()).failed(1, UNKNOWN);
    }
    place.run_with(&["user", "set-password", "nobody", "--password-stdin"], PASSWORD).failed(1, UNKNOWN);
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
fn status_and_role_are_changed_but_the_last_administrator_stays() {
    let place = Place::new();
    place.create("boss", &["--role", "admin"]);
    let before = place.create("maren", &[]);
    let maren = |command: &str| place.run(&["user", command, "maren", "--json"]).json();
    assert_eq!(maren("disable")["status"], "disabled");
    assert_eq!(maren("show")["status"], "disabled");
    let enabled = maren("enable");
    assert_eq!(enabled["status"], "active");
    for field in ["id", "username", "email", "role", "created_at"] {
        assert_eq!(enabled[field], before[field], "{field}");
    }
    assert_eq!(place.run(&["user", "set-role", "maren", "admin", "--json"]).json()["role"], "admin");
    assert_eq!(maren("delete")["status"], "deleted");
    assert_eq!(usernames(&place.run(&["user", "list", "--json"]).json()), ["boss"]);
    for command in [&["set-role", "boss", "user"][..], &["delete", "boss"], &["disable", "boss"]] {
        place.run(&[&["user"][..], command].concat()).failed(1, LAST);
    }
    assert_eq!(maren("restore")["status"], "active");
    assert_eq!(place.run(&["user", "disable", "boss"]).code, 0);
}

#[test]
fn factors_are_reset_also_when_there_are_none() {
    let place = Place::new();
    place.create("maren", &[]);
    assert_eq!(place.run(&["user", "reset-factors", "maren"]).stdout, "maren signs in with the password alone now.\n");
    let factors = place.run(&["user", "reset-factors", "maren", "--json"]).json()["factors"].clone();
    assert_eq!((&factors["passkeys"], &factors["authenticator"]), (&Value::Array(Vec::new()), &Value::Null));
    assert_eq!(factors["has_password"], true);
    assert_eq!(place.run(&["user", "reset-factors", "jonas"]).code, 1);
}

#[test]
fn starting_over_leaves_the_address_alone_as_a_way_in() {
    let place = Place::new();
    let email = place.create("maren", &[])["email"].as_str().expect("an address").to_owned();
    let kinds = || {
        let list = place.run(&["user", "ways-in", "maren", "--json"]).json()["ways_in"].clone();
        let kinds = list.as_array().expect("a list").iter().map(|way| way["kind"].as_str().expect("a kind").to_owned());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(kinds(), ["password", "email"]);
    assert!(place.run(&["user", "ways-in", "maren"]).stdout.contains(&email));
    let told = format!("maren starts over with the link sent to {email}.\n");
    assert_eq!(place.run(&["user", "start-over", "maren"]).stdout, told);
    assert_eq!(kinds(), ["email"]);
    assert_eq!(place.run(&["user", "start-over", "maren", "--json"]).json()["sent_to"], *email);
    assert_eq!(place.run(&["user", "start-over", "jonas"]).code, 1);
}

#[test]
fn updates_follow_the_rules_of_the_form_and_an_operator_vouches_for_an_address() {
    let place = Place::new();
    assert_eq!(place.create("maren", &["--name", "Maren"])["email_verified"], true);
    place.create("jonas", &[]);
    let update = |more: &[&str]| place.run(&[&["user", "update", "maren", "--json"][..], more].concat());
    let confirmed = || place.run(&["user", "show", "maren"]).stdout;
    let changed = update(&["--username", "maren.holt", "--email", "holt@example.org"]).json();
    let field = |name: &str| changed[name].as_str().unwrap_or_default();
    assert_eq!([field("username"), field("email"), field("name")], ["maren.holt", "holt@example.org", "Maren"]);
    place.run(&["user", "update", "maren.holt", "--username", "maren"]);

    assert!(confirmed().contains("confirmed    no\n"), "nobody vouches for the new address");
    for _ in 0..2 {
        let user = place.run(&["user", "confirm-email", "holt@example.org", "--json"]).json();
        assert_eq!(user["email_verified"], true);
    }
    assert!(confirmed().contains("confirmed    yes\n"));
    let events = place.run(&["audit", "list", "--event", "email.confirm", "--json"]).json();
    assert_eq!(events["events"].as_array().map(Vec::len), Some(1), "the second time changed nothing");
    assert_eq!(events["events"][0]["actor"]["kind"], "system");
    let vouched = update(&["--email", "maren@example.org", "--verified"]).json();
    assert_eq!((&vouched["email"], &vouched["email_verified"]), (&"maren@example.org".into(), &true.into()));

    assert_eq!(update(&["--name", ""]).json()["name"], Value::Null);
    assert_eq!(update(&["--language", "de-CH"]).json()["language"], "de");
    let languages = Language::ALL.map(Language::as_str).join(", ");
    let refused = format!("error: Some fields are not valid:\n  language: Use one of: {languages}.");
    update(&["--language", "qaa"]).failed(1, &refused);
    assert_eq!(update(&["--language", ""]).json()["language"], Value::Null);
    let taken = update(&["--username", "jonas", "--email", "nobody"]);
    assert!(taken.code == 1 && taken.stderr.contains("\n  email: "), "{taken:?}");
    assert_eq!(update(&[]).code, 2, "nothing to change");
    assert_eq!(update(&["--name", "M", "--verified"]).code, 2, "which address?");
}

#[test]
fn purging_a_deleted_account_requires_confirmation() {
    let place = Place::new();
    place.create("maren", &[]);
    let in_use = "error: The account is not deleted. Delete it before you purge it.";
    place.run(&["user", "purge", "maren", "--yes"]).failed(1, in_use);
    assert_eq!(place.run(&["user", "delete", "maren"]).code, 0);
    let unconfirmed = place.run(&["user", "purge", "maren"]);
    let question = "The account maren (maren@example.org) will be permanently deleted";
    assert!(unconfirmed.code == 1 && unconfirmed.stderr.starts_with(question), "{unconfirmed:?}");
    assert!(unconfirmed.stderr.ends_with("there is no terminal to confirm it: add --yes\n"), "{unconfirmed:?}");
    assert_eq!(place.run(&["user", "purge", "maren", "--yes"]).stdout, "maren was permanently deleted.\n");
    assert_eq!(place.run(&["user", "show", "maren"]).code, 1);
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
    let named = ["user", "list", "--usernames", "MAREN, nobody", "--people", "--json"];
    assert_eq!(usernames(&place.run(&named).json()), ["maren"]);
    let never =
        ["user", "list", "--signed-in", "never", "--created-from", "2020-01-01", "--sort", "username", "--json"];
    assert_eq!(usernames(&place.run(&never).json()), ["ingrid", "jonas", "maren"]);
    assert_eq!(place.run(&["user", "list", "--created-to", "2020-01-01", "--json"]).json()["pagination"]["total"], 0);
    let refused = place.run(&["user", "list", "--last-login-before", "today"]);
    assert!(refused.code == 2 && refused.stderr.contains("last_login_before must be a day"), "{}", refused.stderr);
    place.run(&["user", "list", "--page", "3"]).failed(1, "error: There is no such page. The last page is page 1.");
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
