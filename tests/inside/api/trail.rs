//! What is recorded of what happens, with all its parts, by the doors of the web. The command line's is in tests/outside/cli.

use crate::support::{Call, OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const ADDRESS: &str = "198.51.100.7";
const DEVICE: &str = "Trail/1.0 (a test)";

/// The event, its result, who did it, to whom, and the detail.
type Line = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// An application, and what was recorded there so far.
struct Trail {
    app: TestApp,
    seen: HashSet<Uuid>,
    names: HashMap<Uuid, String>,
}

impl Trail {
    async fn new() -> Self {
        Self { app: TestApp::new().await, seen: HashSet::new(), names: HashMap::new() }
    }

    fn call(&self, method: Method, path: &str) -> Call<'_> {
        self.app.call(method, path).seen_from(ADDRESS).header("user-agent", DEVICE)
    }

    async fn ask(&self, method: &str, path: &str, token: &str, body: Value) -> Reply {
        self.app.wait(1);
        let call = self.call(method.parse().expect("a method"), path).json(&body);
        if token.is_empty() { call.send().await } else { call.bearer(token).send().await }
    }

    async fn log_in(&self, login: &str, password: &str) -> Reply {
        self.ask("POST", "/api/auth/login", "", json!({"login": login, "password": password})).await
    }

    /// A plain form, sent by a browser.
    async fn submit(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Reply {
        self.app.wait(1);
        let call = self.call(Method::POST, path).header("sec-fetch-site", "same-origin").header("cookie", cookies);
        call.form(fields).send().await
    }

    fn name(&mut self, user: &Value) {
        let id = user["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        self.names.insert(id, user["username"].as_str().expect("a username").to_owned());
    }

    /// That `reply` was answered with `status`, and what was recorded meanwhile: these lines, and all of where it came from.
    async fn told(&mut self, reply: &Reply, status: u16, lines: &[Line]) {
        assert_eq!(reply.status, status, "{}", reply.text());
        let mut told = Vec::new();
        for event in self.app.trail().await {
            if !self.seen.insert(event.id.0) {
                continue;
            }
            assert_eq!(event.at, self.app.accounts.now());
            assert_eq!((event.address.as_deref(), event.device.as_deref()), (Some(ADDRESS), Some(DEVICE)));
            assert_eq!(event.request_id.expect("a request").to_string(), reply.header("x-request-id"));
            let name = |id: Option<Uuid>, or: &str| id.map_or_else(|| or.to_owned(), |id| self.names[&id].clone());
            let detail = event.detail.unwrap_or_default();
            let detail = if detail.parse::<Uuid>().is_ok() { "a session".to_owned() } else { detail };
            let actor = name(event.actor.id.map(|id| id.0), event.actor.kind.as_str());
            let target = name(event.target_id.map(|id| id.0), "");
            told.push([event.event, event.result.to_string(), actor, target, detail]);
        }
        told.sort();
        let lines: Vec<_> =
            lines.iter().map(|line| [line.0, line.1, line.2, line.3, line.4].map(str::to_owned)).collect();
        assert_eq!(told, lines);
    }

    /// A new account, of which nothing is told.
    async fn member(&mut self, username: &str) -> (String, Tokens) {
        let (user, tokens) = self.app.member(username).await;
        self.name(&user);
        self.forget().await;
        (format!("/api/users/{}", user["id"].as_str().expect("an id")), tokens)
    }

    /// What was recorded so far is not looked at.
    async fn forget(&mut self) {
        self.seen.extend(self.app.trail().await.iter().map(|event| event.id.0));
    }
}

#[tokio::test]
async fn signing_up_in_and_out() {
    let mut trail = Trail::new().await;
    let new = json!({"username": "maren", "email": "maren@example.org", "password": PASSWORD});
    let registered = trail.ask("POST", "/api/users/register", "", new.clone()).await;
    trail.name(&registered.json());
    trail.told(&registered, 201, &[("user.register", "success", "maren", "maren", "")]).await;
    let taken = trail.ask("POST", "/api/users/register", "", new).await;
    trail.told(&taken, 409, &[]).await;

    let wrong = trail.log_in("maren", OTHER_PASSWORD).await;
    trail.told(&wrong, 401, &[("session.start", "refused", "anonymous", "maren", "no_match")]).await;
    let unknown = trail.log_in("nobody", PASSWORD).await;
    trail.told(&unknown, 401, &[("session.start", "refused", "anonymous", "", "no_match")]).await;
    let signed_in = trail.log_in("maren", PASSWORD).await;
    trail.told(&signed_in, 200, &[("session.start", "success", "maren", "maren", "a session")]).await;

    let tokens = Tokens::of(&signed_in.json());
    let me = trail.ask("GET", "/api/auth/me", &tokens.access, Value::Null).await;
    trail.told(&me, 200, &[]).await;
    let out = trail.ask("POST", "/api/auth/logout", &tokens.access, Value::Null).await;
    trail.told(&out, 204, &[("session.end", "success", "maren", "maren", "a session")]).await;
    let again = trail.ask("POST", "/api/auth/logout", &tokens.access, Value::Null).await;
    trail.told(&again, 204, &[]).await;
}

#[tokio::test]
async fn renewing_tells_nothing_until_a_used_token_comes_again() {
    let mut trail = Trail::new().await;
    let (_, tokens) = trail.member("maren").await;
    let renewed = trail.ask("POST", "/api/auth/refresh", &tokens.refresh, Value::Null).await;
    trail.told(&renewed, 200, &[]).await;
    let within_the_grace = trail.ask("POST", "/api/auth/refresh", &tokens.refresh, Value::Null).await;
    trail.told(&within_the_grace, 200, &[]).await;
    trail.app.wait(60);
    let reused = trail.ask("POST", "/api/auth/refresh", &tokens.refresh, Value::Null).await;
    trail.told(&reused, 401, &[("token.reuse", "refused", "anonymous", "maren", "a session")]).await;
    let again = trail.ask("POST", "/api/auth/refresh", &tokens.refresh, Value::Null).await;
    trail.told(&again, 401, &[]).await;
}

#[tokio::test]
async fn a_page_that_renews_tells_of_a_reuse_as_well() {
    let mut trail = Trail::new().await;
    let (_, tokens) = trail.member("maren").await;
    assert_eq!(trail.app.refresh(&tokens).await.status, 200);
    trail.app.wait(60);
    let call =
        trail.call(Method::GET, "/account").html().header("cookie", &format!("vestibule_refresh={}", tokens.refresh));
    let page = call.send().await;
    trail.told(&page, 302, &[("token.reuse", "refused", "anonymous", "maren", "a session")]).await;
}

#[tokio::test]
async fn what_is_refused_in_a_wait_is_not_recorded() {
    let mut trail = Trail::new().await;
    trail.member("maren").await;
    for round in [10, 1] {
        for _ in 0..round {
            assert_eq!(trail.log_in("maren", "wrong").await.status, 401);
        }
        trail.forget().await;
        for _ in 0..4 {
            let refused = trail.log_in("maren", PASSWORD).await;
            trail.told(&refused, 429, &[]).await;
        }
        trail.app.wait(60);
    }
}

#[tokio::test]
async fn changes_of_an_account_and_the_password_that_they_ask_for() {
    let mut trail = Trail::new().await;
    let (path, tokens) = trail.member("maren").await;
    trail.member("jonas").await;
    let change = async |trail: &Trail, body: Value| trail.ask("PATCH", &path, &tokens.access, body).await;

    let reply = change(&trail, json!({"name": "Maren Holt"})).await;
    trail.told(&reply, 200, &[("user.update", "success", "maren", "maren", "name")]).await;
    let reply = change(&trail, json!({"username": "Jonas"})).await;
    trail.told(&reply, 409, &[]).await;
    let reply = change(&trail, json!({"email": "m@example.org", "current_password": "wrong"})).await;
    trail.told(&reply, 422, &[("user.update", "refused", "maren", "maren", "wrong_password")]).await;
    let all = json!({"name": null, "username": "m.holt", "email": "m@example.org", "current_password": PASSWORD});
    let reply = change(&trail, all).await;
    trail.told(&reply, 200, &[("user.update", "success", "maren", "maren", "name username email")]).await;

    let wrong = json!({"current_password": "wrong", "new_password": OTHER_PASSWORD});
    let reply = trail.ask("PUT", "/api/auth/password", &tokens.access, wrong).await;
    trail.told(&reply, 422, &[("password.change", "refused", "maren", "maren", "wrong_password")]).await;
    let weak = json!({"current_password": PASSWORD, "new_password": "password"});
    let reply = trail.ask("PUT", "/api/auth/password", &tokens.access, weak).await;
    trail.told(&reply, 422, &[]).await;
    let right = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    let reply = trail.ask("PUT", "/api/auth/password", &tokens.access, right).await;
    trail.told(&reply, 204, &[("password.change", "success", "maren", "maren", "")]).await;

    let reply = trail.ask("DELETE", &path, &tokens.access, json!({"password": PASSWORD})).await;
    trail.told(&reply, 422, &[("user.delete", "refused", "maren", "maren", "wrong_password")]).await;
    for _ in 0..9 {
        trail.ask("DELETE", &path, &tokens.access, json!({"password": PASSWORD})).await;
    }
    trail.forget().await;
    let reply = trail.ask("DELETE", &path, &tokens.access, json!({"password": OTHER_PASSWORD})).await;
    trail.told(&reply, 429, &[]).await;
    trail.app.wait(60);
    let reply = trail.ask("DELETE", &path, &tokens.access, json!({"password": OTHER_PASSWORD})).await;
    trail.told(&reply, 204, &[("user.delete", "success", "maren", "maren", "")]).await;
}

#[tokio::test]
async fn the_last_administrator_who_wants_to_leave() {
    let mut trail = Trail::new().await;
    let (user, tokens) = trail.app.administrator("maren").await;
    trail.name(&json!({"id": user.id, "username": "maren"}));
    trail.forget().await;
    let path = format!("/api/users/{}", user.id);
    let reply = trail.ask("DELETE", &path, &tokens.access, json!({"password": PASSWORD})).await;
    trail.told(&reply, 403, &[("user.delete", "refused", "maren", "maren", "last_administrator")]).await;
}

#[tokio::test]
async fn forms_tell_what_the_api_tells() {
    let mut trail = Trail::new().await;
    let link = trail.app.accounts.issue_setup_token().await.unwrap().unwrap().0;
    let person = |name| [("username", name), ("email", "a@example.org"), ("password", PASSWORD)];
    let form = [person("maren").as_slice(), &[("token", link.as_str())]].concat();
    let reply = trail.submit("/actions/setup", "", &form).await;
    trail.name(&reply.json()["Accepted"]["user"]);
    let start = ("session.start", "success", "maren", "maren", "a session");
    trail.told(&reply, 200, &[start, ("user.set_up", "success", "maren", "maren", "")]).await;

    let reply = trail.submit("/actions/login", "", &[("login", "maren"), ("password", "wrong")]).await;
    trail.told(&reply, 401, &[("session.start", "refused", "anonymous", "maren", "no_match")]).await;
    let reply = trail.submit("/actions/login", "", &[("login", "maren"), ("password", PASSWORD)]).await;
    trail.told(&reply, 200, &[start]).await;
    let cookies: Vec<_> = reply.cookies().iter().filter_map(|line| line.split(';').next()).map(str::to_owned).collect();
    let cookies = cookies.join("; ");

    let fields = [("name", "Maren"), ("username", "maren"), ("email", "a@example.org")];
    let reply = trail.submit("/actions/profile", &cookies, &fields).await;
    trail.told(&reply, 200, &[("user.update", "success", "maren", "maren", "name")]).await;
    let fields = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD)];
    let reply = trail.submit("/actions/password", &cookies, &fields).await;
    trail.told(&reply, 200, &[("password.change", "success", "maren", "maren", "")]).await;
    let reply = trail.submit("/actions/delete-account", &cookies, &[("password", OTHER_PASSWORD)]).await;
    trail.told(&reply, 403, &[("user.delete", "refused", "maren", "maren", "last_administrator")]).await;
    let reply = trail.submit("/logout", &cookies, &[]).await;
    trail.told(&reply, 200, &[("session.end", "success", "maren", "maren", "a session")]).await;

    let fields = [("username", "jonas"), ("email", "jonas@example.org"), ("password", PASSWORD)];
    let reply = trail.submit("/actions/register", "", &fields).await;
    trail.name(&reply.json()["Accepted"]["user"]);
    let start = ("session.start", "success", "jonas", "jonas", "a session");
    trail.told(&reply, 200, &[start, ("user.register", "success", "jonas", "jonas", "")]).await;
}

