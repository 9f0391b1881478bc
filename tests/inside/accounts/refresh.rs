//! Rotation: it cannot misfire, and it cannot be fooled.

use crate::support::{PASSWORD, TestApp, Tokens};
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};
use vestibule::{
    accounts::{Caller, RefreshError, SignIn, TokenError},
    shared::error::{AppError, ErrorCode},
};

async fn signed_in(app: &TestApp) -> Tokens {
    app.member("maren").await.1
}

fn code(result: Result<SignIn, RefreshError>) -> ErrorCode {
    AppError::from(result.expect_err("a refusal")).code
}

#[tokio::test]
async fn of_a_hundred_refreshes_at_once_all_that_succeed_carry_one_successor_and_the_session_lives() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    let caller = Caller::local();
    let tries = (0..100).map(|_| app.accounts.refresh(&caller, &tokens.refresh));
    let granted: Vec<_> = futures::future::join_all(tries).await.into_iter().flatten().collect();
    assert!(!granted.is_empty(), "at least one succeeds");
    let successors: BTreeSet<_> = granted.iter().map(|sign_in| sign_in.refresh_token.as_str()).collect();
    assert_eq!(successors.len(), 1, "one lineage");
    assert!(!successors.contains(tokens.refresh.as_str()), "it is another token");
    assert!(app.accounts.authenticate(&granted[0].access_token).await.is_ok(), "the session lives");
    // After the grace the old token is a stolen one.
    app.wait(11);
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &tokens.refresh).await), ErrorCode::TokenRevoked);
    let dead = app.accounts.authenticate(&granted[0].access_token).await;
    assert!(matches!(dead, Err(TokenError::Revoked)), "the session has ended");
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &granted[0].refresh_token).await), ErrorCode::TokenRevoked);
}

#[tokio::test]
async fn at_the_last_second_of_the_grace_the_successor_comes_again_and_a_moment_later_the_session_ends() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    let first = app.accounts.refresh(&Caller::local(), &tokens.refresh).await.unwrap();
    app.wait(10);
    let again = app.accounts.refresh(&Caller::local(), &tokens.refresh).await.unwrap();
    assert_eq!(first.refresh_token, again.refresh_token);
    app.clock.advance(Duration::from_millis(1));
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &tokens.refresh).await), ErrorCode::TokenRevoked);
}

#[tokio::test]
async fn within_the_grace_a_replaced_token_ends_the_session_once_its_successor_has_been_used() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    let second = app.accounts.refresh(&Caller::local(), &tokens.refresh).await.unwrap();
    let third = app.accounts.refresh(&Caller::local(), &second.refresh_token).await.unwrap();
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &tokens.refresh).await), ErrorCode::TokenRevoked);
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &third.refresh_token).await), ErrorCode::TokenRevoked);
}

#[tokio::test]
async fn refreshing_cannot_pass_the_absolute_end_of_the_session() {
    let app = TestApp::with(|config| config.session_max = Duration::from_secs(3600)).await;
    let mut token = signed_in(&app).await.refresh;
    for _ in 0..5 {
        app.wait(600);
        let next = app.accounts.refresh(&Caller::local(), &token).await.unwrap();
        assert!(next.access_expires_at.0 - app.accounts.now().0 <= 900_000);
        token = next.refresh_token;
    }
    app.wait(601);
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &token).await), ErrorCode::TokenExpired);
}

#[tokio::test]
async fn a_session_that_is_not_remembered_falls_asleep_after_twelve_hours() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    app.wait(12 * 3600 - 60);
    let next = app.accounts.refresh(&Caller::local(), &tokens.refresh).await.unwrap();
    app.wait(12 * 3600);
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &next.refresh_token).await), ErrorCode::TokenExpired);
}

#[tokio::test]
async fn a_token_says_the_very_time_at_which_its_row_expires() {
    for (remember_me, session_max) in [(false, 30 * 86_400), (true, 30 * 86_400), (false, 3_600), (true, 3_600)] {
        let app = TestApp::with(|config| config.session_max = Duration::from_secs(session_max)).await;
        app.register("maren").await;
        let request = json!({"username": "maren", "password": PASSWORD, "remember_me": remember_me});
        let tokens = Tokens::of(&app.post("/api/auth/login").json(&request).send().await.json());
        app.wait(60);
        let next = app.accounts.refresh(&Caller::local(), &tokens.refresh).await.unwrap();
        let stored =
            app.database.run("SELECT CAST(expires_at AS TEXT) FROM refresh_tokens WHERE used_at IS NULL").await;
        assert_eq!(stored, [next.refresh_expires_at.0.to_string()]);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_because_of_its_account_is_not_used_up() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    app.database.run("UPDATE users SET status = 'disabled'").await;
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &tokens.refresh).await), ErrorCode::TokenRevoked);
    app.wait(11);
    app.database.run("UPDATE users SET status = 'active'").await;
    assert!(app.accounts.refresh(&Caller::local(), &tokens.refresh).await.is_ok());
}

#[tokio::test]
async fn an_access_token_is_not_a_refresh_token_and_the_other_way_round() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    assert_eq!(code(app.accounts.refresh(&Caller::local(), &tokens.access).await), ErrorCode::TokenInvalid);
    let refused = app.accounts.authenticate(&tokens.refresh).await;
    assert!(matches!(refused, Err(TokenError::Invalid)));
}

#[tokio::test]
async fn what_has_expired_is_swept_away_and_what_lives_is_not() {
    let app = TestApp::new().await;
    let tokens = signed_in(&app).await;
    assert_eq!(app.accounts.sweep().await.unwrap().sessions, 0);
    assert!(app.accounts.refresh(&Caller::local(), &tokens.refresh).await.is_ok());
    app.wait(31 * 24 * 3600);
    let swept = app.accounts.sweep().await.unwrap();
    assert_eq!(swept.sessions, 1);
    assert!(matches!(app.accounts.authenticate(&tokens.access).await, Err(TokenError::Expired)));
}
