//! Failed sign-ins are counted by name, source, account and browser.

use crate::support::*;
use std::net::IpAddr;
use vestibule::passwords::Argon2Cost;
use vestibule::shared::requests::{ChangePasswordRequest, LoginRequest};

pub fn from(address: &str) -> Caller {
    Caller { address: Some(address.parse::<IpAddr>().unwrap()), ..Caller::default() }
}

pub async fn log_in(app: &TestApp, login: &str, password: &str, address: &str) -> Result<(), AppError> {
    let request = LoginRequest { login: login.into(), password: password.into(), ..LoginRequest::default() };
    app.accounts.sessions().log_in(&from(address), request).await.map(drop)
}

pub async fn fail(app: &TestApp, login: &str, address: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(code(log_in(app, login, "wrong", address).await), ErrorCode::InvalidCredentials);
    }
}

fn is_refused(result: &Result<(), AppError>, code: ErrorCode) -> bool {
    result.as_ref().is_err_and(|error| error.code == code)
}

pub fn wait(result: Result<(), AppError>) -> u32 {
    match result {
        Err(AppError { code: ErrorCode::TooManyAttempts, retry_after: Some(seconds), .. }) => seconds,
        other => panic!("not throttled: {other:?}"),
    }
}

#[tokio::test]
async fn after_ten_failures_a_name_is_throttled_from_every_address_whether_it_is_known_or_not() {
    let app = TestApp::with_user("maren").await;
    for login in ["maren", "nobody"] {
        for n in 0..10 {
            fail(&app, login, &format!("192.0.2.{n}"), 1).await;
        }
        assert_eq!(wait(log_in(&app, login, PASSWORD, "198.51.100.1").await), 30);
    }
    app.wait(30);
    fail(&app, "maren", "198.51.100.2", 1).await;
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "198.51.100.3").await), 60);
    app.wait(60);
    assert!(log_in(&app, "maren", PASSWORD, "198.51.100.3").await.is_ok());
}

#[tokio::test]
async fn after_ten_failures_a_source_is_throttled_for_every_name_and_an_ipv6_network_is_one_source() {
    let app = TestApp::with_user("maren").await;
    for n in 0..10 {
        fail(&app, &format!("user{n}"), &format!("2001:db8:1:2::{n}"), 1).await;
    }
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "2001:db8:1:2:ffff::1").await), 30);
    assert!(log_in(&app, "maren", PASSWORD, "2001:db8:1:3::1").await.is_ok(), "another network is let in");
}

#[tokio::test]
async fn a_successful_sign_in_does_not_reset_the_counter_of_the_source() {
    let app = TestApp::with_user("mallory").await;
    app.register("maren").await;
    for round in 0..9 {
        fail(&app, &format!("victim{round}"), "192.0.2.9", 1).await;
        assert!(log_in(&app, "mallory", PASSWORD, "192.0.2.9").await.is_ok());
    }
    fail(&app, "victim", "192.0.2.9", 1).await;
    assert_eq!(wait(log_in(&app, "mallory", PASSWORD, "192.0.2.9").await), 30);
}

#[tokio::test]
async fn of_a_hundred_concurrent_attempts_ten_are_checked() {
    let app = TestApp::with_user("maren").await;
    let tries = (0..100).map(|n| {
        let app = &app;
        async move { log_in(app, "maren", "wrong", &format!("192.0.2.{n}")).await }
    });
    let outcomes = futures::future::join_all(tries).await;
    let checked = outcomes.iter().filter(|outcome| is_refused(outcome, ErrorCode::InvalidCredentials)).count();
    assert_eq!(checked, 10);
}

#[tokio::test]
async fn failures_elsewhere_do_not_affect_a_signed_in_session() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    for n in 0..10 {
        fail(&app, "maren", &format!("192.0.2.{n}"), 1).await;
    }
    let me = app.accounts.sessions().authenticate(&tokens.access).await.unwrap();
    assert!(app.accounts.sessions().refresh(&Caller::default(), &tokens.refresh).await.is_ok());
    let change = ChangePasswordRequest {
        current_password: PASSWORD.into(),
        new_password: "Brisk-Meadow-77".into(),
        ..ChangePasswordRequest::default()
    };
    let caller = app.caller(&tokens.access).await;
    assert!(app.accounts.passwords().change_password(&me, &caller, change).await.is_ok());
}

