//! API tokens and service accounts: who creates them, what they allow, and when they stop working. Which token may call
//! which route is in the access matrix.

mod created;
mod everywhere;
mod pages;
mod proof;
mod trial;

use crate::support::mailbox::waiting;
use crate::support::*;
use vestibule::config::Environment;
use vestibule::keys::fingerprint;
use vestibule::shared::api_tokens::CreateApiTokenRequest;
use vestibule::shared::bulk::UserAction;

const DAY: u64 = 24 * 60 * 60;
const ALL: [&str; 6] = ["self", "users:read", "users:write", "groups:write", "applications:write", "audit:read"];
/// A well-formed secret that no server has issued.
const FOREIGN: &str = "vst_1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdQ5c5b9cPF11U60DE";

fn tokens_of(id: &str) -> String {
    format!("/api/users/{id}/tokens")
}

/// An account with an API token of all scopes that it can have.
struct Holder {
    id: String,
    session: Tokens,
    secret: String,
}

async fn holder(app: &TestApp) -> Holder {
    let (user, session) = app.member("maren").await;
    let id = id_of(&user).to_owned();
    let (_, secret) = app.api_token(&session, &id, &["self"]).await;
    Holder { id, session, secret }
}

async fn administrator(app: &TestApp) -> Holder {
    let (user, session) = app.administrator("admin").await;
    let id = user.id.to_string();
    let (_, secret) = app.api_token(&session, &id, &ALL).await;
    Holder { id, session, secret }
}

#[tokio::test]
async fn an_account_keeps_its_newest_hundred_revoked_tokens() {
    let (app, user, session) = TestApp::with_member("maren").await;
    let id = id_of(&user);
    let mut secrets = Vec::new();
    for _ in 0..102 {
        let (token, secret) = app.api_token(&session, id, &["self"]).await;
        app.wait(1);
        let path = format!("{}/{token}", tokens_of(id));
        assert_eq!(app.delete(&path).bearer(&session.access).send().await.status, 204);
        secrets.push(secret);
    }
    let kept = async |condition: &str| {
        let sql = format!("SELECT 'a row' FROM api_tokens WHERE revoked_at IS {condition} NULL");
        app.database.run(&sql).await.len()
    };
    assert_eq!(kept("NOT").await, 100);
    for (secret, code) in [(&secrets[1], "token_invalid"), (&secrets[2], "token_revoked")] {
        app.read(secret, "/api/auth/me").await.assert_refused(401, code);
    }
    // The same when all are revoked at once.
    let (_, last) = app.api_token(&session, id, &["self"]).await;
    app.api_token(&session, id, &["self"]).await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD, "revoke_tokens": true});
    app.send(&session, Method::PUT, "/api/auth/password", &body).await.expect_status(204);
    assert_eq!((kept("NOT").await, kept("").await), (100, 0));
    for (secret, code) in [(&secrets[3], "token_invalid"), (&last, "token_revoked")] {
        app.read(secret, "/api/auth/me").await.assert_refused(401, code);
    }
}

