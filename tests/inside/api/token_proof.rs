//! Creating an API token needs the password, unless its creator has just signed in: a token outlives the session, so a stolen
//! session must not be enough.

use crate::support::{Browser, OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens};
use axum::http::Method;
use serde_json::{Value, json};

const MINUTE: u64 = 60;

async fn create(app: &TestApp, who: &Tokens, id: &str, password: Option<&str>) -> Reply {
    let mut body = json!({"name": "Backup", "scopes": ["self"]});
    if let Some(password) = password {
        body["current_password"] = json!(password);
    }
    app.post(&format!("/api/users/{id}/tokens")).bearer(&who.access).json(&body).send().await
}

fn missing(code: &str) -> Vec<(String, String)> {
    vec![("current_password".to_owned(), code.to_owned())]
}

async fn signed_in(app: &TestApp) -> (String, Tokens) {
    let (user, session) = app.member("maren").await;
    (user["id"].as_str().expect("an id").to_owned(), session)
}

#[tokio::test]
async fn ten_minutes_after_signing_in_the_password_is_needed() {
    let app = TestApp::new().await;
    let (id, session) = signed_in(&app).await;
    app.wait(10 * MINUTE - 1);
    assert_eq!(create(&app, &session, &id, None).await.status, 201);
    app.wait(1);
    let refused = create(&app, &session, &id, None).await;
    assert_eq!((refused.status, refused.fields()), (422, missing("required")), "{}", refused.text());
    assert_eq!(create(&app, &session, &id, Some("")).await.fields(), missing("required"));
    // Renewing the tokens is no proof.
    let renewed = Tokens::of(&app.refresh(&session).await.json());
    assert_eq!(create(&app, &renewed, &id, None).await.fields(), missing("required"));
    assert_eq!(create(&app, &renewed, &id, Some(OTHER_PASSWORD)).await.fields(), missing("wrong_password"));
    assert_eq!(create(&app, &renewed, &id, Some(PASSWORD)).await.status, 201);
    // A proof is for one request.
    assert_eq!(create(&app, &renewed, &id, None).await.fields(), missing("required"));
    let number = app.database.run("SELECT name FROM api_tokens").await.len();
    assert_eq!(number, 2, "refused requests have created nothing");
}

#[tokio::test]
async fn a_password_that_is_sent_is_checked_also_just_after_signing_in() {
    let app = TestApp::new().await;
    let (id, session) = signed_in(&app).await;
    assert_eq!(create(&app, &session, &id, Some(OTHER_PASSWORD)).await.fields(), missing("wrong_password"));
    let body = json!({"name": "", "scopes": [], "current_password": 7});
    let reply = app.post(&format!("/api/users/{id}/tokens")).bearer(&session.access).json(&body).send().await;
    let fields: Vec<_> = reply.fields().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "scopes", "current_password"], "all errors at once");
    let refused =
        app.audit_events().await.into_iter().find(|event| event.event == "api_token.create").expect("an event");
    assert_eq!(refused.detail.as_deref(), Some("wrong_password"));
}

#[tokio::test]
async fn wrong_passwords_are_throttled() {
    let app = TestApp::new().await;
    let (id, session) = signed_in(&app).await;
    let mut last = create(&app, &session, &id, Some(OTHER_PASSWORD)).await;
    for _ in 0..30 {
        last = create(&app, &session, &id, Some(OTHER_PASSWORD)).await;
        if last.status != 422 {
            break;
        }
    }
    assert_eq!((last.status, last.code().as_str()), (429, "too_many_attempts"));
}

#[tokio::test]
async fn administrators_need_it_for_service_accounts_as_well() {
    let app = TestApp::new().await;
    let (_, boss) = app.administrator("boss").await;
    let robot = app.post("/api/service-accounts").bearer(&boss.access).json(&json!({"username": "robot"})).send().await;
    let robot = robot.json()["id"].as_str().expect("an id").to_owned();
    app.wait(10 * MINUTE);
    assert_eq!(create(&app, &boss, &robot, None).await.fields(), missing("required"));
    assert_eq!(create(&app, &boss, &robot, Some(PASSWORD)).await.status, 201);
}

