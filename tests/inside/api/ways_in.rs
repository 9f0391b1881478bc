//! What a thief leaves behind in an account, and what its owner gets back: each way that was found to keep the owner out. All cells of
//! the table of ways in are tried in tests/inside/accounts/ways_in.

mod administrators;
mod at_once;
mod defined;
mod former_values;
mod held_identities;
mod messages;
mod replaced_factors;
mod strict_privacy;

use super::second_factor::add_authenticator;
use super::terms::{accept, publish};
use crate::support::authenticator::{begin_sign_in, pending};
use crate::support::mailbox::{Received, deliver, discard, wait_for};
use crate::support::totp::totp;
use crate::support::*;

const DAY: u64 = 24 * 60 * 60;
/// The owner's mailbox.
const MAREN: &str = "maren@example.org";
/// The mailbox of the thief.
const LAIR: &str = "lair@example.net";
const REPORT: &str = "/report-sign-in";
const UNDO: &str = "/undo-email-change";
const CONFIRM: &str = "/verify-email";
const CHOOSE: &str = "/reset-password";
const OWN_PASSWORD: &str = "/api/auth/password";
const RECOVERY_CODES: &str = "/api/account/factors/recovery-codes";

/// The account of Maren, who has signed in, and later somebody who knows her password, which a message has told her.
struct Scene {
    app: TestApp,
    path: String,
    owner: Tokens,
    thief: Tokens,
    /// The token of the link in that message.
    report: String,
}

/// The token of the link to `path` in a message to `to`.
#[track_caller]
fn token_to(messages: &[Received], to: &str, path: &str) -> String {
    let wanted = format!("{path}?token=");
    let message = messages.iter().find(|message| message.to == to && message.contains(&wanted));
    message.unwrap_or_else(|| panic!("no {path} to {to} in {messages:?}")).token(path)
}

async fn codes_of(app: &TestApp, who: &Tokens) -> Vec<String> {
    let new = app.post(RECOVERY_CODES).bearer(&who.access).expect_status(201).await.json();
    new["codes"].as_array().expect("codes").iter().map(|code| code.as_str().expect("a code").to_owned()).collect()
}

async fn recover(app: &TestApp, code: &str) -> Reply {
    app.post("/api/auth/login/recovery").json(&json!({"login": "maren", "recovery_code": code})).send().await
}

/// Completes a sign-in with a code of an app, or with a recovery code.
async fn complete(app: &TestApp, pending: &str, code: &str) -> Reply {
    app.post("/api/auth/login/code").json(&json!({"pending_token": pending, "code": code})).send().await
}

/// Proves again whose session it is, with a passkey.
async fn prove(app: &TestApp, who: &Tokens, passkey: &mut Authenticator) -> Tokens {
    let begun = begin_sign_in(app, &json!({})).await;
    let reply = app.send(who, Method::POST, "/api/auth/step-up", &passkey.answer(&begun)).await;
    let access = reply.expect_status(200).json()["access_token"].as_str().expect("a token").to_owned();
    Tokens { access, ..who.clone() }
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let user = app.register("maren").await;
        app.set_confirmed("maren").await;
        let owner = app.log_in("maren").await;
        Self::intrude(app, path_of(&user), owner).await
    }

    async fn intrude(app: TestApp, path: String, owner: Tokens) -> Self {
        app.wait(60);
        discard(&app).await;
        let reply = app.sign_in("maren", PASSWORD).seen_from("198.51.100.7").expect_status(200).await;
        let thief = Tokens::of(&reply.json());
        let report = token_to(&deliver(&app).await, MAREN, REPORT);
        app.wait(60);
        Self { app, path, owner, thief, report }
    }

    async fn report(&self) {
        let body = json!({"token": self.report});
        self.app.post("/api/auth/sessions/report").json(&body).expect_status(204).await;
    }

    async fn undo(&self, token: &str) {
        self.app.post("/api/auth/email/undo").json(&json!({"token": token})).expect_status(204).await;
    }

    /// The thief asks for another address; returns the token that confirms it.
    async fn ask_for_address(&self, who: &Tokens) -> String {
        let body = json!({"email": LAIR, "current_password": PASSWORD});
        self.app.send(who, Method::PATCH, &self.path, &body).await.expect_status(200);
        token_to(&deliver(&self.app).await, LAIR, CONFIRM)
    }

    /// Confirms the address of the thief; returns the token with which that is undone.
    async fn confirm_address(&self, token: &str) -> String {
        self.app.post("/api/auth/email/verify").json(&json!({"token": token})).expect_status(204).await;
        token_to(&deliver(&self.app).await, MAREN, UNDO)
    }

    /// The owner chooses a password with the link that is in the mailbox.
    async fn choose(&self) {
        let link = token_to(&deliver(&self.app).await, MAREN, CHOOSE);
        self.app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;
    }

    /// The owner has lost the link, and asks for another one.
    async fn forget(&self) {
        discard(&self.app).await;
        self.app.post("/api/auth/password/forgot").json(&json!({"email": MAREN})).expect_status(202).await;
        wait_for(&self.app, &["password_reset maren@example.org"]).await;
    }

    /// The password alone lets the owner in, and a passkey of the thief does not.
    async fn assert_back(&self, passkey: &mut Authenticator) {
        passkey.sign_in(&self.app).await.assert_refused(401, "passkey_refused");
        self.app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await;
    }
}