#[tokio::test]
async fn a_secret_is_shown_once_and_only_its_hash_is_stored() {
    let app = TestApp::new().await;
    let id = &app.add("maren", "").await.id.to_string();
    let session = app.log_in("maren").await;
    let body = json!({"name": " Nightly backup ", "scopes": ["self"], "expires_in_days": 7.0});
    let reply = app.send(&session, Method::POST, &tokens_of(id), &body).await.expect_status(201);
    let new = reply.json();
    assert_eq!(reply.header("location"), format!("/api/users/{id}/tokens/{}", id_of(&new)));
    let secret = new["secret"].as_str().expect("a secret").to_owned();
    assert!(secret.len() == 53 && secret.starts_with("vst_"), "{secret}");
    assert_eq!((&new["name"], &new["scopes"]), (&json!("Nightly backup"), &json!(["self"])));
    assert_eq!(new["last_used_at"], Value::Null);
    let expires_at = app.accounts.now().plus(Duration::from_secs(7 * DAY));
    assert_eq!(new["expires_at"], json!(expires_at));

    assert_eq!(app.read(&secret, "/api/auth/me").await.json()["username"], "maren");
    let list = app.read(&session, &tokens_of(id)).await;
    assert!(!list.text().contains("vst_"), "{}", list.text());
    let mut expected = new.clone();
    expected.as_object_mut().unwrap().remove("secret");
    assert_eq!(list.json()["tokens"], json!([expected]));

    let hash: String = fingerprint(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let stored = if app.database.is_postgres() { "encode(token_hash, 'hex')" } else { "lower(hex(token_hash))" };
    assert_eq!(app.database.run(&format!("SELECT {stored} FROM api_tokens")).await, [hash]);
    let event = app.events("api_token.create").await.remove(0);
    assert_eq!((event.detail.as_deref(), event.target_id), (new["id"].as_str(), id.parse().ok()));
    assert!(waiting(&app).await.contains(&"api_token_created maren@example.org".to_owned()));
}

#[tokio::test]
async fn every_field_is_checked_and_an_account_has_at_most_fifty_tokens() {
    let app = TestApp::new().await;
    let Holder { id, session, .. } = holder(&app).await;
    for (body, errors) in [
        (json!({}), "name required, scopes required"),
        (json!({"name": " ", "scopes": []}), "name required, scopes required"),
        (json!({"name": "x".repeat(81), "scopes": "self"}), "name too_long, scopes wrong_type"),
        (json!({"name": "a\u{0}b", "scopes": ["users:*"]}), "name not_allowed, scopes unknown_scope"),
        (json!({"name": 7, "scopes": [7]}), "name wrong_type, scopes unknown_scope"),
        (json!({"name": "x", "scopes": ["self"], "expires_in_days": 0}), "expires_in_days out_of_range"),
        (json!({"name": "x", "scopes": ["self"], "expires_in_days": "367"}), "expires_in_days out_of_range"),
        (json!({"name": "x", "scopes": ["self"], "expires_in_days": -1}), "expires_in_days wrong_type"),
        (json!({"name": "x", "scopes": ["self", "users:read"]}), "scopes administrators_only"),
    ] {
        let reply = app.send(&session, Method::POST, &tokens_of(&id), &body).await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, errors), "{body}");
    }
    let reply = app.send(&session, Method::POST, &tokens_of(&id), &json!({"name": "x", "scopes": ["root"]})).await;
    let message = reply.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
    assert!(ALL.iter().all(|scope| message.contains(scope)), "{message}");
    assert_eq!(app.read(&session, &tokens_of(&id)).await.json()["tokens"].as_array().map(Vec::len), Some(1));

    let mut last = String::new();
    for _ in 1..50 {
        last = app.api_token(&session, &id, &["self"]).await.0;
    }
    let body = json!({"name": "One more", "scopes": ["self"]});
    let reply = app.send(&session, Method::POST, &tokens_of(&id), &body).await;
    reply.assert_refused(422, "validation_failed");
    assert!(reply.json()["detail"].as_str().unwrap_or_default().contains("Revoke one"), "{}", reply.text());
    let one = format!("{}/{last}", tokens_of(&id));
    assert_eq!(app.send(&session, Method::DELETE, &one, &json!({})).await.status, 204);
    app.api_token(&session, &id, &["self"]).await;
}

#[tokio::test]
async fn a_token_is_no_other_token_is_suspended_with_its_account_and_revoked_with_its_deletion() {
    let app = TestApp::new().await;
    let Holder { secret, .. } = holder(&app).await;
    for path in ["/api/auth/refresh", "/api/auth/logout"] {
        for token in [secret.as_str(), FOREIGN, "vst_"] {
            app.post(path).bearer(token).send().await.assert_refused(401, "token_invalid");
            app.post(path).json(&json!({"refresh_token": token})).send().await.assert_refused(401, "token_invalid");
        }
    }
    assert_eq!(app.read(&secret, "/api/auth/me").await.status, 200, "nothing has ended it");
    let mut browser = app.browser();
    browser.jar.insert("vestibule_access".to_owned(), secret.clone());
    assert!(browser.open("/account").await.location().starts_with("/login"));

    let me = async || app.read(&secret, "/api/auth/me").await;
    assert_eq!(me().await.status, 200);
    app.change("maren", "disable").await;
    me().await.assert_refused(401, "token_revoked");
    app.change("maren", "enable").await;
    assert_eq!(me().await.status, 200);
    app.change("maren", "delete").await;
    me().await.assert_refused(401, "token_revoked");
    app.change("maren", "restore").await;
    me().await.assert_refused(401, "token_revoked");
}

