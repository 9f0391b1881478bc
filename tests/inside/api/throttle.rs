//! Throttling of failed sign-ins, through the API and the forms.

use crate::support::{OTHER_PASSWORD, PASSWORD, Reply, TestApp};
use serde_json::json;

async fn fail(app: &TestApp, login: &str, peer: &str, forwarded: Option<&str>) -> Reply {
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
        let reply = fail(app, &login, &peer, forwarded.as_deref()).await;
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
async fn an_account_is_throttled_for_all_addresses() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let attempts = attempts_until_throttled(&app, |n| ("ada".into(), format!("198.51.100.{n}"), None)).await;
    assert!((5..=15).contains(&attempts), "{attempts} tries");
}

#[tokio::test]
async fn forwarded_addresses_are_ignored_without_a_trusted_proxy() {
    let app = TestApp::new().await;
    let spoofed = |n: usize| (format!("nobody{n}"), "192.0.2.1".to_owned(), Some(format!("198.51.100.{}", n % 250)));
    assert!(attempts_until_throttled(&app, spoofed).await < 200);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_counter() {
    let app = TestApp::with(|config| config.trusted_proxies = vec!["10.0.0.0/8".parse().expect("a network")]).await;
    let one_client = |n: usize| (format!("nobody{n}"), "10.0.0.1".to_owned(), Some("198.51.100.7".to_owned()));
    assert!(attempts_until_throttled(&app, one_client).await < 200);
    assert_eq!(fail(&app, "somebody", "10.0.0.1", Some("198.51.100.8")).await.status, 401);
    let made_up = fail(&app, "somebody", "10.0.0.1", Some("203.0.113.9, 198.51.100.7")).await;
    assert_eq!(made_up.status, 429, "addresses to the left of the client's own are not trusted");
}

#[tokio::test]
async fn throttling_does_not_affect_signed_in_users() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("ada").await;
    attempts_until_throttled(&app, |_| ("ada".into(), "198.51.100.7".into(), None)).await;
    assert_eq!(app.get("/api/auth/me").bearer(&tokens.access).send().await.status, 200);
    assert_eq!(app.post("/api/auth/refresh").bearer(&tokens.refresh).send().await.status, 200);
}

#[tokio::test]
async fn the_correct_password_is_accepted_after_the_wait() {
    let app = TestApp::new().await;
    app.register("ada").await;
    attempts_until_throttled(&app, |_| ("ada".into(), "198.51.100.7".into(), None)).await;
    app.wait(60 * 60);
    let reply = app.post("/api/auth/login").json(&json!({"login": "ada", "password": PASSWORD})).send().await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_throttled_form_is_a_429_page_with_retry_after() {
    let app = TestApp::new().await;
    app.register("ada").await;
    attempts_until_throttled(&app, |_| ("ada".into(), "198.51.100.7".into(), None)).await;
    let mut browser = app.browser();
    let reply = browser.submit("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(reply.location(), "/login");
    let page = browser.follow(&reply).await;
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").parse::<u32>().is_ok());
    assert_eq!(browser.open("/login").await.status, 200);

    let run = browser.run("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    assert_eq!((run.status, run.code().as_str()), (429, "too_many_attempts"));
}

#[tokio::test]
async fn throttling_can_be_disabled() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    for _ in 0..30 {
        assert_eq!(fail(&app, "ada", "192.0.2.1", None).await.status, 401);
    }
}
