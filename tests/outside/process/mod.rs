//! The server process: kills, shutdown, commands while it runs, and secrets in its output.

#[cfg(target_os = "linux")]
mod full_disk;
mod logouts;
#[cfg(target_os = "linux")]
mod memory;
mod openid;
mod promises;
mod reload;
mod sqlite;

use crate::support::{PASSWORD, Place, Server};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Registers an account, signs in and returns the tokens.
fn register(server: &Server) -> Value {
    let new = json!({"username": "maren", "email": "maren@example.org", "password": PASSWORD});
    assert_eq!(server.post("/api/users/register", &new.to_string(), None).0, 201);
    log_in(server).1
}

fn log_in(server: &Server) -> (u16, Value) {
    server.log_in("maren", PASSWORD)
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

#[test]
fn used_and_current_refresh_tokens_survive_a_kill() {
    let place = Place::new();
    let server = Server::start(&place);
    let first = text(&register(&server), "refresh_token");
    let (status, answer) = server.post("/api/auth/refresh", "{}", Some(&first));
    assert_eq!(status, 200);
    let second = text(&answer, "refresh_token");
    let (status, answer) = server.post("/api/auth/refresh", "{}", Some(&second));
    assert_eq!(status, 200);
    let third = text(&answer, "refresh_token");
    server.kill();
    let server = Server::start(&place);
    let (status, _) = server.post("/api/auth/refresh", "{}", Some(&third));
    assert_eq!(status, 200, "acknowledged changes survive the kill");
    let (status, answer) = server.post("/api/auth/refresh", "{}", Some(&first));
    assert_eq!((status, text(&answer, "code").as_str()), (401, "token_revoked"));
}

#[test]
fn a_logout_and_failure_counters_survive_a_kill() {
    let place = Place::new();
    let server = Server::start(&place);
    let tokens = register(&server);
    let access = text(&tokens, "access_token");
    assert_eq!(server.post("/api/auth/logout", "", Some(&access)).0, 204);
    for _ in 0..10 {
        let wrong = r#"{"login":"maren","password":"wrong"}"#;
        assert_eq!(server.post("/api/auth/login", wrong, None).0, 401);
    }
    server.kill();
    let server = Server::start(&place);
    let (status, answer) = server.get("/api/auth/me", Some(&access));
    assert_eq!((status, text(&answer, "code").as_str()), (401, "token_revoked"));
    assert_eq!(log_in(&server).0, 429);
}

#[test]
fn sigterm_stops_the_server_within_ten_seconds_despite_incomplete_requests() {
    let place = Place::new();
    let server = Server::start(&place);
    let half_sent: Vec<_> = ["POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Le", "G", ""]
        .iter()
        .map(|bytes| server.send(bytes.as_bytes()))
        .collect();
    let start = Instant::now();
    assert_eq!(server.stop().code, 0);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    drop(half_sent);
}

#[test]
fn no_password_or_token_is_in_the_log_the_database_or_a_file() {
    let place = Place::new().set("VESTIBULE_LOG", "trace");
    let server = Server::start(&place);
    let tokens = register(&server);
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    server.get(&format!("/api/auth/me?access_token={access}"), Some(&access));
    let (_, renewed) = server.post("/api/auth/refresh", "{}", Some(&refresh));
    let stopped = server.stop();
    let (_, setup) = stopped.stdout.split_once("/setup?token=").expect("the link to the first administrator");
    let secrets = [
        PASSWORD.to_owned(),
        access,
        refresh.clone(),
        text(&renewed, "refresh_token"),
        jti(&refresh),
        jti(&text(&renewed, "refresh_token")),
        setup.lines().next().expect("a token").to_owned(),
    ];
    let mut written = place.stored_data();
    written.push(("the log".to_owned(), stopped.stderr.into_bytes()));
    for (place, bytes) in written {
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in {place}");
        }
    }
}

/// The `jti` claim of a refresh token. Only its hash may be stored.
fn jti(token: &str) -> String {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
    text(&serde_json::from_slice(&claims).expect("JSON"), "jti")
}
