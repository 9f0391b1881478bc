//! The pages of API tokens and of service accounts, with forms that are sent without JavaScript.

use crate::support::{Browser, TestApp};

const OWN_PAGE: &str = "/account/tokens";
const SERVICE_PAGE: &str = "/users/service-accounts";
const BACKUP: [(&str, &str); 3] = [("name", "Nightly backup"), ("scopes[]", "self"), ("expires_in_days", "30")];

/// An application with the user `ada`, who is signed in.
async fn signed_in(app: &TestApp) -> Browser<'_> {
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;
    browser
}

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

/// Whether the page has a control with this `value` that is checked or selected.
fn is_chosen(page: &str, value: &str) -> bool {
    let attribute = format!("value=\"{value}\"");
    let is_it = |tag: &str| tag.contains(&attribute) && (tag.contains(" checked") || tag.contains(" selected"));
    page.split('<').filter_map(|tag| tag.split('>').next()).any(is_it)
}

/// Creates a service account as `boss`; returns its page.
async fn service_account(boss: &mut Browser<'_>, username: &str, role: &str) -> String {
    let fields = [("username", username), ("name", "Nightly backup"), ("role", role)];
    let created = boss.submit("/actions/service-accounts/create", &fields).await;
    assert!(created.location().starts_with("/users/"), "{}", created.location());
    created.location().to_owned()
}

async fn boss(app: &TestApp) -> Browser<'_> {
    app.administrator("boss").await;
    let mut boss = app.browser();
    boss.log_in("boss").await;
    boss
}

/// The status of a request with the token.
async fn use_token(app: &TestApp, secret: &str) -> u16 {
    app.get("/api/auth/me").bearer(secret).send().await.status
}

#[tokio::test]
async fn a_token_is_created_used_and_revoked() {
    let app = TestApp::new().await;
    let mut ada = signed_in(&app).await;
    assert!(ada.open("/account").await.text().contains("href=\"/account/tokens\""));
    let page = ada.open(OWN_PAGE).await.text();
    assert!(page.contains("No API tokens.") && is_chosen(&page, "90"), "{page}");
    assert!(is_chosen(&page, "self"), "the only scope is chosen");
    assert!(!page.contains("value=\"users:read\""), "a scope of administrators is offered to a user");

    let created = ada.submit("/actions/tokens/create", &BACKUP).await;
    assert_eq!((created.status, created.location()), (303, OWN_PAGE));
    assert!(!ada.jar["vestibule_flash"].contains("vst_"), "the cookie is encrypted");
    let page = ada.follow(&created).await.text();
    let secret = secret_in(&page).expect("the secret");
    assert_eq!(use_token(&app, &secret).await, 200);

    let page = ada.open(OWN_PAGE).await.text();
    assert_eq!(secret_in(&page), None, "shown once");
    for words in ["Nightly backup", "Own account", "1 Nov 2026", "1 Dec 2026"] {
        assert!(page.contains(words), "{words}: {page}");
    }

    let revoked = ada.submit("/actions/tokens/revoke", &[("id", ""), ("token", &token_in(&page))]).await;
    assert_eq!(revoked.location(), OWN_PAGE);
    let page = ada.follow(&revoked).await.text();
    assert!(page.contains("Token revoked.") && page.contains("No API tokens."), "{page}");
    assert_eq!(use_token(&app, &secret).await, 401);
}

#[tokio::test]
async fn a_rejected_form_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let long = "x".repeat(81);
    let fields = [("name", &*long), ("scopes[]", "users:read"), ("scopes[]", "audit:read"), ("expires_in_days", "366")];
    let rejected = boss.submit("/actions/tokens/create", &fields).await;
    assert_eq!(rejected.location(), OWN_PAGE);
    let page = boss.follow(&rejected).await.text();
    assert!(page.contains("There is a problem") && page.contains(&long), "{page}");
    for value in ["users:read", "audit:read", "366"] {
        assert!(is_chosen(&page, value), "{value}: {page}");
    }
    for value in ["self", "users:write", "90"] {
        assert!(!is_chosen(&page, value), "{value}: {page}");
    }
    assert!(page.contains("No API tokens."), "{page}");

    let without_scopes = boss.submit("/actions/tokens/create", &[("name", "Backup"), ("expires_in_days", "7")]).await;
    let page = boss.follow(&without_scopes).await.text();
    assert!(page.contains("role=\"alert\"") && page.contains("No API tokens."), "{page}");
}

