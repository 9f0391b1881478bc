//! The audit events of API requests, forms and pages, with all fields. Those of the command line are in tests/outside/cli.

use crate::support::*;
use std::collections::{HashMap, HashSet};

const ADDRESS: &str = "198.51.100.7";
const DEVICE: &str = "Trail/1.0 (a test)";

/// An application, the ids of the events that were checked already, and the names of its users.
struct AuditedApp {
    app: TestApp,
    seen: HashSet<Uuid>,
    names: HashMap<Uuid, String>,
    /// The token of [`Self::step`].
    access: String,
}

impl AuditedApp {
    async fn new() -> Self {
        Self { app: TestApp::new().await, seen: HashSet::new(), names: HashMap::new(), access: String::new() }
    }

    fn call(&self, method: Method, path: &str) -> Call<'_> {
        self.app.call(method, path).seen_from(ADDRESS).header("user-agent", DEVICE)
    }

    async fn send(&self, method: &str, path: &str, token: &str, body: Value) -> Reply {
        self.app.wait(1);
        let call = self.call(method.parse().expect("a method"), path);
        let call = if body.is_null() { call } else { call.json(&body) };
        if token.is_empty() { call.send().await } else { call.bearer(token).send().await }
    }

    async fn log_in(&self, login: &str, password: &str) -> Reply {
        self.send("POST", "/api/auth/login", "", json!({"login": login, "password": password})).await
    }

    /// Submits a form as a browser does.
    async fn submit(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Reply {
        self.app.wait(1);
        let call = self.call(Method::POST, path).header("sec-fetch-site", "same-origin").header("cookie", cookies);
        call.form(fields).send().await
    }

    fn name(&mut self, user: &Value) {
        let id = user["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        self.names.insert(id, user["username"].as_str().expect("a username").to_owned());
    }

    /// Asserts the status of `reply`, and that the events since the last call are exactly these, with address, device and
    /// request id. An event is its kind, result, actor, target and detail, with `-` for what is missing.
    async fn assert_recorded(&mut self, reply: &Reply, status: u16, expected: &[&str]) {
        assert_eq!(reply.status, status, "{}", reply.text());
        let mut recorded = Vec::new();
        for event in self.app.audit_events().await {
            if !self.seen.insert(event.id.0) {
                continue;
            }
            assert_eq!(event.at, self.app.accounts.now());
            assert_eq!((event.address.as_deref(), event.device.as_deref()), (Some(ADDRESS), Some(DEVICE)));
            assert_eq!(event.request_id.expect("a request").to_string(), reply.header("x-request-id"));
            let name = |id: Option<Uuid>, or: &str| id.map_or_else(|| or.to_owned(), |id| self.names[&id].clone());
            let detail = event.detail.as_deref().unwrap_or("-");
            let detail = if detail.parse::<Uuid>().is_ok() { "a session" } else { detail };
            let actor = name(event.actor.id.map(|id| id.0), event.actor.kind.as_str());
            let target = name(event.target_id.map(|id| id.0), "-");
            recorded.push(format!("{} {} {actor} {target} {detail}", event.event, event.result));
        }
        recorded.sort();
        assert_eq!(recorded, expected);
    }

    /// Sends a request, and asserts its status and its event.
    async fn step(&mut self, request: &str, body: Value, status: u16, event: &str) {
        let (method, path) = request.split_once(' ').expect("a method and a path");
        let reply = self.send(method, path, &self.access, body).await;
        self.assert_recorded(&reply, status, &Vec::from_iter((!event.is_empty()).then_some(event))).await;
    }

    async fn sign_in(&mut self, login: &str, password: &str, status: u16, events: &[&str]) -> Reply {
        let reply = self.log_in(login, password).await;
        self.assert_recorded(&reply, status, events).await;
        reply
    }

    /// Registers an account; its events are skipped.
    async fn member(&mut self, username: &str) -> (String, Tokens) {
        let (user, tokens) = self.app.member(username).await;
        self.name(&user);
        self.skip_events().await;
        (path_of(&user), tokens)
    }

    /// Skips the events that were recorded so far.
    async fn skip_events(&mut self) {
        self.seen.extend(self.app.audit_events().await.iter().map(|event| event.id.0));
    }
}

#[tokio::test]
async fn registration_sign_in_and_sign_out_are_recorded() {
    let mut audited = AuditedApp::new().await;
    let new = json!({"username": "maren", "email": "maren@example.org", "password": PASSWORD});
    let registered = audited.send("POST", "/api/users/register", "", new.clone()).await;
    audited.name(&registered.json());
    audited.assert_recorded(&registered, 201, &["user.register success maren maren -"]).await;
    audited.step("POST /api/users/register", new, 409, "").await;

    audited.sign_in("maren", OTHER_PASSWORD, 401, &["session.start refused anonymous maren no_match"]).await;
    audited.sign_in("nobody", PASSWORD, 401, &["session.start refused anonymous - no_match"]).await;
    let signed_in = audited.sign_in("maren", PASSWORD, 200, &["session.start success maren maren a session"]).await;

    audited.access = Tokens::of(&signed_in.json()).access;
    audited.step("GET /api/auth/me", Value::Null, 200, "").await;
    audited.step("POST /api/auth/logout", Value::Null, 204, "session.end success maren maren a session").await;
    audited.step("POST /api/auth/logout", Value::Null, 204, "").await;
}

#[tokio::test]
async fn a_refresh_is_not_recorded_but_token_reuse_is_also_by_a_page() {
    let mut audited = AuditedApp::new().await;
    audited.access = audited.member("maren").await.1.refresh;
    let refresh = "POST /api/auth/refresh";
    audited.step(refresh, Value::Null, 200, "").await;
    audited.step(refresh, Value::Null, 200, "").await;
    audited.app.wait(60);
    audited.step(refresh, Value::Null, 401, "token.reuse refused anonymous maren a session").await;
    audited.step(refresh, Value::Null, 401, "").await;

    let (_, tokens) = audited.member("jonas").await;
    assert_eq!(audited.app.refresh(&tokens).await.status, 200);
    audited.app.wait(60);
    let call =
        audited.call(Method::GET, "/account").html().header("cookie", &format!("vestibule_refresh={}", tokens.refresh));
    let page = call.send().await;
    audited.assert_recorded(&page, 302, &["token.reuse refused anonymous jonas a session"]).await;
}

#[tokio::test]
async fn changes_of_an_account_and_wrong_passwords_are_recorded() {
    let mut audited = AuditedApp::new().await;
    let (path, tokens) = audited.member("maren").await;
    audited.member("jonas").await;
    audited.access = tokens.access;
    let (patch, delete, put) = (format!("PATCH {path}"), format!("DELETE {path}"), "PUT /api/auth/password");
    let password = |password: &str| json!({"password": password});
    let change = |old: &str, new: &str| json!({"current_password": old, "new_password": new});

    audited.step(&patch, json!({"name": "Maren Holt"}), 200, "user.update success maren maren name").await;
    audited.step(&patch, json!({"username": "Jonas"}), 409, "").await;
    let wrong = json!({"email": "m@example.org", "current_password": "wrong"});
    audited.step(&patch, wrong, 422, "user.update refused maren maren wrong_password").await;
    let all = json!({"name": null, "username": "m.holt", "email": "m@example.org", "current_password": PASSWORD});
    audited.step(&patch, all, 200, "user.update success maren maren name username email").await;

    let wrong = change("wrong", OTHER_PASSWORD);
    audited.step(put, wrong, 422, "password.change refused maren maren wrong_password").await;
    audited.step(put, change(PASSWORD, "password"), 422, "").await;
    audited.step(put, change(PASSWORD, OTHER_PASSWORD), 204, "password.change success maren maren -").await;

    audited.step(&delete, password(PASSWORD), 422, "user.delete refused maren maren wrong_password").await;
    for _ in 0..9 {
        audited.send("DELETE", &path, &audited.access, password(PASSWORD)).await;
    }
    audited.skip_events().await;
    audited.step(&delete, password(OTHER_PASSWORD), 429, "").await;
    audited.app.wait(60);
    audited.step(&delete, password(OTHER_PASSWORD), 204, "user.delete success maren maren -").await;
}

#[tokio::test]
async fn a_rejected_deletion_of_the_last_administrator_is_recorded() {
    let mut audited = AuditedApp::new().await;
    let (user, tokens) = audited.app.administrator("maren").await;
    audited.name(&json!({"id": user.id, "username": "maren"}));
    audited.skip_events().await;
    audited.access = tokens.access;
    let (request, body) = (format!("DELETE /api/users/{}", user.id), json!({"password": PASSWORD}));
    audited.step(&request, body, 403, "user.delete refused maren maren last_administrator").await;
}

#[tokio::test]
async fn forms_record_the_same_events_as_the_api() {
    let mut audited = AuditedApp::new().await;
    let link = audited.app.accounts.users().issue_setup_token().await.unwrap().unwrap().0;
    let person = |name| [("username", name), ("email", "a@example.org"), ("password", PASSWORD)];
    let form = [person("maren").as_slice(), &[("token", link.as_str())]].concat();
    let reply = audited.submit("/actions/setup", "", &form).await;
    audited.name(&reply.json()["Accepted"]["user"]);
    let start = "session.start success maren maren a session";
    audited.assert_recorded(&reply, 200, &[start, "user.set_up success maren maren -"]).await;

    let reply = audited.submit("/actions/login", "", &[("login", "maren"), ("password", "wrong")]).await;
    audited.assert_recorded(&reply, 401, &["session.start refused anonymous maren no_match"]).await;
    let reply = audited.submit("/actions/login", "", &[("login", "maren"), ("password", PASSWORD)]).await;
    audited.assert_recorded(&reply, 200, &[start]).await;
    let cookies: Vec<_> = reply.cookies().iter().filter_map(|line| line.split(';').next()).map(str::to_owned).collect();
    let cookies = cookies.join("; ");

    let fields = [("name", "Maren"), ("username", "maren"), ("email", "a@example.org")];
    let reply = audited.submit("/actions/profile", &cookies, &fields).await;
    audited.assert_recorded(&reply, 200, &["user.update success maren maren name"]).await;
    let fields = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD)];
    let reply = audited.submit("/actions/password", &cookies, &fields).await;
    audited.assert_recorded(&reply, 200, &["password.change success maren maren -"]).await;
    let reply = audited.submit("/actions/delete-account", &cookies, &[("password", OTHER_PASSWORD)]).await;
    audited.assert_recorded(&reply, 403, &["user.delete refused maren maren last_administrator"]).await;
    let reply = audited.submit("/logout", &cookies, &[]).await;
    audited.assert_recorded(&reply, 200, &["session.end success maren maren a session"]).await;

    let fields = [("username", "jonas"), ("email", "jonas@example.org"), ("password", PASSWORD)];
    let reply = audited.submit("/actions/register", "", &fields).await;
    audited.name(&reply.json()["Accepted"]["user"]);
    let start = "session.start success jonas jonas a session";
    audited.assert_recorded(&reply, 200, &[start, "user.register success jonas jonas -"]).await;
}

