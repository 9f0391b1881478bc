//! Account management by the operator, and the setup of the first administrator.

use crate::support::*;
use vestibule::shared::bulk::{BulkRequest, FilterRequest};
use vestibule::shared::requests::RegisterRequest;

fn request(username: &str) -> RegisterRequest {
    RegisterRequest {
        username: username.into(),
        email: format!("{username}@example.org").as_str().into(),
        password: PASSWORD.into(),
        ..RegisterRequest::default()
    }
}

#[tokio::test]
async fn only_the_operator_creates_accounts_and_the_setup_link_exactly_one_administrator() {
    let app = TestApp::new().await;
    let created = app.accounts.users().create_user(&Caller::default(), request("maren"), Role::Admin).await;
    assert_eq!(code(created), ErrorCode::Forbidden);

    let other = app.accounts.users().issue_setup_token().await.unwrap().unwrap().0;
    let link = app.accounts.users().issue_setup_token().await.unwrap().unwrap().0;
    assert!(app.accounts.users().setup_token_is_valid(&other).await.unwrap(), "another replica's link is good as well");
    let set_up = |token: &str, name: &str| {
        let (token, request) = (token.to_owned(), request(name));
        let accounts = app.accounts.clone();
        async move { accounts.users().set_up(&Caller::default(), &token, request).await }
    };
    assert_eq!(code(set_up("guess", "admin").await), ErrorCode::NotFound);
    assert_eq!(code(set_up(&link, "x").await), ErrorCode::ValidationFailed, "a mistake does not use it up");
    let (one, two) = tokio::join!(set_up(&link, "first"), set_up(&other, "second"));
    assert_eq!(one.is_ok() as u8 + two.is_ok() as u8, 1, "two links, one administrator");
    assert_eq!(one.or(two).unwrap().role, Role::Admin);
    assert!(app.accounts.users().issue_setup_token().await.unwrap().is_none());
    for used in [&link, &other] {
        assert!(!app.accounts.users().setup_token_is_valid(used).await.unwrap());
    }
}

#[tokio::test]
async fn the_setup_link_expires_after_an_hour() {
    let app = TestApp::new().await;
    let link = app.accounts.users().issue_setup_token().await.unwrap().unwrap().0;
    app.clock.advance(Duration::from_secs(3600) - Duration::from_millis(1));
    assert!(app.accounts.users().setup_token_is_valid(&link).await.unwrap());
    app.clock.advance(Duration::from_millis(1));
    assert!(!app.accounts.users().setup_token_is_valid(&link).await.unwrap());
}

#[tokio::test]
async fn a_bulk_change_succeeds_also_if_the_tokens_that_are_left_cannot_be_counted() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    app.database.run("ALTER TABLE api_tokens RENAME TO hidden").await;
    let filter = FilterRequest { role: "user".into(), ..FilterRequest::default() };
    let request = BulkRequest { action: "disable".into(), filter: Expected::Given(filter), ..BulkRequest::default() };
    let report = app.accounts.directory().change_many(&Caller::system(), &request).await.expect("a change");
    assert_eq!((report.changed, report.created_tokens), (1, 0));
}
