//! Browsers in which an account has signed in before: they are exempt from the lockout by others.

use super::lockout::{fail_100_times, is_locked};
use super::throttle::{counters, fail, from, log_in, wait};
use crate::support::*;
use vestibule::accounts::Browser;
use vestibule::shared::requests::LoginRequest;

/// Signs in with a browser that has a known-browser cookie.
async fn log_in_from(app: &TestApp, browser: &str, login: &str, password: &str) -> Result<(), AppError> {
    let request = LoginRequest { login: login.into(), password: password.into(), ..LoginRequest::default() };
    app.accounts
        .sessions()
        .log_in_from(&from("192.0.2.77"), Browser { known: Some(browser), ..Browser::default() }, request)
        .await
        .map(drop)
}

#[tokio::test]
async fn failures_elsewhere_do_not_lock_out_a_known_browser() {
    let app = TestApp::new().await;
    let user = app.add("maren", "Maren").await;
    app.add("jonas", "Jonas").await;
    let browser = app.accounts.sessions().known_browser_cookie(None, user.id).await.unwrap();
    for n in 0..10 {
        fail(&app, "maren", &format!("198.51.100.{n}"), 1).await;
        fail(&app, &format!("other{n}"), "192.0.2.77", 1).await;
    }
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "203.0.113.1").await), 30);
    assert_eq!(wait(log_in_from(&app, &browser, "jonas", PASSWORD).await), 30, "known to maren alone");
    assert_eq!(wait(log_in_from(&app, "forged", "maren", PASSWORD).await), 30);
    assert!(log_in_from(&app, &browser, "maren", PASSWORD).await.is_ok());
    assert!(log_in_from(&app, &browser, "maren@example.org", PASSWORD).await.is_ok());

    fail_100_times(&app, "maren").await;
    assert!(is_locked(&app, "maren", PASSWORD).await);
    assert!(log_in_from(&app, &browser, "maren", PASSWORD).await.is_ok());
    assert!(!is_locked(&app, "maren", PASSWORD).await, "a sign-in from a known browser unlocks the account");
}

#[tokio::test]
async fn a_known_browser_has_the_same_limits_but_its_own_counters() {
    let app = TestApp::new().await;
    let user = app.add("maren", "Maren").await;
    let browser = app.accounts.sessions().known_browser_cookie(None, user.id).await.unwrap();
    for _ in 0..10 {
        assert_eq!(code(log_in_from(&app, &browser, "maren", "wrong").await), ErrorCode::InvalidCredentials);
    }
    assert_eq!(wait(log_in_from(&app, &browser, "maren", PASSWORD).await), 30);
    assert!(log_in(&app, "maren", PASSWORD, "192.0.2.77").await.is_ok());
    app.wait(30);
    assert!(log_in_from(&app, &browser, "maren", PASSWORD).await.is_ok());
    assert!(counters(&app).await.is_empty());

    for n in 0..100 {
        app.wait(16 * 60);
        assert_eq!(code(log_in_from(&app, &browser, "maren", "wrong").await), ErrorCode::InvalidCredentials);
        if n % 10 == 0 {
            app.accounts.maintenance().sweep().await.unwrap();
        }
    }
    app.wait(16 * 60);
    for _ in 0..10 {
        assert_eq!(code(log_in_from(&app, &browser, "maren", "wrong").await), ErrorCode::InvalidCredentials);
    }
    // After 100 failures it shares the counters of all browsers.
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "203.0.113.1").await), 30);
    app.wait(30);
    assert!(log_in_from(&app, &browser, "maren", PASSWORD).await.is_ok());
    // A successful sign-in makes it known again.
    assert!(counters(&app).await.iter().all(|row| row.starts_with("source:")));
}

#[tokio::test]
async fn a_new_password_forgets_known_browsers_of_that_account_only() {
    let app = TestApp::new().await;
    let (maren, jonas) = (app.add("maren", "Maren").await, app.add("jonas", "Jonas").await);
    let browser = app.accounts.sessions().known_browser_cookie(None, maren.id).await.unwrap();
    let browser = app.accounts.sessions().known_browser_cookie(Some(&browser), jonas.id).await.unwrap();
    app.accounts.passwords().set_password(&Caller::system(), maren.id, &OTHER_PASSWORD.into()).await.unwrap();
    for n in 0..10 {
        fail(&app, "maren", &format!("198.51.100.{n}"), 1).await;
        fail(&app, "jonas", &format!("203.0.113.{n}"), 1).await;
    }
    assert_eq!(wait(log_in_from(&app, &browser, "maren", OTHER_PASSWORD).await), 30);
    assert!(log_in_from(&app, &browser, "jonas", PASSWORD).await.is_ok());
    let known_again = app.accounts.sessions().known_browser_cookie(Some(&browser), maren.id).await.unwrap();
    assert!(log_in_from(&app, &known_again, "maren", OTHER_PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_browser_remembers_the_last_eight_accounts() {
    let app = TestApp::new().await;
    let mut browser = None;
    for n in 0..9 {
        let user = app.add(&format!("person{n}"), "").await;
        browser = Some(app.accounts.sessions().known_browser_cookie(browser.as_deref(), user.id).await.unwrap());
    }
    let browser = browser.unwrap();
    assert!(browser.len() < 1_500, "{} bytes", browser.len());
    for n in 0..2 {
        for wrong in 0..10 {
            fail(&app, &format!("person{n}"), &format!("198.51.{n}.{wrong}"), 1).await;
        }
    }
    assert_eq!(wait(log_in_from(&app, &browser, "person0", PASSWORD).await), 30);
    assert!(log_in_from(&app, &browser, "person1", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn purging_an_account_deletes_its_counters() {
    let app = TestApp::new().await;
    let user = app.add("maren", "Maren").await;
    let browser = app.accounts.sessions().known_browser_cookie(None, user.id).await.unwrap();
    assert!(log_in_from(&app, &browser, "maren", "wrong").await.is_err());
    fail(&app, "maren", "192.0.2.1", 1).await;
    app.change("maren", "delete").await;
    app.accounts.users().purge_user(&Caller::system(), user.id).await.unwrap();
    let left = counters(&app).await;
    let is_of_name_or_source = |row: &String| ["name:", "source:", "at:"].iter().any(|kind| row.starts_with(kind));
    assert!(left.iter().all(is_of_name_or_source), "{left:?}");
    app.wait(16 * 60);
    app.accounts.maintenance().sweep().await.unwrap();
    assert!(counters(&app).await.is_empty());
}
