//! Failures by account and by source.

use crate::support::{PASSWORD, TestApp};
use std::net::IpAddr;
use vestibule::{
    accounts::{Caller, LogInError},
    shared::{
        requests::{ChangePasswordRequest, LoginRequest},
        text::Text,
    },
};

fn from(address: &str) -> Caller {
    Caller { address: Some(address.parse::<IpAddr>().unwrap()), ..Caller::local() }
}

async fn log_in(app: &TestApp, login: &str, password: &str, address: &str) -> Result<(), LogInError> {
    let request = LoginRequest { login: login.into(), password: password.into(), ..LoginRequest::default() };
    app.accounts.log_in(&from(address), request, None).await.map(drop)
}

async fn fail(app: &TestApp, login: &str, address: &str, times: usize) {
    for _ in 0..times {
        assert!(matches!(log_in(app, login, "wrong", address).await, Err(LogInError::NoMatch)));
    }
}

fn wait(result: Result<(), LogInError>) -> u32 {
    match result {
        Err(LogInError::Throttled(throttled)) => throttled.retry_after,
        other => panic!("not throttled: {other:?}"),
    }
}

#[tokio::test]
async fn after_ten_failures_an_account_waits_longer_each_time_wherever_they_come_from() {
    let app = TestApp::new().await;
    app.register("maren").await;
    for n in 0..10 {
        fail(&app, "maren", &format!("192.0.2.{n}"), 1).await;
    }
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "198.51.100.1").await), 30);
    app.wait(30);
    fail(&app, "maren", "198.51.100.2", 1).await;
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "198.51.100.3").await), 60);
    app.wait(60);
    assert!(log_in(&app, "maren", PASSWORD, "198.51.100.3").await.is_ok());
}

#[tokio::test]
async fn a_name_that_no_account_has_is_throttled_alike() {
    let app = TestApp::new().await;
    for n in 0..10 {
        fail(&app, "nobody", &format!("192.0.2.{n}"), 1).await;
    }
    assert_eq!(wait(log_in(&app, "nobody", "x", "198.51.100.1").await), 30);
}

#[tokio::test]
async fn after_ten_failures_a_source_waits_whatever_names_it_tries_and_an_ipv6_network_is_one_source() {
    let app = TestApp::new().await;
    app.register("maren").await;
    for n in 0..10 {
        fail(&app, &format!("user{n}"), &format!("2001:db8:1:2::{n}"), 1).await;
    }
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "2001:db8:1:2:ffff::1").await), 30);
    assert!(log_in(&app, "maren", PASSWORD, "2001:db8:1:3::1").await.is_ok(), "another network is let in");
}

#[tokio::test]
async fn a_success_with_ones_own_account_buys_no_new_tries() {
    let app = TestApp::new().await;
    app.register("mallory").await;
    app.register("maren").await;
    for round in 0..9 {
        fail(&app, &format!("victim{round}"), "192.0.2.9", 1).await;
        assert!(log_in(&app, "mallory", PASSWORD, "192.0.2.9").await.is_ok());
    }
    fail(&app, "victim", "192.0.2.9", 1).await;
    assert_eq!(wait(log_in(&app, "mallory", PASSWORD, "192.0.2.9").await), 30);
}

#[tokio::test]
async fn a_hundred_tries_at_once_are_ten_tries() {
    let app = TestApp::new().await;
    app.register("maren").await;
    let tries = (0..100).map(|n| {
        let app = &app;
        async move { log_in(app, "maren", "wrong", &format!("192.0.2.{n}")).await }
    });
    let outcomes = futures::future::join_all(tries).await;
    let looked_at = outcomes.iter().filter(|outcome| matches!(outcome, Err(LogInError::NoMatch))).count();
    assert_eq!(looked_at, 10);
}

#[tokio::test]
async fn the_owner_on_a_signed_in_device_notices_nothing() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    for n in 0..10 {
        fail(&app, "maren", &format!("192.0.2.{n}"), 1).await;
    }
    let me = app.accounts.authenticate(&tokens.access).await.unwrap();
    assert!(app.accounts.refresh(&Caller::local(), &tokens.refresh).await.is_ok());
    let change = ChangePasswordRequest { current_password: PASSWORD.into(), new_password: "Brisk-Meadow-77".into() };
    assert!(app.accounts.change_password(&me, &Caller::local(), change).await.is_ok());
}

#[tokio::test]
async fn guessing_the_current_password_within_a_session_is_throttled_too() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    let me = app.accounts.authenticate(&tokens.access).await.unwrap();
    let attempt = |current: &str| ChangePasswordRequest {
        current_password: current.into(),
        new_password: Text::from("Brisk-Meadow-77"),
    };
    for _ in 0..10 {
        assert!(app.accounts.change_password(&me, &Caller::local(), attempt("wrong")).await.is_err());
    }
    let refused = app.accounts.change_password(&me, &Caller::local(), attempt(PASSWORD)).await;
    assert!(matches!(refused, Err(vestibule::accounts::ChangePasswordError::Throttled(_))));
}

#[tokio::test]
async fn at_a_hundred_failures_only_a_new_password_opens_the_account_again() {
    let app = TestApp::new().await;
    app.register("maren").await;
    for n in 0..100 {
        // As patient as the longest wait, and not more: a quarter of an hour of quiet would be forgiven.
        app.wait(if n < 10 { 0 } else { (30 << (n - 10).min(7)).min(3600) });
        fail(&app, "maren", &format!("198.51.100.{n}"), 1).await;
    }
    assert!(wait(log_in(&app, "maren", PASSWORD, "203.0.113.1").await) > 3600);
    let system = vestibule::accounts::Principal::System;
    let user = app.accounts.find_by_login(&system, "maren").await.unwrap();
    app.accounts.set_password(&system, &Caller::local(), user.id, &"Brisk-Meadow-77".into()).await.unwrap();
    assert!(log_in(&app, "maren", "Brisk-Meadow-77", "203.0.113.1").await.is_ok());
}
