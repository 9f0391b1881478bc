//! Passwords that are replaced while a request uses them. Triggers in the database replace them at the right moment.

use crate::support::{OTHER_PASSWORD, PASSWORD, TestApp};
use axum::http::Method;
use serde_json::json;
use vestibule::accounts::Caller;

/// Replaces the password of Maren after `event`.
async fn replace_password_after(app: &TestApp, event: &str) {
    let sql = "UPDATE users SET password_hash = 'replaced' WHERE username = 'maren'";
    if app.database.is_postgres() {
        let function = format!(
            "CREATE FUNCTION replace() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {sql}; RETURN NULL; END $$"
        );
        app.database.run(&function).await;
        let trigger = format!("CREATE TRIGGER replace AFTER {event} FOR EACH ROW EXECUTE FUNCTION replace()");
        app.database.run(&trigger).await;
    } else {
        app.database.run(&format!("CREATE TRIGGER replace AFTER {event} BEGIN {sql}; END")).await;
    }
}

#[tokio::test]
async fn a_password_that_was_replaced_since_it_was_confirmed_confirms_nothing() {
    for (field, method, path, body) in [
        ("password", Method::DELETE, "", json!({"password": PASSWORD})),
        ("current_password", Method::PATCH, "", json!({"email": "new@example.org", "current_password": PASSWORD})),
        (
            "current_password",
            Method::POST,
            "/tokens",
            json!({"name": "Backup", "scopes": ["self"], "current_password": PASSWORD}),
        ),
        (
            "current_password",
            Method::PUT,
            "/api/auth/password",
            json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD}),
        ),
    ] {
        let app = TestApp::new().await;
        let (user, tokens) = app.member("maren").await;
        let path = if path.starts_with("/api") {
            path.to_owned()
        } else {
            format!("/api/users/{}{path}", user["id"].as_str().expect("an id"))
        };
        // The counters of failures are reset when the password has been confirmed.
        replace_password_after(&app, "DELETE ON throttles").await;
        let reply = app.call(method, &path).bearer(&tokens.access).json(&body).send().await;
        assert_eq!(reply.fields(), [(field.to_owned(), "wrong_password".to_owned())], "{path}: {}", reply.text());
        assert!(reply.text().contains("no longer your current password"), "{path}: {}", reply.text());
        let stored = app.database.run("SELECT status || ' ' || password_hash || ' ' || email FROM users").await;
        assert_eq!(stored, ["active replaced maren@example.org"], "{path}");
        assert_eq!(app.database.run("SELECT name FROM api_tokens").await, [""; 0], "{path}");
    }
}

/// Otherwise somebody who knows the password and keeps changing it would keep the owner out.
#[tokio::test]
async fn a_link_sets_the_password_also_if_it_is_replaced_meanwhile() {
    let app = TestApp::new().await;
    let id = app.add("maren", "").await.id;
    let link = app.accounts.issue_password_link(&Caller::system(), id).await.expect("a link");
    let (_, token) = link.url.split_once("token=").expect("a token");
    replace_password_after(&app, "UPDATE OF used_at ON one_time_tokens").await;
    let body = json!({"token": token, "password": OTHER_PASSWORD});
    assert_eq!(app.post("/api/auth/password/reset").json(&body).send().await.status, 204);
    let body = json!({"login": "maren", "password": OTHER_PASSWORD});
    assert_eq!(app.post("/api/auth/login").json(&body).send().await.status, 200);
}
