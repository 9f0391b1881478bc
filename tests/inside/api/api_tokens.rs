//! API tokens and service accounts: who creates them, what they allow, and when they stop working. Which token may call
//! which route is in the access matrix.

use crate::support::{OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::{
    accounts::Caller,
    config::Environment,
    keys::fingerprint,
    shared::{api_tokens::CreateApiTokenRequest, bulk::UserAction, timestamp::Timestamp, values::Expected},
};

const DAY: u64 = 24 * 60 * 60;
const ALL: [&str; 5] = ["self", "users:read", "users:write", "groups:write", "audit:read"];
/// A well-formed secret that no server has issued.
const FOREIGN: &str = "vst_1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdQ5c5b9cPF11U60DE";

async fn send(app: &TestApp, bearer: &str, method: Method, path: &str, body: &Value) -> Reply {
    app.call(method, path).bearer(bearer).json(body).send().await
}

async fn get(app: &TestApp, bearer: &str, path: &str) -> Reply {
    app.get(path).bearer(bearer).send().await
}

fn tokens_of(id: &str) -> String {
    format!("/api/users/{id}/tokens")
}

/// Creates a token for `id`; returns its id and its secret.
async fn create(app: &TestApp, who: &Tokens, id: &str, scopes: &[&str]) -> (String, String) {
    let body = json!({"name": "Backup", "scopes": scopes});
    let reply = send(app, &who.access, Method::POST, &tokens_of(id), &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let text = |name: &str| reply.json()[name].as_str().expect("a text").to_owned();
    (text("id"), text("secret"))
}

/// An account with an API token of all scopes that it can have.
struct Holder {
    id: String,
    session: Tokens,
    secret: String,
}

async fn holder(app: &TestApp) -> Holder {
    let (user, session) = app.member("maren").await;
    let id = user["id"].as_str().expect("an id").to_owned();
    let (_, secret) = create(app, &session, &id, &["self"]).await;
    Holder { id, session, secret }
}

async fn administrator(app: &TestApp) -> Holder {
    let (user, session) = app.administrator("admin").await;
    let id = user.id.to_string();
    let (_, secret) = create(app, &session, &id, &ALL).await;
    Holder { id, session, secret }
}

#[track_caller]
fn assert_refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{}", reply.text());
}

async fn mails(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT kind || ' ' || recipient FROM outbox ORDER BY kind, recipient").await
}

#[tokio::test]
async fn an_account_keeps_its_newest_hundred_revoked_tokens() {
    let app = TestApp::new().await;
    let (user, session) = app.member("maren").await;
    let id = user["id"].as_str().expect("an id");
    let mut secrets = Vec::new();
    for _ in 0..102 {
        let (token, secret) = create(&app, &session, id, &["self"]).await;
        app.wait(1);
        let path = format!("{}/{token}", tokens_of(id));
        assert_eq!(app.call(Method::DELETE, &path).bearer(&session.access).send().await.status, 204);
        secrets.push(secret);
    }
    let kept = async |condition: &str| {
        let sql = format!("SELECT 'a row' FROM api_tokens WHERE revoked_at IS {condition} NULL");
        app.database.run(&sql).await.len()
    };
    assert_eq!(kept("NOT").await, 100);
    for (secret, code) in [(&secrets[1], "token_invalid"), (&secrets[2], "token_revoked")] {
        assert_refused(&get(&app, secret, "/api/auth/me").await, 401, code);
    }
    // The same when all are revoked at once.
    let (_, last) = create(&app, &session, id, &["self"]).await;
    create(&app, &session, id, &["self"]).await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD, "revoke_tokens": true});
    let changed = send(&app, &session.access, Method::PUT, "/api/auth/password", &body).await;
    assert_eq!(changed.status, 204, "{}", changed.text());
    assert_eq!((kept("NOT").await, kept("").await), (100, 0));
    for (secret, code) in [(&secrets[3], "token_invalid"), (&last, "token_revoked")] {
        assert_refused(&get(&app, secret, "/api/auth/me").await, 401, code);
    }
}

