//! Passkeys of an earlier domain: they cannot be used, so they count for nothing.

use super::*;
use crate::support::mailbox::wait_for;
use vestibule::config::Config;
use vestibule::shared::demand::FactorDemand;

const DOMAIN: &str = "accounts.localhost";

/// The same installation at another address.
async fn moved(app: &TestApp, configure: impl FnOnce(&mut Config)) -> TestApp {
    app.replica(|config| {
        config.base_url = format!("http://{DOMAIN}:3000");
        configure(config);
    })
    .await
}

/// A passkey of the new address.
async fn add_there(app: &TestApp, who: &Tokens) -> Authenticator {
    let mut passkey =
        Authenticator { origin: format!("http://{DOMAIN}:3000"), rp_id: DOMAIN.to_owned(), ..Authenticator::new() };
    passkey.register(app, who).await.expect_status(201);
    passkey
}

/// The usernames that a filter of users finds.
async fn found(app: &TestApp, admin: &Tokens, filter: &str) -> Vec<String> {
    let page = app.read(admin, &format!("/api/users?sort=username&{filter}")).await.expect_status(200).json();
    each(&page["users"], "username")
}

async fn forgot(app: &TestApp) {
    app.post("/api/auth/password/forgot").json(&json!({"email": "maren@example.org"})).expect_status(202).await;
}

#[tokio::test]
async fn a_password_signs_in_without_a_factor_that_cannot_be_used() {
    let app = TestApp::new().await;
    owner(&app, "maren").await;
    let (_, boss) = app.administrator("boss").await;
    pending(&app, "maren").await;
    assert_eq!(found(&app, &boss, "second_factor=with").await, ["maren"]);

    let app = moved(&app, |_| {}).await;
    let (maren, boss) = (app.log_in("maren").await, app.log_in("boss").await);
    let shown = listed(&app, &maren).await;
    assert_eq!(shown[0]["earlier_domain"], "localhost");
    assert!(found(&app, &boss, "second_factor=with").await.is_empty());
    assert_eq!(found(&app, &boss, "second_factor=without").await, ["boss", "maren"]);
    // It is no other proof either.
    app.wait(11 * MINUTE);
    app.step_up(&maren).await;
    let page = app.browser_of("maren").await.open("/account/security").await;
    page.assert_shows(&["Made for localhost: cannot be used here any more", "ask an administrator"]);

    add_there(&app, &maren).await;
    let token = pending(&app, "maren").await;
    let begun = app.post("/api/auth/login/code").json(&json!({"pending_token": token, "code": "1"})).send();
    assert_eq!(begun.await.status, 401);
    assert_eq!(found(&app, &boss, "second_factor=with").await, ["maren"]);
    let shown = listed(&app, &maren).await;
    assert_eq!((&shown[0]["earlier_domain"], &shown[1]["earlier_domain"]), (&json!("localhost"), &json!(null)));
}

#[tokio::test]
async fn moving_back_makes_them_count_again() {
    let app = TestApp::new().await;
    let (mut passkey, _) = owner(&app, "maren").await;
    let there = moved(&app, |_| {}).await;
    let maren = there.log_in("maren").await;
    let mut other = add_there(&there, &maren).await;
    let app = app.replica(|_| {}).await;
    let token = pending(&app, "maren").await;
    passkey.complete(&app, &token).await.expect_status(200);
    other.sign_in(&app).await.assert_refused(401, "passkey_refused");
}

#[tokio::test]
async fn where_a_factor_is_demanded_they_are_none() {
    let app = TestApp::new().await;
    owner(&app, "maren").await;
    let demand = FactorDemand { of_administrators: true, ..FactorDemand::default() };
    let (boss, admin) = app.administrator("boss").await;
    Authenticator::added(&app, &admin).await;
    let app = moved(&app, |config| config.second_factor_demand = demand).await;
    let admin = app.log_in("boss").await;
    let own = format!("/api/users/{}", boss.id);
    app.send(&admin, Method::PATCH, &own, &json!({"name": "Boss"})).await.assert_refused(403, "second_factor_missing");
    add_there(&app, &admin).await;
    app.send(&admin, Method::PATCH, &own, &json!({"name": "Boss"})).await.expect_status(200);
}

#[tokio::test]
async fn an_account_without_a_password_gets_a_link_that_it_would_not_get_otherwise() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    app.set_confirmed("maren").await;
    Authenticator::added(&app, &maren).await;
    step_up(&app, &maren, &mut passkey).await.expect_status(200);
    app.delete("/api/auth/password").bearer(&maren.access).expect_status(204).await;
    discard(&app).await;
    forgot(&app).await;
    wait_for(&app, &["how_to_sign_in maren@example.org"]).await;

    let app = moved(&app, |_| {}).await;
    discard(&app).await;
    forgot(&app).await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
}

#[tokio::test]
async fn removing_one_takes_nothing_away() {
    let app = TestApp::new().await;
    let (_, maren) = owner(&app, "maren").await;
    Authenticator::added(&app, &maren).await;
    let app = moved(&app, |config| config.password_rules.nist = true).await;
    let maren = app.log_in("maren").await;
    // So that they are listed after the others.
    app.wait(1);
    let mut present = [add_there(&app, &maren).await, add_there(&app, &maren).await];
    step_up(&app, &maren, &mut present[0]).await.expect_status(200);
    app.delete("/api/auth/password").bearer(&maren.access).expect_status(204).await;
    let shown = listed(&app, &maren).await;
    for (at, expected) in [(0, 204), (2, 409), (1, 204), (3, 409)] {
        let reply = app.delete(&format!("{PASSKEYS}/{}", id_of(&shown[at]))).bearer(&maren.access).send().await;
        assert_eq!(reply.status, expected, "{at}: {}", reply.text());
    }
}