#[tokio::test]
async fn guessing_the_current_password_within_a_session_is_throttled_too() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    let me = app.accounts.sessions().authenticate(&tokens.access).await.unwrap();
    let caller = app.caller(&tokens.access).await;
    let attempt = |current: &str| ChangePasswordRequest {
        current_password: current.into(),
        new_password: Text::from("Brisk-Meadow-77"),
        ..ChangePasswordRequest::default()
    };
    for _ in 0..10 {
        assert!(app.accounts.passwords().change_password(&me, &caller, attempt("wrong")).await.is_err());
    }
    let refused = app.accounts.passwords().change_password(&me, &caller, attempt(PASSWORD)).await;
    assert_eq!(code(refused), ErrorCode::TooManyAttempts);
}

/// The stored counters, one line each.
pub async fn counters(app: &TestApp) -> Vec<String> {
    let row = "key || ' ' || failures || ' ' || last_at || ' ' || blocked_until";
    app.database.run(&format!("SELECT {row} FROM throttles ORDER BY key")).await
}

/// Waits until background work makes `look` return `expected`.
async fn eventually<T: PartialEq + std::fmt::Debug>(expected: T, look: impl AsyncFn() -> T) {
    for _ in 0..500 {
        if look().await == expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(look().await, expected);
}

#[tokio::test]
async fn a_throttled_attempt_stores_no_counter_and_no_event() {
    let app = TestApp::with_user("maren").await;
    fail(&app, "maren", "192.0.2.1", 10).await;
    let (stored, events) = (counters(&app).await, app.audit_events().await);
    assert_eq!(events.iter().filter(|event| event.detail.as_deref() == Some("no_match")).count(), 10);
    for n in 0..50 {
        assert_eq!(wait(log_in(&app, "maren", PASSWORD, &format!("198.51.100.{n}")).await), 30);
        assert_eq!(wait(log_in(&app, &format!("other{n}"), "wrong", "192.0.2.1").await), 30);
    }
    assert_eq!(counters(&app).await, stored);
    assert_eq!(app.audit_events().await.len(), events.len());
}

#[tokio::test]
async fn correct_passwords_do_not_count_as_failures() {
    let app = TestApp::with_user("maren").await;
    fail(&app, "jonas", "192.0.2.1", 5).await;
    fail(&app, "maren", "192.0.2.1", 4).await;
    for _ in 0..20 {
        assert!(log_in(&app, "maren", PASSWORD, "192.0.2.1").await.is_ok());
        let left: Vec<_> = counters(&app).await.into_iter().filter(|row| row.starts_with("source")).collect();
        assert!(left.len() == 1 && left[0].starts_with("source:192.0.2.1 5 "), "those of jonas: {left:?}");
    }
    fail(&app, "maren", "198.51.100.1", 9).await;
    fail(&app, "jonas", "192.0.2.1", 5).await;
    assert_eq!(wait(log_in(&app, "maren", PASSWORD, "192.0.2.1").await), 30);
}

#[tokio::test]
async fn username_and_email_address_have_separate_counters() {
    let app = TestApp::with_user("maren").await;
    for n in 0..10 {
        fail(&app, "Maren ", &format!("192.0.2.{n}"), 1).await;
        fail(&app, "nobody", &format!("203.0.113.{n}"), 1).await;
    }
    assert_eq!(wait(log_in(&app, "maren", "wrong", "198.51.100.1").await), 30);
    fail(&app, "maren@example.org", "198.51.100.1", 1).await;
    fail(&app, "nobody@example.org", "198.51.100.1", 1).await;
}

#[tokio::test]
async fn a_name_that_is_too_long_is_rejected_without_a_counter() {
    let app = TestApp::new().await;
    let long = "ä".repeat(121);
    let refused = log_in(&app, &long, "x", "192.0.2.1").await.expect_err("a refusal");
    let errors = &refused.errors;
    assert_eq!((&*errors[0].field, &*errors[0].code, errors.len()), ("login", "too_long", 1));
    assert!(counters(&app).await.is_empty());
    fail(&app, &long[2..], "192.0.2.1", 1).await;
}

/// Checking a password takes longer than sending it, so that the queue overflows.
#[tokio::test]
async fn an_attempt_rejected_by_a_full_queue_is_not_counted() {
    let app = TestApp::with(|config| config.argon2 = Argon2Cost::MINIMUM).await;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let tries = (0..cores * 300).map(|n| {
        let app = &app;
        async move { log_in(app, &format!("name{n}"), "wrong", &format!("10.0.{}.{}", n / 250, n % 250)).await }
    });
    let outcomes = futures::future::join_all(tries).await;
    let count = |code| outcomes.iter().filter(|outcome| is_refused(outcome, code)).count();
    let (wrong, overloaded) = (count(ErrorCode::InvalidCredentials), count(ErrorCode::Overloaded));
    assert_eq!(wrong + overloaded, outcomes.len());
    assert!(overloaded > 0 && wrong > 0, "{overloaded} of {} found the queue full", outcomes.len());
    for kind in ["name", "source", "at", "nobody"] {
        let counted = counters(&app).await.iter().filter(|row| row.starts_with(&format!("{kind}:"))).count();
        assert_eq!(counted, wrong, "{kind}");
    }
}

#[tokio::test]
async fn a_closed_connection_does_not_change_how_an_attempt_is_counted() {
    let app = TestApp::with_user("maren").await;
    for password in ["wrong", PASSWORD] {
        for polls in 0..4 {
            let mut attempt = Box::pin(log_in(&app, "maren", password, "192.0.2.1"));
            for _ in 0..=polls {
                if futures::poll!(&mut attempt).is_ready() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        match password {
            "wrong" => {
                eventually(4, async || app.audit_events().await.iter().filter(|event| event.detail.is_some()).count())
                    .await
            }
            _ => {
                // One registration, four failures and four sessions.
                eventually(9, async || app.audit_events().await.len()).await;
                assert!(counters(&app).await.is_empty(), "all four were of the same name");
            }
        }
    }
}

async fn fail_from(app: &TestApp, login: &str, peer: &str, forwarded: Option<&str>) -> Reply {
    let call = app.post("/api/auth/login").seen_from(peer).json(&json!({"login": login, "password": OTHER_PASSWORD}));
    match forwarded {
        Some(addresses) => call.header("x-forwarded-for", addresses).send().await,
        None => call.send().await,
    }
}

/// Fails until an attempt is throttled; returns the number of attempts before that, at most 200.
async fn attempts_until_throttled(
    app: &TestApp,
    mut next: impl FnMut(usize) -> (String, String, Option<String>),
) -> usize {
    for n in 0..200 {
        let (login, peer, forwarded) = next(n);
        let reply = fail_from(app, &login, &peer, forwarded.as_deref()).await;
        if reply.status == 429 {
            assert_eq!(reply.code(), "too_many_attempts");
            let seconds: u32 = reply.header("retry-after").parse().expect("seconds");
            assert!(seconds > 0);
            assert_eq!(reply.json()["retry_after"], seconds);
            return n;
        }
        assert_eq!(reply.code(), "invalid_credentials");
    }
    200
}

#[tokio::test]
async fn forwarded_addresses_count_behind_a_trusted_proxy_only() {
    let app = TestApp::new().await;
    let spoofed = |n: usize| (format!("nobody{n}"), "192.0.2.1".to_owned(), Some(format!("198.51.100.{}", n % 250)));
    assert!(attempts_until_throttled(&app, spoofed).await < 200);

    let app = TestApp::with(|config| config.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")]).await;
    let one_client = |n: usize| (format!("nobody{n}"), "10.0.0.1".to_owned(), Some("198.51.100.7".to_owned()));
    assert!(attempts_until_throttled(&app, one_client).await < 200);
    assert_eq!(fail_from(&app, "somebody", "10.0.0.1", Some("198.51.100.8")).await.status, 401);
    let made_up = fail_from(&app, "somebody", "10.0.0.1", Some("203.0.113.9, 198.51.100.7")).await;
    assert_eq!(made_up.status, 429, "addresses to the left of the client's own are not trusted");
}

#[tokio::test]
async fn a_throttled_form_is_a_429_page_with_retry_after() {
    let app = TestApp::with_user("ada").await;
    attempts_until_throttled(&app, |_| ("ada".into(), "198.51.100.7".into(), None)).await;
    let mut browser = app.browser();
    let reply = browser.submit("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(reply.location(), "/login");
    let page = browser.follow(&reply).await.expect_status(429);
    assert!(page.header("retry-after").parse::<u32>().is_ok());
    assert_eq!(browser.open("/login").await.status, 200);

    let script = browser.run("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    script.assert_refused(429, "too_many_attempts");
}