#[tokio::test]
async fn a_secret_is_shown_once_and_only_its_hash_is_stored() {
    let app = TestApp::new().await;
    let id = &app.add("maren", "").await.id.to_string();
    let session = app.log_in("maren").await;
    let body = json!({"name": " Nightly backup ", "scopes": ["self"], "expires_in_days": 7});
    let reply = send(&app, &session.access, Method::POST, &tokens_of(id), &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let new = reply.json();
    assert_eq!(reply.header("location"), format!("/api/users/{id}/tokens/{}", new["id"].as_str().unwrap()));
    let secret = new["secret"].as_str().expect("a secret").to_owned();
    assert!(secret.len() == 53 && secret.starts_with("vst_"), "{secret}");
    assert_eq!((&new["name"], &new["scopes"]), (&json!("Nightly backup"), &json!(["self"])));
    assert_eq!(new["last_used_at"], Value::Null);
    let expires_at = app.accounts.now().plus(Duration::from_secs(7 * DAY));
    assert_eq!(new["expires_at"], json!(expires_at));

    assert_eq!(get(&app, &secret, "/api/auth/me").await.json()["username"], "maren");
    let list = get(&app, &session.access, &tokens_of(id)).await;
    assert!(!list.text().contains("vst_"), "{}", list.text());
    let mut expected = new.clone();
    expected.as_object_mut().unwrap().remove("secret");
    assert_eq!(list.json()["tokens"], json!([expected]));

    let hash: String = fingerprint(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let stored = if app.database.is_postgres() { "encode(token_hash, 'hex')" } else { "lower(hex(token_hash))" };
    assert_eq!(app.database.run(&format!("SELECT {stored} FROM api_tokens")).await, [hash]);
    let event = app.audit_events().await.into_iter().find(|event| event.event == "api_token.create").expect("an event");
    assert_eq!((event.detail.as_deref(), event.target_id), (new["id"].as_str(), id.parse().ok()));
    assert!(mails(&app).await.contains(&"api_token_created maren@example.org".to_owned()));
}

#[tokio::test]
async fn every_field_is_checked_and_all_errors_are_returned_at_once() {
    let app = TestApp::new().await;
    let Holder { id, session, .. } = holder(&app).await;
    for (body, fields) in [
        (json!({}), &[("name", "required"), ("scopes", "required")][..]),
        (json!({"name": " ", "scopes": []}), &[("name", "required"), ("scopes", "required")][..]),
        (json!({"name": "x".repeat(81), "scopes": "self"}), &[("name", "too_long"), ("scopes", "wrong_type")][..]),
        (
            json!({"name": "a\u{0}b", "scopes": ["users:*"]}),
            &[("name", "not_allowed"), ("scopes", "unknown_scope")][..],
        ),
        (json!({"name": 7, "scopes": [7]}), &[("name", "wrong_type"), ("scopes", "unknown_scope")][..]),
        (json!({"name": "x", "scopes": ["self"], "expires_in_days": 0}), &[("expires_in_days", "out_of_range")][..]),
        (
            json!({"name": "x", "scopes": ["self"], "expires_in_days": "367"}),
            &[("expires_in_days", "out_of_range")][..],
        ),
        (json!({"name": "x", "scopes": ["self"], "expires_in_days": -1}), &[("expires_in_days", "wrong_type")][..]),
        (json!({"name": "x", "scopes": ["self", "users:read"]}), &[("scopes", "administrators_only")][..]),
    ] {
        let reply = send(&app, &session.access, Method::POST, &tokens_of(&id), &body).await;
        assert_eq!(reply.status, 422, "{body}: {}", reply.text());
        let expected: Vec<_> = fields.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect();
        assert_eq!(reply.fields(), expected, "{body}");
    }
    let reply =
        send(&app, &session.access, Method::POST, &tokens_of(&id), &json!({"name": "x", "scopes": ["root"]})).await;
    let message = reply.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
    assert!(ALL.iter().all(|scope| message.contains(scope)), "{message}");
    assert_eq!(get(&app, &session.access, &tokens_of(&id)).await.json()["tokens"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn tokens_that_are_not_valid_are_refused_with_their_reason() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    let (revoked_id, revoked) = create(&app, &session, &id, &["self"]).await;
    assert_eq!(get(&app, &revoked, "/api/auth/me").await.status, 200, "and it is cached");
    let one = format!("{}/{revoked_id}", tokens_of(&id));
    assert_eq!(send(&app, &session.access, Method::DELETE, &one, &json!({})).await.status, 204);
    let wrong_checksum = format!("{}{}", &secret[..52], if secret.ends_with('0') { '1' } else { '0' });
    let tokens = [
        (revoked.as_str(), "token_revoked"),
        (FOREIGN, "token_invalid"),
        (&secret[..52], "token_malformed"),
        ("vst_", "token_malformed"),
        (wrong_checksum.as_str(), "token_malformed"),
    ];
    let own = format!("/api/users/{id}");
    let routes = ["/api/auth/me", "/api/users", "/api/audit", &own, "/api/users/export", "/api/service-accounts"];
    for (token, code) in tokens {
        for route in routes {
            let reply = get(&app, token, route).await;
            assert_refused(&reply, 401, code);
            assert_eq!(reply.header("www-authenticate").split(' ').next(), Some("Bearer"), "{route}");
        }
        let rename = send(&app, token, Method::PATCH, &own, &json!({"name": "Nobody"})).await;
        assert_refused(&rename, 401, code);
    }
    app.wait(90 * DAY - 1);
    assert_eq!(get(&app, &secret, "/api/auth/me").await.status, 200);
    app.wait(1);
    for route in routes {
        assert_refused(&get(&app, &secret, route).await, 401, "token_expired");
    }
}

#[tokio::test]
async fn a_token_is_neither_a_refresh_token_nor_a_session() {
    let app = TestApp::new().await;
    let Holder { secret, .. } = holder(&app).await;
    for path in ["/api/auth/refresh", "/api/auth/logout"] {
        for token in [secret.as_str(), FOREIGN, "vst_"] {
            assert_refused(&app.post(path).bearer(token).send().await, 401, "token_invalid");
            assert_refused(&app.post(path).json(&json!({"refresh_token": token})).send().await, 401, "token_invalid");
        }
    }
    assert_eq!(get(&app, &secret, "/api/auth/me").await.status, 200, "nothing has ended it");
    let mut browser = app.browser();
    browser.jar.insert("vestibule_access".to_owned(), secret);
    let page = browser.open("/account").await;
    assert!(page.location().starts_with("/login"), "{}", page.location());
}

#[tokio::test]
async fn what_no_scope_allows_is_refused_by_name() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let other = app.add("jonas", "").await.id;
    let own = admin.id.as_str();
    let password = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    let token = json!({"name": "Another", "scopes": ["self"]});
    let email = json!({"email": "new@example.org", "current_password": PASSWORD});
    for (method, path, body) in [
        (Method::PUT, "/api/auth/password".to_owned(), &password),
        (Method::DELETE, "/api/auth/sessions".to_owned(), &json!({})),
        (Method::POST, "/api/auth/email/verify/resend".to_owned(), &json!({})),
        (Method::POST, tokens_of(own), &token),
        (Method::GET, tokens_of(own), &json!({})),
        (Method::POST, "/api/service-accounts".to_owned(), &json!({"username": "robot"})),
        (Method::DELETE, format!("/api/users/{own}"), &json!({"password": PASSWORD})),
        (Method::PATCH, format!("/api/users/{own}"), &email),
        (Method::PATCH, format!("/api/users/{own}"), &json!({"status": "disabled"})),
        (Method::PATCH, format!("/api/users/{own}"), &json!({"role": "admin"})),
        (Method::PATCH, format!("/api/users/{other}"), &json!({"email": "new@example.org"})),
        (Method::PATCH, format!("/api/users/{other}"), &json!({"role": "admin"})),
        (Method::PATCH, format!("/api/users/{other}"), &json!({"name": "Jo", "email_verified": true})),
        (Method::DELETE, format!("/api/users/{other}/sessions"), &json!({})),
        (Method::POST, format!("/api/users/{other}/password-reset"), &json!({})),
        (Method::POST, "/api/users".to_owned(), &json!({"email": "boss@example.org", "role": "admin"})),
        (Method::POST, "/api/users/bulk".to_owned(), &json!({"action": "set_role", "role": "admin", "ids": [other]})),
    ] {
        let reply = send(&app, &admin.secret, method.clone(), &path, body).await;
        let refusal = (reply.status, reply.code());
        assert_eq!(refusal, (403, "token_scope".to_owned()), "{method} {path} {body}: {}", reply.text());
    }
    let jonas = get(&app, &admin.session.access, &format!("/api/users/{other}")).await.json();
    assert_eq!((&jonas["name"], &jonas["role"]), (&Value::Null, &json!("user")), "nothing was changed in part");
    // The password is the same.
    app.log_in("admin").await;
}

#[tokio::test]
async fn undoing_a_change_of_roles_needs_a_session() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let other = app.add("jonas", "").await.id;
    let set_role = json!({"action": "set_role", "role": "admin"});
    for (action, status) in [(json!({"action": "disable"}), 200), (set_role, 403)] {
        let mut body = action.clone();
        body["ids"] = json!([other]);
        let bulk = send(&app, &admin.session.access, Method::POST, "/api/users/bulk", &body).await.json();
        let undo = format!("/api/users/bulk/{}/undo", bulk["bulk_id"].as_str().expect("an id"));
        assert_eq!(send(&app, &admin.secret, Method::POST, &undo, &json!({})).await.status, status, "{action}");
    }
}

#[tokio::test]
async fn a_token_imports_users_but_no_administrators() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let file = "email,role\nada@example.org,admin\nbea@example.org,user\n";
    let import = |query: &str| {
        let path = format!("/api/users/import?{query}");
        let call = app.call(Method::POST, &path).bearer(&admin.secret).header("content-type", "text/csv");
        call.body(file).send()
    };
    let report = import("rows=good").await.json();
    assert_eq!((&report["good"], &report["bad"]), (&json!(1), &json!(1)), "{report}");
    let error = &report["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("role"), &json!("token_scope")));
    let roles = app.database.run("SELECT username || ' ' || role FROM users ORDER BY username").await;
    assert_eq!(roles, ["admin admin", "bea user"]);
}

#[tokio::test]
async fn a_token_imports_members_of_groups_only_with_the_scope_for_groups() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    app.group("staff", &[]).await;
    let file = "email,groups\nada@example.org,staff\nbea@example.org,\n";
    let import = async |scopes: &[&str]| {
        let (_, secret) = create(&app, &admin.session, &admin.id, scopes).await;
        let call = app.call(Method::POST, "/api/users/import").bearer(&secret).header("content-type", "text/csv");
        call.body(file).send().await.json()
    };
    let report = import(&["users:read", "users:write"]).await;
    assert_eq!((&report["good"], &report["bad"]), (&json!(1), &json!(1)), "{report}");
    let error = &report["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("groups"), &json!("token_scope")));
    let report = import(&["users:write", "groups:write"]).await;
    assert_eq!(report["outcome"], "imported", "{report}");
}

#[tokio::test]
async fn a_token_imports_neither_passwords_nor_confirmed_addresses() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let hash = app.database.run("SELECT password_hash FROM users WHERE username = 'admin'").await[0].clone();
    let file = [
        json!({"email": "ceo@example.org", "email_verified": true, "password_hash": hash}),
        json!({"email": "cfo@example.org", "password_hash": hash}),
        json!({"email": "cto@example.org", "email_verified": "yes"}),
        json!({"email": "bea@example.org", "email_verified": false, "password_hash": ""}),
    ];
    let file = file.map(|row| row.to_string()).join("\n");
    let import = async |bearer: &str, query: &str| {
        let path = format!("/api/users/import?rows=good{query}");
        let call = app.call(Method::POST, &path).bearer(bearer).header("content-type", "application/jsonl");
        call.body(file.clone()).send().await.json()
    };
    for query in ["&dry_run=true", ""] {
        let report = import(&admin.secret, query).await;
        assert_eq!((&report["good"], &report["bad"]), (&json!(1), &json!(3)), "{report}");
        let errors: Vec<_> = report["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|error| {
                assert_eq!(error["code"], "token_scope", "{error}");
                (error["row"].as_u64().unwrap_or_default(), error["field"].as_str().unwrap_or_default().to_owned())
            })
            .collect();
        let expected = [(1, "password_hash"), (1, "email_verified"), (2, "password_hash"), (3, "email_verified")];
        assert_eq!(errors, expected.map(|(row, field)| (row, field.to_owned())));
        let message = report["errors"][0]["message"].as_str().unwrap_or_default();
        assert!(message.contains("password_hash"), "{message}");
    }
    let stored = app.database.run("SELECT username FROM users WHERE username <> 'admin'").await;
    assert_eq!(stored, ["bea"]);
    let report = import(&admin.session.access, "").await;
    assert_eq!(report["good"], json!(3), "with a session both are possible: {report}");
}