#[tokio::test]
async fn a_repeated_request_gets_its_token_again_also_later() {
    let app = TestApp::new().await;
    let (id, session) = signed_in(&app).await;
    let ask = async || {
        let call = app.post(&format!("/api/users/{id}/tokens")).bearer(&session.access).header("idempotency-key", "k");
        call.json(&json!({"name": "Backup", "scopes": ["self"]})).send().await
    };
    let first = ask().await;
    assert_eq!(first.status, 201);
    app.wait(11 * MINUTE);
    let again = ask().await;
    assert_eq!((again.status, again.json()), (201, first.json()));
}

async fn in_browser(app: &TestApp) -> Browser<'_> {
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;
    browser
}

#[tokio::test]
async fn the_form_asks_for_the_password() {
    let app = TestApp::new().await;
    let mut ada = in_browser(&app).await;
    let page = ada.open("/account/tokens").await.text();
    let field = page.split('<').find(|tag| tag.contains("name=\"current_password\"")).expect("the field");
    assert!(field.contains("autocomplete=\"current-password\"") && field.contains("type=\"password\""), "{field}");
    app.wait(10 * MINUTE);
    let backup = [("name", "Nightly backup"), ("scopes[]", "self"), ("current_password", "")];
    let rejected = ada.submit("/actions/tokens/create", &backup).await;
    let page = ada.follow(&rejected).await.text();
    assert!(page.contains("You signed in more than ten minutes ago.") && page.contains("Nightly backup"), "{page}");
    assert!(page.contains("href=\"#token-password\""), "the summary leads to the field: {page}");
    let created = ada.submit("/actions/tokens/create", &[backup[0], backup[1], ("current_password", PASSWORD)]).await;
    let page = ada.follow(&created).await.text();
    assert!(page.contains("vst_") && !page.contains(PASSWORD), "{page}");
}

async fn change_password(app: &TestApp, who: &Tokens, revoke_tokens: &Value) -> Reply {
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD, "revoke_tokens": revoke_tokens});
    app.call(Method::PUT, "/api/auth/password").bearer(&who.access).json(&body).send().await
}

#[tokio::test]
async fn changing_the_password_revokes_tokens_on_request() {
    for (revoke_tokens, status) in [(json!(true), 401), (json!(false), 200), (json!(null), 200)] {
        let app = TestApp::new().await;
        let (id, session) = signed_in(&app).await;
        let secret = create(&app, &session, &id, None).await.json()["secret"].as_str().expect("a secret").to_owned();
        assert_eq!(change_password(&app, &session, &revoke_tokens).await.status, 204);
        assert_eq!(app.get("/api/auth/me").bearer(&secret).send().await.status, status, "{revoke_tokens}");
    }
    let app = TestApp::new().await;
    let (_, session) = signed_in(&app).await;
    let reply = change_password(&app, &session, &json!("yes")).await;
    assert_eq!(reply.fields(), [("revoke_tokens".to_owned(), "wrong_type".to_owned())]);
}

#[tokio::test]
async fn the_form_for_the_password_offers_to_revoke_tokens() {
    let app = TestApp::new().await;
    let mut ada = in_browser(&app).await;
    let created = ada.submit("/actions/tokens/create", &[("name", "Backup"), ("scopes[]", "self")]).await;
    let page = ada.follow(&created).await.text();
    let at = page.find("vst_").expect("a secret");
    let secret: String = page[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    assert!(ada.open("/account").await.text().contains("Also revoke my API tokens"));
    let fields = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD), ("revoke_tokens", "on")];
    assert_eq!(ada.submit("/actions/password", &fields).await.location(), "/account");
    assert_eq!(app.get("/api/auth/me").bearer(&secret).send().await.status, 401);
}