#[tokio::test]
async fn after_a_report_a_second_session_of_the_thief_can_do_nothing() {
    let scene = Scene::new().await;
    let second = scene.app.log_in("maren").await;
    scene.report().await;
    let app = &scene.app;
    let new = json!({"new_password": OTHER_PASSWORD});
    app.send(&second, Method::PUT, OWN_PASSWORD, &new).await.assert_refused(401, "token_revoked");
    let moved = app.send(&second, Method::PATCH, &scene.path, &json!({"email": LAIR})).await;
    moved.assert_refused(401, "token_revoked");
    app.send(&second, Method::DELETE, &scene.path, &json!({})).await.assert_refused(401, "token_revoked");
    assert_eq!(app.refresh(&second).await.code(), "token_revoked");
    scene.choose().await;
    app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await;
}

/// Whoever has a session, and whatever the sign-in has proved.
#[tokio::test]
async fn a_password_that_was_made_invalid_is_not_one_that_its_owner_does_not_want() {
    let (app, user, tokens) = TestApp::with_member("maren").await;
    app.set_confirmed("maren").await;
    app.database.run("UPDATE users SET password_hash = '!made-invalid' WHERE username = 'maren'").await;
    let path = path_of(&user);
    for (method, path, body) in [
        (Method::PUT, OWN_PASSWORD, json!({"new_password": OTHER_PASSWORD})),
        (Method::PATCH, path.as_str(), json!({"email": LAIR})),
        (Method::DELETE, path.as_str(), json!({})),
    ] {
        let refused = app.send(&tokens, method, path, &body).await;
        assert_eq!(refused.status, 422, "{path}: {}", refused.text());
    }
    app.sign_in("maren", "!made-invalid").send().await.assert_refused(401, "invalid_credentials");
}

/// Whatever is sent in its place, from a session that has proved nothing for a while.
#[tokio::test]
async fn nothing_that_asks_for_the_password_takes_one_that_was_made_invalid() {
    let (app, user, tokens) = TestApp::with_member("maren").await;
    app.set_confirmed("maren").await;
    app.database.run("UPDATE users SET password_hash = '!made-invalid' WHERE username = 'maren'").await;
    app.wait(11 * 60);
    let path = path_of(&user);
    let own_tokens = format!("{path}/tokens");
    for password in ["", "!", "!made-invalid"] {
        let token = json!({"name": "a", "scopes": ["self"], "current_password": password});
        for (method, path, body) in [
            (Method::POST, "/api/auth/step-up", json!({"password": password})),
            (Method::POST, own_tokens.as_str(), token),
            (Method::PUT, OWN_PASSWORD, json!({"current_password": password, "new_password": OTHER_PASSWORD})),
            (Method::PATCH, path.as_str(), json!({"email": LAIR, "current_password": password})),
            (Method::DELETE, path.as_str(), json!({"password": password})),
        ] {
            let refused = app.send(&tokens, method, path, &body).await;
            assert!(matches!(refused.status, 401 | 403 | 422 | 429), "{path} {body}: {}", refused.text());
        }
    }
    let me = app.me(&tokens.access).expect_status(200).await.json();
    assert_eq!((&me["email"], &me["pending_email"]), (&user["email"], &Value::Null), "nothing was changed");
    app.sign_in("maren", OTHER_PASSWORD).send().await.assert_refused(401, "invalid_credentials");
}

#[tokio::test]
async fn a_report_takes_the_passkey_of_the_reported_session() {
    let scene = Scene::new().await;
    let mut passkey = Authenticator::added(&scene.app, &scene.thief).await;
    scene.report().await;
    let events = scene.app.events("factor.reset").await;
    assert_eq!((events.len(), events[0].detail.as_deref()), (1, Some("reported")));
    scene.choose().await;
    scene.assert_back(&mut passkey).await;
}

