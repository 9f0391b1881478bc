//! The token with which `/docs` tries the API: for ten minutes, and not longer than its session.

use crate::support::*;

const PATH: &str = "/actions/tokens/trial";
const MINUTE: u64 = 60;

/// The id and the secret of a new token.
async fn create(browser: &mut Browser<'_>, scopes: &[(&str, &str)]) -> (String, String) {
    let token = browser.run(PATH, scopes).await.expect_status(200).json();
    (id_of(&token).to_owned(), token["secret"].as_str().expect("a secret").to_owned())
}

#[tokio::test]
async fn it_is_refused_after_ten_minutes() {
    let app = TestApp::with_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    app.wait(11 * MINUTE);
    let refused = browser.run(PATH, &[("scopes[]", "self")]).await;
    refused.assert_refused(401, "step_up_required");
    browser.step_up().await;
    let (id, secret) = create(&mut browser, &[("scopes[]", "self")]).await;
    assert_eq!(app.me(&secret).send().await.json()["username"], "maren");
    assert_eq!(app.events("api_token.create").await[0].detail.as_deref(), Some(id.as_str()));
    assert!(browser.open("/account/tokens").await.text().contains("Trying the API at /docs"));
    app.wait(10 * MINUTE);
    app.me(&secret).send().await.assert_refused(401, "token_expired");
}

#[tokio::test]
async fn it_ends_with_its_session_and_with_no_other() {
    let app = TestApp::with_user("maren").await;
    let (mut here, mut elsewhere) = (app.browser_of("maren").await, app.browser_of("maren").await);
    let (_, ended) = create(&mut here, &[("scopes[]", "self")]).await;
    let (_, other) = create(&mut elsewhere, &[("scopes[]", "self")]).await;
    let change = async |secret: &str| {
        let path = format!("/api/users/{}", app.id_of("maren").await);
        app.patch(&path).bearer(secret).json(&json!({"name": "Maren"})).send().await
    };
    // Used before, so that it would be in a cache.
    change(&ended).await.expect_status(200);
    here.submit("/actions/logout", &[]).await;
    app.me(&ended).send().await.assert_refused(401, "token_revoked");
    change(&ended).await.assert_refused(401, "token_revoked");
    change(&other).await.expect_status(200);
    let page = elsewhere.open("/account/tokens").await.text();
    assert_eq!(page.matches("name=\"token\" value=\"").count(), 1, "{page}");
}

#[tokio::test]
async fn the_page_revokes_it_like_any_other() {
    let app = TestApp::with_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let (id, secret) = create(&mut browser, &[("scopes[]", "self")]).await;
    browser.run("/actions/tokens/revoke", &[("id", ""), ("token", &id)]).await.expect_status(200);
    app.me(&secret).send().await.assert_refused(401, "token_revoked");
}

#[tokio::test]
async fn its_scopes_are_those_that_the_account_can_have() {
    let app = TestApp::with_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for (scopes, error) in [
        (&[][..], "scopes required"),
        (&[("scopes[]", "everything")][..], "scopes unknown_scope"),
        (&[("scopes[]", "users:read")][..], "scopes administrators_only"),
    ] {
        assert_eq!(browser.run(PATH, scopes).await.errors(), error);
    }
    let mut boss = app.administrator_in_browser("boss").await;
    let (_, secret) = create(&mut boss, &[("scopes[]", "users:read"), ("scopes[]", "audit:read")]).await;
    app.read(&secret, "/api/users").await.expect_status(200);
    app.read(&secret, "/api/audit").await.expect_status(200);
    let body = json!({"username": "new", "email": "new@example.org"});
    app.send(&secret, Method::POST, "/api/users", &body).await.assert_refused(403, "token_scope");
}