#[tokio::test]
async fn a_token_may_send_back_the_email_address_without_any_effect() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    app.accounts.mark_confirmed(&Caller::system(), id.parse().unwrap()).await.expect("a change");
    let path = format!("/api/users/{id}");
    let request = json!({"email": "new@example.org", "current_password": PASSWORD});
    let pending = send(&app, &session.access, Method::PATCH, &path, &request).await.json();
    assert_eq!(pending["pending_email"], "new@example.org");
    let whole = json!({"username": "maren", "email": "maren@example.org", "name": "Maren Holt"});
    let reply = send(&app, &secret, Method::PUT, &path, &whole).await;
    assert_eq!((reply.status, &reply.json()["name"]), (200, &json!("Maren Holt")), "{}", reply.text());
    assert_eq!(reply.json()["pending_email"], "new@example.org", "a session would have cancelled the change");
}

#[tokio::test]
async fn scopes_for_administrators_are_void_while_the_account_is_none() {
    let app = TestApp::new().await;
    app.administrator("boss").await;
    let admin = administrator(&app).await;
    let (_, reading) = create(&app, &admin.session, &admin.id, &["users:read"]).await;
    assert_eq!(get(&app, &reading, "/api/users").await.status, 200);
    let set_role = async |role: &str| {
        let role = UserAction::SetRole(role.parse().expect("a role"));
        let id = admin.id.parse().expect("an id");
        app.accounts.change_status(&Caller::system(), id, role).await.expect("a change");
    };
    set_role("user").await;
    for path in ["/api/users", "/api/audit/export", "/api/service-accounts"] {
        assert_refused(&get(&app, &admin.secret, path).await, 403, "forbidden");
    }
    assert_eq!(get(&app, &admin.secret, "/api/auth/me").await.status, 200, "self still works");
    assert_refused(&get(&app, &reading, "/api/auth/me").await, 403, "token_scope");
    assert_refused(&get(&app, &reading, "/api/users").await, 403, "forbidden");
    set_role("admin").await;
    assert_eq!(get(&app, &reading, "/api/users").await.status, 200);
}

