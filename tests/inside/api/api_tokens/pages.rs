//! The pages of API tokens and of service accounts, with forms that are sent without JavaScript.

use crate::support::page::{is_chosen, tags};
use crate::support::*;

const OWN_PAGE: &str = "/account/tokens";
const SERVICE_PAGE: &str = "/users/service-accounts";
const BACKUP: [(&str, &str); 3] = [("name", "Nightly backup"), ("scopes[]", "self"), ("expires_in_days", "30")];

/// The secret of a token in a page.
fn secret_in(page: &str) -> Option<String> {
    let at = page.find("vst_")?;
    Some(page[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
}

/// The id of the first token in a list: the value of the button that revokes it.
fn token_in(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"token\" value=\"").unwrap_or_else(|| panic!("no token: {page}"));
    rest.split('"').next().expect("an id").to_owned()
}

/// The status of a request with the token.
async fn use_token(app: &TestApp, secret: &str) -> u16 {
    app.me(secret).send().await.status
}

#[tokio::test]
async fn a_token_is_created_used_and_revoked() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    assert!(ada.open("/account").await.links_to("/account/tokens"));
    let page = ada.open(OWN_PAGE).await.text();
    assert!(page.contains("No API tokens.") && is_chosen(&page, "90"), "{page}");
    assert!(is_chosen(&page, "self"), "the only scope is chosen");
    assert!(!page.contains("value=\"users:read\""), "a scope of administrators is offered to a user");

    let created = ada.submit("/actions/tokens/create", &BACKUP).await;
    assert_eq!((created.status, created.location()), (303, OWN_PAGE));
    let flash = ada.jar["vestibule_flash"].clone();
    let page = ada.follow(&created).await.text();
    let secret = secret_in(&page).expect("the secret");
    assert!(!flash.contains(&secret), "the cookie is encrypted");
    assert_eq!(use_token(&app, &secret).await, 200);

    let page = ada.open(OWN_PAGE).await;
    // The secret is shown once.
    page.assert_hides(&[&secret]);
    page.assert_shows(&["Nightly backup", "Own account", "1 Nov 2026", "1 Dec 2026"]);

    let revoked = ada.submit("/actions/tokens/revoke", &[("id", ""), ("token", &token_in(&page.text()))]).await;
    assert_eq!(revoked.location(), OWN_PAGE);
    ada.follow(&revoked).await.assert_shows(&["Token revoked.", "No API tokens."]);
    assert_eq!(use_token(&app, &secret).await, 401);
}

#[tokio::test]
async fn a_rejected_form_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    let long = "x".repeat(81);
    let fields = [("name", &*long), ("scopes[]", "users:read"), ("scopes[]", "audit:read"), ("expires_in_days", "366")];
    let rejected = boss.submit("/actions/tokens/create", &fields).await;
    assert_eq!(rejected.location(), OWN_PAGE);
    let page = boss.follow(&rejected).await;
    page.assert_shows(&["There is a problem", &long, "No API tokens."]);
    let chosen =
        ["users:read", "audit:read", "366", "self", "users:write", "90"].map(|value| is_chosen(&page.text(), value));
    assert_eq!(chosen, [true, true, true, false, false, false]);
    let without_scopes = [("name", "Backup"), ("expires_in_days", "7")];
    let page = boss.submit_and_follow("/actions/tokens/create", &without_scopes).await;
    page.assert_shows(&["role=\"alert\"", "No API tokens."]);

    let fields = [("username", "boss"), ("name", "Nightly backup"), ("role", "admin")];
    let rejected = boss.submit("/actions/service-accounts/create", &fields).await;
    assert_eq!(rejected.location(), SERVICE_PAGE);
    let page = boss.follow(&rejected).await;
    page.assert_shows(&["is taken", "value=\"Nightly backup\"", "No service accounts yet."]);
    assert!(is_chosen(&page.text(), "admin"), "{}", page.text());
}

#[tokio::test]
async fn the_secret_is_shown_to_nobody_else_and_nowhere_else() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    app.register("bob").await;
    ada.submit("/actions/tokens/create", &BACKUP).await;
    assert_eq!(secret_in(&ada.open("/account").await.text()), None, "on another page");
    // Somebody else signs in with the same browser, before the page was opened.
    ada.log_in("bob").await;
    assert_eq!(secret_in(&ada.open(OWN_PAGE).await.text()), None, "to another user");
    ada.log_in("ada").await;
    assert!(secret_in(&ada.open(OWN_PAGE).await.text()).is_some());
}

