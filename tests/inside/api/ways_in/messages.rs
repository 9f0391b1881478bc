//! Each message about a change gives the account back by itself: its owner has the mailbox and nothing else, and the factor of a thief
//! who has added it is in place.

use super::*;
use crate::support::company::{arrive, company, identity, link};
use vestibule::accounts::{Arrived, Purpose};
use vestibule::shared::providers::ProviderDefinition;
use vestibule::shared::ways_in::WayKind;

/// A thief who knows the password, or has copied a session, and whose sign-in no message has told of: they use the owner's browser.
struct Office {
    scene: Scene,
    passkey: Authenticator,
    /// The messages that have told of the passkey.
    first: Vec<Received>,
}

impl Office {
    async fn new() -> Self {
        let app = TestApp::with(|config| config.providers.push(company(ProviderDefinition::default()))).await;
        let user = app.register("maren").await;
        app.set_confirmed("maren").await;
        let owner = app.log_in("maren").await;
        app.wait(60);
        let thief = app.log_in("maren").await;
        discard(&app).await;
        let passkey = Authenticator::added(&app, &thief).await;
        let first = deliver(&app).await;
        let scene = Scene { path: path_of(&user), report: String::new(), owner, thief, app };
        Self { scene, passkey, first }
    }

    /// The owner presses the button of the only message, and chooses a password. Returns the account.
    async fn assert_button(mut self, messages: &[Received]) -> Scene {
        let told: Vec<_> = messages.iter().filter(|message| message.to == MAREN).collect();
        assert_eq!(told.len(), 1, "{messages:?}");
        assert!(told[0].contains("ask for this code: "), "{:?}", told[0]);
        self.scene.report = token_to(messages, MAREN, REPORT);
        discard(&self.scene.app).await;
        self.scene.report().await;
        self.scene.choose().await;
        self.scene.app.me(&self.scene.thief.access).send().await.assert_refused(401, "token_revoked");
        self.scene.assert_back(&mut self.passkey).await;
        self.scene
    }
}

#[tokio::test]
async fn the_message_about_a_first_passkey_gives_the_account_back() {
    let mut office = Office::new().await;
    let messages = std::mem::take(&mut office.first);
    office.assert_button(&messages).await;
}

#[tokio::test]
async fn the_message_about_an_app_gives_the_account_back() {
    let office = Office::new().await;
    add_authenticator(&office.scene.app, &office.scene.thief).await;
    let messages = deliver(&office.scene.app).await;
    office.assert_button(&messages).await;
}

#[tokio::test]
async fn the_message_about_recovery_codes_gives_the_account_back() {
    let office = Office::new().await;
    codes_of(&office.scene.app, &office.scene.thief).await;
    let messages = deliver(&office.scene.app).await;
    office.assert_button(&messages).await;
}

#[tokio::test]
async fn the_message_about_a_removed_factor_gives_the_account_back() {
    let office = Office::new().await;
    let app = &office.scene.app;
    add_authenticator(app, &office.scene.thief).await;
    discard(app).await;
    app.delete("/api/account/factors/authenticator").bearer(&office.scene.thief.access).expect_status(204).await;
    let messages = deliver(app).await;
    office.assert_button(&messages).await;
}

#[tokio::test]
async fn the_message_about_a_new_password_gives_the_account_back() {
    let mut office = Office::new().await;
    let app = &office.scene.app;
    let thief = prove(app, &office.scene.thief, &mut office.passkey).await;
    let body = json!({"current_password": PASSWORD, "new_password": "the thief has chosen this one"});
    app.send(&thief, Method::PUT, OWN_PASSWORD, &body).await.expect_status(204);
    let messages = deliver(app).await;
    office.assert_button(&messages).await;
}

#[tokio::test]
async fn the_message_about_an_api_token_gives_the_account_back() {
    let mut office = Office::new().await;
    let app = &office.scene.app;
    let thief = prove(app, &office.scene.thief, &mut office.passkey).await;
    let body = json!({"name": "a way back in", "scopes": ["self"], "current_password": PASSWORD});
    let path = format!("{}/tokens", office.scene.path);
    let made = app.send(&thief, Method::POST, &path, &body).await.expect_status(201).json();
    let messages = deliver(app).await;
    let secret = made["secret"].as_str().expect("a secret").to_owned();
    app.me(&secret).expect_status(200).await;
    let scene = office.assert_button(&messages).await;
    assert_eq!(scene.app.me(&secret).send().await.status, 401);
}