#[tokio::test]
async fn the_secret_is_shown_to_nobody_else_and_nowhere_else() {
    let app = TestApp::new().await;
    let mut ada = signed_in(&app).await;
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
async fn tokens_of_others_are_refused() {
    let app = TestApp::new().await;
    let mut ada = signed_in(&app).await;
    let created = ada.submit("/actions/tokens/create", &BACKUP).await;
    let page = ada.follow(&created).await.text();
    let (secret, token, id) = (secret_in(&page).expect("the secret"), token_in(&page), app.id_of("ada").await);
    app.register("bob").await;
    let mut bob = app.browser();
    bob.log_in("bob").await;
    let mut boss = boss(&app).await;

    let for_ada = [("id", &*id), BACKUP[0], BACKUP[1], BACKUP[2]];
    assert_eq!(bob.run("/actions/tokens/create", &for_ada).await.status, 404);
    assert_eq!(boss.run("/actions/tokens/create", &for_ada).await.status, 403, "for service accounts only");
    for (account, wanted) in [(&*id, &*token), ("", &*token), ("", "x")] {
        let reply = bob.run("/actions/tokens/revoke", &[("id", account), ("token", wanted)]).await;
        assert_eq!(reply.status, 404, "{account} {wanted}");
    }
    assert_eq!(use_token(&app, &secret).await, 200);

    let theirs = format!("/users/{id}");
    let page = boss.open(&theirs).await.text();
    assert!(page.contains("Nightly backup") && !page.contains("New token"), "{page}");
    let revoked = boss.submit("/actions/tokens/revoke", &[("id", &id), ("token", &token)]).await;
    assert_eq!(revoked.location(), theirs);
    assert!(boss.follow(&revoked).await.text().contains("Token revoked."));
    assert_eq!(use_token(&app, &secret).await, 401);
}

#[tokio::test]
async fn an_administrator_creates_a_service_account_and_its_token() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    assert!(boss.open(SERVICE_PAGE).await.text().contains("No service accounts yet."));
    let theirs = service_account(&mut boss, "backup", "user").await;
    let page = boss.open(&theirs).await.text();
    for words in ["Service account created.", ">Service account<", "New token", ">Disable<"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for words in
        ["Create password link", ">Invitation<", ">Devices<", ">Email<", "name=\"email\"", "value=\"users:read\""]
    {
        assert!(!page.contains(words), "{words}: {page}");
    }

    let id = theirs.strip_prefix("/users/").expect("an id");
    let created = boss.submit("/actions/tokens/create", &[("id", id), BACKUP[0], BACKUP[1], BACKUP[2]]).await;
    assert_eq!(created.location(), theirs);
    assert_eq!(secret_in(&boss.open(OWN_PAGE).await.text()), None, "on the page of another account");
    let secret = secret_in(&boss.open(&theirs).await.text()).expect("the secret");
    assert_eq!(use_token(&app, &secret).await, 200);
    assert_eq!(secret_in(&boss.open(&theirs).await.text()), None, "shown once");
    let page = boss.open(SERVICE_PAGE).await.text();
    assert!(page.contains(&format!("href=\"{theirs}\"")) && page.contains("backup · 1 token · "), "{page}");
}

#[tokio::test]
async fn the_details_of_a_service_account_are_saved_without_an_address() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let theirs = service_account(&mut boss, "backup", "admin").await;
    let id = theirs.strip_prefix("/users/").expect("an id");
    assert!(boss.open(&theirs).await.text().contains("value=\"users:read\""), "scopes of administrators are offered");
    let fields = [("id", id), ("name", "Weekly backup"), ("username", "backup"), ("role", "admin")];
    let saved = boss.submit("/actions/users/update", &fields).await;
    let page = boss.follow(&saved).await.text();
    assert!(page.contains("Changes saved.") && page.contains("Weekly backup"), "{page}");
}

#[tokio::test]
async fn a_rejected_service_account_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut boss = boss(&app).await;
    let fields = [("username", "boss"), ("name", "Nightly backup"), ("role", "admin")];
    let rejected = boss.submit("/actions/service-accounts/create", &fields).await;
    assert_eq!(rejected.location(), SERVICE_PAGE);
    let page = boss.follow(&rejected).await.text();
    for words in ["is taken", "value=\"Nightly backup\"", "No service accounts yet."] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(is_chosen(&page, "admin"), "{page}");
}

#[tokio::test]
async fn the_forms_lead_back_after_signing_in() {
    let app = TestApp::new().await;
    app.register("ada").await;
    for (form, page) in [
        ("/actions/tokens/create", "/login?next=%2Faccount%2Ftokens"),
        ("/actions/tokens/revoke", "/login?next=%2Faccount%2Ftokens"),
        ("/actions/service-accounts/create", "/login?next=%2Fusers%2Fservice-accounts"),
    ] {
        let reply = app.browser().submit(form, &BACKUP).await;
        assert_eq!(reply.location(), page, "{form}");
    }
}