/// They were not accepted in the name of the owner, who is asked at the next sign-in; what the owner has accepted before stays.
#[tokio::test]
async fn a_report_forgets_the_terms_that_were_accepted_since() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let first = publish(app, "", "Be nice.", "").await;
    accept(app, &scene.owner, first).await.expect_status(204);
    app.wait(60);
    discard(app).await;
    let reply = app.sign_in("maren", PASSWORD).seen_from("203.0.113.9").expect_status(200).await;
    let thief = Tokens::of(&reply.json());
    let report = token_to(&deliver(app).await, MAREN, REPORT);
    let second = publish(app, "", "Be nicer.", "").await;
    accept(app, &thief, second).await.expect_status(204);
    app.post("/api/auth/sessions/report").json(&json!({"token": report})).expect_status(204).await;
    let kept = app.database.run("SELECT CAST(version AS TEXT) FROM terms_acceptances").await;
    assert_eq!(kept, [first.to_string()]);
}

/// Also what a session has added that began after the reported one.
#[tokio::test]
async fn a_report_takes_what_later_sessions_have_added() {
    let scene = Scene::new().await;
    let second = scene.app.log_in("maren").await;
    let mut of_second = Authenticator::added(&scene.app, &second).await;
    scene.report().await;
    of_second.sign_in(&scene.app).await.assert_refused(401, "passkey_refused");
}

/// In a session that is older than the reported one.
#[tokio::test]
async fn a_report_leaves_what_the_owner_has_added_meanwhile() {
    let scene = Scene::new().await;
    let mut of_owner = Authenticator::added(&scene.app, &scene.owner).await;
    scene.report().await;
    of_owner.sign_in(&scene.app).await.expect_status(200);
}

#[tokio::test]
async fn who_has_a_passkey_can_ask_for_another_link_after_a_report() {
    let scene = Scene::new().await;
    Authenticator::added(&scene.app, &scene.owner).await;
    scene.report().await;
    scene.app.wait(DAY);
    scene.forget().await;
    scene.choose().await;
    scene.app.sign_in("maren", OTHER_PASSWORD).send().await.assert_refused(401, "second_factor_required");
}

#[tokio::test]
async fn an_administrator_can_reset_the_factors_after_a_report() {
    let scene = Scene::new().await;
    let (_, boss) = scene.app.administrator("boss").await;
    let mut passkey = Authenticator::added(&scene.app, &scene.owner).await;
    scene.report().await;
    scene.app.delete(&format!("{}/factors", scene.path)).bearer(&boss.access).expect_status(204).await;
    scene.choose().await;
    scene.assert_back(&mut passkey).await;
}

#[tokio::test]
async fn after_a_report_or_an_undo_no_recovery_code_signs_in_alone() {
    for is_undo in [false, true] {
        let scene = Scene::new().await;
        let asked = scene.ask_for_address(&scene.thief).await;
        Authenticator::added(&scene.app, &scene.owner).await;
        let codes = codes_of(&scene.app, &scene.owner).await;
        if is_undo {
            let undo = scene.confirm_address(&asked).await;
            scene.undo(&undo).await;
        } else {
            scene.report().await;
        }
        recover(&scene.app, &codes[0]).await.assert_refused(401, "invalid_credentials");
        let left = scene.app.database.run("SELECT 'x' FROM recovery_codes WHERE used_at IS NULL").await.len();
        assert_eq!(left, codes.len(), "they stay for the sign-in with a password: {is_undo}");
    }
}

/// A thief adds two passkeys, and removes the password.
async fn without_password() -> (Scene, Authenticator) {
    let scene = Scene::new().await;
    let mut passkey = Authenticator::added(&scene.app, &scene.thief).await;
    Authenticator::added(&scene.app, &scene.thief).await;
    let thief = prove(&scene.app, &scene.thief, &mut passkey).await;
    discard(&scene.app).await;
    scene.app.delete(OWN_PASSWORD).bearer(&thief.access).expect_status(204).await;
    (scene, passkey)
}

#[tokio::test]
async fn who_removes_the_password_does_not_void_the_links_of_its_owner() {
    let (scene, mut passkey) = without_password().await;
    scene.report().await;
    scene.choose().await;
    scene.assert_back(&mut passkey).await;
}

#[tokio::test]
async fn removing_the_password_can_be_undone_for_seven_days() {
    let (scene, mut passkey) = without_password().await;
    let undo = token_to(&deliver(&scene.app).await, MAREN, UNDO);
    scene.app.wait(7 * DAY - 60);
    scene.undo(&undo).await;
    scene.choose().await;
    scene.assert_back(&mut passkey).await;
}

