//! `vestibule user invite`, `invitations` and `revoke-invitation`.

use crate::support::{PASSWORD, Place, Server};
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(20);

fn waiting(place: &Place) -> Vec<String> {
    place.rows("SELECT kind || ' ' || recipient FROM outbox WHERE kind = 'invitation' ORDER BY created_at")
}

/// The token in the message that the server has written to a file.
fn token_in_the_message(place: &Place) -> String {
    let deadline = Instant::now() + TIMEOUT;
    while Instant::now() < deadline {
        for entry in fs::read_dir(place.path("data/outbox")).into_iter().flatten() {
            let text = fs::read_to_string(entry.expect("an entry").path()).unwrap_or_default();
            // Quoted-printable writes `=` as `=3D`, and may break the line.
            let text = text.replace("=\r\n", "").replace("=3D", "=");
            if let Some((_, rest)) = text.split_once("/reset-password?token=") {
                return rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
            }
        }
        sleep(Duration::from_millis(50));
    }
    panic!("no message was written");
}

#[test]
fn an_invited_person_chooses_the_first_password() {
    let place = Place::new();
    let invited = ["user", "invite", "maren@example.org", "--name", "Maren Holt", "--role", "admin", "--json"];
    let invited = place.run(&invited).json();
    let user = &invited["user"];
    assert_eq!([&user["username"], &user["name"], &user["role"]], ["maren", "Maren Holt", "admin"]);
    assert!(invited["invitation"]["expires_at"].is_string(), "{invited}");
    assert_eq!(waiting(&place), ["invitation maren@example.org"]);

    let server = Server::start(&place);
    let token = token_in_the_message(&place);
    let body = format!(r#"{{"token": "{token}", "password": "{PASSWORD}"}}"#);
    assert_eq!(server.post("/api/auth/password/reset", &body, None).0, 204);
    assert_eq!(server.log_in("maren", PASSWORD).0, 200);
    assert_eq!(place.run(&["user", "show", "maren", "--json"]).json()["email_verified"], true);
}

#[test]
fn invitations_are_listed_sent_again_and_revoked() {
    let place = Place::new();
    let invited = place.run(&["user", "invite", "maren@example.org", "--username", "maren.holt"]);
    assert!(invited.stdout.contains("valid until  20"), "{invited:?}");
    let list = place.run(&["user", "invitations", "--json"]).json();
    assert_eq!(list["invitations"][0]["user"]["username"], "maren.holt");
    assert!(list["invitations"][0]["expires_at"].is_string(), "{list}");
    let printed = place.run(&["user", "invitations"]).stdout;
    let lines: Vec<_> = printed.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].starts_with("USERNAME") && lines[1].contains("maren@example.org"),
        "{printed}"
    );

    assert_eq!(place.run(&["user", "invite", "--again", "maren.holt"]).code, 0);
    assert_eq!(waiting(&place).len(), 2);
    let list = place.run(&["user", "invitations", "--json"]).json();
    assert_eq!(list["invitations"].as_array().map(Vec::len), Some(1), "the new one replaces the old one");

    let revoke = ["user", "revoke-invitation", "maren@example.org"];
    assert_eq!(place.run(&revoke).stdout, "Revoked the invitation of maren.holt.\n");
    place.run(&revoke).failed(1, "error: The account has no open invitation.");
    let list = place.run(&["user", "invitations", "--json"]).json();
    assert_eq!(list["invitations"].as_array().map(Vec::len), Some(0));
    // By name, because the first two have the same time.
    let events = place.rows("SELECT event FROM audit_events ORDER BY event");
    assert_eq!(events, ["user.create", "user.invite", "user.invite", "user.revoke_invitation"]);
}

#[test]
fn only_accounts_without_a_password_are_invited() {
    let place = Place::new();
    place.create("maren", &[]);
    let has_password =
        "error: The account has a password already. Create a password link if its owner needs a new one.";
    place.run(&["user", "invite", "--again", "maren"]).failed(1, has_password);
    place.run(&["user", "invite", "--again", "nobody"]).failed(1, "error: There is no such account.");
    let taken = place.run(&["user", "invite", "MAREN@example.org"]);
    assert!(taken.code == 1 && taken.stderr.contains("\n  email: "), "{taken:?}");
    assert_eq!(place.run(&["user", "invite", "maren"]).code, 1, "no address");
    assert!(waiting(&place).is_empty());
}