#[tokio::test]
async fn disabling_suspends_tokens_and_deleting_revokes_them_for_good() {
    let app = TestApp::new().await;
    let Holder { secret, .. } = holder(&app).await;
    let me = async || get(&app, &secret, "/api/auth/me").await;
    assert_eq!(me().await.status, 200);
    app.change("maren", "disable").await;
    assert_refused(&me().await, 401, "token_revoked");
    app.change("maren", "enable").await;
    assert_eq!(me().await.status, 200);
    app.change("maren", "delete").await;
    assert_refused(&me().await, 401, "token_revoked");
    app.change("maren", "restore").await;
    assert_refused(&me().await, 401, "token_revoked");
}

#[tokio::test]
async fn setting_a_password_without_the_current_one_revokes_all_tokens() {
    for by_link in [true, false] {
        let app = TestApp::new().await;
        let Holder { id, session, secret } = holder(&app).await;
        let change = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
        assert_eq!(send(&app, &session.access, Method::PUT, "/api/auth/password", &change).await.status, 204);
        assert_eq!(get(&app, &secret, "/api/auth/me").await.status, 200, "the owner knows the password");
        let (operator, id) = (Caller::system(), id.parse().expect("an id"));
        if by_link {
            let link = app.accounts.issue_password_link(&operator, id).await.expect("a link");
            let token = link.url.rsplit('=').next().expect("a token");
            let body = json!({"token": token, "password": PASSWORD});
            assert_eq!(app.post("/api/auth/password/reset").json(&body).send().await.status, 204);
        } else {
            app.accounts.set_password(&operator, id, &PASSWORD.into()).await.expect("a change");
        }
        assert_refused(&get(&app, &secret, "/api/auth/me").await, 401, "token_revoked");
    }
}

