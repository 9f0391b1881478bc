//! The lockout of accounts and sessions after a hundred failures in a row.

use super::throttle::{counters, fail, log_in};
use crate::support::*;
use vestibule::shared::requests::{ChangePasswordRequest, ResetPasswordRequest};

/// Fails a hundred times in a row, waiting longer than any throttle each time, with sweeps in between.
pub async fn fail_100_times(app: &TestApp, login: &str) {
    for n in 0..100 {
        app.wait(16 * 60);
        fail(app, login, &format!("198.51.100.{n}"), 1).await;
        if n % 10 == 0 {
            app.accounts.maintenance().sweep().await.unwrap();
        }
    }
    app.wait(30 * 24 * 60 * 60);
    app.accounts.maintenance().sweep().await.unwrap();
}

pub async fn is_locked(app: &TestApp, login: &str, password: &str) -> bool {
    match log_in(app, login, password, "203.0.113.1").await {
        Ok(()) => false,
        Err(error) if error.code == ErrorCode::InvalidCredentials => true,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_hundred_failures_in_a_row_lock_an_account_even_for_the_correct_password_which_before_resets_the_count() {
    let app = TestApp::with_user("maren").await;
    for round in 0..2 {
        for n in 0..99 {
            app.wait(16 * 60);
            fail(&app, "maren", &format!("198.51.100.{n}"), 1).await;
        }
        app.wait(16 * 60);
        assert!(!is_locked(&app, "maren", PASSWORD).await, "round {round}");
    }

    fail_100_times(&app, "maren").await;
    assert!(is_locked(&app, "maren", PASSWORD).await);
    assert!(is_locked(&app, "maren@example.org", PASSWORD).await, "with the email address as well");
    let last = app.audit_events().await.pop().unwrap();
    assert_eq!((last.event.as_str(), last.detail.as_deref()), ("session.start", Some("no_match")));
    assert_eq!(counters(&app).await.iter().filter(|row| row.starts_with("run:account:")).count(), 1);
}

#[tokio::test]
async fn a_locked_account_is_unlocked_by_a_password_link_a_new_password_or_enabling() {
    let app = TestApp::new().await;
    let operator = Caller::system();
    let user = app.add("maren", "Maren").await;
    let mut password = PASSWORD;
    for way in ["link", "set-password", "disable and enable", "enable"] {
        fail_100_times(&app, "maren").await;
        assert!(is_locked(&app, "maren", password).await, "{way}");
        match way {
            "link" => {
                let link = app.accounts.passwords().issue_password_link(&operator, user.id).await.unwrap();
                assert!(is_locked(&app, "maren", password).await, "a link unlocks nothing before it is used");
                let token = link.url.split_once("token=").unwrap().1.into();
                password = OTHER_PASSWORD;
                let request =
                    ResetPasswordRequest { token, password: password.into(), ..ResetPasswordRequest::default() };
                app.accounts.link_pages().reset_password(request, &Caller::default()).await.unwrap();
            }
            "set-password" => {
                password = "Quiet-Harbour-31";
                app.accounts.passwords().set_password(&operator, user.id, &password.into()).await.unwrap();
            }
            "disable and enable" => {
                app.change("maren", "disable").await;
                app.change("maren", "enable").await;
            }
            _ => {
                let enabled =
                    async || app.audit_events().await.iter().filter(|event| event.event == "user.enable").count();
                let before = enabled().await;
                app.change("maren", "enable").await;
                app.change("maren", "enable").await;
                assert_eq!(enabled().await, before + 1, "enabling an unlocked account is not recorded");
            }
        }
        assert!(!is_locked(&app, "maren", password).await, "{way}");
    }
}

#[tokio::test]
async fn a_hundred_wrong_passwords_lock_password_checks_within_a_session() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    let me = app.accounts.sessions().authenticate(&tokens.access).await.unwrap();
    let caller = app.caller(&tokens.access).await;
    let change = async |current: &str| {
        let (current_password, new_password) = (current.into(), "Brisk-Meadow-77".into());
        let request = ChangePasswordRequest { current_password, new_password, ..ChangePasswordRequest::default() };
        app.accounts.passwords().change_password(&me, &caller, request).await
    };
    for _ in 0..100 {
        app.wait(16 * 60);
        assert_eq!(code(change("wrong").await), ErrorCode::ValidationFailed);
    }
    app.wait(16 * 60);
    assert_eq!(code(change(PASSWORD).await), ErrorCode::ValidationFailed);
}