/// A thief may have asked for a link before, and whoever reads the mailbox opens it first.
#[tokio::test]
async fn a_link_in_the_mailbox_does_not_use_up_the_undo_there() {
    let scene = Scene::new().await;
    let mut passkey = Authenticator::added(&scene.app, &scene.thief).await;
    Authenticator::added(&scene.app, &scene.thief).await;
    scene.forget().await;
    let thief = prove(&scene.app, &scene.thief, &mut passkey).await;
    scene.app.delete(OWN_PASSWORD).bearer(&thief.access).expect_status(204).await;
    let messages = deliver(&scene.app).await;
    scene.app.choose_password(&token_to(&messages, MAREN, CHOOSE), OTHER_PASSWORD).expect_status(204).await;
    scene.app.sign_in("maren", OTHER_PASSWORD).send().await.assert_refused(401, "second_factor_required");
    scene.undo(&token_to(&messages, MAREN, UNDO)).await;
    scene.choose().await;
    scene.assert_back(&mut passkey).await;
}

/// Then the mailbox is all that the owner has: the thief has removed the password.
#[tokio::test]
async fn an_administrator_who_gives_the_address_back_leaves_the_undo_in_its_mailbox() {
    let scene = Scene::new().await;
    let (_, admin) = scene.app.administrator("ada").await;
    let mut passkey = Authenticator::added(&scene.app, &scene.thief).await;
    Authenticator::added(&scene.app, &scene.thief).await;
    let thief = prove(&scene.app, &scene.thief, &mut passkey).await;
    scene.app.delete(OWN_PASSWORD).bearer(&thief.access).expect_status(204).await;
    let removal = token_to(&deliver(&scene.app).await, MAREN, UNDO);
    let thief = prove(&scene.app, &scene.thief, &mut passkey).await;
    scene.app.send(&thief, Method::PATCH, &scene.path, &json!({"email": LAIR})).await.expect_status(200);
    let asked = token_to(&deliver(&scene.app).await, LAIR, CONFIRM);
    scene.confirm_address(&asked).await;
    let body = json!({"email": MAREN, "email_verified": true});
    scene.app.send(&admin, Method::PATCH, &scene.path, &body).await.expect_status(200);
    scene.undo(&removal).await;
    scene.choose().await;
    scene.assert_back(&mut passkey).await;
}

#[tokio::test]
async fn an_undo_takes_what_was_added_in_the_same_session_before_the_change() {
    for is_deletion in [false, true] {
        let scene = Scene::new().await;
        let app = &scene.app;
        let mut passkey = Authenticator::added(app, &scene.thief).await;
        app.wait(1);
        let thief = prove(app, &scene.thief, &mut passkey).await;
        let undo = if is_deletion {
            app.send(&thief, Method::DELETE, &scene.path, &json!({"password": PASSWORD})).await.expect_status(204);
            token_to(&deliver(app).await, MAREN, UNDO)
        } else {
            let asked = scene.ask_for_address(&thief).await;
            scene.confirm_address(&asked).await
        };
        scene.undo(&undo).await;
        scene.choose().await;
        scene.assert_back(&mut passkey).await;
    }
}

/// Maren has an app and recovery codes, and a thief who has got past them replaces both.
#[tokio::test]
async fn a_report_gives_back_the_app_and_the_codes_that_the_thief_has_replaced() {
    let app = TestApp::new().await;
    let (_, owner) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let secret = add_authenticator(&app, &owner).await;
    let codes = codes_of(&app, &owner).await;
    app.wait(DAY);
    discard(&app).await;
    let waits = pending(&app, "maren").await;
    let body = json!({"pending_token": waits, "code": totp(&secret, app.accounts.now())});
    let call = app.post("/api/auth/login/code").json(&body).seen_from("198.51.100.7");
    let thief = Tokens::of(&call.expect_status(200).await.json());
    let report = token_to(&deliver(&app).await, MAREN, REPORT);
    app.wait(60);
    let of_thief = add_authenticator(&app, &thief).await;
    let codes_of_thief = codes_of(&app, &thief).await;
    app.post("/api/auth/sessions/report").json(&json!({"token": report})).expect_status(204).await;
    let link = token_to(&deliver(&app).await, MAREN, CHOOSE);
    app.choose_password(&link, PASSWORD).expect_status(204).await;

    app.wait(60);
    let waits = pending(&app, "maren").await;
    assert_eq!(complete(&app, &waits, &totp(&of_thief, app.accounts.now())).await.status, 401);
    assert_eq!(complete(&app, &waits, &codes_of_thief[0]).await.status, 401);
    complete(&app, &waits, &totp(&secret, app.accounts.now())).await.expect_status(200);
    let waits = pending(&app, "maren").await;
    complete(&app, &waits, &codes[0]).await.expect_status(200);
}