#[tokio::test]
async fn a_token_is_revoked_only_through_its_own_account() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    let (other, others_session) = app.member("jonas").await;
    let other = other["id"].as_str().unwrap();
    let list = get(&app, &session.access, &tokens_of(&id)).await.json();
    let token = list["tokens"][0]["id"].as_str().expect("an id");
    let revoke = async |who: &Tokens, id: &str| {
        send(&app, &who.access, Method::DELETE, &format!("{}/{token}", tokens_of(id)), &json!({})).await
    };
    assert_refused(&revoke(&others_session, other).await, 404, "not_found");
    assert_refused(&revoke(&others_session, &id).await, 404, "not_found");
    assert_eq!(get(&app, &secret, "/api/auth/me").await.status, 200);
    assert_eq!(revoke(&session, &id).await.status, 204);
    assert_refused(&revoke(&session, &id).await, 404, "not_found");
    assert_eq!(get(&app, &session.access, &tokens_of(&id)).await.json(), json!({"tokens": []}));
    let revoked = app.audit_events().await.into_iter().filter(|event| event.event == "api_token.revoke");
    assert_eq!(revoked.map(|event| event.detail).collect::<Vec<_>>(), [Some(token.to_owned())]);
}

#[tokio::test]
async fn an_account_has_at_most_fifty_tokens() {
    let app = TestApp::new().await;
    let Holder { id, session, .. } = holder(&app).await;
    let mut last = String::new();
    for _ in 1..50 {
        last = create(&app, &session, &id, &["self"]).await.0;
    }
    let body = json!({"name": "One more", "scopes": ["self"]});
    let reply = send(&app, &session.access, Method::POST, &tokens_of(&id), &body).await;
    assert_refused(&reply, 422, "validation_failed");
    assert!(reply.json()["detail"].as_str().unwrap_or_default().contains("Revoke one"), "{}", reply.text());
    let one = format!("{}/{last}", tokens_of(&id));
    assert_eq!(send(&app, &session.access, Method::DELETE, &one, &json!({})).await.status, 204);
    create(&app, &session, &id, &["self"]).await;
}

