//! `VESTIBULE_REQUIRE_VERIFIED_EMAIL=on`: an account signs in only after its address has been confirmed.

use crate::support::mailbox::{deliver, discard, wait_for, waiting};
use crate::support::*;
use vestibule::config::Config;
use vestibule::shared::audit::Outcome;

fn required(config: &mut Config) {
    config.require_verified_email = true;
}

async fn log_in(app: &TestApp, login: &str, password: &str) -> Reply {
    app.sign_in(login, password).send().await
}

/// Adds an account whose address is not confirmed.
async fn add_unconfirmed(app: &TestApp, username: &str) {
    app.add(username, "").await;
    app.database.run(&format!("UPDATE users SET email_verified = (1 = 0) WHERE username = '{username}'")).await;
}

#[tokio::test]
async fn the_right_password_is_refused_with_a_new_message_until_the_address_is_confirmed() {
    let app = TestApp::with(required).await;
    app.register("maren").await;
    discard(&app).await;
    app.wait(15 * 60);
    log_in(&app, "maren", PASSWORD).await.assert_refused(403, "email_unconfirmed");
    assert_eq!(waiting(&app).await, ["confirm_email maren@example.org"]);
    let event = app.events("session.start").await.remove(0);
    assert_eq!((event.result, event.detail.as_deref()), (Outcome::Refused, Some("email_unconfirmed")));

    let token = deliver(&app).await[0].token("/verify-email");
    assert_eq!(app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await.status, 204);
    assert_eq!(log_in(&app, "maren", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_link_whose_message_still_waits_is_not_replaced_however_old_it_is() {
    let app = TestApp::with(required).await;
    app.register("maren").await;
    // Nothing listens on this port: the message is tried again later, as after the answer 451.
    let mut unreachable =
        app.accounts.outbox().mail_delivery(&app.mailer("smtp://127.0.0.1:1"), CancellationToken::new());
    unreachable.start_due().await.expect("the outbox");
    unreachable.finish().await;
    app.wait(20 * 60);
    assert_eq!(log_in(&app, "maren", PASSWORD).await.code(), "email_unconfirmed");
    assert_eq!(waiting(&app).await, ["confirm_email maren@example.org"]);

    let received = deliver(&app).await;
    assert_eq!(received.len(), 1);
    let token = received[0].token("/verify-email");
    assert_eq!(app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await.status, 204);
}

#[tokio::test]
async fn a_message_that_waits_for_an_earlier_address_does_not_hold_back_the_one_to_the_current_address() {
    let app = TestApp::with(required).await;
    add_unconfirmed(&app, "maren").await;
    assert_eq!(log_in(&app, "maren", PASSWORD).await.code(), "email_unconfirmed");
    assert_eq!(waiting(&app).await, ["confirm_email maren@example.org"]);
    app.database.run("UPDATE outbox SET recipient = 'earlier@example.org'").await;
    app.wait(20 * 60);
    assert_eq!(log_in(&app, "maren", PASSWORD).await.code(), "email_unconfirmed");
    assert_eq!(waiting(&app).await, ["confirm_email earlier@example.org", "confirm_email maren@example.org"]);
}

#[tokio::test]
async fn a_wrong_password_sends_nothing_and_the_right_one_sends_one_message_and_is_no_failed_attempt() {
    let app = TestApp::with(required).await;
    add_unconfirmed(&app, "maren").await;
    for login in ["maren", "nobody"] {
        log_in(&app, login, OTHER_PASSWORD).await.assert_refused(401, "invalid_credentials");
    }
    app.change("maren", "disable").await;
    discard(&app).await;
    assert_eq!(log_in(&app, "maren", PASSWORD).await.code(), "invalid_credentials", "a disabled account");
    assert_eq!(waiting(&app).await, [""; 0]);
    app.change("maren", "enable").await;

    for attempt in 1..=20 {
        let reply = log_in(&app, "maren", PASSWORD).await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "email_unconfirmed"), "attempt {attempt}");
    }
    assert_eq!(waiting(&app).await, ["confirm_email maren@example.org"]);
    app.set_confirmed("maren").await;
    assert_eq!(log_in(&app, "maren", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn sessions_continue_and_accounts_of_the_setup_link_and_of_the_operator_can_sign_in() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    let replica = app.replica(required).await;
    assert_eq!(log_in(&replica, "maren", PASSWORD).await.status, 403);
    assert_eq!(replica.refresh(&tokens).await.status, 200);
    assert_eq!(replica.me(&tokens.access).send().await.status, 200);

    let app = TestApp::with(required).await;
    let token = app.accounts.users().issue_setup_token().await.expect("an answer").expect("a token").0;
    let fields = [("token", &*token), ("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    assert_eq!(app.browser().submit("/actions/setup", &fields).await.location(), "/first-steps");
    app.add("maren", "").await;
    for username in ["ada", "maren"] {
        let reply = log_in(&app, username, PASSWORD).await;
        assert_eq!((reply.status, &reply.json()["user"]["email_verified"]), (200, &json!(true)), "{username}");
    }
}

#[tokio::test]
async fn registration_signs_nobody_in_and_says_what_comes_next() {
    let app = TestApp::with(required).await;
    let fields = |username: &'static str, email: &'static str| {
        [("username", username), ("email", email), ("password", PASSWORD), ("next", "/account?a=1")]
    };
    let mut plain = app.browser();
    let reply = plain.submit("/actions/register", &fields("maren", "maren@example.org")).await;
    assert_eq!(reply.location(), "/check-mail?next=%2Faccount%3Fa%3D1");
    assert!(plain.jar.keys().eq(["vestibule_browser", "vestibule_sent"]), "{:?}", plain.jar);
    let page = plain.follow(&reply).await;
    page.assert_shows(&["Your account is created.", "maren@example.org"]);
    assert!(page.links_to("/login?next=%2Faccount%3Fa%3D1"), "{}", page.text());

    let mut script = app.browser();
    let reply = script.run("/actions/register", &fields("jonas", "jonas@example.org")).await;
    let accepted = &reply.json()["Accepted"];
    assert_eq!((&accepted["user"], &accepted["notice"]), (&Value::Null, &json!("confirm_email_first")));
    assert!(script.jar.keys().eq(["vestibule_browser", "vestibule_sent"]), "{:?}", script.jar);

    let reply = plain.submit("/actions/login", &[("login", "maren"), ("password", PASSWORD)]).await;
    assert_eq!(reply.location(), "/login");
    plain.follow(&reply).await.assert_shows(&["Confirm your email address first"]);
}

#[tokio::test]
async fn a_password_link_confirms_the_address_only_if_it_was_sent_there() {
    let app = TestApp::with(required).await;
    let (_, admin) = app.administrator("ada").await;
    add_unconfirmed(&app, "maren").await;
    add_unconfirmed(&app, "jonas").await;
    let choose = async |token: &str| app.choose_password(token, OTHER_PASSWORD).send().await.status;
    discard(&app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": "maren@example.org"})).send().await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let mailed = deliver(&app).await[0].token("/reset-password");
    assert_eq!(choose(&mailed).await, 204);
    assert_eq!(log_in(&app, "maren", OTHER_PASSWORD).await.status, 200);

    let path = format!("/api/users/{}/password-reset", app.id_of("jonas").await);
    let handed_over = app.post(&path).bearer(&admin.access).send().await;
    assert_eq!(choose(&token_in(&handed_over.text())).await, 204);
    assert_eq!(log_in(&app, "jonas", OTHER_PASSWORD).await.code(), "email_unconfirmed");
}