/// Who leaves a company moves the account to another address, and the app to a new phone: the mailbox of the company alone must not
/// get past it.
#[tokio::test]
async fn an_undo_never_takes_a_factor_away_that_was_there_before() {
    let app = TestApp::new().await;
    let (user, first) = app.member("maren").await;
    app.set_confirmed("maren").await;
    let secret = add_authenticator(&app, &first).await;
    app.wait(DAY);
    let waits = pending(&app, "maren").await;
    let reply = complete(&app, &waits, &totp(&secret, app.accounts.now())).await.expect_status(200);
    let owner = Tokens::of(&reply.json());
    let scene = Scene { path: path_of(&user), thief: owner.clone(), report: String::new(), owner, app };
    discard(&scene.app).await;
    let asked = scene.ask_for_address(&scene.owner).await;
    let undo = scene.confirm_address(&asked).await;
    add_authenticator(&scene.app, &scene.owner).await;
    scene.undo(&undo).await;
    scene.choose().await;
    scene.app.sign_in("maren", OTHER_PASSWORD).send().await.assert_refused(401, "second_factor_required");
}

/// Anybody can register with the address of somebody else, and wait in the account.
#[tokio::test]
async fn what_a_stranger_has_added_is_void_once_the_owner_of_the_address_is_known() {
    let app = TestApp::new().await;
    let (_, stranger) = app.member("maren").await;
    let mut passkey = Authenticator::added(&app, &stranger).await;
    add_authenticator(&app, &stranger).await;
    let codes = codes_of(&app, &stranger).await;
    discard(&app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": MAREN})).expect_status(202).await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let link = token_to(&deliver(&app).await, MAREN, CHOOSE);
    app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;

    app.me(&stranger.access).send().await.assert_refused(401, "token_revoked");
    passkey.sign_in(&app).await.assert_refused(401, "passkey_refused");
    recover(&app, &codes[0]).await.assert_refused(401, "invalid_credentials");
    app.sign_in("maren", PASSWORD).send().await.assert_refused(401, "invalid_credentials");
    app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await;
    assert!(app.database.run("SELECT 'x' FROM recovery_codes").await.is_empty());
}

/// An administrator who hands a link over at such an account says whose it is: once, because what is there later is its owner's.
#[tokio::test]
async fn the_first_link_that_is_handed_over_is_a_first_proof_as_well() {
    let app = TestApp::new().await;
    let (user, stranger) = app.member("maren").await;
    let mut passkey = Authenticator::added(&app, &stranger).await;
    let hand_over = async || {
        let id = id_of(&user).parse().expect("an id");
        let link = app.accounts.passwords().issue_password_link(&Caller::system(), id).await.expect("a link");
        link.url.rsplit_once("token=").expect("a token").1.to_owned()
    };
    app.choose_password(&hand_over().await, OTHER_PASSWORD).expect_status(204).await;
    app.me(&stranger.access).send().await.assert_refused(401, "token_revoked");
    passkey.sign_in(&app).await.assert_refused(401, "passkey_refused");

    let owner = Tokens::of(&app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await.json());
    let mut passkey = Authenticator::added(&app, &owner).await;
    app.choose_password(&hand_over().await, PASSWORD).expect_status(204).await;
    passkey.sign_in(&app).await.expect_status(200);
}

/// A mailbox alone never removes a factor of somebody whose address was confirmed once, also if an administrator has declared it
/// unconfirmed since.
#[tokio::test]
async fn a_mailbox_alone_gets_past_no_factor_of_a_known_owner() {
    let app = TestApp::new().await;
    let (user, owner) = app.member("maren").await;
    let (_, boss) = app.administrator("boss").await;
    app.set_confirmed("maren").await;
    Authenticator::added(&app, &owner).await;
    let unconfirmed = json!({"email_verified": false});
    app.send(&boss, Method::PATCH, &path_of(&user), &unconfirmed).await.expect_status(200);
    discard(&app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": MAREN})).expect_status(202).await;
    wait_for(&app, &["password_reset maren@example.org"]).await;
    let link = token_to(&deliver(&app).await, MAREN, CHOOSE);
    app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;
    app.sign_in("maren", OTHER_PASSWORD).send().await.assert_refused(401, "second_factor_required");
}
