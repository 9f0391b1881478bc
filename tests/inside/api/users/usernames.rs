//! Who chooses usernames: reserved ones, and `VESTIBULE_USERNAMES=administrators`.

use crate::support::page::tags;
use crate::support::*;

/// Changes an account; returns the new username, or the code of the error in the field.
async fn rename(app: &TestApp, bearer: &str, id: &str, username: &str) -> String {
    let reply = app.send(bearer, Method::PATCH, &format!("/api/users/{id}"), &json!({"username": username})).await;
    if reply.status == 200 { text(&reply.json(), "username") } else { field_error(&reply) }
}

/// The code of the only error, which is that of the username.
fn field_error(reply: &Reply) -> String {
    let fields = reply.fields();
    let [(field, code)] = fields.as_slice() else { panic!("one error: {}", reply.text()) };
    assert_eq!((reply.status, field.as_str()), (422, "username"), "{}", reply.text());
    code.clone()
}

fn text(view: &Value, name: &str) -> String {
    view[name].as_str().unwrap_or_else(|| panic!("{name}: {view}")).to_owned()
}

async fn register(app: &TestApp, username: Option<&str>, email: &str) -> Reply {
    let body = json!({"username": username, "email": email, "password": PASSWORD});
    app.post("/api/users/register").json(&body).send().await
}

async fn import(app: &TestApp, bearer: &str) -> Value {
    let file = "username,email\nroot,a@example.org\n,postmaster@example.org\nada,b@example.org\n";
    let call = app.call(Method::POST, "/api/users/import?rows=good").bearer(bearer).header("content-type", "text/csv");
    call.body(file).send().await.json()
}

#[tokio::test]
async fn a_reserved_name_is_refused_at_registration_in_every_spelling() {
    for is_strict in [false, true] {
        let app = TestApp::with(|config| config.strict_registration_privacy = is_strict).await;
        for name in ["admin", "ADMIN", "Ａdmin", " root ", "Support", "postmaster", "ｗｗｗ"] {
            assert_eq!(field_error(&register(&app, Some(name), "ada@example.org").await), "reserved", "{name}");
        }
        let mut browser = app.browser();
        let form = [("username", "Admin"), ("email", "ada@example.org"), ("password", PASSWORD)];
        let page = browser.submit_and_follow("/actions/register", &form).await;
        page.assert_shows(&["“Admin” is reserved: only administrators give it to an account."]);
        let status = register(&app, Some("admin-ada"), "ada@example.org").await.status;
        assert_eq!(status, if is_strict { 202 } else { 201 });
    }
}

#[tokio::test]
async fn a_username_that_is_made_from_the_address_is_another_one() {
    let app = TestApp::new().await;
    for (email, expected) in [
        ("support@example.org", "support-user"),
        ("Support@example.com", "Support-user-2"),
        ("www@example.org", "www-user"),
        ("ada@example.org", "ada"),
    ] {
        let reply = register(&app, None, email).await;
        assert_eq!((reply.status, text(&reply.json(), "username").as_str()), (201, expected), "{email}");
    }
}

#[tokio::test]
async fn only_administrators_and_the_command_line_give_reserved_names() {
    let app = TestApp::new().await;
    // As the command line does.
    app.add("root", "").await;
    let (boss, session) = app.administrator("boss").await;
    let boss = boss.id.to_string();
    let (ada, ada_session) = app.member("ada").await;
    let ada = text(&ada, "id");
    let (_, own) = app.api_token(&ada_session, &ada, &["self"]).await;
    let (_, program) = app.api_token(&session, &boss, &["self", "users:read", "users:write"]).await;
    for (bearer, id) in [(&ada_session.access, &ada), (&program, &ada)] {
        assert_eq!(rename(&app, bearer, id, "Ｓecurity").await, "reserved");
    }
    // A token of an account does not rename it, whatever the name.
    for (bearer, id) in [(&own, &ada), (&program, &boss)] {
        for name in ["Ｓecurity", "lovelace"] {
            let path = format!("/api/users/{id}");
            let refused = app.send(bearer, Method::PATCH, &path, &json!({"username": name})).await;
            refused.assert_refused(403, "token_scope");
        }
    }
    assert_eq!(rename(&app, &ada_session.access, &ada, "lovelace").await, "lovelace", "the owner chooses all others");
    assert_eq!(rename(&app, &session.access, &ada, "Security").await, "Security");
    assert_eq!(rename(&app, &session.access, &boss, "admin").await, "admin");

    let create = async |bearer: &str, username: &str, email: &str| {
        let body = json!({"username": username, "email": email});
        app.send(bearer, Method::POST, "/api/users", &body).await
    };
    assert_eq!(field_error(&create(&program, "noreply", "n@example.org").await), "reserved");
    let unnamed = app.send(&program, Method::POST, "/api/users", &json!({"email": "info@example.org"})).await;
    assert_eq!(text(&unnamed.json()["user"], "username"), "info-user");
    let unnamed = app.send(&session.access, Method::POST, "/api/users", &json!({"email": "sales@example.org"})).await;
    assert_eq!(text(&unnamed.json()["user"], "username"), "sales-user", "nobody has chosen a reserved name");
    assert_eq!(create(&session.access, "noreply", "n@example.org").await.status, 201);
}

