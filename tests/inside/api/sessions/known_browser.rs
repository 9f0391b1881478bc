//! The cookie that marks a browser in which an account has signed in before.

use crate::support::*;

const COOKIE: &str = "vestibule_browser";

/// Sends wrong passwords from many addresses until the name is throttled.
async fn lock(app: &TestApp, login: &str) {
    for n in 0..10 {
        app.sign_in(login, "wrong").seen_from(&format!("198.51.100.{n}")).expect_status(401).await;
    }
}

#[tokio::test]
async fn signing_in_sets_the_cookie_for_400_days_and_signing_out_keeps_it() {
    let app = TestApp::with(|config| config.base_url = "https://id.example.org".to_owned()).await;
    // Longer than what a random text has by chance.
    app.register("ada.lovelace").await;
    let mut browser = app.browser();
    let reply = browser.log_in("ada.lovelace").await;
    let line =
        reply.cookies().into_iter().find(|line| line.starts_with("__Host-vestibule_browser=")).expect("the cookie");
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/", "; Max-Age=34560000"] {
        assert!(line.contains(attribute), "{line}");
    }
    assert!(!line.contains("ada.lovelace"), "the cookie does not reveal the account");
    browser.submit("/logout", &[]).await;
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), ["__Host-vestibule_browser", "__Host-vestibule_flash"]);
}

#[tokio::test]
async fn registration_and_a_password_change_set_the_cookie_too() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let fields = [("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    browser.submit("/actions/register", &fields).await;
    browser.submit("/actions/password", &[("current_password", PASSWORD), ("new_password", OTHER_PASSWORD)]).await;
    browser.submit("/logout", &[]).await;
    lock(&app, "ada").await;
    let reply = browser.submit("/actions/login", &[("login", "ada"), ("password", OTHER_PASSWORD)]).await;
    assert_eq!(reply.location(), "/account");
}

#[tokio::test]
async fn a_known_browser_signs_in_during_a_lockout_and_the_api_ignores_the_cookie() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;
    browser.submit("/logout", &[]).await;
    lock(&app, "ada").await;

    let right = json!({"login": "ada", "password": PASSWORD});
    let reply = browser.call(Method::POST, "/api/auth/login").json(&right).send().await;
    assert_eq!((reply.status, reply.cookies().len()), (429, 0));
    let mut other = app.browser();
    let reply = other.submit("/actions/login", &[("login", "ada"), ("password", PASSWORD)]).await;
    assert_eq!(reply.location(), "/login");

    assert!(browser.jar.contains_key(COOKIE));
    assert_eq!(browser.log_in("ada").await.location(), "/account");
    app.wait(30);
    let reply = app.post("/api/auth/login").json(&right).send().await;
    assert_eq!((reply.status, reply.cookies().len()), (200, 0));
}
