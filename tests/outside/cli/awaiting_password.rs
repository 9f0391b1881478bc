//! `vestibule user invite-all` and `password-links`: links for all accounts without a password.

use crate::support::{PASSWORD, Place, Server};
use serde_json::Value;
use std::fs;

/// Imports two users without a password; returns the number of the import.
fn import(place: &Place) -> String {
    place.write("people.csv", "email\nines@example.org\njonas@example.org\n");
    let report = place.run(&["user", "import", "people.csv", "--json"]).json();
    assert_eq!(report["without_password"], 2, "{report}");
    report["import"].as_u64().expect("the number of the import").to_string()
}

#[test]
fn the_report_of_an_import_says_how_users_get_a_password() {
    let place = Place::new();
    place.write("people.csv", "email\nines@example.org\n");
    let report = place.run(&["user", "import", "people.csv"]).stdout;
    assert!(report.contains("Imported rows: 1 of 1\nUsers without a password: 1\n"), "{report}");
    assert!(
        report.contains("vestibule user invite-all --import ") && report.contains("password-links FILE"),
        "{report}"
    );
    let preview = place.run(&["user", "import", "people.csv", "--dry-run"]).stdout;
    assert!(!preview.contains("invite-all"), "{preview}");
}

#[test]
fn a_file_has_a_link_for_each_account_without_a_password() {
    let place = Place::new();
    let number = import(&place);
    place.create("maren", &[]);
    let done = place.run(&["user", "password-links", "links.csv", "--import", &number]);
    assert_eq!((done.code, done.stdout.as_str()), (0, "Wrote 2 password links to links.csv.\n"), "{}", done.stderr);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(place.path("links.csv")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "only its owner reads the links");
    }
    let file = fs::read_to_string(place.path("links.csv")).expect("a file");
    assert!(file.starts_with("\"username\",\"email\",\"link\",\"expires\"\r\n"), "{file}");
    assert!(!file.contains("maren"), "{file}");

    let again = place.run(&["user", "password-links", "links.csv"]);
    assert!(again.code == 1 && again.stderr.starts_with("error: links.csv: "), "{}", again.stderr);
    let unknown = place.run(&["user", "password-links", "other.csv", "--import", "7"]);
    assert!(unknown.code == 1 && unknown.stderr.contains("\n  import: "), "{}", unknown.stderr);
    assert!(!place.path("other.csv").exists(), "no part of a file is left");

    // JSON Lines, and the links of this file replace those of the first one.
    let lines = place.run(&["user", "password-links", "-", "--format", "jsonl"]).stdout;
    let links: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    assert_eq!(links.len(), 2, "{lines}");
    let ines = links.iter().find(|link| link["username"] == "ines").expect("a link");
    let token = |link: &str| link.split_once("/reset-password?token=").expect("a token").1.to_owned();
    let first = file.lines().find(|line| line.starts_with("\"ines\"")).expect("a link");
    let first = token(first).split('"').next().expect("a token").to_owned();
    let server = Server::start(&place);
    let choose = |token: &str| {
        let body = format!(r#"{{"token": "{token}", "password": "{PASSWORD}"}}"#);
        server.post("/api/auth/password/reset", &body, None).0
    };
    assert_eq!(choose(&first), 404);
    assert_eq!(choose(&token(ines["link"].as_str().expect("a link"))), 204);
    assert_eq!(server.log_in("ines", PASSWORD).0, 200);
}

#[test]
fn a_running_server_invites_all_accounts_without_a_password() {
    let place = Place::new().set("VESTIBULE_MAILING_RATE", "600");
    import(&place);
    let nothing = place.run(&["user", "invite-all", "--show"]).stdout;
    assert_eq!(nothing, "No invitations have been sent to many users yet.\n");
    place.run(&["user", "invite-all", "--stop"]).failed(1, "error: No invitations are being sent at the moment.");

    let server = Server::start(&place);
    let done = place.run(&["user", "invite-all", "--wait", "--json"]).json();
    assert_eq!((&done["state"], &done["sent"], &done["failed"]), (&"completed".into(), &2.into(), &0.into()), "{done}");
    assert_eq!(fs::read_dir(place.path("data/outbox")).expect("messages").count(), 2);
    let again = place.run(&["user", "invite-all", "--json"]).json();
    assert_eq!(again["total"], 0, "everybody has an open invitation: {again}");
    let shown = place.run(&["user", "invite-all", "--show"]).stdout;
    assert!(shown.contains("sent         2\n"), "{shown}");
    server.stop();
}
