//! Sessions that have begun without a second factor, before the account had one, are offered to be ended.

use super::{AUTHENTICATOR, add_authenticator};
use crate::support::authenticator::{Authenticator, begin_registration};
use crate::support::totp::totp;
use crate::support::*;

const PASSKEYS: &str = "/api/account/factors/passkeys";

/// Adds an authenticator app; returns the answer.
async fn add(app: &TestApp, who: &Tokens, end: Value) -> Reply {
    let new = app.post(&format!("{AUTHENTICATOR}/begin")).bearer(&who.access).expect_status(200).await.json();
    let code = totp(new["secret"].as_str().expect("a secret"), app.accounts.now());
    let body = json!({"setup": new["setup"], "code": code, "end_other_sessions": end});
    app.send(who, Method::POST, &format!("{AUTHENTICATOR}/confirm"), &body).await
}

async fn is_in(app: &TestApp, who: &Tokens) -> bool {
    app.me(&who.access).send().await.status == 200
}

#[tokio::test]
async fn the_answer_says_how_many_there_are_and_ends_them_on_request() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let (_, jonas) = app.member("jonas").await;
    let others = [app.log_in("maren").await, app.log_in("maren").await];
    app.wait(1);
    let wrong = add(&app, &maren, json!("yes")).await;
    assert_eq!((wrong.status, wrong.errors().as_str()), (422, "end_other_sessions wrong_type"));
    let added = add(&app, &maren, Value::Null).await.expect_status(200).json();
    assert_eq!(added["sessions_without_factor"], 2, "{added}");
    assert!(added["created_at"].is_string());
    assert!(is_in(&app, &others[0]).await && is_in(&app, &others[1]).await);

    let mut passkey = Authenticator::new();
    let begun = begin_registration(&app, &maren).await;
    let body = json!({"challenge": begun["challenge"], "credential": passkey.create(&begun["options"]),
        "end_other_sessions": true});
    let added = app.send(&maren, Method::POST, PASSKEYS, &body).await.expect_status(201).json();
    assert_eq!((&added["sessions_without_factor"], &added["is_synced"]), (&json!(0), &json!(false)));
    assert!(!is_in(&app, &others[0]).await && !is_in(&app, &others[1]).await);
    assert!(is_in(&app, &maren).await && is_in(&app, &jonas).await);
    assert_eq!(app.events("session.end").await.len(), 2);
    // Begun with the factor.
    let signed_in = Tokens::of(&passkey.sign_in(&app).await.expect_status(200).json());
    let added = add(&app, &maren, json!(true)).await.expect_status(200).json();
    assert_eq!(added["sessions_without_factor"], 0);
    assert!(is_in(&app, &signed_in).await);
}

#[tokio::test]
async fn those_in_which_the_factor_was_shown_go_on() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let other = app.log_in("maren").await;
    app.wait(1);
    let secret = add_authenticator(&app, &maren).await;
    let count = async || {
        let caller = app.caller(&maren.access).await;
        app.accounts.factors().sessions_without_factor(&caller).await.expect("a number")
    };
    assert_eq!(count().await, 1);
    let body = json!({"code": totp(&secret, app.accounts.now())});
    app.send(&other, Method::POST, "/api/auth/step-up", &body).await.expect_status(200);
    assert_eq!(count().await, 0);
    app.accounts.factors().end_sessions_without_factor(&app.caller(&maren.access).await).await.expect("a change");
    assert!(is_in(&app, &other).await);
}

/// Without JavaScript.
mod pages {
    use super::*;

    #[tokio::test]
    async fn the_page_about_security_ends_them_with_one_press() {
        let app = TestApp::new().await;
        let (_, tokens) = app.member("maren").await;
        let mut maren = app.browser_of("maren").await;
        let other = app.log_in("maren").await;
        app.wait(1);
        maren.open("/account/security").await.assert_hides(&["was signed in without a second factor"]);
        add_authenticator(&app, &tokens).await;
        let page = maren.open("/account/security").await;
        page.assert_shows(&["Another device was signed in without a second factor", "Sign them out"]);
        let ended = maren.submit("/actions/sessions/end-without-factor", &[]).await;
        assert_eq!(ended.location(), "/account/security");
        let page = maren.follow(&ended).await;
        page.assert_shows(&["The devices without a second factor are signed out."]);
        page.assert_hides(&["Another device was signed in"]);
        assert!(!is_in(&app, &other).await && is_in(&app, &tokens).await);
    }
}
