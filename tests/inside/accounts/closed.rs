//! Accounts and sessions that a hundred failures in a row have closed.

use super::throttle::{counters, fail, log_in};
use crate::support::{OTHER_PASSWORD, PASSWORD, TestApp};
use vestibule::{
    accounts::{Caller, ChangePasswordError, LogInError, Principal},
    shared::requests::{ChangePasswordRequest, ResetPasswordRequest},
};

/// Fails a hundred times in a row, more patiently than any wait, and sweeps on the way.
pub async fn fail_a_hundred_times(app: &TestApp, login: &str) {
    for n in 0..100 {
        app.wait(16 * 60);
        fail(app, login, &format!("198.51.100.{n}"), 1).await;
        if n % 10 == 0 {
            app.accounts.sweep().await.unwrap();
        }
    }
    app.wait(30 * 24 * 60 * 60);
    app.accounts.sweep().await.unwrap();
}

pub async fn is_closed(app: &TestApp, login: &str, password: &str) -> bool {
    match log_in(app, login, password, "203.0.113.1").await {
        Ok(()) => false,
        Err(LogInError::NoMatch) => true,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_hundred_failures_in_a_row_however_slow_close_an_account_to_the_right_password() {
    let app = TestApp::new().await;
    app.register("maren").await;
    fail_a_hundred_times(&app, "maren").await;
    assert!(is_closed(&app, "maren", PASSWORD).await);
    assert!(is_closed(&app, "maren@example.org", PASSWORD).await, "by whatever name");
    let last = app.trail().await.pop().unwrap();
    assert_eq!((last.event.as_str(), last.detail.as_deref()), ("session.start", Some("no_match")));
    assert_eq!(counters(&app).await.iter().filter(|row| row.starts_with("run:account:")).count(), 1);
}

#[tokio::test]
async fn a_right_password_before_the_hundredth_failure_begins_the_count_again() {
    let app = TestApp::new().await;
    app.register("maren").await;
    for round in 0..2 {
        for n in 0..99 {
            app.wait(16 * 60);
            fail(&app, "maren", &format!("198.51.100.{n}"), 1).await;
        }
        app.wait(16 * 60);
        assert!(!is_closed(&app, "maren", PASSWORD).await, "round {round}");
    }
}

#[tokio::test]
async fn a_closed_account_is_opened_by_a_link_by_the_operator_and_by_an_administrator() {
    let app = TestApp::new().await;
    let (system, local) = (Principal::System, Caller::local());
    let user = app.add("maren", "Maren").await;
    let mut password = PASSWORD;
    for way in ["link", "set-password", "disable and enable", "enable"] {
        fail_a_hundred_times(&app, "maren").await;
        assert!(is_closed(&app, "maren", password).await, "{way}");
        match way {
            "link" => {
                let link = app.accounts.issue_password_link(&system, &local, user.id).await.unwrap();
                assert!(is_closed(&app, "maren", password).await, "a link opens nothing before it is used");
                let token = link.url.split_once("token=").unwrap().1.into();
                password = OTHER_PASSWORD;
                let request = ResetPasswordRequest { token, password: password.into() };
                app.accounts.reset_password(request, &local).await.unwrap();
            }
            "set-password" => {
                password = "Quiet-Harbour-31";
                app.accounts.set_password(&system, &local, user.id, &password.into()).await.unwrap();
            }
            "disable and enable" => {
                app.change("maren", "disable").await;
                app.change("maren", "enable").await;
            }
            _ => {
                let enabled = async || app.trail().await.iter().filter(|event| event.event == "user.enable").count();
                let before = enabled().await;
                app.change("maren", "enable").await;
                app.change("maren", "enable").await;
                assert_eq!(enabled().await, before + 1, "once it is open, nothing changes");
            }
        }
        assert!(!is_closed(&app, "maren", password).await, "{way}");
    }
}

#[tokio::test]
async fn within_a_session_a_hundred_wrong_passwords_in_a_row_are_the_last_ones() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    let me = app.accounts.authenticate(&tokens.access).await.unwrap();
    let change = async |current: &str| {
        let (current_password, new_password) = (current.into(), "Brisk-Meadow-77".into());
        let request = ChangePasswordRequest { current_password, new_password };
        app.accounts.change_password(&me, &Caller::local(), request).await
    };
    for _ in 0..100 {
        app.wait(16 * 60);
        assert!(matches!(change("wrong").await, Err(ChangePasswordError::Invalid(_))));
    }
    app.wait(16 * 60);
    assert!(matches!(change(PASSWORD).await, Err(ChangePasswordError::Invalid(_))));
}