#[tokio::test]
async fn a_service_account_works_with_tokens_of_an_administrator_alone() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let new = json!({"username": "robot", "name": "Nightly backup"});
    let reply = send(&app, &admin.session.access, Method::POST, "/api/service-accounts", &new).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let robot = reply.json();
    let id = robot["id"].as_str().expect("an id");
    assert_eq!(reply.header("location"), format!("/api/users/{id}"));
    assert_eq!((&robot["role"], &robot["status"], &robot["tokens"]), (&json!("user"), &json!("active"), &json!(0)));
    let before = mails(&app).await;
    let (_, secret) = create(&app, &admin.session, id, &["self"]).await;
    assert_eq!(get(&app, &secret, "/api/auth/me").await.json()["username"], "robot");
    let list = get(&app, &admin.session.access, "/api/service-accounts").await.json();
    assert_eq!(list["service_accounts"][0]["tokens"], 1, "{list}");

    let path = format!("/api/users/{id}");
    for reply in [
        get(&app, &admin.session.access, &path).await,
        get(&app, &admin.session.access, "/api/users").await,
        get(&app, &admin.session.access, "/api/users/export").await,
        get(&app, &secret, "/api/auth/me").await,
        get(&app, &secret, &format!("{path}/data")).await,
    ] {
        assert!(reply.status == 200 && !reply.text().contains("service.invalid"), "{}", reply.text());
    }
    for link in ["password-reset", "invitation"] {
        let reply = send(&app, &admin.session.access, Method::POST, &format!("{path}/{link}"), &json!({})).await;
        assert_refused(&reply, 422, "validation_failed");
    }
    let email = json!({"email": "robot@example.org"});
    let reply = send(&app, &admin.session.access, Method::PATCH, &path, &email).await;
    assert_eq!(reply.fields(), [("email".to_owned(), "not_allowed".to_owned())]);
    let set = app.accounts.set_password(&Caller::system(), id.parse().unwrap(), &PASSWORD.into()).await;
    assert!(set.is_err(), "a service account has no password");
    let renamed = send(&app, &admin.session.access, Method::PATCH, &path, &json!({"name": "Backup"})).await;
    assert_eq!(renamed.json()["name"], "Backup");
    let login = json!({"login": "robot", "password": PASSWORD});
    assert_refused(&app.post("/api/auth/login").json(&login).send().await, 401, "invalid_credentials");

    app.change("robot", "disable").await;
    let body = json!({"name": "Backup", "scopes": ["self"]});
    let refused = send(&app, &admin.session.access, Method::POST, &tokens_of(id), &body).await;
    assert_refused(&refused, 409, "account_disabled");
    app.change("robot", "delete").await;
    assert_eq!(mails(&app).await, before, "nobody reads mail to a service account");
    let list = get(&app, &admin.session.access, "/api/service-accounts").await.json();
    assert_eq!(list, json!({"service_accounts": []}));
}

