//! Commands while a server is running on the same database.

use crate::support::{PASSWORD, Place, Server};
use serde_json::json;
use std::thread::sleep;
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// Repeats the request until it returns this status, for at most a second plus a margin for the request itself.
fn becomes(status: u16, request: impl Fn() -> u16) -> bool {
    let started = Instant::now();
    while started.elapsed() < SECOND + SECOND / 4 {
        if request() == status {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn an_account_created_by_command_can_sign_in_immediately() {
    let place = Place::new();
    let server = Server::start(&place);
    place.create("maren", &[]);
    let (status, answer) = server.log_in("maren", PASSWORD);
    assert_eq!((status, &answer["user"]["username"]), (200, &json!("maren")));
}

#[test]
fn disabling_by_command_ends_sessions_within_a_second() {
    let place = Place::new();
    let server = Server::start(&place);
    place.create("maren", &[]);
    let (_, answer) = server.log_in("maren", PASSWORD);
    let token = answer["access_token"].as_str().expect("a token");
    assert_eq!(server.me(token), 200);

    assert_eq!(place.run(&["user", "disable", "maren"]).code, 0);
    assert!(becomes(401, || server.me(token)));
    assert_eq!(server.log_in("maren", PASSWORD).0, 401);

    assert_eq!(place.run(&["user", "enable", "maren"]).code, 0);
    assert!(becomes(200, || server.log_in("maren", PASSWORD).0));
    assert_eq!(server.me(token), 401, "an ended session stays ended");
}

#[test]
fn setting_a_password_by_command_ends_sessions() {
    let place = Place::new();
    let server = Server::start(&place);
    place.create("maren", &[]);
    let (_, answer) = server.log_in("maren", PASSWORD);
    let token = answer["access_token"].as_str().expect("a token");
    assert_eq!(server.me(token), 200);

    let set = ["user", "set-password", "maren", "--password-stdin"];
    assert_eq!(place.run_with(&set, b"another lantern orbit").code, 0);
    assert!(becomes(401, || server.me(token)));
    assert_eq!(server.log_in("maren", PASSWORD).0, 401);
    assert_eq!(server.log_in("maren", "another lantern orbit").0, 200);
}

#[test]
fn the_server_exits_with_0_on_sigterm() {
    let place = Place::new();
    let stopped = Server::start(&place).stop();
    assert_eq!(stopped.code, 0, "{stopped:?}");
    assert!(stopped.stdout.contains("/setup?token="), "{}", stopped.stdout);
    assert!(!stopped.stderr.contains("token="), "the link is a secret, and never in the log: {}", stopped.stderr);
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
