//! Password links that an administrator hands over: the recovery of an account whose mailbox is gone. Neither a stranger nor the session of
//! a thief ends them.

use crate::support::mailbox::{discard, wait_for};
use crate::support::*;

/// Maren, and the token of a link that an administrator has handed over to her.
async fn with_handed_link() -> (TestApp, String, String) {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let user = app.register("maren").await;
    app.set_confirmed("maren").await;
    let path = path_of(&user);
    let made = app.send(&boss, Method::POST, &format!("{path}/password-reset"), &json!({})).await;
    (app, path, token_in(&made.expect_status(201).text()))
}

#[tokio::test]
async fn a_link_that_is_sent_leaves_the_one_alone_that_was_handed_over() {
    let (app, _, handed) = with_handed_link().await;
    for _ in 0..2 {
        discard(&app).await;
        app.post("/api/auth/password/forgot").json(&json!({"email": "maren@example.org"})).expect_status(202).await;
        wait_for(&app, &["password_reset maren@example.org"]).await;
    }
    let open = app.database.run("SELECT 'x' FROM one_time_tokens WHERE purpose = 'password' AND used_at IS NULL").await;
    assert_eq!(open.len(), 2, "the newest of each kind");
    app.choose_password(&handed, OTHER_PASSWORD).expect_status(204).await;
    let open = app.database.run("SELECT 'x' FROM one_time_tokens WHERE purpose = 'password' AND used_at IS NULL").await;
    assert!(open.is_empty(), "the other one ends with it");
    app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await;
}

#[tokio::test]
async fn the_next_link_that_is_handed_over_replaces_both() {
    let (app, path, handed) = with_handed_link().await;
    discard(&app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": "maren@example.org"})).expect_status(202).await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let boss = app.log_in("boss").await;
    app.send(&boss, Method::POST, &format!("{path}/password-reset"), &json!({})).await.expect_status(201);
    let open = app.database.run("SELECT 'x' FROM one_time_tokens WHERE purpose = 'password' AND used_at IS NULL").await;
    assert_eq!(open.len(), 1);
    app.choose_password(&handed, OTHER_PASSWORD).send().await.assert_refused(404, "link_invalid");
}

#[tokio::test]
async fn a_session_ends_it_with_a_recent_proof_only() {
    let (app, _, handed) = with_handed_link().await;
    let mut browser = app.browser_of("maren").await;
    app.wait(11 * 60);
    let fields = [("user", ""), ("after", ""), ("way", "handed_link:")];
    browser.submit("/actions/ways-in/end", &fields).await;
    assert!(app.events("password.link_revoked").await.is_empty(), "the session is asked for a proof");
    let again = app.browser_of("maren").await.submit("/actions/ways-in/end", &fields).await.expect_status(303);
    assert_eq!(again.location(), "/account/security");
    app.choose_password(&handed, OTHER_PASSWORD).send().await.assert_refused(404, "link_invalid");
}
