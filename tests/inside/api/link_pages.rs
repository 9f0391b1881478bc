//! What the pages of links in messages say before the links are used: the site, the account, and who invites. Those of links
//! that are not valid name no account.

use super::invitations::{accept, invite};
use crate::support::mailbox::{deliver, discard, wait_for};
use crate::support::page::{Tag, tags};
use crate::support::*;
use vestibule::config::Config;
use vestibule::shared::fields::names::InstallationName;

const SITE: &str = "The <Gazette>";

fn named(config: &mut Config) {
    config.name = InstallationName::parse(SITE).expect("a name");
}

/// Opens the page of a valid link in a new browser.
async fn open(app: &TestApp, path: &str, token: &str) -> Reply {
    app.browser().open(&format!("{path}?token={token}")).await.expect_status(200)
}

/// Asserts that the page names the site and this account, for people and for password managers.
#[track_caller]
fn assert_names(page: &Reply, username: &str, email: &str) {
    let text = page.text();
    page.assert_shows(&["<dd>The &lt;Gazette&gt;</dd>", &format!("<dd>{username}</dd>"), &format!("<dd>{email}</dd>")]);
    let is_hint = |tag: Tag<'_>| tag.has("autocomplete", "username") && tag.has("value", username);
    assert!(tags(&text).any(is_hint), "{text}");
}

#[tokio::test]
async fn an_invitation_welcomes_and_says_who_invites() {
    let app = TestApp::with(named).await;
    let (boss, tokens) = app.administrator("boss").await;
    let (_, token) = invite(&app, &tokens, "jonas").await;
    let page = open(&app, "/reset-password", &token).await;
    assert_names(&page, "jonas", "jonas@example.org");
    page.assert_shows(&["Welcome to The &lt;Gazette&gt;", "boss has invited you."]);

    let name = json!({"name": "Ottoline <Finch>"});
    app.send(&tokens, Method::PATCH, &format!("/api/users/{}", boss.id), &name).await.expect_status(200);
    let page = open(&app, "/reset-password", &token).await;
    page.assert_shows(&["Ottoline &lt;Finch&gt; has invited you."]);

    assert_eq!(accept(&app, &token).await.status, 200);
    let used = app.browser().open(&format!("/reset-password?token={token}")).await.expect_status(404);
    used.assert_hides(&["jonas", "Ottoline"]);
}

#[tokio::test]
async fn a_password_link_names_the_account_and_no_administrator() {
    let app = TestApp::with(named).await;
    let (_, tokens) = app.administrator("boss").await;
    let id = app.add("maren", "Maren Holt").await.id;
    discard(&app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": "maren@example.org"})).expect_status(202).await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let mailed = deliver(&app).await[0].token("/reset-password");
    let page = open(&app, "/reset-password", &mailed).await;
    assert_names(&page, "maren", "maren@example.org");
    page.assert_shows(&["Choose a password"]);
    page.assert_hides(&["Maren Holt", "invited"]);

    let made = app.send(&tokens, Method::POST, &format!("/api/users/{id}/password-reset"), &json!({})).await;
    let url = made.json()["reset_url"].as_str().expect("a link").to_owned();
    let (_, passed_on) = url.split_once("?token=").expect("a token");
    let page = open(&app, "/reset-password", passed_on).await;
    assert_names(&page, "maren", "maren@example.org");
    page.assert_hides(&["boss", "invited"]);
    let replaced = app.browser().open(&format!("/reset-password?token={mailed}")).await.expect_status(404);
    replaced.assert_hides(&["maren"]);
}

#[tokio::test]
async fn the_page_that_confirms_an_address_names_it_with_its_account() {
    let app = TestApp::with(named).await;
    let (user, tokens) = app.member("maren").await;
    let first = deliver(&app).await[0].token("/verify-email");
    assert_names(&open(&app, "/verify-email", &first).await, "maren", "maren@example.org");
    app.post("/api/auth/email/verify").json(&json!({"token": first})).expect_status(204).await;
    let used = app.browser().open(&format!("/verify-email?token={first}")).await.expect_status(404);
    used.assert_hides(&["maren"]);

    let change = json!({"email": "holt@example.org", "current_password": PASSWORD});
    app.send(&tokens, Method::PATCH, &path_of(&user), &change).await.expect_status(200);
    let messages = deliver(&app).await;
    let message = messages.iter().find(|message| message.to == "holt@example.org").expect("the message");
    let token = message.token("/verify-email");
    let page = open(&app, "/verify-email", &token).await;
    assert_names(&page, "maren", "holt@example.org");
    page.assert_hides(&["maren@example.org"]);
}

#[tokio::test]
async fn the_page_of_a_registration_names_the_account_that_it_becomes() {
    let strict = |config: &mut Config| {
        named(config);
        config.strict_registration_privacy = true;
    };
    let app = TestApp::with(strict).await;
    assert_eq!(app.sign_up("maren", "maren@example.org").send().await.status, 202);
    wait_for(&app, &["confirm_email maren@example.org"]).await;
    let token = deliver(&app).await[0].token("/verify-email");
    assert_names(&open(&app, "/verify-email", &token).await, "maren", "maren@example.org");
}
