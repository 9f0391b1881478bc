//! Commands while a server is running on the same database.

use crate::support::{PASSWORD, Place, Server};
use crate::wait::wait_until_noticed;
use serde_json::json;
use std::time::Duration;

#[test]
fn a_running_server_follows_the_commands_about_an_account() {
    let place = Place::new();
    let server = Server::start(&place);
    place.create("maren", &[]);
    let (status, answer) = server.log_in("maren", PASSWORD);
    assert_eq!((status, &answer["user"]["username"]), (200, &json!("maren")));
    let token = answer["access_token"].as_str().expect("a token");
    assert_eq!(server.me(token), 200);

    assert_eq!(place.run(&["user", "disable", "maren"]).code, 0);
    let disabled = wait_until_noticed(|| server.me(token) == 401);
    assert_eq!(server.get("/api/auth/me", Some(token)).1["code"], "token_revoked");
    assert_eq!(server.log_in("maren", PASSWORD).0, 401);

    assert_eq!(place.run(&["user", "enable", "maren"]).code, 0);
    let enabled = wait_until_noticed(|| server.log_in("maren", PASSWORD).0 == 200);
    assert_eq!(server.me(token), 401, "an ended session stays ended");

    let (_, answer) = server.log_in("maren", PASSWORD);
    let token = answer["access_token"].as_str().expect("a token");
    assert_eq!(server.me(token), 200);
    let set = ["user", "set-password", "maren", "--password-stdin"];
    assert_eq!(place.run_with(&set, b"another lantern orbit").code, 0);
    let ended = wait_until_noticed(|| server.me(token) == 401);
    // A second is promised. On a busy machine only the shortest keeps it.
    let shortest = disabled.min(enabled).min(ended);
    assert!(shortest < Duration::from_secs(1), "{disabled:?}, {enabled:?}, {ended:?}");
    assert_eq!(server.log_in("maren", PASSWORD).0, 401);
    assert_eq!(server.log_in("maren", "another lantern orbit").0, 200);
}

#[test]
fn commands_and_a_busy_server_have_no_lock_errors() {
    let place = Place::new().set("VESTIBULE_RATE_LIMIT", "off");
    let server = Server::start(&place);
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let (server, place) = (&server, &place);
            scope.spawn(move || {
                for number in 0..10 {
                    let email = format!("page{writer}.{number}@example.org");
                    let body = json!({ "email": email, "password": PASSWORD }).to_string();
                    let (status, answer) = server.post("/api/users/register", &body, None);
                    assert_eq!(status, 201, "{answer}");
                }
            });
            // `create` fails the test unless the command succeeds.
            scope.spawn(move || (0..10).for_each(|number| drop(place.create(&format!("line{writer}.{number}"), &[]))));
        }
    });
}