#[tokio::test]
async fn the_messages_about_a_linked_and_an_unlinked_identity_give_the_account_back() {
    for is_unlinked in [false, true] {
        let office = Office::new().await;
        let app = &office.scene.app;
        let own = identity("the thief", LAIR, false);
        let thief = app.caller(&office.scene.thief.access).await;
        assert!(link(app, &thief, &own).await, "a linked identity");
        let mut messages = deliver(app).await;
        if is_unlinked {
            let id = thief.user_id().expect("an account");
            let listed = app.accounts.ways_in().of(&thief, id).await.expect("a list");
            let linked = listed.into_iter().find(|way| way.kind == WayKind::Identity).expect("the identity");
            let ended = app.accounts.ways_in().end_way_in(&thief, id, &linked.in_form(), &Text::Missing).await;
            ended.expect("an unlinked identity");
            messages = deliver(app).await;
        }
        let scene = office.assert_button(&messages).await;
        let arrived = arrive(&scene.app, &Caller::default(), &own, Purpose::SignIn { remember: false }).await;
        assert!(!matches!(arrived, Ok(Arrived::SignedIn(_))), "the identity signs in: {is_unlinked}");
    }
}

#[tokio::test]
async fn the_message_about_a_new_username_gives_the_account_back_with_its_name() {
    let office = Office::new().await;
    let app = &office.scene.app;
    let body = json!({"username": "thief"});
    app.send(&office.scene.thief, Method::PATCH, &office.scene.path, &body).await.expect_status(200);
    let messages = deliver(app).await;
    office.assert_button(&messages).await;
}

/// The token in it lasts as long as an undo.
#[tokio::test]
async fn the_button_works_for_seven_days() {
    for (after, status) in [(7 * DAY - 60, 204), (7 * DAY + 60, 404)] {
        let office = Office::new().await;
        let token = token_to(&office.first, MAREN, REPORT);
        office.scene.app.wait(after);
        let reply = office.scene.app.post("/api/auth/sessions/report").json(&json!({"token": token})).send().await;
        assert_eq!(reply.status, status, "after {after} s: {}", reply.text());
    }
}

/// It may be the address of a stranger, who would get the account.
#[tokio::test]
async fn an_address_that_is_not_confirmed_gets_no_button() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    discard(&app).await;
    Authenticator::added(&app, &tokens).await;
    assert!(deliver(&app).await.is_empty());
}

/// The link for a new password must not go to the address of the thief.
#[tokio::test]
async fn an_older_button_gives_the_account_back_with_the_address_that_was_replaced_since() {
    let mut office = Office::new().await;
    let app = &office.scene.app;
    let thief = prove(app, &office.scene.thief, &mut office.passkey).await;
    let confirmation = office.scene.ask_for_address(&thief).await;
    let undo = office.scene.confirm_address(&confirmation).await;
    discard(app).await;
    office.scene.report = token_to(&office.first, MAREN, REPORT);
    let page = app.get(&format!("{REPORT}?token={}", office.scene.report)).expect_status(200).await.text();
    assert!(page.contains(MAREN) && !page.contains(LAIR), "{page}");
    office.scene.report().await;
    let messages = deliver(app).await;
    let to_thief: Vec<_> = messages.iter().filter(|message| message.to == LAIR).collect();
    assert!(to_thief.iter().all(|message| !message.contains("token=")), "{to_thief:?}");
    let link = token_to(&messages, MAREN, CHOOSE);
    app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;
    office.scene.assert_back(&mut office.passkey).await;
    app.me(&office.scene.thief.access).send().await.assert_refused(401, "token_revoked");
    app.sign_in(LAIR, OTHER_PASSWORD).send().await.assert_refused(401, "invalid_credentials");
    // The message about the address is in the same mailbox, so its link may be pressed as well.
    office.scene.undo(&undo).await;
    office.scene.choose().await;
    office.scene.assert_back(&mut office.passkey).await;
}

#[tokio::test]
async fn an_older_button_gives_an_account_back_that_was_deleted_since() {
    let mut office = Office::new().await;
    let app = &office.scene.app;
    let thief = prove(app, &office.scene.thief, &mut office.passkey).await;
    let body = json!({"password": PASSWORD});
    app.send(&thief, Method::DELETE, &office.scene.path, &body).await.expect_status(204);
    discard(app).await;
    let messages = std::mem::take(&mut office.first);
    office.assert_button(&messages).await;
}
