//! The built binary as a process: killed, stopped, and beside a command.

#![cfg(feature = "ssr")]

mod server;

use server::Server;
use std::time::{Duration, Instant};

const PASSWORD: &str = "Quiet-Lantern-42";

fn registered(server: &Server) -> serde_json::Value {
    let (status, _) = server.post(
        "/api/users/register",
        &format!(r#"{{"username":"maren","email":"maren@example.org","password":"{PASSWORD}"}}"#),
        None,
    );
    assert_eq!(status, 201);
    log_in(server).1
}

fn log_in(server: &Server) -> (u16, serde_json::Value) {
    server.post("/api/auth/login", &format!(r#"{{"login":"maren","password":"{PASSWORD}"}}"#), None)
}

fn text(value: &serde_json::Value, name: &str) -> String {
    value[name].as_str().expect("a text").to_owned()
}

#[test]
fn after_a_kill_and_a_restart_a_used_token_is_still_used_and_its_successor_still_good() {
    let mut server = Server::start(&[]);
    let first = text(&registered(&server), "refresh_token");
    let (status, answer) = server.post("/api/auth/refresh", "{}", Some(&first));
    assert_eq!(status, 200);
    let second = text(&answer, "refresh_token");
    let (status, answer) = server.post("/api/auth/refresh", "{}", Some(&second));
    assert_eq!(status, 200);
    let third = text(&answer, "refresh_token");
    server.kill();
    server.restart();
    let (status, _) = server.post("/api/auth/refresh", "{}", Some(&third));
    assert_eq!(status, 200, "what was answered before the kill is there");
    let (status, answer) = server.post("/api/auth/refresh", "{}", Some(&first));
    assert_eq!((status, text(&answer, "code").as_str()), (401, "token_revoked"));
}

#[test]
fn a_logout_and_the_count_of_failures_survive_a_kill() {
    let mut server = Server::start(&[]);
    let tokens = registered(&server);
    let access = text(&tokens, "access_token");
    assert_eq!(server.post("/api/auth/logout", "", Some(&access)).0, 204);
    for _ in 0..10 {
        let wrong = r#"{"login":"maren","password":"wrong"}"#;
        assert_eq!(server.post("/api/auth/login", wrong, None).0, 401);
    }
    server.kill();
    server.restart();
    let (status, answer) = server.get("/api/auth/me", Some(&access));
    assert_eq!((status, text(&answer, "code").as_str()), (401, "token_revoked"));
    assert_eq!(log_in(&server).0, 429);
}

#[test]
fn sigterm_ends_the_server_within_ten_seconds_though_requests_are_half_sent() {
    let mut server = Server::start(&[]);
    let half_sent: Vec<_> = ["POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Le", "G", ""]
        .iter()
        .map(|bytes| server.send(bytes.as_bytes()))
        .collect();
    let start = Instant::now();
    assert_eq!(server.stop(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    drop(half_sent);
}

#[test]
fn a_command_beside_the_server_takes_effect_there_within_a_second() {
    let server = Server::start(&[]);
    let access = text(&registered(&server), "access_token");
    assert_eq!(server.get("/api/auth/me", Some(&access)).0, 200);
    assert!(server.command(&["user", "disable", "maren"]).status.success());
    std::thread::sleep(Duration::from_secs(1));
    let (status, answer) = server.get("/api/auth/me", Some(&access));
    assert_eq!((status, text(&answer, "code").as_str()), (401, "token_revoked"));
    assert_eq!(log_in(&server).0, 401);
    assert!(server.command(&["user", "enable", "maren"]).status.success());
    assert_eq!(log_in(&server).0, 200);
}

#[test]
fn no_password_and_no_token_is_in_the_log_or_in_any_file() {
    let mut server = Server::start(&[("VESTIBULE_LOG", "trace")]);
    let tokens = registered(&server);
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    server.get(&format!("/api/auth/me?access_token={access}"), Some(&access));
    let (_, renewed) = server.post("/api/auth/refresh", "{}", Some(&refresh));
    let setup = server.setup_token();
    assert_eq!(server.stop(), Some(0));
    let identifier = |token: &str| jti(token);
    let secrets = [
        PASSWORD.to_owned(),
        access.clone(),
        refresh.clone(),
        text(&renewed, "refresh_token"),
        identifier(&refresh),
        identifier(&text(&renewed, "refresh_token")),
        setup,
    ];
    for (place, bytes) in server.everything_written() {
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in {place}");
        }
    }
}

/// The identifier inside a refresh token, of which only a hash may be kept.
fn jti(token: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
    text(&serde_json::from_slice(&claims).expect("JSON"), "jti")
}