#[tokio::test]
async fn failed_requests_record_no_success() {
    let audited = AuditedApp::new().await;
    audited.app.register("maren").await;
    let before = audited.app.audit_events().await;
    audited.app.database.refuse("INSERT ON refresh_tokens", "1 = 1").await;
    assert_eq!(audited.log_in("maren", PASSWORD).await.status, 500);
    assert_eq!(audited.app.audit_events().await, before);
}

#[tokio::test]
async fn changes_fail_if_their_event_cannot_be_recorded() {
    let mut audited = AuditedApp::new().await;
    let (path, tokens) = audited.member("maren").await;
    audited.app.database.refuse("INSERT ON audit_events", "1 = 1").await;
    let new = json!({"username": "jonas", "email": "jonas@example.org", "password": PASSWORD});
    let password = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    for (method, path, body) in [
        ("POST", "/api/users/register", new),
        ("PATCH", &path, json!({"name": "Maren"})),
        ("PUT", "/api/auth/password", password),
        ("DELETE", &path, json!({"password": PASSWORD})),
        ("POST", "/api/auth/logout", Value::Null),
    ] {
        assert_eq!(audited.send(method, path, &tokens.access, body).await.status, 500, "{method} {path}");
    }
    let me = audited.send("GET", "/api/auth/me", &tokens.access, Value::Null).await;
    assert_eq!((me.status, &me.json()["name"]), (200, &Value::Null));
    assert_eq!(audited.app.database.run("SELECT username FROM users").await, ["maren"]);
    audited.app.database.accept("audit_events").await;
    assert_eq!(audited.log_in("maren", PASSWORD).await.status, 200, "the password is the old one");
}
