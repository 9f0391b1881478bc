//! Server functions, as the hydrated page calls them: they return results and errors, and never redirect.

use crate::support::*;

#[tokio::test]
async fn registration_returns_the_account_and_the_next_page() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let fields = [("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD), ("next", "/account?a=1")];
    let reply = browser.run("/actions/register", &fields).await.expect_status(200);
    assert!(reply.headers.get("location").is_none() && reply.headers.get("serverfnredirect").is_none());
    let signed_in = &reply.json()["Accepted"];
    assert_eq!(signed_in["user"]["username"], "ada");
    assert_eq!(signed_in["next"], "/account?a=1");
    assert!(!reply.text().contains("eyJ"), "a token in the answer");
    assert!(browser.jar.keys().eq(["vestibule_access", "vestibule_browser", "vestibule_refresh"]));
}

#[tokio::test]
async fn errors_have_the_right_status_and_the_standard_format() {
    let app = TestApp::with_user("ada").await;
    let mut browser = app.browser();
    let taken = [("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    let wrong = [("login", "ada"), ("password", OTHER_PASSWORD)];
    for (path, fields, status, code) in [
        ("/actions/register", taken.as_slice(), 409, "username_taken"),
        ("/actions/login", &wrong, 401, "invalid_credentials"),
        ("/actions/refresh", &[], 401, "token_missing"),
        ("/actions/nothing", &[], 404, "not_found"),
    ] {
        let reply = browser.run(path, fields).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{path}");
    }
    assert!(browser.jar.is_empty());
}

#[tokio::test]
async fn the_client_deserializes_errors_completely() {
    use leptos::prelude::FromServerFnError;
    use vestibule::shared::error::{AppError, ErrorCode};

    let app = TestApp::new().await;
    let reply = app.browser().run("/actions/register", &[("username", "x")]).await;
    let error = AppError::de(reply.body.clone().into());
    assert_eq!(error.code, ErrorCode::ValidationFailed);
    assert!(error.of_field("email").is_some() && error.of_field("password").is_some());
    assert_eq!(error.request_id.as_deref(), Some(reply.header("x-request-id")));
}

#[tokio::test]
async fn changes_of_the_account_return_the_result() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;
    let fields = [("name", "Ada L."), ("username", "ada"), ("email", "ada@example.org")];
    assert_eq!(browser.run("/actions/profile", &fields).await.json()["Accepted"]["name"], "Ada L.");

    let fields = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD)];
    let changed = browser.run("/actions/password", &fields).await;
    assert_eq!((changed.status, changed.json()), (200, json!({"Accepted": null})));
    assert_eq!(browser.open("/account").await.status, 200);

    assert_eq!(browser.run("/actions/delete-account", &[("password", OTHER_PASSWORD)]).await.status, 200);
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), ["vestibule_browser"]);
}

#[tokio::test]
async fn a_password_is_checked_while_it_is_typed() {
    let app = TestApp::new().await;
    let mut stranger = app.browser();
    let check = async |browser: &mut Browser<'_>, password: &str| {
        let fields = [("password", password), ("username", "maren.winter"), ("email", "winter@example.org")];
        browser.run("/actions/check-password", &fields).await.expect_status(200).json()["code"].clone()
    };
    assert_eq!(check(&mut stranger, "Password1!").await, "too_common");
    assert_eq!(check(&mut stranger, "short").await, "too_short");
    assert_eq!(check(&mut stranger, "I am Maren.Winter!").await, "contains_identity");
    assert_eq!(check(&mut stranger, PASSWORD).await, Value::Null);
    // The names of the account count, not those that the request claims.
    let mut member = app.member_in_browser("octavia").await;
    assert_eq!(check(&mut member, "my name is octavia").await, "contains_identity");
    assert_eq!(check(&mut member, "I am Maren.Winter!").await, Value::Null);
}
