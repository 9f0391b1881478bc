//! Browsers in which an account needs no second factor.

use super::{AUTHENTICATOR, Owner, add_authenticator};
use crate::support::*;
use vestibule::accounts::{Browser, LogIn, SignIn};
use vestibule::shared::requests::{LoginRequest, SecondFactorRequest};

const DAY: u64 = 24 * 60 * 60;

async fn app_with_trust() -> TestApp {
    TestApp::with(|config| config.trust_browsers = Some(Duration::from_secs(30 * DAY))).await
}

/// Sends the right password with the cookie of a browser.
async fn log_in(app: &TestApp, username: &str, password: &str, cookie: Option<&str>) -> LogIn {
    let request = LoginRequest { login: username.into(), password: password.into(), ..LoginRequest::default() };
    let browser = Browser { trusted: cookie, ..Browser::default() };
    app.accounts.sessions().log_in_from(&Caller::default(), browser, request).await.expect("the right password")
}

/// Signs in with a code, and trusts the browser; returns its new cookie.
async fn trust(owner: &Owner<'_>, cookie: Option<&str>) -> SignIn {
    let LogIn::SecondFactor(pending) = log_in(owner.app, owner.username, PASSWORD, cookie).await else {
        panic!("no second factor was needed");
    };
    let request = SecondFactorRequest {
        pending_token: pending.pending_token.into(),
        code: owner.next_code().into(),
        trust: Expected::Given(true),
    };
    let browser = Browser { trusted: cookie, ..Browser::default() };
    owner.app.accounts.sessions().log_in_with_code(&Caller::default(), browser, request).await.expect("a session")
}

/// The session of an owner, with a proof of now.
async fn proved(owner: &Owner<'_>) -> Tokens {
    let body = json!({"code": owner.next_code()});
    let reply = owner.app.send(&owner.tokens, Method::POST, "/api/auth/step-up", &body).await.expect_status(200).json();
    Tokens { access: reply["access_token"].as_str().expect("a token").to_owned(), ..owner.tokens.clone() }
}

async fn is_trusted(owner: &Owner<'_>, cookie: &str) -> bool {
    matches!(log_in(owner.app, owner.username, PASSWORD, Some(cookie)).await, LogIn::Done(_))
}

#[tokio::test]
async fn a_trusted_browser_needs_no_second_factor_for_thirty_days() {
    let app = app_with_trust().await;
    let maren = Owner::new(&app, "maren").await;
    let cookie = trust(&maren, None).await.trusted.expect("a cookie");
    assert!(is_trusted(&maren, &cookie).await);
    assert!(!is_trusted(&maren, "made up").await && !is_trusted(&maren, "").await);
    app.wait(30 * DAY - 60);
    assert!(is_trusted(&maren, &cookie).await);
    app.wait(60);
    assert!(!is_trusted(&maren, &cookie).await);
}

#[tokio::test]
async fn each_account_trusts_a_browser_for_itself() {
    let app = app_with_trust().await;
    let (maren, jonas) = (Owner::new(&app, "maren").await, Owner::new(&app, "jonas").await);
    let of_maren = trust(&maren, None).await.trusted.expect("a cookie");
    assert!(!is_trusted(&jonas, &of_maren).await);
    let of_both = trust(&jonas, Some(&of_maren)).await.trusted.expect("a cookie");
    assert!(is_trusted(&maren, &of_both).await && is_trusted(&jonas, &of_both).await);
}

/// The phone with the app may be the one that was lost.
#[tokio::test]
async fn trust_ends_with_the_app_that_it_was_given_for() {
    let app = app_with_trust().await;
    let maren = Owner::new(&app, "maren").await;
    let cookie = trust(&maren, None).await.trusted.expect("a cookie");
    let again = proved(&maren).await;
    let secret = add_authenticator(&app, &again).await;
    let maren = Owner { secret, ..maren };
    assert!(!is_trusted(&maren, &cookie).await, "another app");

    let cookie = trust(&maren, None).await.trusted.expect("a cookie");
    assert!(is_trusted(&maren, &cookie).await);
    let again = proved(&maren).await;
    app.delete(AUTHENTICATOR).bearer(&again.access).expect_status(204).await;
    add_authenticator(&app, &again).await;
    assert!(!is_trusted(&maren, &cookie).await, "none, and then another one");
}

#[tokio::test]
async fn trust_is_listed_and_revoked_by_its_owner_and_by_a_new_password() {
    let app = app_with_trust().await;
    let maren = Owner::new(&app, "maren").await;
    let signed_in = trust(&maren, None).await;
    let (caller, id) = (app.caller(&signed_in.access_token).await, signed_in.who.user.id);
    let cookie = signed_in.trusted.expect("a cookie");
    let listed = app.accounts.sessions().trusted_browsers(&caller, id).await.expect("a list");
    assert_eq!(listed.len(), 1);
    let stranger = app.caller(&app.member("jonas").await.1.access).await;
    assert_eq!(code(app.accounts.sessions().trusted_browsers(&stranger, id).await), ErrorCode::NotFound);
    assert_eq!(
        code(app.accounts.sessions().forget_trusted_browser(&stranger, listed[0].id).await),
        ErrorCode::NotFound
    );
    assert!(is_trusted(&maren, &cookie).await);
    app.accounts.sessions().forget_trusted_browser(&caller, listed[0].id).await.expect("a revocation");
    assert!(!is_trusted(&maren, &cookie).await);
    assert!(app.accounts.sessions().trusted_browsers(&caller, id).await.expect("a list").is_empty());

    let cookie = trust(&maren, None).await.trusted.expect("a cookie");
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    app.send(&maren.tokens, Method::PUT, "/api/auth/password", &body).await.expect_status(204);
    assert!(matches!(log_in(&app, "maren", OTHER_PASSWORD, Some(&cookie)).await, LogIn::SecondFactor(_)));
}

#[tokio::test]
async fn no_browser_is_trusted_by_default() {
    let app = app_with_trust().await;
    let maren = Owner::new(&app, "maren").await;
    let cookie = trust(&maren, None).await.trusted.expect("a cookie");
    let off = app.replica(|_| {}).await;
    let there = Owner { app: &off, username: "maren", secret: maren.secret.clone(), tokens: maren.tokens.clone() };
    assert!(!is_trusted(&there, &cookie).await, "also one that was trusted before");
    assert_eq!(trust(&there, None).await.trusted, None);
    let path = format!("/api/users/{}/ways-in", app.id_of("maren").await);
    for (server, is_usable) in [(&app, true), (&off, false)] {
        let list = server.read(&maren.tokens, &path).await.expect_status(200).json();
        let ways = list["ways_in"].as_array().expect("a list").iter();
        let browsers: Vec<_> = ways.filter(|way| way["kind"] == "trusted_browser").collect();
        assert!(browsers.len() == 1 && browsers[0]["is_usable"] == is_usable, "{list}");
    }
}