#[tokio::test]
async fn an_import_with_a_token_gives_no_reserved_names() {
    let app = TestApp::new().await;
    let (boss, session) = app.administrator("boss").await;
    let (_, program) = app.api_token(&session, &boss.id.to_string(), &["users:write"]).await;
    let report = import(&app, &program).await;
    let error = &report["errors"][0];
    assert_eq!((&report["good"], &report["bad"]), (&json!(2), &json!(1)), "{report}");
    assert_eq!((&error["row"], &error["field"], &error["code"]), (&json!(2), &json!("username"), &json!("reserved")));
    let usernames = async || app.database.run("SELECT username FROM users ORDER BY username").await;
    assert_eq!(usernames().await, ["ada", "boss", "postmaster-user"]);

    app.database.run("DELETE FROM users WHERE username <> 'boss' RETURNING username").await;
    assert_eq!(import(&app, &session.access).await["good"], json!(3));
    assert_eq!(usernames().await, ["ada", "boss", "postmaster-user", "root"]);
}

#[tokio::test]
async fn an_account_keeps_its_reserved_name_whatever_else_changes() {
    let app = TestApp::new().await;
    app.add("support", "").await;
    let session = app.log_in("support").await;
    let id = app.id_of("support").await;
    let path = format!("/api/users/{id}");
    for (method, body) in [
        (Method::PATCH, json!({"name": "Support"})),
        (Method::PATCH, json!({"username": "support", "name": "Help"})),
        (Method::PUT, json!({"username": "Support", "email": "support@example.org", "name": "Help"})),
    ] {
        let reply = app.send(&session.access, method, &path, &body).await;
        assert_eq!(reply.status, 200, "{body}: {}", reply.text());
    }
    let mut browser = app.browser_of("support").await;
    let form = [("username", "Support"), ("email", "support@example.org"), ("name", "Help desk")];
    let saved = browser.submit("/actions/profile", &form).await;
    browser.follow(&saved).await.assert_shows(&["Changes saved."]);
    assert_eq!(rename(&app, &session.access, &id, "security").await, "reserved", "one is not exchanged for another");
    // An address that changes leaves the username alone as well.
    let body = json!({"email": "help@example.org", "current_password": PASSWORD});
    assert_eq!(app.send(&session.access, Method::PATCH, &path, &body).await.status, 200);
}

async fn app_where_administrators_rename() -> TestApp {
    TestApp::with(|config| config.administrators_rename = true).await
}

#[tokio::test]
async fn users_keep_the_name_of_their_registration_where_administrators_rename() {
    let app = app_where_administrators_rename().await;
    let (boss, session) = app.administrator("boss").await;
    let (ada, ada_session) = app.member("ada").await;
    let (boss, ada) = (boss.id.to_string(), text(&ada, "id"));
    let (_, own) = app.api_token(&ada_session, &ada, &["self"]).await;
    let (_, program) = app.api_token(&session, &boss, &["self", "users:write"]).await;
    for name in ["lovelace", "Ada", "admin"] {
        for (bearer, id) in [(&ada_session.access, &ada), (&own, &ada), (&program, &ada), (&program, &boss)] {
            assert_eq!(rename(&app, bearer, id, name).await, "not_allowed", "{name}");
        }
    }
    let path = format!("/api/users/{ada}");
    let whole = json!({"username": "ada", "email": "ada@example.org", "name": "Ada"});
    let reply = app.send(&ada_session.access, Method::PUT, &path, &whole).await;
    assert_eq!((reply.status, text(&reply.json(), "name")), (200, "Ada".to_owned()), "{}", reply.text());
    // Together with the other errors.
    let wrong = json!({"username": "lovelace", "email": "x@example.org", "current_password": "wrong"});
    let fields = app.send(&ada_session.access, Method::PATCH, &path, &wrong).await.fields();
    assert_eq!(fields.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["username", "current_password"]);

    assert_eq!(rename(&app, &session.access, &ada, "lovelace").await, "lovelace");
    assert_eq!(rename(&app, &session.access, &boss, "chief").await, "chief", "administrators also rename themselves");
}

#[tokio::test]
async fn the_account_page_offers_no_other_name_where_administrators_rename() {
    let app = app_where_administrators_rename().await;
    app.register("ada").await;
    app.administrator("boss").await;
    let input = |page: &str| {
        let tag = tags(page).find(|tag| tag.has("id", "username")).expect("the field");
        (tag.attribute("readonly").is_some(), tag.attribute("value").unwrap_or_default())
    };
    let mut browser = app.browser_of("ada").await;
    let page = browser.open("/account").await.text();
    assert_eq!(input(&page), (true, "ada".to_owned()), "{page}");
    assert!(page.contains("Only an administrator can change it."), "{page}");
    let form = |username| [("username", username), ("email", "ada@example.org"), ("name", "Ada")];
    let saved = browser.submit("/actions/profile", &form("ada")).await;
    browser.follow(&saved).await.assert_shows(&["Changes saved."]);
    let page = browser.submit_and_follow("/actions/profile", &form("lovelace")).await;
    page.assert_shows(&["Only administrators can change usernames here."]);

    let mut boss = app.browser_of("boss").await;
    let page = boss.open("/account").await.text();
    assert!(!input(&page).0, "{page}");
}
