//! Reserved usernames and addresses where registrations are answered by mail only.

use super::*;

async fn scene() -> (TestApp, String, Tokens) {
    let app = TestApp::new().await;
    let (user, _) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let (_, boss) = app.administrator("boss").await;
    discard(&app).await;
    let strict = app.replica(|config| config.strict_registration_privacy = true).await;
    (strict, path_of(&user), boss)
}

#[tokio::test]
async fn a_reserved_address_is_answered_like_a_free_one_and_gets_no_link() {
    let (app, path, boss) = scene().await;
    let body = json!({"email": "new@example.org", "email_verified": true});
    app.send(&boss, Method::PATCH, &path, &body).await.expect_status(200);
    discard(&app).await;
    let free = app.sign_up("free", "free@example.net").send().await;
    let reserved = app.sign_up("reserved", MAREN).send().await;
    assert_eq!((reserved.status, reserved.text()), (free.status, free.text()));
    wait_for(&app, &["confirm_email free@example.net"]).await;
    // A link to the reserved address would have been added before this one.
    app.sign_up("last", "last@example.net").expect_status(202).await;
    wait_for(&app, &["confirm_email free@example.net", "confirm_email last@example.net"]).await;
    app.wait(7 * DAY + 60);
    discard(&app).await;
    app.sign_up("reserved", MAREN).expect_status(202).await;
    wait_for(&app, &["confirm_email maren@example.org"]).await;
}

#[tokio::test]
async fn a_registration_that_waits_for_its_link_gets_no_username_that_was_reserved_meanwhile() {
    let (app, path, boss) = scene().await;
    app.sign_up("holt", "holt@example.net").expect_status(202).await;
    wait_for(&app, &["confirm_email holt@example.net"]).await;
    let token = deliver(&app).await[0].token(CONFIRM);
    for username in ["holt", "maren"] {
        app.send(&boss, Method::PATCH, &path, &json!({"username": username})).await.expect_status(200);
    }
    app.post("/api/auth/email/verify").json(&json!({"token": token})).expect_status(204).await;
    let names = app.database.run("SELECT username FROM users WHERE email = 'holt@example.net'").await;
    assert!(names.len() == 1 && names[0] != "holt" && names[0].starts_with("holt"), "{names:?}");
}
