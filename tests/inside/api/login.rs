//! `POST /api/auth/login`

use crate::support::{OTHER_PASSWORD, PASSWORD, TestApp};
use serde_json::{Value, json};

#[tokio::test]
async fn login_returns_tokens_and_the_account() {
    let app = TestApp::new().await;
    let user = app.register("ada").await;
    let reply = app.post("/api/auth/login").json(&json!({"username": "ada", "password": PASSWORD})).send().await;

    assert_eq!(reply.status, 200);
    let view = reply.json();
    assert_eq!(view["token_type"], "Bearer");
    assert_eq!(view["expires_in"], 900);
    assert_eq!(view["user"]["id"], user["id"]);
    for token in ["access_token", "refresh_token"] {
        assert_eq!(view[token].as_str().unwrap().split('.').count(), 3, "{token} is no JWT");
    }
}

#[tokio::test]
async fn an_account_is_found_by_username_or_email_in_any_case() {
    let app = TestApp::new().await;
    app.register("ada").await;
    for body in [
        json!({"login": "ada", "password": PASSWORD}),
        json!({"login": "ADA@example.org", "password": PASSWORD}),
        json!({"username": "Ada", "password": PASSWORD}),
        json!({"email": "ada@EXAMPLE.org", "password": PASSWORD}),
        json!({"login": "ada", "username": "nobody", "email": "nobody@example.org", "password": PASSWORD}),
        json!({"username": "ada", "email": "nobody@example.org", "password": PASSWORD}),
    ] {
        assert_eq!(app.post("/api/auth/login").json(&body).send().await.status, 200, "{body}");
    }
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_get_the_same_response() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let wrong = app.post("/api/auth/login").json(&json!({"login": "ada", "password": OTHER_PASSWORD})).send().await;
    let unknown = app.post("/api/auth/login").json(&json!({"login": "bob", "password": OTHER_PASSWORD})).send().await;

    assert_eq!((wrong.status, wrong.code().as_str()), (401, "invalid_credentials"));
    assert_eq!(wrong.header("www-authenticate"), "Bearer realm=\"vestibule\"");
    assert_eq!(unknown.status, wrong.status);
    let without_id = |mut problem: Value| {
        problem["request_id"].take();
        problem
    };
    assert_eq!(without_id(unknown.json()), without_id(wrong.json()));
    let names = |reply: &crate::support::Reply| reply.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&unknown), names(&wrong));
}

#[tokio::test]
async fn a_login_without_a_name_or_password_is_a_validation_error() {
    let app = TestApp::new().await;
    for body in [json!({"password": PASSWORD}), json!({"login": "ada"}), json!({})] {
        let reply = app.post("/api/auth/login").json(&body).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (422, "validation_failed"), "{body}");
    }
}

#[tokio::test]
async fn every_login_creates_a_separate_session() {
    let app = TestApp::new().await;
    let (_, first) = app.member("ada").await;
    let second = app.log_in("ada").await;
    assert_ne!(first.refresh, second.refresh);

    let gone = app.post("/api/auth/logout").bearer(&first.access).send().await;
    assert_eq!(gone.status, 204);
    assert_eq!(app.get("/api/auth/me").bearer(&first.access).send().await.status, 401);
    assert_eq!(app.get("/api/auth/me").bearer(&second.access).send().await.status, 200);
}
