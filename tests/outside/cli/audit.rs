//! The audit events of commands, and how events are logged.

use crate::support::{PASSWORD, Place, Server};
use serde_json::{Value, json};

/// Kind, result, target and detail of the events by `system`, oldest first.
fn system_events(server: &Server, admin: &str) -> Vec<[String; 4]> {
    let (_, tokens) = server.log_in(admin, PASSWORD);
    let (status, page) = server.get("/api/audit?per_page=100", tokens["access_token"].as_str());
    assert_eq!(status, 200, "{page}");
    let mut system_events = Vec::new();
    for event in page["events"].as_array().expect("events").iter().rev() {
        if event["actor"]["kind"] == "system" {
            for part in ["address", "device", "request_id"] {
                assert_eq!(event[part], Value::Null, "{event}");
            }
            assert_eq!(event["actor"]["id"], Value::Null);
            let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
            system_events.push(["event", "result", "target_id", "detail"].map(text));
        }
    }
    system_events
}

#[test]
fn each_changing_command_is_recorded() {
    let place = Place::new();
    let maren = place.create("maren", &["--role", "admin"]);
    let jonas = place.create("jonas", &[]);
    assert_eq!(place.run(&["user", "disable", "maren"]).code, 1, "the last administrator");
    assert_eq!(place.run(&["user", "disable", "jonas"]).code, 0);
    assert_eq!(place.run(&["user", "enable", "jonas"]).code, 0);
    let set = ["user", "set-password", "jonas", "--password-stdin"];
    assert_eq!(place.run_with(&set, b"ein ganz neues Wort\n").code, 0);
    assert_eq!(place.run_with(&set, b"short\n").code, 1);
    assert_eq!(place.run(&["user", "show", "jonas"]).code, 0);
    let id = |user: &Value| user["id"].as_str().expect("an id").to_owned();
    let line = |event: &str, result: &str, user: &Value, detail: &str| {
        [event.to_owned(), result.to_owned(), id(user), detail.to_owned()]
    };
    let expected = [
        line("user.create", "success", &maren, "admin"),
        line("user.create", "success", &jonas, "user"),
        line("user.disable", "refused", &maren, "last_administrator"),
        line("user.disable", "success", &jonas, ""),
        line("user.enable", "success", &jonas, ""),
        line("user.set_password", "success", &jonas, ""),
    ];
    assert_eq!(system_events(&Server::start(&place), "maren"), expected);
}

#[test]
fn log_and_audit_log_identify_users_by_id_only() {
    let place = Place::new();
    let server = Server::start(&place);
    let new =
        json!({"username": "quillon", "email": "quillon@mail.example", "name": "Quillon X", "password": PASSWORD});
    let (_, user) = server.post("/api/users/register", &new.to_string(), None);
    assert_eq!(server.log_in("quillon", "guessed-wrongly").0, 401);
    assert_eq!(server.log_in("quillon@mail.example", PASSWORD).0, 200);
    place.create("overseer", &["--role", "admin"]);
    let (_, tokens) = server.log_in("overseer", PASSWORD);
    let (status, audit_log) = server.get("/api/audit", tokens["access_token"].as_str());
    assert_eq!((status, audit_log["events"].as_array().map(Vec::len)), (200, Some(5)));

    let log = server.stop().stderr;
    let events: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .filter(|line: &Value| line["target"] == "vestibule::events")
        .collect();
    let refused = &events[1];
    for (name, value) in [
        ("event", "session.start"),
        ("result", "refused"),
        ("detail", "no_match"),
        ("actor.kind", "anonymous"),
        ("user.id", user["id"].as_str().expect("an id")),
        ("client.address", "127.0.0.1"),
    ] {
        assert_eq!(refused[name], value, "{refused}");
    }
    assert_eq!(events[0]["actor.id"], user["id"]);
    for line in &events {
        assert!(line["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')), "UTC: {line}");
        let id = line["span"]["request.id"].as_str().unwrap_or_default();
        assert!(audit_log.to_string().contains(id) && id.len() == 36, "{line}");
    }
    for secret in ["quillon", "Quillon", "mail.example", "guessed-wrongly", PASSWORD] {
        assert!(!log.contains(secret), "{secret} in the log: {log}");
        assert!(!audit_log.to_string().contains(secret), "{secret} in {audit_log}");
    }
}

#[test]
fn serving_stores_the_configured_retention() {
    let place = Place::new().set("VESTIBULE_AUDIT_RETENTION", "90d");
    Server::start(&place).stop();
    let kept = place.rows("SELECT CAST(milliseconds AS TEXT) FROM audit_retention");
    assert_eq!(kept, [(90_u64 * 24 * 60 * 60 * 1000).to_string()]);
    assert_eq!(place.run(&["check", "--json"]).json()["VESTIBULE_AUDIT_RETENTION"], "90d");
    let refused = Place::new().set("VESTIBULE_AUDIT_RETENTION", "1h").run(&["check"]);
    refused
        .failed(1, "error: VESTIBULE_AUDIT_RETENTION is `1h`: use a duration from 1d to 36525d, such as 90d or 365d.");
}
