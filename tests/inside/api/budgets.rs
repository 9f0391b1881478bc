//! Rate limits of accounts and sources, in the API, the server functions and the forms.

use crate::support::*;
use vestibule::budgets::{Budget, RateLimitKey};
use vestibule::config::Environment;

fn register<'a>(app: &'a TestApp, username: &str) -> Call<'a> {
    app.sign_up(username, &format!("{username}@example.org"))
}

async fn rename(app: &TestApp, path: &str, tokens: &Tokens, name: &str) -> Reply {
    app.patch(path).bearer(&tokens.access).json(&json!({"name": name})).send().await
}

/// Asserts that the response reports a spent budget.
fn assert_spent(reply: &Reply, policy: &str, seconds: u32) {
    assert_eq!((reply.status, reply.code().as_str()), (429, "too_many_requests"), "{}", reply.text());
    assert_eq!(reply.header("retry-after"), seconds.to_string());
    assert_eq!(reply.header("ratelimit-policy"), policy);
    let (name, _) = policy.split_once(';').expect("parameters");
    assert_eq!(reply.header("ratelimit"), format!("{name};r=0;t={seconds}"));
    assert_eq!(reply.json()["retry_after"], seconds);
}

#[tokio::test]
async fn registrations_are_limited_by_source_and_failed_ones_do_not_count() {
    let app = TestApp::with_limits("register=2/h", |_| {}).await;
    assert_eq!(register(&app, "ada").send().await.status, 201);
    for _ in 0..5 {
        assert_eq!(register(&app, "ada").send().await.code(), "username_taken");
        assert_eq!(register(&app, "x").send().await.code(), "validation_failed");
    }
    assert_eq!(register(&app, "bea").send().await.status, 201);
    assert_spent(&register(&app, "cleo").send().await, "\"register\";q=2;w=3600", 1800);
    assert_eq!(register(&app, "cleo").seen_from("192.0.2.2").send().await.status, 201, "another source");
    app.wait(1799);
    assert_spent(&register(&app, "dora").send().await, "\"register\";q=2;w=3600", 1);
    app.wait(1);
    assert_eq!(register(&app, "dora").send().await.status, 201);
}

#[tokio::test]
async fn names_that_are_taken_are_charged_after_five_free_ones() {
    let app = TestApp::with_limits("register=2/h", |_| {}).await;
    app.add("ada", "").await;
    for _ in 0..7 {
        assert_eq!(register(&app, "ada").send().await.code(), "username_taken");
    }
    assert_spent(&register(&app, "ada").send().await, "\"register\";q=2;w=3600", 1800);
    assert_spent(&register(&app, "bea").send().await, "\"register\";q=2;w=3600", 1800);
    assert_eq!(register(&app, "ada").seen_from("192.0.2.2").send().await.code(), "username_taken", "another source");
    app.wait(3600);
    assert_eq!(register(&app, "ada").send().await.code(), "username_taken", "free again");
    assert_eq!(register(&app, "bea").send().await.status, 201);
}

/// Otherwise one account would be enough to find out who else has one.
#[tokio::test]
async fn names_that_are_taken_are_charged_in_the_same_way_when_an_account_changes_its_own() {
    let app = TestApp::with_limits("register=2/h", |_| {}).await;
    app.add("ada", "").await;
    let path = format!("/api/users/{}", app.add("maren", "").await.id);
    let tokens = app.log_in("maren").await;
    let change = async |body| app.patch(&path).bearer(&tokens.access).json(&body).send().await;
    for _ in 0..6 {
        assert_eq!(change(json!({"username": "ada"})).await.code(), "username_taken");
    }
    let email = json!({"email": "ada@example.org", "current_password": PASSWORD});
    assert_eq!(change(email.clone()).await.code(), "email_taken");
    assert_spent(&change(email).await, "\"register\";q=2;w=3600", 1800);
    assert_spent(&change(json!({"username": "ada"})).await, "\"register\";q=2;w=3600", 1800);
    assert_eq!(change(json!({"username": "maren.holt"})).await.status, 200, "it is free");
}