#[tokio::test]
async fn administrators_create_tokens_for_service_accounts_only() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let jonas = app.add("jonas", "").await.id.to_string();
    let body = json!({"name": "Backup", "scopes": ["self"]});
    let reply = send(&app, &admin.session.access, Method::POST, &tokens_of(&jonas), &body).await;
    assert_refused(&reply, 403, "forbidden");
    assert!(reply.json()["detail"].as_str().unwrap_or_default().contains("service accounts"), "{}", reply.text());
    let missing = tokens_of("01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f");
    assert_refused(&send(&app, &admin.session.access, Method::POST, &missing, &body).await, 404, "not_found");
}

#[tokio::test]
async fn service_accounts_are_checked_like_other_accounts_and_their_addresses_are_reserved() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    for (body, status, fields) in [
        (json!({}), 422, &["username"][..]),
        (json!({"username": "x", "name": "a\nb", "role": "owner"}), 422, &["username", "name", "role"][..]),
        (json!({"username": "ADMIN"}), 409, &["username"][..]),
    ] {
        let reply = send(&app, &admin.session.access, Method::POST, "/api/service-accounts", &body).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        let named: Vec<_> = reply.fields().into_iter().map(|(field, _)| field).collect();
        assert_eq!(named, fields, "{body}");
    }
    let person = json!({"username": "ada", "email": "ada@SERVICE.invalid", "password": PASSWORD});
    let reply = app.post("/api/users/register").json(&person).send().await;
    assert_eq!(reply.fields(), [("email".to_owned(), "not_allowed".to_owned())]);
    let (bea, session) = app.member("bea").await;
    let path = format!("/api/users/{}", bea["id"].as_str().unwrap());
    let change = json!({"email": "bea@service.invalid", "current_password": PASSWORD});
    let reply = send(&app, &session.access, Method::PATCH, &path, &change).await;
    assert_eq!(reply.fields(), [("email".to_owned(), "not_allowed".to_owned())]);
}

