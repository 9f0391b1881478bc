//! Passkeys: adding, renaming and removing them, and what they prove.

mod earlier_domain;
mod refusals;
mod registrations;

use crate::support::authenticator::{begin_registration, begin_sign_in, finish, pending};
use crate::support::mailbox::{discard, waiting};
use crate::support::*;

const MINUTE: u64 = 60;
const FACTORS: &str = "/api/account/factors";
const PASSKEYS: &str = "/api/account/factors/passkeys";
const STEP_UP: &str = "/api/auth/step-up";

/// An account with a passkey, and a session from before.
async fn owner(app: &TestApp, username: &str) -> (Authenticator, Tokens) {
    let (_, tokens) = app.member(username).await;
    (Authenticator::added(app, &tokens).await, tokens)
}

/// The passkeys of the account of a session.
async fn listed(app: &TestApp, who: &Tokens) -> Value {
    app.read(who, FACTORS).await.expect_status(200).json()["passkeys"].clone()
}

/// Proves again who the sender is.
async fn step_up(app: &TestApp, who: &Tokens, passkey: &mut Authenticator) -> Reply {
    let begun = begin_sign_in(app, &json!({})).await;
    app.send(who, Method::POST, STEP_UP, &passkey.answer(&begun)).await
}

/// The claims of an access token about the proof.
fn proof(access: &str) -> (Value, Value, Value) {
    let claims = part_of_jwt(access, 1);
    (claims["amr"].clone(), claims["acr"].clone(), claims["auth_time"].clone())
}

#[tokio::test]
async fn a_passkey_is_added_renamed_and_removed() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    app.set_confirmed("maren").await;
    discard(&app).await;
    let begun = begin_registration(&app, &maren).await;
    let (options, mut passkey) = (&begun["options"], Authenticator::new());
    assert_eq!((&options["rp"]["id"], &options["user"]["name"]), (&json!("localhost"), &json!("maren")));
    let selection = &options["authenticatorSelection"];
    assert_eq!((&selection["residentKey"], &selection["userVerification"]), (&json!("required"), &json!("required")));
    assert_eq!((&options["excludeCredentials"], &begun["expires_in"]), (&json!([]), &json!(600)));
    assert!(listed(&app, &maren).await.as_array().is_some_and(Vec::is_empty));

    let body = json!({"challenge": begun["challenge"], "credential": passkey.create(options), "name": " Phone "});
    let reply = app.send(&maren, Method::POST, PASSKEYS, &body).await.expect_status(201);
    let new = reply.json();
    let path = format!("{PASSKEYS}/{}", id_of(&new));
    assert_eq!(reply.header("location"), path);
    assert_eq!(
        (&new["name"], &new["is_synced"], &new["is_backed_up"]),
        (&json!("Phone"), &json!(false), &json!(false))
    );
    let mut shown = listed(&app, &maren).await;
    // Said once, in the answer to whoever adds it.
    shown[0]["sessions_without_factor"] = json!(0);
    assert_eq!(shown, json!([new]));
    let added = app.events("factor.add").await;
    assert_eq!(added.iter().map(|event| event.detail.as_deref()).collect::<Vec<_>>(), [Some("passkey")]);
    assert_eq!(waiting(&app).await, ["factor_changed maren@example.org"]);
    let known = begin_registration(&app, &maren).await["options"]["excludeCredentials"].clone();
    assert_eq!(each(&known, "type"), ["public-key"], "a device makes no second one");

    app.send(&maren, Method::PATCH, &path, &json!({"name": "Blue key"})).await.expect_status(204);
    assert_eq!(each(&listed(&app, &maren).await, "name"), ["Blue key"]);
    let nameless = app.send(&maren, Method::PATCH, &path, &json!({"name": " "})).await;
    assert_eq!((nameless.status, nameless.errors().as_str()), (422, "name required"));

    app.delete(&path).bearer(&maren.access).expect_status(204).await;
    app.delete(&path).bearer(&maren.access).send().await.assert_refused(404, "not_found");
    assert_eq!(app.events("factor.remove").await.len(), 1);
    assert_eq!(waiting(&app).await, ["factor_changed maren@example.org"; 2]);
    let unknown = passkey.sign_in(&app).await;
    unknown.assert_refused(401, "passkey_refused");
    assert_eq!(unknown.errors(), "credential unknown_credential");
    app.sign_in("maren", PASSWORD).expect_status(200).await;
}

#[tokio::test]
async fn the_passkey_of_somebody_else_is_neither_renamed_nor_removed() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    let (_, jonas) = app.member("jonas").await;
    let path = format!("{PASSKEYS}/{}", id_of(&listed(&app, &maren).await[0]));
    app.send(&jonas, Method::PATCH, &path, &json!({"name": "Mine"})).await.assert_refused(404, "not_found");
    app.delete(&path).bearer(&jonas.access).send().await.assert_refused(404, "not_found");
    assert_eq!(each(&listed(&app, &maren).await, "name"), ["Passkey"]);
    passkey.sign_in(&app).await.expect_status(200);
}

