//! The page "Check your mail": which address a message was sent to, and sending it again. It reveals nothing about accounts.

use crate::support::mailbox::{deliver, discard, wait_for};
use crate::support::*;
use vestibule::config::Config;
use vestibule::shared::next::with_parameter;

const AGAIN: &str = "/actions/send-again";
const HOUR: u64 = 60 * 60;

fn strict(config: &mut Config) {
    config.strict_registration_privacy = true;
}

fn required(config: &mut Config) {
    config.require_verified_email = true;
}

/// Asks for a link to choose a password, in a new browser.
async fn forget<'a>(app: &'a TestApp, email: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let reply = browser.submit("/actions/forgot-password", &[("email", email)]).await;
    assert_eq!((reply.status, reply.location()), (303, "/check-mail"));
    browser
}

/// Registers in a new browser.
async fn register<'a>(app: &'a TestApp, username: &str, email: &str) -> Browser<'a> {
    let mut browser = app.browser();
    let fields = [("username", username), ("email", email), ("password", PASSWORD)];
    let reply = browser.submit("/actions/register", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/check-mail"));
    browser
}

#[tokio::test]
async fn a_forgotten_password_leads_to_the_same_page_whether_an_account_has_the_address_or_not() {
    let app = TestApp::new().await;
    app.add("maren", "").await;
    discard(&app).await;
    for email in ["maren@example.org", "odile@example.org"] {
        let mut browser = forget(&app, email).await;
        assert!(browser.jar.keys().eq(["vestibule_sent"]), "{:?}", browser.jar);
        assert!(!browser.jar["vestibule_sent"].contains("example"), "the cookie is encrypted");
        // Also when the page is loaded again.
        for _ in 0..2 {
            let page = browser.open("/check-mail").await.expect_status(200);
            page.assert_shows(&["If an account has the address ", &format!("<strong>{email}</strong>")]);
            assert!(page.has("action", AGAIN) && page.links_to("/forgot-password"), "{}", page.text());
        }
        let reply = browser.submit(AGAIN, &[("next", "")]).await;
        assert_eq!((reply.status, reply.location()), (303, "/check-mail"));
        browser.follow(&reply).await.assert_shows(&["another message is on its way", email]);
    }
    wait_for(&app, &["password_reset maren@example.org"; 2]).await;
    let messages = deliver(&app).await;
    let mut statuses = Vec::new();
    for message in &messages {
        let page = format!("/reset-password?token={}", message.token("/reset-password"));
        statuses.push(app.browser().open(&page).await.status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404], "only the newest link works");
}

/// In this browser. The link in the message may be opened in any other.
#[tokio::test]
async fn who_has_forgotten_the_password_keeps_the_page_that_was_requested() {
    let app = TestApp::with_user("maren").await;
    for (goal, opener) in [("/users?q=a&b", "same-origin"), ("/oauth/authorize?a=b", "unsafe-none")] {
        let mut browser = app.browser();
        let goal = &*browser.handle_for(goal).await;
        let on = |page: &str| with_parameter(page, "next", goal);
        assert!(browser.open(&on("/login")).await.links_to(&on("/forgot-password")), "{goal}");
        let page = browser.open(&on("/forgot-password")).await.expect_status(200);
        assert_eq!(page.header("cross-origin-opener-policy"), opener, "{goal}");
        assert!(page.links_to(&on("/login")) && page.hidden("next") == goal, "{}", page.text());
        let refused = browser.submit("/actions/forgot-password", &[("email", "maren"), ("next", goal)]).await;
        assert_eq!(refused.location(), on("/forgot-password"));
        assert_eq!(refused.header("cross-origin-opener-policy"), opener, "{goal}");
        let fields = [("email", "maren@example.org"), ("next", goal)];
        let asked = browser.submit("/actions/forgot-password", &fields).await;
        assert_eq!(asked.location(), on("/check-mail"));
        assert_eq!(asked.header("cross-origin-opener-policy"), opener, "{goal}");
        let page = browser.follow(&asked).await.expect_status(200);
        assert!(page.links_to(&on("/login")) && page.links_to(&on("/forgot-password")), "{}", page.text());
        assert_eq!(page.header("cross-origin-opener-policy"), opener, "{goal}");
        let again = browser.submit(AGAIN, &[("next", &page.hidden("next"))]).await;
        assert_eq!(again.location(), on("/check-mail"));
    }
}

