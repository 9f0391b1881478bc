//! The audit events of commands, and how events are logged.

use crate::support::{PASSWORD, Place, Server};
use serde_json::{Value, json};

#[test]
fn each_changing_command_is_recorded_and_the_events_are_listed_filtered_and_exported() {
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

    let list = |filter: &[&str]| {
        let page = place.run(&[&["audit", "list", "--json"][..], filter].concat()).json();
        (page["events"].as_array().expect("events").clone(), page["next"].clone())
    };
    let listed = list(&[]).0;
    for event in &listed {
        assert_eq!((&event["actor"]["kind"], &event["actor"]["id"]), (&json!("system"), &Value::Null));
        for part in ["address", "device", "request_id"] {
            assert_eq!(event[part], Value::Null, "{event}");
        }
    }
    let recorded = |event: &Value| json!([event["event"], event["result"], event["target_id"], event["detail"]]);
    let expected = [
        json!(["user.set_password", "success", jonas["id"], null]),
        json!(["user.enable", "success", jonas["id"], null]),
        json!(["user.disable", "success", jonas["id"], null]),
        json!(["user.disable", "refused", maren["id"], "last_administrator"]),
        json!(["user.create", "success", jonas["id"], "user"]),
        json!(["user.create", "success", maren["id"], "admin"]),
    ];
    assert_eq!(listed.iter().map(recorded).collect::<Vec<_>>(), expected);

    assert_eq!(list(&["--person", "maren"]).0, [listed[3].clone(), listed[5].clone()]);
    assert_eq!(list(&["--event", "user.create", "--result", "success"]).0, listed[4..]);
    let (first, next) = list(&["--per-page", "4"]);
    assert_eq!(first, listed[..4]);
    assert_eq!(list(&["--before", next.as_str().expect("more")]).0, listed[4..]);

    let printed = place.run(&["audit", "list", "--person", "maren", "--per-page", "1"]).stdout;
    let lines: Vec<_> = printed.lines().collect();
    assert!(lines[0].starts_with("AT ") && lines[0].contains("EVENT"), "{printed}");
    assert!(lines[1].contains("user.disable") && lines[1].contains(maren["id"].as_str().unwrap()), "{printed}");
    assert!(lines[2].starts_with("For the next page, add --before "), "{printed}");

    let exported = place.run(&["audit", "export", "--person", "maren", "--result", "success"]).stdout;
    let event: Value = serde_json::from_str(exported.trim_end()).expect("one line of JSON");
    assert_eq!(event["event"], "user.create");
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
}
