//! Creating an API token needs a recent proof, or the password: a token outlives the session, so a stolen session must not be
//! enough.

use crate::support::*;

const MINUTE: u64 = 60;

async fn create(app: &TestApp, who: &Tokens, id: &str, password: Option<&str>) -> Reply {
    let mut body = json!({"name": "Backup", "scopes": ["self"]});
    if let Some(password) = password {
        body["current_password"] = json!(password);
    }
    app.post(&format!("/api/users/{id}/tokens")).bearer(&who.access).json(&body).send().await
}

#[tokio::test]
async fn ten_minutes_after_signing_in_a_proof_is_needed() {
    let (app, user, session) = TestApp::with_member("maren").await;
    let id = id_of(&user);
    app.wait(10 * MINUTE - 1);
    assert_eq!(create(&app, &session, id, None).await.status, 201);
    app.wait(1);
    create(&app, &session, id, None).await.assert_refused(401, "step_up_required");
    assert_eq!(create(&app, &session, id, Some("")).await.errors(), "current_password required");
    // Renewing the tokens is no proof.
    let renewed = Tokens::of(&app.refresh(&session).await.json());
    create(&app, &renewed, id, None).await.assert_refused(401, "step_up_required");
    assert_eq!(create(&app, &renewed, id, Some(OTHER_PASSWORD)).await.errors(), "current_password wrong_password");
    assert_eq!(create(&app, &renewed, id, Some(PASSWORD)).await.status, 201);
    // The password of a request is for that request alone.
    create(&app, &renewed, id, None).await.assert_refused(401, "step_up_required");
    let number = app.database.run("SELECT name FROM api_tokens").await.len();
    assert_eq!(number, 2, "refused requests have created nothing");
    assert_eq!(create(&app, &app.step_up(&renewed).await, id, None).await.status, 201);
}

#[tokio::test]
async fn a_password_that_is_sent_is_checked_also_just_after_signing_in_and_wrong_ones_are_throttled() {
    let (app, user, session) = TestApp::with_member("maren").await;
    let id = id_of(&user);
    assert_eq!(create(&app, &session, id, Some(OTHER_PASSWORD)).await.errors(), "current_password wrong_password");
    let body = json!({"name": "", "scopes": [], "current_password": 7});
    let reply = app.post(&format!("/api/users/{id}/tokens")).bearer(&session.access).json(&body).send().await;
    assert_eq!(reply.invalid_fields(), ["name", "scopes", "current_password"], "all errors at once");
    assert_eq!(app.events("api_token.create").await[0].detail.as_deref(), Some("wrong_password"));

    for _ in 1..10 {
        create(&app, &session, id, Some(OTHER_PASSWORD)).await.expect_status(422);
    }
    create(&app, &session, id, Some(OTHER_PASSWORD)).await.assert_refused(429, "too_many_attempts");
}

#[tokio::test]
async fn administrators_need_it_for_service_accounts_as_well() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let robot = app.send(&boss, Method::POST, "/api/service-accounts", &json!({"username": "robot"})).await.json();
    app.wait(10 * MINUTE);
    create(&app, &boss, id_of(&robot), None).await.assert_refused(401, "step_up_required");
    assert_eq!(create(&app, &boss, id_of(&robot), Some(PASSWORD)).await.status, 201);
}

async fn change_password(app: &TestApp, who: &Tokens, revoke_tokens: &Value) -> Reply {
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD, "revoke_tokens": revoke_tokens});
    app.put("/api/auth/password").bearer(&who.access).json(&body).send().await
}

#[tokio::test]
async fn changing_the_password_revokes_tokens_on_request() {
    for (revoke_tokens, status) in [(json!(true), 401), (json!(false), 200), (json!(null), 200)] {
        let (app, user, session) = TestApp::with_member("maren").await;
        let id = id_of(&user);
        let secret = create(&app, &session, id, None).await.json()["secret"].as_str().expect("a secret").to_owned();
        assert_eq!(change_password(&app, &session, &revoke_tokens).await.status, 204);
        assert_eq!(app.me(&secret).send().await.status, status, "{revoke_tokens}");
    }
    let (app, _, session) = TestApp::with_member("maren").await;
    let reply = change_password(&app, &session, &json!("yes")).await;
    assert_eq!(reply.errors(), "revoke_tokens wrong_type");
}