#[tokio::test]
async fn the_address_is_forgotten_after_an_hour_and_when_somebody_signs_in() {
    let app = TestApp::with_user("maren").await;
    let mut browser = forget(&app, "maren@example.org").await;
    app.wait(HOUR - 1);
    browser.open("/check-mail").await.assert_shows(&["maren@example.org"]);
    app.wait(1);
    let page = browser.open("/check-mail").await.expect_status(200);
    page.assert_hides(&["maren@example.org", AGAIN]);
    let reply = browser.submit(AGAIN, &[]).await;
    browser.follow(&reply).await.assert_shows(&["It is too long ago that you asked for a message."]);
    let script = app.browser().run(AGAIN, &[]).await;
    assert_eq!((script.status, script.code().as_str()), (422, "validation_failed"), "{}", script.text());

    let mut browser = forget(&app, "maren@example.org").await;
    browser.log_in("maren").await;
    assert!(!browser.jar.contains_key("vestibule_sent"), "{:?}", browser.jar);
    assert_eq!(browser.open("/check-mail").await.location(), "/account");
}

#[tokio::test]
async fn a_registration_with_strict_privacy_is_answered_again_alike() {
    let app = TestApp::with(strict).await;
    app.add("jonas", "").await;
    discard(&app).await;
    for (username, email, kind) in
        [("maren", "maren@example.org", "confirm_email"), ("somebody", "jonas@example.org", "registration_taken")]
    {
        let mut browser = register(&app, username, email).await;
        wait_for(&app, &[&format!("{kind} {email}")]).await;
        let first = deliver(&app).await;
        let reply = browser.submit(AGAIN, &[]).await;
        assert_eq!((reply.status, reply.location()), (303, "/check-mail"), "{email}");
        browser.follow(&reply).await.assert_shows(&["another message is on its way", email]);
        wait_for(&app, &[&format!("{kind} {email}")]).await;
        let second = deliver(&app).await;
        if kind == "confirm_email" {
            let page = |message: &mailbox::Received| format!("/verify-email?token={}", message.token("/verify-email"));
            assert_eq!(browser.open(&page(&first[0])).await.status, 404, "the newest link replaces it");
            let page = browser.open(&page(&second[0])).await.expect_status(200);
            page.assert_hides(&["name=\"password\""]);
            let token = second[0].token("/verify-email");
            assert_eq!(browser.submit("/actions/verify-email", &[("token", &token)]).await.location(), "/login");
            assert_eq!(app.sign_in(email, PASSWORD).send().await.status, 200);
        }
    }
}

#[tokio::test]
async fn another_browser_does_not_send_the_message_of_a_registration() {
    let app = TestApp::with(strict).await;
    let mut stranger = register(&app, "eve", "maren@example.org").await;
    wait_for(&app, &["confirm_email maren@example.org"]).await;
    discard(&app).await;
    // The registration of the stranger is gone, that of the person is not.
    let mut browser = register(&app, "maren", "maren@example.org").await;
    wait_for(&app, &["confirm_email maren@example.org"]).await;
    let own = deliver(&app).await[0].token("/verify-email");
    app.database.run("DELETE FROM one_time_tokens WHERE parameters LIKE '%\"username\":\"eve\"%'").await;
    stranger.submit(AGAIN, &[]).await;
    // Added after that of the stranger would have been.
    register(&app, "last", "last@example.org").await;
    wait_for(&app, &["confirm_email last@example.org"]).await;
    assert_eq!(browser.open(&format!("/verify-email?token={own}")).await.status, 200);
}

#[tokio::test]
async fn an_account_that_must_be_confirmed_first_gets_the_message_again() {
    let app = TestApp::with(required).await;
    let mut browser = register(&app, "maren", "maren@example.org").await;
    let first = deliver(&app).await[0].token("/verify-email");
    browser.submit(AGAIN, &[]).await;
    wait_for(&app, &["confirm_email maren@example.org"]).await;
    let second = deliver(&app).await[0].token("/verify-email");
    assert_eq!(browser.open(&format!("/verify-email?token={first}")).await.status, 404);
    assert_eq!(browser.submit("/actions/verify-email", &[("token", &second)]).await.location(), "/login");
    // Nothing is left to confirm.
    browser.submit(AGAIN, &[]).await;
    forget(&app, "maren@example.org").await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
}