#[tokio::test]
async fn fields_that_no_scope_allows_are_refused_by_name_and_undoing_a_change_of_roles_needs_a_session() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let other = app.add("jonas", "").await.id;
    let own = admin.id.as_str();
    let email = json!({"email": "new@example.org", "current_password": PASSWORD});
    for (method, path, body) in [
        (Method::PATCH, format!("/api/users/{own}"), &email),
        (Method::PATCH, format!("/api/users/{own}"), &json!({"status": "disabled"})),
        (Method::PATCH, format!("/api/users/{own}"), &json!({"role": "admin"})),
        (Method::PATCH, format!("/api/users/{other}"), &json!({"email": "new@example.org"})),
        (Method::PATCH, format!("/api/users/{other}"), &json!({"role": "admin"})),
        (Method::PATCH, format!("/api/users/{other}"), &json!({"name": "Jo", "email_verified": true})),
        (Method::POST, "/api/users".to_owned(), &json!({"email": "boss@example.org", "role": "admin"})),
        (Method::POST, "/api/users/bulk".to_owned(), &json!({"action": "set_role", "role": "admin", "ids": [other]})),
    ] {
        let reply = app.send(&admin.secret, method.clone(), &path, body).await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "token_scope"), "{method} {path} {body}");
    }
    let jonas = app.read(&admin.session, &format!("/api/users/{other}")).await.json();
    assert_eq!((&jonas["name"], &jonas["role"]), (&Value::Null, &json!("user")), "nothing was changed in part");

    let set_role = json!({"action": "set_role", "role": "admin"});
    for (action, status) in [(json!({"action": "disable"}), 200), (set_role, 403)] {
        let mut body = action.clone();
        body["ids"] = json!([other]);
        let bulk = app.send(&admin.session, Method::POST, "/api/users/bulk", &body).await.json();
        let undo = format!("/api/users/bulk/{}/undo", bulk["bulk_id"].as_str().expect("an id"));
        assert_eq!(app.send(&admin.secret, Method::POST, &undo, &json!({})).await.status, status, "{action}");
    }
}

#[tokio::test]
async fn a_token_imports_no_administrators_passwords_confirmed_addresses_or_without_its_scope_members() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let (_, of_users) = app.api_token(&admin.session, &admin.id, &["users:read", "users:write"]).await;
    app.group("staff", &[]).await;
    let hash = app.database.run("SELECT password_hash FROM users WHERE username = 'admin'").await[0].clone();
    let file = [
        json!({"email": "ceo@example.org", "email_verified": true, "password_hash": hash}),
        json!({"email": "cfo@example.org", "password_hash": hash}),
        json!({"email": "cto@example.org", "email_verified": "yes"}),
        json!({"email": "ada@example.org", "role": "admin"}),
        json!({"email": "eva@example.org", "groups": "staff"}),
        json!({"email": "bea@example.org", "role": "user", "email_verified": false, "password_hash": "", "groups": []}),
    ];
    let file = file.map(|row| row.to_string()).join("\n");
    let never = ["1 password_hash", "1 email_verified", "2 password_hash", "3 email_verified", "4 role"];
    for (bearer, query, errors) in [
        (&admin.secret, "rows=good&dry_run=true", &never[..]),
        (&admin.session.access, "rows=good&dry_run=true", &[]),
        (&of_users, "rows=good", &[&never[..], &["5 groups"]].concat()),
    ] {
        let report = app.import(bearer, query, file.clone()).await.json();
        let error = |error: &Value| {
            assert_eq!(error["code"], "token_scope", "{error}");
            format!("{} {}", error["row"], error["field"].as_str().unwrap_or_default())
        };
        let found: Vec<_> = report["errors"].as_array().expect("errors").iter().map(error).collect();
        assert_eq!(found, errors, "{report}");
        if !errors.is_empty() {
            let message = report["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(message.contains("password_hash"), "{message}");
        }
    }
    let users = app.database.run("SELECT username || ' ' || role FROM users ORDER BY username").await;
    assert_eq!(users, ["admin admin", "bea user"]);
}

