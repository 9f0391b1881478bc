//! `vestibule token` and `vestibule service-account`.

use crate::support::{PASSWORD, Place, Server};
use crate::wait::wait_until_noticed;
use serde_json::json;

#[test]
fn a_program_gets_an_account_and_a_token_which_a_running_server_accepts_until_it_is_revoked() {
    let place = Place::new();
    let server = Server::start(&place);
    let create = ["service-account", "create", "--username", "robot", "--name", "Backup", "--role", "admin", "--json"];
    let account = place.run(&create).json();
    assert_eq!((&account["username"], &account["role"]), (&json!("robot"), &json!("admin")));
    assert_eq!(account["tokens"], 0);

    let create = ["token", "create", "--user", "robot", "--name", "2026", "--scope", "self", "--scope", "users:read"];
    let ran = place.run(&create);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let secret = ran.stdout.trim_end();
    assert!(secret.starts_with("vst_") && secret.len() == 53, "only the secret is printed: {ran:?}");
    assert_eq!(server.me(secret), 200);
    assert_eq!(server.get("/api/users", Some(secret)).0, 200);
    assert_eq!(server.get("/api/audit/export", Some(secret)).0, 403);
    for (name, content) in place.stored_data() {
        let holds = content.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!holds, "{name} holds the secret");
    }

    let list = place.run(&["token", "list", "robot", "--json"]).json();
    let token = list["tokens"][0]["id"].as_str().expect("an id");
    assert_eq!(list["tokens"][0]["name"], "2026");
    assert_eq!(list["tokens"][0]["scopes"], json!(["self", "users:read"]));
    assert_eq!(list["tokens"][0].get("secret"), None);
    let printed = place.run(&["token", "list", "robot"]).stdout;
    assert!(printed.starts_with("ID ") && printed.contains("self users:read"), "{printed}");
    let printed = place.run(&["service-account", "list"]).stdout;
    assert!(printed.contains("robot") && !printed.contains("service.invalid"), "{printed}");
    assert_eq!(place.run(&["service-account", "list", "--json"]).json()["service_accounts"][0]["tokens"], 1);

    assert_eq!(place.run(&["token", "revoke", token]).stdout, format!("Revoked the API token {token}.\n"));
    wait_until_noticed(|| server.me(secret) == 401);
    let again = "error: there is no such API token: it may have been revoked already";
    place.run(&["token", "revoke", token]).failed(1, again);
    place.run(&["token", "revoke", "01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f"]).failed(1, again);
    let events = place.rows("SELECT event FROM audit_events ORDER BY event");
    assert_eq!(events, ["api_token.create", "api_token.revoke", "service_account.create"]);
}

#[test]
fn what_a_former_administrator_has_created_is_named_and_revoked() {
    let place = Place::new();
    let rogue = place.create("rogue", &["--role", "admin"]);
    place.create("boss", &["--role", "admin"]);
    let server = Server::start(&place);
    let access = server.log_in("rogue", PASSWORD).1["access_token"].as_str().expect("a token").to_owned();
    let post = |path: &str, body: &str| {
        let (status, view) = server.post(path, body, Some(&access));
        assert_eq!(status, 201, "{view}");
        view
    };
    let account = post("/api/service-accounts", r#"{"username": "robot", "role": "admin"}"#);
    let tokens = format!("/api/users/{}/tokens", account["id"].as_str().expect("an id"));
    let token = post(&tokens, r#"{"name": "Backdoor", "scopes": ["users:read"]}"#);
    let (id, secret) = (token["id"].as_str().expect("an id"), token["secret"].as_str().expect("a secret"));
    for list in [&["service-account", "list"][..], &["token", "list", "robot"]] {
        assert!(place.run(list).stdout.contains("rogue"), "{list:?}");
    }
    let named = format!(
        "rogue has created 1 API token for service accounts, still valid:\n  {id}  robot: Backdoor\n\
         Revoke them with: vestibule token revoke --created-by {}\n",
        rogue["id"].as_str().expect("an id")
    );
    for leave in [
        &["set-role", "rogue", "user"][..],
        &["set-role", "rogue", "admin"],
        &["disable", "rogue"],
        &["delete", "rogue"],
    ] {
        let ran = place.run(&[&["user"][..], leave].concat());
        let expected = if leave.contains(&"admin") { "" } else { named.as_str() };
        assert_eq!((ran.code, ran.stderr.as_str()), (0, expected), "{leave:?}");
    }
    assert_eq!(server.me(secret), 200, "programs go on until somebody decides");
    let unconfirmed = place.run(&["user", "purge", "rogue"]);
    assert!(unconfirmed.code == 1 && unconfirmed.stderr.contains(&named), "{unconfirmed:?}");
    let purged = place.run(&["user", "purge", "rogue", "--yes"]);
    assert!(purged.code == 0 && purged.stderr.ends_with(&named), "{purged:?}");
    assert_eq!(server.me(secret), 200, "also after the account is gone");
    place.run(&["token", "revoke", "--created-by", "rogue"]).failed(1, "error: There is no such account.");
    let unknown = ["token", "revoke", "--created-by", "01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f"];
    place.run(&unknown).failed(1, "error: There is no such account.");
    assert_eq!(place.run(&["token", "revoke", "--created-by", "boss"]).stdout, "Revoked 0 API tokens.\n");
    let login = rogue["id"].as_str().expect("an id");
    let revoked = place.run(&["token", "revoke", "--created-by", login]);
    assert_eq!(revoked.stdout, "Revoked 1 API token.\n", "{revoked:?}");
    wait_until_noticed(|| server.me(secret) == 401);
}

#[test]
fn mistakes_are_explained() {
    let place = Place::new();
    place.create("maren", &[]);
    let create =
        |more: &[&str]| place.run(&[&["token", "create", "--user", "maren", "--name", "x"][..], more].concat());
    for (more, message) in [
        (
            &["--scope", "users:*"][..],
            "The scopes are self, users:read, users:write, groups:write, applications:write and audit:read.",
        ),
        (&["--scope", "users:read"][..], "the account is no administrator"),
        (&["--scope", "self", "--expires-in-days", "400"][..], "from 1 to 366"),
    ] {
        let ran = create(more);
        assert!(ran.code == 1 && ran.stdout.is_empty() && ran.stderr.contains(message), "{ran:?}");
    }
    let nobody = ["token", "create", "--user", "nobody", "--name", "x", "--scope", "self"];
    place.run(&nobody).failed(1, "error: There is no such account.");
    assert_eq!(place.run(&["token", "revoke", "7"]).code, 2, "not an id");
    let taken = place.run(&["service-account", "create", "--username", "MAREN"]);
    assert!(taken.code == 1 && taken.stderr.contains("\n  username: "), "{taken:?}");
    place.run(&["service-account", "create", "--username", "robot"]);
    let password = ["user", "set-password", "robot", "--password-stdin"];
    let refused = place.run_with(&password, b"another lantern orbit");
    assert!(refused.code == 1 && refused.stderr.contains("This is a service account."), "{refused:?}");
}