#[tokio::test]
async fn the_last_use_is_stored_once_a_minute() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    let stored = async || {
        app.accounts.write_last_seen().await.expect("a write");
        let list = get(&app, &session.access, &tokens_of(&id)).await.json();
        list["tokens"][0].clone()
    };
    assert_eq!((&stored().await["last_used_at"], &stored().await["last_used_address"]), (&Value::Null, &Value::Null));
    // The test begins at a whole minute.
    app.wait(40);
    app.get("/api/auth/me").bearer(&secret).seen_from("203.0.113.24").send().await;
    let used = stored().await;
    assert_eq!((&used["last_used_at"], &used["last_used_address"]), (&json!(minute(&app)), &json!("203.0.113.24")));
    app.wait(19);
    get(&app, &secret, "/api/auth/me").await;
    assert_eq!(stored().await, used);
    app.wait(1);
    get(&app, &secret, "/api/auth/me").await;
    assert_eq!(stored().await["last_used_at"], json!(minute(&app)));
    assert_ne!(stored().await["last_used_at"], used["last_used_at"]);
}

/// The time without seconds.
fn minute(app: &TestApp) -> Timestamp {
    Timestamp(app.accounts.now().0 / 60_000 * 60_000)
}

#[tokio::test]
async fn a_known_token_runs_no_statement_and_an_unknown_one_is_charged_before_it_does() {
    let app = TestApp::with(|config| {
        config.environment = Environment::Development;
        config.rate_limits = "request=1/h".parse().expect("limits");
    })
    .await;
    let user = app.add("maren", "").await;
    let request = CreateApiTokenRequest {
        name: "Backup".into(),
        scopes: Expected::Given(vec!["self".into()]),
        ..CreateApiTokenRequest::default()
    };
    let new = app.accounts.create_api_token(&Caller::system(), user.id, request).await;
    let secret = new.expect("a token").secret;
    let is_unknown = || app.accounts.costs_a_query(&secret);
    assert!(is_unknown());
    // On PostgreSQL the cache is used only after the listener has connected.
    while is_unknown() {
        app.accounts.authenticate(&secret).await.expect("a valid token");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let me = app.get("/api/auth/me").bearer(&secret).seen_from("192.0.2.7").send().await;
    assert!(me.status == 200 && me.header("server-timing").contains("statements: 0"), "{}", me.header("server-timing"));

    let guess = async || app.get("/api/auth/me").bearer(FOREIGN).send().await;
    let mut statuses = vec![guess().await.status];
    while statuses.last() == Some(&401) && statuses.len() < 10 {
        statuses.push(guess().await.status);
    }
    assert_eq!((statuses[0], statuses.last()), (401, Some(&429)), "{statuses:?}");
    assert!(guess().await.header("server-timing").contains("statements: 0"), "refused before the query");
}

#[tokio::test]
async fn the_download_of_ones_data_has_the_tokens_without_their_hashes() {
    let app = TestApp::new().await;
    let Holder { id, secret, .. } = holder(&app).await;
    let data = get(&app, &secret, &format!("/api/users/{id}/data")).await.json();
    let [token] = data["api_tokens"].as_array().expect("a list").as_slice() else { panic!("{data}") };
    let mut members: Vec<_> = token.as_object().expect("an object").keys().map(String::as_str).collect();
    members.sort_unstable();
    let expected =
        ["created_at", "expires_at", "id", "last_used_address", "last_used_at", "name", "revoked_at", "scopes"];
    assert_eq!(members, expected);
    assert_eq!(data["service_account_since"], Value::Null);
    let replica = app.replica(|_| {}).await;
    assert_eq!(get(&replica, &secret, "/api/auth/me").await.status, 200, "tokens work at every replica");
}

#[tokio::test]
async fn revoking_is_noticed_by_every_replica() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    let replica = app.replica(|_| {}).await;
    assert_eq!(get(&replica, &secret, "/api/auth/me").await.status, 200);
    let list = get(&app, &session.access, &tokens_of(&id)).await.json();
    let one = format!("{}/{}", tokens_of(&id), list["tokens"][0]["id"].as_str().expect("an id"));
    assert_eq!(send(&app, &session.access, Method::DELETE, &one, &json!({})).await.status, 204);
    assert_refused(&get(&app, &secret, "/api/auth/me").await, 401, "token_revoked");
    for _ in 0..200 {
        if get(&replica, &secret, "/api/auth/me").await.status == 401 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the replica still accepts the token");
}