#[tokio::test]
async fn a_token_may_send_back_the_email_address_without_any_effect() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    app.accounts.emails().mark_confirmed(&Caller::system(), id.parse().unwrap()).await.expect("a change");
    let path = format!("/api/users/{id}");
    let request = json!({"email": "new@example.org", "current_password": PASSWORD});
    let pending = app.send(&session, Method::PATCH, &path, &request).await.json();
    assert_eq!(pending["pending_email"], "new@example.org");
    let whole = json!({"username": "maren", "email": "maren@example.org", "name": "Maren Holt"});
    let reply = app.send(&secret, Method::PUT, &path, &whole).await;
    assert_eq!((reply.status, &reply.json()["name"]), (200, &json!("Maren Holt")), "{}", reply.text());
    assert_eq!(reply.json()["pending_email"], "new@example.org", "a session would have cancelled the change");
}

#[tokio::test]
async fn scopes_for_administrators_are_void_while_the_account_is_none() {
    let app = TestApp::new().await;
    app.administrator("boss").await;
    let admin = administrator(&app).await;
    let (_, reading) = app.api_token(&admin.session, &admin.id, &["users:read"]).await;
    assert_eq!(app.read(&reading, "/api/users").await.status, 200);
    let set_role = async |role: &str| {
        let role = UserAction::SetRole(role.parse().expect("a role"));
        let id = admin.id.parse().expect("an id");
        app.accounts.users().change_status(&Caller::system(), id, role).await.expect("a change");
    };
    set_role("user").await;
    for path in ["/api/users", "/api/audit/export", "/api/service-accounts"] {
        app.read(&admin.secret, path).await.assert_refused(403, "forbidden");
    }
    assert_eq!(app.read(&admin.secret, "/api/auth/me").await.status, 200, "self still works");
    app.read(&reading, "/api/auth/me").await.assert_refused(403, "token_scope");
    app.read(&reading, "/api/users").await.assert_refused(403, "forbidden");
    set_role("admin").await;
    assert_eq!(app.read(&reading, "/api/users").await.status, 200);
}

#[tokio::test]
async fn setting_a_password_without_the_current_one_revokes_all_tokens() {
    for by_link in [true, false] {
        let app = TestApp::new().await;
        let Holder { id, session, secret } = holder(&app).await;
        let change = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
        assert_eq!(app.send(&session, Method::PUT, "/api/auth/password", &change).await.status, 204);
        assert_eq!(app.read(&secret, "/api/auth/me").await.status, 200, "the owner knows the password");
        let (operator, id) = (Caller::system(), id.parse().expect("an id"));
        if by_link {
            let link = app.accounts.passwords().issue_password_link(&operator, id).await.expect("a link");
            let token = link.url.rsplit('=').next().expect("a token");
            app.choose_password(token, PASSWORD).expect_status(204).await;
        } else {
            app.accounts.passwords().set_password(&operator, id, &PASSWORD.into()).await.expect("a change");
        }
        app.read(&secret, "/api/auth/me").await.assert_refused(401, "token_revoked");
    }
}

