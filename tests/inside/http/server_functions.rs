//! Server functions, as the hydrated page calls them: they return results and errors, and never redirect.

use crate::support::*;
use leptos::prelude::FromServerFnError;

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
    let app = TestApp::new().await;
    let reply = app.browser().run("/actions/register", &[("username", "x")]).await;
    let error = AppError::de(reply.body.clone().into());
    assert_eq!(error.code, ErrorCode::ValidationFailed);
    assert!(error.of_field("email").is_some() && error.of_field("password").is_some());
    assert_eq!(error.request_id.as_deref(), Some(reply.header("x-request-id")));
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
    assert_eq!(check(&mut stranger, "Glitter in the air").await, "stolen");
    assert_eq!(check(&mut stranger, "short").await, "too_short");
    assert_eq!(check(&mut stranger, "I am Maren.Winter!").await, "contains_identity");
    assert_eq!(check(&mut stranger, PASSWORD).await, Value::Null);
    // The names of the account count, not those that the request claims.
    let mut member = app.member_in_browser("octavia").await;
    assert_eq!(check(&mut member, "my name is octavia").await, "contains_identity");
    assert_eq!(check(&mut member, "I am Maren.Winter!").await, Value::Null);
}