#[tokio::test]
async fn a_passkey_signs_in_without_a_password() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    app.wait(MINUTE);
    let before = app.events("session.start").await.len();
    let begun = begin_sign_in(&app, &json!({})).await;
    let options = &begun["options"];
    assert_eq!((&options["rpId"], &options["userVerification"]), (&json!("localhost"), &json!("required")));
    assert_eq!((&options["allowCredentials"], &begun["expires_in"]), (&json!([]), &json!(600)));
    let tokens = Tokens::of(&finish(&app, &passkey.answer(&begun)).await.expect_status(200).json());
    assert_eq!(app.me(&tokens.access).expect_status(200).await.json()["username"], "maren");
    let now = app.accounts.now().seconds();
    let expected = (json!(["hwk", "user", "mfa"]), json!("urn:vestibule:acr:passkey"));
    let (methods, level, at) = proof(&tokens.access);
    assert_eq!((methods, level), expected);
    assert!(at.as_i64().is_some_and(|at| (now - 60..=now).contains(&at)), "{at}");
    let renewed = Tokens::of(&app.refresh(&tokens).await.expect_status(200).json());
    assert_eq!(proof(&renewed.access), proof(&tokens.access), "renewing changes nothing");
    assert_eq!(app.events("session.start").await.len(), before + 1);
    let used = listed(&app, &maren).await[0].clone();
    assert!(used["last_used_at"] != json!(null) && used["last_used_at"] != used["created_at"], "{used}");
}

#[tokio::test]
async fn a_passkey_without_a_counter_signs_in_again_and_again() {
    let app = TestApp::new().await;
    let (_, maren) = app.member("maren").await;
    let mut passkey = Authenticator { counter: 0, ..Authenticator::new() };
    passkey.register(&app, &maren).await.expect_status(201);
    for _ in 0..3 {
        passkey.sign_in(&app).await.expect_status(200);
    }
}

#[tokio::test]
async fn a_passkey_is_a_second_factor() {
    let app = TestApp::new().await;
    let (mut passkey, _) = owner(&app, "maren").await;
    let reply = app.sign_in("maren", PASSWORD).send().await;
    reply.assert_refused(401, "second_factor_required");
    assert_eq!(reply.json()["methods"], json!(["passkey"]));
    let waits = pending(&app, "maren").await;
    let tokens = Tokens::of(&passkey.complete(&app, &waits).await.expect_status(200).json());
    let (methods, level, _) = proof(&tokens.access);
    assert_eq!((methods, level), (json!(["pwd", "hwk", "user", "mfa"]), json!("urn:vestibule:acr:passkey")));

    let again = begin_sign_in(&app, &json!({"pending_token": waits})).await;
    finish(&app, &passkey.answer(&again)).await.assert_refused(401, "pending_expired");
    let made_up = app.post("/api/auth/login/passkey/begin").json(&json!({"pending_token": "made up"})).send().await;
    made_up.assert_refused(401, "pending_expired");
}

#[tokio::test]
async fn a_passkey_proves_again_who_one_is() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    app.wait(10 * MINUTE);
    app.post(&format!("{PASSKEYS}/begin")).bearer(&maren.access).send().await.assert_refused(401, "step_up_required");
    let password = app.send(&maren, Method::POST, STEP_UP, &json!({"password": PASSWORD})).await;
    assert_eq!((password.status, password.errors().as_str()), (422, "code required"), "not enough with a passkey");
    let access = step_up(&app, &maren, &mut passkey).await.expect_status(200).json()["access_token"].clone();
    let access = access.as_str().expect("a token").to_owned();
    assert_eq!(proof(&access).0, json!(["hwk", "user", "mfa"]));
    assert_eq!(part_of_jwt(&access, 1)["sid"], part_of_jwt(&maren.access, 1)["sid"]);
    begin_registration(&app, &Tokens { access, ..maren.clone() }).await;
    app.wait(10 * MINUTE);
    let renewed = Tokens::of(&app.refresh(&maren).await.expect_status(200).json());
    app.post(&format!("{PASSKEYS}/begin")).bearer(&renewed.access).send().await.assert_refused(401, "step_up_required");
}

#[tokio::test]
async fn whether_a_synced_passkey_is_backed_up_may_change() {
    let app = TestApp::new().await;
    let (_, maren) = app.member("maren").await;
    let mut passkey = Authenticator { is_synced: true, counter: 0, ..Authenticator::new() };
    passkey.register(&app, &maren).await.expect_status(201);
    for is_backed_up in [false, true, false] {
        passkey.is_backed_up = is_backed_up;
        passkey.sign_in(&app).await.expect_status(200);
        let shown = listed(&app, &maren).await[0].clone();
        assert_eq!((&shown["is_synced"], &shown["is_backed_up"]), (&json!(true), &json!(is_backed_up)));
    }
    assert!(app.events("factor.use").await.is_empty());
}

#[tokio::test]
async fn passkeys_need_a_domain_and_https() {
    let app = TestApp::with(|config| config.base_url = "http://192.0.2.1:3000".to_owned()).await;
    let (_, maren) = app.member("maren").await;
    let begun = app.post(&format!("{PASSKEYS}/begin")).bearer(&maren.access).send().await;
    begun.assert_refused(409, "passkeys_unavailable");
    app.post("/api/auth/login/passkey/begin").send().await.assert_refused(409, "passkeys_unavailable");
}