#[tokio::test]
async fn a_token_is_revoked_only_through_its_own_account_and_at_every_replica() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    let (other, others_session) = app.member("jonas").await;
    let other = id_of(&other);
    let list = app.read(&session, &tokens_of(&id)).await.json();
    let token = list["tokens"][0]["id"].as_str().expect("an id");
    let revoke = async |who: &Tokens, id: &str| {
        app.send(&who.access, Method::DELETE, &format!("{}/{token}", tokens_of(id)), &json!({})).await
    };
    revoke(&others_session, other).await.assert_refused(404, "not_found");
    revoke(&others_session, &id).await.assert_refused(404, "not_found");
    let replica = app.replica(|_| {}).await;
    for app in [&app, &replica] {
        assert_eq!(app.read(&secret, "/api/auth/me").await.status, 200);
    }
    assert_eq!(revoke(&session, &id).await.status, 204);
    app.read(&secret, "/api/auth/me").await.assert_refused(401, "token_revoked");
    eventually("the replica refuses the token", async || replica.me(&secret).send().await.status == 401).await;
    revoke(&session, &id).await.assert_refused(404, "not_found");
    assert_eq!(app.read(&session, &tokens_of(&id)).await.json(), json!({"tokens": []}));
    let revoked = app.events("api_token.revoke").await.into_iter().filter_map(|event| event.detail);
    assert_eq!(revoked.collect::<Vec<_>>(), [token]);
}

#[tokio::test]
async fn a_service_account_works_with_tokens_of_an_administrator_alone() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let new = json!({"username": "robot", "name": "Nightly backup"});
    let reply = app.send(&admin.session, Method::POST, "/api/service-accounts", &new).await.expect_status(201);
    let robot = reply.json();
    let id = id_of(&robot);
    assert_eq!(reply.header("location"), format!("/api/users/{id}"));
    assert_eq!((&robot["role"], &robot["status"], &robot["tokens"]), (&json!("user"), &json!("active"), &json!(0)));
    let before = waiting(&app).await;
    let (_, secret) = app.api_token(&admin.session, id, &["self"]).await;
    assert_eq!(app.read(&secret, "/api/auth/me").await.json()["username"], "robot");
    let list = app.read(&admin.session, "/api/service-accounts").await.json();
    let listed = &list["service_accounts"][0];
    assert_eq!((&listed["name"], &listed["tokens"]), (&json!("Nightly backup"), &json!(1)), "{list}");

    let path = format!("/api/users/{id}");
    for reply in [
        app.read(&admin.session, &path).await,
        app.read(&admin.session, "/api/users").await,
        app.read(&admin.session, "/api/users/export").await,
        app.read(&secret, "/api/auth/me").await,
        app.read(&secret, &format!("{path}/data")).await,
    ] {
        assert!(reply.status == 200 && !reply.text().contains("service.invalid"), "{}", reply.text());
    }
    for link in ["password-reset", "invitation"] {
        let reply = app.send(&admin.session, Method::POST, &format!("{path}/{link}"), &json!({})).await;
        reply.assert_refused(422, "validation_failed");
    }
    let email = json!({"email": "robot@example.org"});
    let reply = app.send(&admin.session, Method::PATCH, &path, &email).await;
    assert_eq!(reply.errors(), "email not_allowed");
    let set = app.accounts.passwords().set_password(&Caller::system(), id.parse().unwrap(), &PASSWORD.into()).await;
    assert!(set.is_err(), "a service account has no password");
    let renamed = app.send(&admin.session, Method::PATCH, &path, &json!({"name": "Backup"})).await;
    assert_eq!(renamed.json()["name"], "Backup");
    app.sign_in("robot", PASSWORD).send().await.assert_refused(401, "invalid_credentials");

    app.change("robot", "disable").await;
    let body = json!({"name": "Backup", "scopes": ["self"]});
    let refused = app.send(&admin.session, Method::POST, &tokens_of(id), &body).await;
    refused.assert_refused(409, "account_disabled");
    app.change("robot", "delete").await;
    assert_eq!(waiting(&app).await, before, "nobody reads mail to a service account");
    let list = app.read(&admin.session, "/api/service-accounts").await.json();
    assert_eq!(list, json!({"service_accounts": []}));
}