/// Makes the database refuse every new row of `table`.
async fn spoil(app: &TestApp, table: &str) {
    if app.database.is_postgres() {
        let function = "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'spoilt'; END $$";
        app.database.run(function).await;
        let trigger = format!("CREATE TRIGGER spoil BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION spoil()");
        app.database.run(&trigger).await;
    } else {
        let trigger = format!("CREATE TRIGGER spoil BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'spoilt'); END");
        app.database.run(&trigger).await;
    }
}

#[tokio::test]
async fn what_fails_is_not_told_as_if_it_had_been_done() {
    let trail = Trail::new().await;
    trail.app.register("maren").await;
    let before = trail.app.trail().await;
    spoil(&trail.app, "refresh_tokens").await;
    assert_eq!(trail.log_in("maren", PASSWORD).await.status, 500);
    assert_eq!(trail.app.trail().await, before);
}

#[tokio::test]
async fn what_cannot_be_recorded_does_not_happen() {
    let mut trail = Trail::new().await;
    let (path, tokens) = trail.member("maren").await;
    spoil(&trail.app, "audit_events").await;
    let new = json!({"username": "jonas", "email": "jonas@example.org", "password": PASSWORD});
    let password = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    for (method, path, body) in [
        ("POST", "/api/users/register", new),
        ("PATCH", &path, json!({"name": "Maren"})),
        ("PUT", "/api/auth/password", password),
        ("DELETE", &path, json!({"password": PASSWORD})),
        ("POST", "/api/auth/logout", Value::Null),
    ] {
        assert_eq!(trail.ask(method, path, &tokens.access, body).await.status, 500, "{method} {path}");
    }
    let me = trail.ask("GET", "/api/auth/me", &tokens.access, Value::Null).await;
    assert_eq!((me.status, &me.json()["name"]), (200, &Value::Null));
    let names = trail.app.database.run("SELECT username FROM users").await;
    assert_eq!(names, ["maren"]);
    trail.app.database.run(drop_of(&trail.app)).await;
    assert_eq!(trail.log_in("maren", PASSWORD).await.status, 200, "the password is the old one");
}

fn drop_of(app: &TestApp) -> &'static str {
    if app.database.is_postgres() { "DROP TRIGGER spoil ON audit_events" } else { "DROP TRIGGER spoil" }
}
