//! Proving again who one is, before what matters.

use super::{MINUTE, Owner, RECOVERY_CODES};
use crate::support::authenticator::Authenticator;
use crate::support::*;

const STEP_UP: &str = "/api/auth/step-up";

async fn step_up(app: &TestApp, who: &Tokens, body: Value) -> Reply {
    app.send(who, Method::POST, STEP_UP, &body).await
}

/// Something that matters.
async fn make_codes(app: &TestApp, who: &Tokens) -> Reply {
    app.post(RECOVERY_CODES).bearer(&who.access).send().await
}

#[tokio::test]
async fn what_matters_asks_again_after_ten_minutes() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    app.wait(10 * MINUTE - 1);
    make_codes(&app, &maren).await.expect_status(201);
    app.wait(1);
    let refused = make_codes(&app, &maren).await;
    refused.assert_refused(401, "step_up_required");
    let header = "Bearer realm=\"vestibule\", error=\"insufficient_user_authentication\", max_age=\"600\", \
                  acr_values=\"urn:vestibule:acr:password\"";
    assert_eq!(refused.header("www-authenticate"), header);

    let stepped_up = step_up(&app, &maren, json!({"password": PASSWORD})).await.expect_status(200).json();
    let members: Vec<_> = stepped_up.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["access_token", "expires_in", "token_type"], "the session keeps its refresh token");
    let access = stepped_up["access_token"].as_str().expect("a token").to_owned();
    let (old, new) = (part_of_jwt(&maren.access, 1), part_of_jwt(&access, 1));
    assert_eq!(new["sid"], old["sid"]);
    assert_eq!(new["auth_time"], app.accounts.now().seconds() - 30);
    make_codes(&app, &Tokens { access, ..maren.clone() }).await.expect_status(201);
    let renewed = Tokens::of(&app.refresh(&maren).await.expect_status(200).json());
    assert_eq!(part_of_jwt(&renewed.access, 1)["auth_time"], new["auth_time"]);
    assert_eq!(app.events("session.step_up").await.len(), 1);

    app.wait(10 * MINUTE);
    make_codes(&app, &renewed).await.assert_refused(401, "step_up_required");
}

#[tokio::test]
async fn the_age_of_a_proof_is_a_setting() {
    let app = TestApp::with(|config| config.step_up_after = Duration::from_secs(60)).await;
    let (_, maren) = app.member("maren").await;
    app.wait(60);
    let refused = make_codes(&app, &maren).await;
    refused.assert_refused(401, "step_up_required");
    assert!(refused.header("www-authenticate").contains("max_age=\"60\""));
}

#[tokio::test]
async fn an_account_with_a_second_factor_needs_it() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    let refused = step_up(&app, &maren.tokens, json!({"password": PASSWORD})).await;
    assert_eq!((refused.status, refused.errors().as_str()), (422, "code required"));
    let wrong = step_up(&app, &maren.tokens, json!({"code": maren.wrong_code()})).await;
    wrong.assert_refused(401, "invalid_code");
    let both = step_up(&app, &maren.tokens, json!({"password": "wrong", "code": maren.code()})).await;
    assert_eq!((both.status, both.errors().as_str()), (422, "password wrong_password"));
    let reply = step_up(&app, &maren.tokens, json!({"code": maren.code()})).await.expect_status(200).json();
    let claims = part_of_jwt(reply["access_token"].as_str().expect("a token"), 1);
    assert_eq!(claims["amr"], json!(["pwd", "otp", "mfa"]), "the password was right at the sign-in");
    step_up(&app, &maren.tokens, json!({"code": maren.code()})).await.assert_refused(401, "invalid_code");
    let refused = app.events("session.step_up").await;
    assert_eq!(refused.iter().filter(|event| event.detail.as_deref() == Some("wrong_code")).count(), 2);
}

#[tokio::test]
async fn a_recovery_code_takes_the_place_of_a_factor_and_is_none_of_its_own() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let made = make_codes(&app, &maren).await.expect_status(201).json();
    let code = json!({"code": made["codes"][0]});
    step_up(&app, &maren, code.clone()).await.assert_refused(401, "invalid_code");
    super::add_authenticator(&app, &maren).await;
    // It was not used up.
    step_up(&app, &maren, code).await.expect_status(200);
}

#[tokio::test]
async fn something_has_to_be_shown() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    for (body, errors) in [
        (json!({}), "password required"),
        (json!({"password": ""}), "password required"),
        (json!({"password": "wrong"}), "password wrong_password"),
        (json!({"code": " "}), "code required"),
        (json!({"challenge": "made up"}), "credential required"),
        (json!({"challenge": "made up", "credential": 7}), "credential wrong_type"),
    ] {
        let reply = step_up(&app, &maren, body.clone()).await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, errors), "{body}");
    }
    let passkey = json!({"challenge": "made up", "credential": {}});
    step_up(&app, &maren, passkey).await.assert_refused(401, "passkey_refused");
}