#[tokio::test]
async fn sign_ins_with_the_right_password_are_limited_by_account_and_source() {
    let app = TestApp::with_limits("sign-in=3/h", |_| {}).await;
    for name in ["ada", "bea"] {
        app.add(name, "").await;
    }
    for login in ["ada", "ada@example.org", "ada"] {
        assert_eq!(app.sign_in(login, PASSWORD).send().await.status, 200);
    }
    let sessions = async || app.database.run("SELECT 'a row' FROM sessions").await.len();
    let (began, recorded) = (sessions().await, app.audit_events().await.len());
    // More often than a wrong password is free: a refused sign-in counts as no failure.
    for _ in 0..12 {
        let refused = app.sign_in("ada", PASSWORD).send().await;
        assert_spent(&refused, "\"sign-in\";q=3;w=3600", 1200);
    }
    let mut browser = app.browser();
    let page = browser.submit_and_follow("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    assert_eq!((page.status, page.header("retry-after")), (429, "1200"));
    assert!(page.text().contains("Too many sign-ins to this account from your network."), "{}", page.text());
    assert_eq!((sessions().await, app.audit_events().await.len()), (began, recorded));

    let stranger = app.sign_in("ada", OTHER_PASSWORD).send().await;
    assert_eq!(stranger.code(), "invalid_credentials", "a stranger sees nothing");
    assert_eq!(app.sign_in("bea", PASSWORD).send().await.status, 200, "another account");
    assert_eq!(app.sign_in("ada", PASSWORD).seen_from("192.0.2.2").send().await.status, 200, "another source");
    app.wait(1200);
    assert_eq!(app.sign_in("ada", PASSWORD).send().await.status, 200);

    // Also to an account that must be confirmed first.
    let app = TestApp::with_limits("sign-in=1/h", |config| config.require_verified_email = true).await;
    app.register("ada").await;
    assert_eq!(app.sign_in("ada", PASSWORD).send().await.code(), "email_unconfirmed");
    assert_spent(&app.sign_in("ada", PASSWORD).send().await, "\"sign-in\";q=1;w=3600", 3600);
}

#[tokio::test]
async fn old_cookies_cost_no_statement_beyond_the_budget() {
    let app = TestApp::with_limits("request=2/s", |config| config.environment = Environment::Development).await;
    let (_, other) = app.member("ada").await;
    let mut browser = app.browser_of("ada").await;
    let live = browser.jar.clone();
    app.delete("/api/auth/sessions").bearer(&other.access).expect_status(204).await;
    // Both tokens, the refresh token alone, and the access token alone.
    for forgotten in ["", "vestibule_access", "vestibule_refresh"] {
        app.wait(5);
        let mut old = live.clone();
        old.shift_remove(forgotten);
        let mut statuses = Vec::new();
        for _ in 0..10 {
            browser.jar.clone_from(&old);
            let reply = browser.open("/login").await;
            if reply.status == 429 {
                let timing = reply.header("server-timing").to_owned();
                assert!(timing.contains("statements: 0"), "without {forgotten:?}: {timing}");
            }
            statuses.push(reply.status);
        }
        assert_eq!(statuses, [[200; 8].as_slice(), &[429; 2]].concat(), "without {forgotten:?}");
    }
}

/// Anybody can make up such a token, and reading the keys again is a query, which others wait for.
#[tokio::test]
async fn tokens_with_unknown_keys_cost_no_statement_beyond_the_budget() {
    let app = TestApp::with_limits("request=1/s", |config| config.environment = Environment::Development).await;
    let other = TestApp::new().await;
    let (_, foreign) = other.member("ada").await;
    let cookie = format!("vestibule_access={}", foreign.access);
    for (is_cookie, accepted) in [(true, 200), (false, 401)] {
        app.wait(5);
        let mut statuses = Vec::new();
        for _ in 0..6 {
            let call = match is_cookie {
                true => app.get("/login").html().header("sec-fetch-site", "none").header("cookie", &cookie),
                false => app.me(&foreign.access),
            };
            let reply = call.send().await;
            if reply.status == 429 {
                let timing = reply.header("server-timing");
                assert!(timing.contains("statements: 0"), "as a cookie: {is_cookie}: {timing}");
            }
            statuses.push(reply.status);
        }
        assert_eq!(statuses, [[accepted; 4].as_slice(), &[429; 2]].concat(), "as a cookie: {is_cookie}");
    }
}

#[tokio::test]
async fn the_form_shows_the_limit_and_keeps_its_values() {
    let app = TestApp::with_limits("register=1/h", |_| {}).await;
    register(&app, "ada").send().await;
    let mut browser = app.browser();
    let fields = [("username", "bea"), ("email", "bea@example.org"), ("password", PASSWORD)];
    let page = browser.submit_and_follow("/actions/register", &fields).await;
    assert_eq!((page.status, page.header("retry-after")), (429, "3600"));
    assert_eq!(page.header("ratelimit"), "\"register\";r=0;t=3600");
    assert!(page.text().contains("Too many accounts were created from your network."), "{}", page.text());
    assert!(page.text().contains("bea@example.org"));
    assert_spent(&browser.run("/actions/register", &fields).await, "\"register\";q=1;w=3600", 3600);
}

#[tokio::test]
async fn no_password_is_hashed_after_the_budget_is_spent() {
    // Hashing at this cost takes longer than any request timeout, so the test fails if a hash is computed.
    let app = TestApp::with_limits("register=1/h", |config| config.argon2.iterations = 100_000_000).await;
    let payer = RateLimitKey::source([192, 0, 2, 1].into());
    app.accounts.spend(Budget::Register, payer).expect("a whole budget");
    assert_spent(&register(&app, "bea").send().await, "\"register\";q=1;w=3600", 3600);
}

#[tokio::test]
async fn api_and_forms_share_the_budget_for_changes_of_an_account() {
    let app = TestApp::with_limits("change=3/m", |_| {}).await;
    let (ada, tokens) = app.member("ada").await;
    let (_, others) = app.member("bea").await;
    let path = path_of(&ada);
    let mut browser = app.browser_of("ada").await;
    for name in ["Ada", "Ada L."] {
        assert_eq!(rename(&app, &path, &tokens, name).await.status, 200);
    }
    let fields = [("name", "Ada Lovelace"), ("username", "ada"), ("email", "ada@example.org")];
    assert_eq!(browser.submit("/actions/profile", &fields).await.location(), "/account");

    let policy = "\"change\";q=3;w=60";
    assert_spent(&rename(&app, &path, &tokens, "Ada").await, policy, 20);
    assert_spent(&app.delete("/api/auth/sessions").bearer(&tokens.access).send().await, policy, 20);
    assert_spent(&browser.run("/actions/profile", &fields).await, policy, 20);
    let page = browser.submit("/actions/profile", &fields).await;
    assert_eq!((page.status, page.header("ratelimit")), (429, "\"change\";r=0;t=20"));
    assert!(page.text().contains("Too many requests"), "{}", page.text());
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(browser.submit_file("/actions/picture", b"no picture").await.status, 429);

    assert_eq!(app.me(&tokens.access).send().await.status, 200, "reading is no change");
    assert_eq!(app.delete("/api/auth/sessions").bearer(&others.access).send().await.status, 204);
    assert_eq!(app.refresh(&tokens).await.status, 200);
    app.wait(20);
    assert_eq!(rename(&app, &path, &tokens, "Ada").await.status, 200);
    assert_spent(&rename(&app, &path, &tokens, "Ada").await, policy, 20);
    // Signing out is always allowed.
    app.post("/api/auth/logout").bearer(&tokens.access).expect_status(204).await;
    assert_eq!(browser.submit("/logout", &[]).await.location(), "/login");
}

#[tokio::test]
async fn exports_and_imports_are_limited_and_rejected_ones_are_not_recorded() {
    let app = TestApp::with_limits("file=3/h", |_| {}).await;
    let (user, tokens) = app.administrator("ada").await;
    let mut browser = app.browser_of("ada").await;
    let api = [
        format!("/api/users/{}/data", user.id),
        "/api/users/export?format=csv".to_owned(),
        "/api/audit/export?format=csv".to_owned(),
    ];
    for path in &api {
        assert_eq!(app.get(path).bearer(&tokens.access).send().await.status, 200, "{path}");
    }
    let recorded = app.audit_events().await.len();
    for path in &api {
        assert_spent(&app.get(path).bearer(&tokens.access).send().await, "\"file\";q=3;w=3600", 1200);
    }
    let people = "username,email\nbea,bea@example.org\n";
    assert_spent(&app.import(&tokens, "", people).await, "\"file\";q=3;w=3600", 1200);
    for path in ["/account/data", "/users/export", "/audit/export"] {
        let page = browser.open(path).await;
        assert_eq!((page.status, page.header("retry-after")), (429, "1200"), "{path}");
    }
    assert_eq!(browser.submit_file("/actions/import", people.as_bytes()).await.status, 429);
    assert_eq!(app.audit_events().await.len(), recorded);
    assert_eq!(browser.open("/account").await.status, 200);
}

#[tokio::test]
async fn each_route_is_charged_to_its_budget() {
    let app = TestApp::with_limits("change=1/h,file=1/h", |_| {}).await;
    let (user, tokens) = app.administrator("ada").await;
    let mut browser = app.browser_of("ada").await;
    for budget in [Budget::Change, Budget::File] {
        app.accounts.spend(budget, RateLimitKey::Account(user.id)).expect("a whole budget");
    }
    for (path, spent) in [
        ("/actions/profile", "\"change\""),
        ("/actions/language", "\"change\""),
        ("/actions/users/bulk", "\"change\""),
        ("/actions/tokens/create", "\"change\""),
        ("/actions/applications/replace", "\"change\""),
        ("/actions/users/password-links", "\"file\""),
        ("/actions/users/list", ""),
        ("/actions/users/mailing", ""),
        ("/actions/tokens", ""),
        ("/actions/applications/open", ""),
        ("/actions/theme", ""),
    ] {
        let reply = browser.run(path, &[]).await;
        assert_eq!(reply.header("ratelimit").split(';').next(), Some(spent), "{path}");
    }
    assert_eq!(browser.open("/actions/import").await.status, 200, "the progress");
    assert_eq!(app.call(Method::HEAD, "/api/users/export").bearer(&tokens.access).send().await.status, 429);
}

#[tokio::test]
async fn requests_are_limited_by_source_or_by_account_if_signed_in() {
    let app = TestApp::with_limits("request=1/s", |_| {}).await;
    let (_, tokens) = app.member("ada").await;
    // These use two of the four requests.
    let page = |path: &str| app.get(path).html().header("sec-fetch-site", "none");
    assert_eq!(page("/login").send().await.status, 200);
    assert_eq!(app.get("/api/nothing").send().await.status, 404);
    let policy = "\"request\";q=4;w=4";
    assert_spent(&app.get("/api/auth/me").send().await, policy, 1);
    assert_spent(&app.me("not-a-token").send().await, policy, 1);
    assert_spent(&app.sign_in("ada", PASSWORD).send().await, policy, 1);
    assert_spent(&app.get("/avatars/x/64").header("accept", "application/json").send().await, policy, 1);
    assert_spent(&app.get("/nowhere").header("accept", "application/json").send().await, policy, 1);
    let refused = page("/login").send().await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    assert!(refused.text().contains("Wait 1 second, then try again."), "{}", refused.text());

    let well_known = ["/.well-known/jwks.json", "/.well-known/change-password", "/.well-known/passkey-endpoints"];
    for path in ["/live", "/ready", "/health", "/metrics", "/robots.txt"].into_iter().chain(well_known) {
        assert_ne!(app.get(path).send().await.status, 429, "{path}");
    }
    for _ in 0..4 {
        assert_eq!(app.me(&tokens.access).send().await.status, 200);
    }
    assert_spent(&app.me(&tokens.access).send().await, policy, 1);
    assert_eq!(page("/login").seen_from("192.0.2.2").send().await.status, 200);
    app.wait(1);
    assert_eq!(page("/login").send().await.status, 200);
}

#[tokio::test]
async fn rate_limits_can_be_disabled() {
    let limits = "register=1/h,sign-in=1/h,change=1/h,file=1/h,request=1/h";
    let app = TestApp::with_limits(limits, |config| config.rate_limit = false).await;
    let (user, tokens) = app.member("ada").await;
    for n in 0..10 {
        assert_eq!(register(&app, &format!("person{n}")).send().await.status, 201);
        assert_eq!(app.sign_in("ada", PASSWORD).send().await.status, 200);
        assert_eq!(rename(&app, &path_of(&user), &tokens, "A").await.status, 200);
    }
    let wrong = json!({"current_password": OTHER_PASSWORD, "new_password": PASSWORD});
    for _ in 0..20 {
        let change = app.put("/api/auth/password").bearer(&tokens.access).json(&wrong);
        assert_eq!(change.send().await.status, 422);
    }
}

#[tokio::test]
async fn requests_without_effect_are_not_recorded() {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let (ada, tokens) = app.member("ada").await;
    let path = path_of(&ada);
    let before = app.audit_events().await.len();
    for (method, path, body, who) in [
        (Method::DELETE, "/api/auth/sessions".to_owned(), None, &tokens),
        (Method::PATCH, path.clone(), Some(json!({})), &tokens),
        (Method::PATCH, path.clone(), Some(json!({"username": "ada", "name": null})), &tokens),
        (Method::PATCH, path.clone(), Some(json!({"role": "user", "status": "active"})), &admin),
        (Method::DELETE, format!("{path}/avatar"), None, &tokens),
        (Method::POST, "/api/users/bulk".to_owned(), Some(json!({"action": "enable", "ids": [ada["id"]]})), &admin),
    ] {
        for _ in 0..3 {
            let call = app.call(method.clone(), &path).bearer(&who.access);
            let reply = if let Some(body) = &body { call.json(body) } else { call }.send().await;
            assert!(reply.status < 300, "{method} {path}: {}: {}", reply.status, reply.text());
        }
    }
    let recorded: Vec<_> = app.audit_events().await.into_iter().skip(before).map(|event| event.event).collect();
    assert!(recorded.is_empty(), "{recorded:?}");
}