#[tokio::test]
async fn an_administrator_sees_and_revokes_the_tokens_of_others() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    let page = ada.submit_and_follow("/actions/tokens/create", &BACKUP).await.text();
    let (secret, token, id) = (secret_in(&page).expect("the secret"), token_in(&page), app.id_of("ada").await);
    let mut bob = app.member_in_browser("bob").await;
    for wanted in [&*token, "x"] {
        assert_eq!(bob.run("/actions/tokens/revoke", &[("id", ""), ("token", wanted)]).await.status, 404, "{wanted}");
    }
    assert_eq!(use_token(&app, &secret).await, 200);

    let mut boss = app.administrator_in_browser("boss").await;
    let theirs = format!("/users/{id}");
    let page = boss.open(&theirs).await;
    page.assert_shows(&["Nightly backup"]);
    page.assert_hides(&["New token"]);
    let revoked = boss.submit("/actions/tokens/revoke", &[("id", &id), ("token", &token)]).await;
    assert_eq!(revoked.location(), theirs);
    boss.follow(&revoked).await.assert_shows(&["Token revoked."]);
    assert_eq!(use_token(&app, &secret).await, 401);
}

#[tokio::test]
async fn an_administrator_creates_a_service_account_and_its_token() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    boss.open(SERVICE_PAGE).await.assert_shows(&["No service accounts yet."]);
    let fields = [("username", "backup"), ("name", "Nightly backup"), ("role", "user")];
    let created = boss.submit("/actions/service-accounts/create", &fields).await;
    let theirs = created.location().to_owned();
    let page = boss.follow(&created).await;
    page.assert_shows(&["Service account created.", "New token"]);
    assert!(page.has_text("Service account") && page.has_text("Disable"));
    page.assert_hides(&["Create password link", ">Invitation<", ">Devices<", ">Email<"]);
    assert!(!page.has("name", "email") && !page.has("value", "users:read"));

    let id = theirs.strip_prefix("/users/").expect("an id");
    let created = boss.submit("/actions/tokens/create", &[("id", id), BACKUP[0], BACKUP[1], BACKUP[2]]).await;
    assert_eq!(created.location(), theirs);
    assert_eq!(secret_in(&boss.open(OWN_PAGE).await.text()), None, "on the page of another account");
    let secret = secret_in(&boss.open(&theirs).await.text()).expect("the secret");
    assert_eq!(use_token(&app, &secret).await, 200);
    assert_eq!(secret_in(&boss.open(&theirs).await.text()), None, "shown once");
    boss.open(SERVICE_PAGE).await.assert_shows(&[&format!("href=\"{theirs}\""), "backup · 1 token · "]);
    let people = boss.open("/users").await;
    people.assert_hides(&["title=\"Service account\">Service account</td>"]);
    people.assert_shows(&["1–1 of 1"]);

    // Its details are saved without an address.
    let fields = [("id", id), ("name", "Weekly backup"), ("username", "backup"), ("role", "user")];
    let page = boss.submit_and_follow("/actions/users/update", &fields).await;
    page.assert_shows(&["Changes saved.", "Weekly backup"]);
    app.change("backup", "set_role:admin").await;
    assert!(boss.open(&theirs).await.has("value", "users:read"), "scopes of administrators are offered");
}

#[tokio::test]
async fn the_form_takes_the_password_or_leads_to_a_proof() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    let page = ada.open("/account/tokens").await.text();
    let field = tags(&page).find(|tag| tag.has("name", "current_password")).expect("the field");
    assert!(field.has("autocomplete", "current-password") && field.has("type", "password"), "{field:?}");
    app.wait(10 * 60);
    let backup = [("name", "Nightly backup"), ("scopes[]", "self"), ("current_password", "")];
    let refused = ada.submit("/actions/tokens/create", &backup).await;
    assert_eq!((refused.status, refused.location()), (303, "/confirm?next=%2Faccount%2Ftokens"));
    let proven = [backup[0], backup[1], ("current_password", PASSWORD)];
    let page = ada.submit_and_follow("/actions/tokens/create", &proven).await;
    page.assert_shows(&["vst_"]);
    page.assert_hides(&[PASSWORD]);
    ada.step_up().await;
    ada.submit_and_follow("/actions/tokens/create", &backup).await.assert_shows(&["vst_"]);
}

#[tokio::test]
async fn the_form_for_the_password_offers_to_revoke_tokens() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    let page = ada.submit_and_follow("/actions/tokens/create", &BACKUP).await.text();
    let secret = secret_in(&page).expect("a secret");
    ada.open("/account/security").await.assert_shows(&["Also revoke my API tokens"]);
    let fields = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD), ("revoke_tokens", "on")];
    assert_eq!(ada.submit("/actions/password", &fields).await.location(), "/account/security");
    assert_eq!(use_token(&app, &secret).await, 401);
}