#[tokio::test]
async fn wrong_codes_in_a_session_make_it_wait() {
    let app = TestApp::new().await;
    let maren = Owner::new(&app, "maren").await;
    for _ in 0..10 {
        step_up(&app, &maren.tokens, json!({"code": maren.wrong_code()})).await.assert_refused(401, "invalid_code");
    }
    step_up(&app, &maren.tokens, json!({"code": maren.code()})).await.assert_refused(429, "too_many_attempts");
    let pending = maren.pending().await;
    super::complete(&app, &pending, &maren.code()).await.expect_status(200);
}

#[tokio::test]
async fn a_hundred_wrong_codes_in_a_row_close_the_app_wherever_they_were_tried() {
    let app = TestApp::new().await;
    let (_, first) = app.member("maren").await;
    let mut sessions = Vec::new();
    for _ in 0..14 {
        sessions.push(app.log_in("maren").await);
    }
    let secret = super::add_authenticator(&app, &first).await;
    let maren = Owner { app: &app, username: "maren", secret, tokens: first };
    let recovery_code = maren.recovery_codes().await.swap_remove(0);
    let counted = async || {
        let rows = app.database.run("SELECT '' || failures FROM throttles WHERE key LIKE 'run:account:%:factor'").await;
        rows.first().cloned().unwrap_or_else(|| "0".to_owned())
    };
    let nine_wrong = async |who: &Tokens| {
        for _ in 0..9 {
            step_up(&app, who, json!({"code": maren.wrong_code()})).await.assert_refused(401, "invalid_code");
        }
    };
    for session in &sessions[..3] {
        nine_wrong(session).await;
    }
    assert_eq!(counted().await, "27");
    step_up(&app, &sessions[0], json!({"code": maren.next_code()})).await.expect_status(200);
    assert_eq!(counted().await, "0", "a right code resets them");
    // A code that was right is no guess.
    step_up(&app, &sessions[0], json!({"code": maren.code()})).await.assert_refused(401, "invalid_code");
    for session in &sessions[3..] {
        nine_wrong(session).await;
    }
    assert_eq!(counted().await, "99");
    let pending = maren.pending().await;
    super::complete(&app, &pending, &maren.wrong_code()).await.assert_refused(401, "invalid_code");

    let closed = step_up(&app, &maren.tokens, json!({"code": maren.next_code()})).await;
    closed.assert_refused(401, "invalid_code");
    assert!(closed.text().contains("closed after too many wrong ones"), "{}", closed.text());
    super::complete(&app, &pending, &maren.code()).await.assert_refused(401, "invalid_code");
    // Recovery codes cannot be guessed. One opens the app again.
    step_up(&app, &maren.tokens, json!({"code": recovery_code})).await.expect_status(200);
    step_up(&app, &maren.tokens, json!({"code": maren.next_code()})).await.expect_status(200);
}

#[tokio::test]
async fn a_code_after_a_passkey_takes_nothing_away() {
    let (app, _, first) = TestApp::with_member("maren").await;
    let secret = super::add_authenticator(&app, &first).await;
    let maren = Owner { app: &app, username: "maren", secret, tokens: first };
    let mut passkey = Authenticator::added(&app, &maren.tokens).await;
    let signed_in = Tokens::of(&passkey.sign_in(&app).await.expect_status(200).json());
    app.wait(5 * MINUTE);
    let claims = async |who: &Tokens, code: &str| {
        let reply = step_up(&app, who, json!({"code": code})).await.expect_status(200).json();
        part_of_jwt(reply["access_token"].as_str().expect("a token"), 1)
    };
    let both = claims(&signed_in, &maren.next_code()).await;
    assert_eq!(both["acr"], "urn:vestibule:acr:passkey");
    assert_eq!(both["amr"], json!(["otp", "hwk", "user", "mfa"]));
    assert_eq!(both["auth_time"], app.accounts.now().seconds() - 30, "of the last proof");
    let renewed = Tokens::of(&app.refresh(&signed_in).await.expect_status(200).json());
    assert_eq!(part_of_jwt(&renewed.access, 1)["acr"], both["acr"]);
    // Codes do not carry it on for ever.
    app.wait(5 * MINUTE);
    let later = claims(&renewed, &maren.next_code()).await;
    assert_eq!((&later["acr"], &later["amr"]), (&json!("urn:vestibule:acr:password"), &json!(["otp"])));
}

#[tokio::test]
async fn programs_are_not_asked() {
    let (app, user, maren) = TestApp::with_member("maren").await;
    let (_, secret) = app.api_token(&maren, id_of(&user), &["self"]).await;
    app.wait(10 * MINUTE);
    let path = format!("/api/users/{}", id_of(&user));
    app.send(&secret, Method::PATCH, &path, &json!({"name": "Maren"})).await.expect_status(200);
    step_up(&app, &Tokens { access: secret, ..maren }, json!({"password": PASSWORD})).await.expect_status(403);
}