#[tokio::test]
async fn service_accounts_have_tokens_of_administrators_are_checked_like_others_and_their_addresses_are_reserved() {
    let app = TestApp::new().await;
    let admin = administrator(&app).await;
    let jonas = app.add("jonas", "").await.id.to_string();
    let body = json!({"name": "Backup", "scopes": ["self"]});
    let reply = app.send(&admin.session, Method::POST, &tokens_of(&jonas), &body).await;
    reply.assert_refused(403, "forbidden");
    assert!(reply.json()["detail"].as_str().unwrap_or_default().contains("service accounts"), "{}", reply.text());
    let missing = tokens_of("01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f");
    app.send(&admin.session, Method::POST, &missing, &body).await.assert_refused(404, "not_found");

    for (body, status, fields) in [
        (json!({}), 422, &["username"][..]),
        (json!({"username": "x", "name": "a\nb", "role": "owner"}), 422, &["username", "name", "role"][..]),
        (json!({"username": "ADMIN"}), 409, &["username"][..]),
    ] {
        let reply = app.send(&admin.session, Method::POST, "/api/service-accounts", &body).await;
        assert_eq!(reply.expect_status(status).invalid_fields(), fields, "{body}");
    }
    assert_eq!(app.sign_up("ada", "ada@SERVICE.invalid").send().await.errors(), "email not_allowed");
    let (bea, session) = app.member("bea").await;
    let path = path_of(&bea);
    let change = json!({"email": "bea@service.invalid", "current_password": PASSWORD});
    let reply = app.send(&session, Method::PATCH, &path, &change).await;
    assert_eq!(reply.errors(), "email not_allowed");
}

#[tokio::test]
async fn the_last_use_is_stored_once_a_minute() {
    let app = TestApp::new().await;
    let Holder { id, session, secret } = holder(&app).await;
    let stored = async || {
        app.accounts.sessions().write_last_seen().await.expect("a write");
        let list = app.read(&session, &tokens_of(&id)).await.json();
        list["tokens"][0].clone()
    };
    assert_eq!((&stored().await["last_used_at"], &stored().await["last_used_address"]), (&Value::Null, &Value::Null));
    // The test begins at a whole minute.
    app.wait(40);
    app.me(&secret).seen_from("203.0.113.24").send().await;
    let used = stored().await;
    assert_eq!((&used["last_used_at"], &used["last_used_address"]), (&json!(minute(&app)), &json!("203.0.113.24")));
    app.wait(19);
    app.read(&secret, "/api/auth/me").await;
    assert_eq!(stored().await, used);
    app.wait(1);
    app.read(&secret, "/api/auth/me").await;
    assert_eq!(stored().await["last_used_at"], json!(minute(&app)));
    assert_ne!(stored().await["last_used_at"], used["last_used_at"]);
}

/// The time without seconds.
fn minute(app: &TestApp) -> Timestamp {
    Timestamp(app.accounts.now().0 / 60_000 * 60_000)
}

#[tokio::test]
async fn a_known_token_runs_no_statement_and_an_unknown_one_is_charged_before_it_does() {
    let app = TestApp::with_limits("request=1/h", |config| config.environment = Environment::Development).await;
    let user = app.add("maren", "").await;
    let (name, scopes) = ("Backup".into(), texts(&["self"]));
    let request = CreateApiTokenRequest { name, scopes, ..CreateApiTokenRequest::default() };
    let new = app.accounts.api_tokens().create_api_token(&Caller::system(), user.id, request).await;
    let secret = new.expect("a token").secret;
    let is_unknown = || app.accounts.api_tokens().costs_a_query(&secret);
    assert!(is_unknown());
    // On PostgreSQL the cache is used only after the listener has connected.
    while is_unknown() {
        app.accounts.sessions().authenticate(&secret).await.expect("a valid token");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let me = app.me(&secret).seen_from("192.0.2.7").send().await;
    assert!(me.status == 200 && me.header("server-timing").contains("statements: 0"), "{}", me.header("server-timing"));

    let guess = async || app.me(FOREIGN).send().await;
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
    let data = app.read(&secret, &format!("/api/users/{id}/data")).await.json();
    let [token] = data["api_tokens"].as_array().expect("a list").as_slice() else { panic!("{data}") };
    let mut members: Vec<_> = token.as_object().expect("an object").keys().map(String::as_str).collect();
    members.sort_unstable();
    let expected =
        ["created_at", "expires_at", "id", "last_used_address", "last_used_at", "name", "revoked_at", "scopes"];
    assert_eq!(members, expected);
    assert_eq!(data["service_account_since"], Value::Null);
}
