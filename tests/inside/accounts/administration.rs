//! Account management by the operator, and the setup of the first administrator.

use crate::support::{PASSWORD, TestApp, code};
use std::time::Duration;
use vestibule::{
    accounts::{Caller, CreateUserRequest, User},
    shared::{
        bulk::{BulkRequest, FilterRequest, UserAction},
        error::ErrorCode,
        requests::{DeleteAccountRequest, LoginRequest, RegisterRequest},
        values::{Expected, Text},
        views::{Role, Status},
    },
};

fn request(username: &str) -> RegisterRequest {
    RegisterRequest {
        username: username.into(),
        email: format!("{username}@example.org").as_str().into(),
        password: PASSWORD.into(),
        ..RegisterRequest::default()
    }
}

async fn create(app: &TestApp, username: &str, role: Role) -> User {
    let fields = request(username);
    let request = CreateUserRequest {
        username: fields.username,
        email: fields.email,
        name: Text::Missing,
        password: fields.password,
        role,
    };
    app.accounts.create_user(&Caller::system(), request).await.unwrap()
}

#[tokio::test]
async fn only_the_operator_creates_accounts_for_others() {
    let app = TestApp::new().await;
    let fields = request("maren");
    let request = CreateUserRequest {
        username: fields.username,
        email: fields.email,
        name: Text::Missing,
        password: fields.password,
        role: Role::Admin,
    };
    assert_eq!(code(app.accounts.create_user(&Caller::default(), request).await), ErrorCode::Forbidden);
}

#[tokio::test]
async fn disabling_ends_sessions_and_enabling_allows_sign_in_again() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    let user = app.accounts.find_by_login(&Caller::system(), "maren@example.org").await.unwrap();
    app.accounts.change_status(&Caller::system(), user.id, UserAction::Disable).await.unwrap();
    assert_eq!(code(app.accounts.authenticate(&tokens.access).await), ErrorCode::TokenRevoked);
    assert!(app.accounts.refresh(&Caller::default(), &tokens.refresh).await.is_err());
    let login = || LoginRequest { login: "maren".into(), password: PASSWORD.into(), ..LoginRequest::default() };
    assert!(app.accounts.log_in(&Caller::default(), login()).await.is_err());
    app.accounts.change_status(&Caller::system(), user.id, UserAction::Enable).await.unwrap();
    assert!(app.accounts.log_in(&Caller::default(), login()).await.is_ok());
}

#[tokio::test]
async fn the_last_administrator_cannot_be_disabled_or_deleted_even_concurrently() {
    let app = TestApp::new().await;
    let one = create(&app, "first", Role::Admin).await;
    let two = create(&app, "second", Role::Admin).await;
    let operator = Caller::system();
    let disable = |id| app.accounts.change_status(&operator, id, UserAction::Disable);
    let (first, second) = tokio::join!(disable(one.id), disable(two.id));
    assert_eq!(first.is_ok() as u8 + second.is_ok() as u8, 1, "one of them remains");
    let left = if first.is_ok() { "second" } else { "first" };
    let tokens = app.log_in(left).await;
    let me = app.accounts.authenticate(&tokens.access).await.unwrap();
    let caller = app.caller(&tokens.access).await;
    let gone = app.accounts.delete_account(&me, &caller, DeleteAccountRequest { password: PASSWORD.into() }).await;
    let refused = gone.expect_err("the last administrator");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    assert!(refused.detail.starts_with("You are the last administrator."), "{refused:?}");
}

#[tokio::test]
async fn the_setup_link_creates_exactly_one_administrator() {
    let app = TestApp::new().await;
    let other = app.accounts.issue_setup_token().await.unwrap().unwrap().0;
    let link = app.accounts.issue_setup_token().await.unwrap().unwrap().0;
    assert!(app.accounts.setup_token_is_valid(&other).await.unwrap(), "another replica's link is good as well");
    let set_up = |token: &str, name: &str| {
        let (token, request) = (token.to_owned(), request(name));
        let accounts = app.accounts.clone();
        async move { accounts.set_up(&Caller::default(), &token, request).await }
    };
    assert_eq!(code(set_up("guess", "admin").await), ErrorCode::NotFound);
    assert_eq!(code(set_up(&link, "x").await), ErrorCode::ValidationFailed, "a mistake does not use it up");
    let (one, two) = tokio::join!(set_up(&link, "first"), set_up(&other, "second"));
    assert_eq!(one.is_ok() as u8 + two.is_ok() as u8, 1, "two links, one administrator");
    let admin = one.or(two).unwrap();
    assert_eq!(admin.role, Role::Admin);
    assert!(app.accounts.issue_setup_token().await.unwrap().is_none());
    for used in [&link, &other] {
        assert!(!app.accounts.setup_token_is_valid(used).await.unwrap());
    }
}

#[tokio::test]
async fn the_setup_link_expires_after_an_hour() {
    let app = TestApp::new().await;
    let link = app.accounts.issue_setup_token().await.unwrap().unwrap().0;
    app.clock.advance(Duration::from_secs(3600) - Duration::from_millis(1));
    assert!(app.accounts.setup_token_is_valid(&link).await.unwrap());
    app.clock.advance(Duration::from_millis(1));
    assert!(!app.accounts.setup_token_is_valid(&link).await.unwrap());
}

#[tokio::test]
async fn a_deleted_account_is_hidden_and_its_names_stay_taken() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    let me = app.accounts.authenticate(&tokens.access).await.unwrap();
    let id = me.user.id;
    let themselves = app.caller(&tokens.access).await;
    app.accounts.delete_account(&me, &themselves, DeleteAccountRequest { password: PASSWORD.into() }).await.unwrap();
    assert!(app.accounts.authenticate(&tokens.access).await.is_err());
    // The account is visible only to those who may restore it.
    assert_eq!(app.accounts.find_user(&Caller::system(), id).await.unwrap().status, Status::Deleted);
    assert!(app.accounts.find_user(&themselves, id).await.is_err());
    let taken = app.accounts.register(&Caller::default(), request("MAREN")).await.expect_err("taken names");
    assert!(taken.is_taken() && taken.errors.len() == 2, "{taken:?}");
}

#[tokio::test]
async fn a_bulk_change_succeeds_also_if_the_tokens_that_are_left_cannot_be_counted() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    app.database.run("ALTER TABLE api_tokens RENAME TO hidden").await;
    let filter = FilterRequest { role: "user".into(), ..FilterRequest::default() };
    let request = BulkRequest { action: "disable".into(), filter: Expected::Given(filter), ..BulkRequest::default() };
    let report = app.accounts.change_many(&Caller::system(), &request).await.expect("a change");
    assert_eq!((report.changed, report.created_tokens), (1, 0));
}
