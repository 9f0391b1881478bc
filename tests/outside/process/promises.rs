//! What responses have promised is kept when the server stops right after them: a deployment loses no message.

use crate::support::{PASSWORD, Place, Server};
use serde_json::json;

/// A place without limits for the one source of all requests.
fn place() -> Place {
    Place::new().set("VESTIBULE_RATE_LIMIT", "off")
}

#[test]
fn forgotten_passwords_that_were_answered_get_their_links() {
    let place = place();
    let seeded = place.command(&["seed", "--users", "60"]).env("VESTIBULE_ENV", "development").output().expect("a run");
    assert!(seeded.status.success(), "{seeded:?}");
    let addresses = place.rows("SELECT email FROM users WHERE status = 'active' ORDER BY email LIMIT 40");
    assert_eq!(addresses.len(), 40);
    let server = Server::start(&place);
    for address in &addresses {
        let body = json!({ "email": address }).to_string();
        assert_eq!(server.post("/api/auth/password/forgot", &body, None).0, 202);
    }
    assert_eq!(server.stop().code, 0);
    let links = place.rows("SELECT purpose FROM one_time_tokens WHERE purpose = 'password'");
    assert_eq!(links.len(), 40);
}

#[test]
fn strict_registrations_that_were_answered_get_their_links() {
    let place = place().set("VESTIBULE_REGISTRATION_PRIVACY", "strict");
    let server = Server::start(&place);
    for number in 0..10 {
        let (username, email) = (format!("guest{number}"), format!("guest{number}@example.org"));
        let body = json!({"username": username, "email": email, "password": PASSWORD}).to_string();
        assert_eq!(server.post("/api/users/register", &body, None).0, 202);
    }
    assert_eq!(server.stop().code, 0);
    assert_eq!(place.rows("SELECT purpose FROM one_time_tokens WHERE purpose = 'registration'").len(), 10);
}
