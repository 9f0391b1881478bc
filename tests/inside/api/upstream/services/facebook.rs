//! Facebook.
//!
//! Sources, as of November 2026, at developers.facebook.com: "Manually Build a Login Flow" (addresses, parameters, the exchange and its
//! answer), "Secure Graph API Calls" (`appsecret_proof`, and "Require App Secret"), "Graph API Changelog", versions (v26.0 of 29 July
//! 2026 is the newest; v23.0 ends on 8 October 2027), "Permissions" (`email` is missing if there is no valid one, and nothing says that
//! one is confirmed), "Handle Errors" of the Graph API (an object with a number); and the numbers that programs have met: 100 with the
//! subcode 36009 for a code that was used, 1 for a wrong secret, 101 for an unknown app, 190 for an access token that is none, 2500 for a
//! path. PKCE is in "OIDC Code Flow with PKCE" alone, so whether verifiers are compared without the scope `openid` is not documented. It
//! is assumed here.

use super::{MAREN, Shape, World, shared_secret};
use crate::api::upstream::{FIRST_TIME, SIGN_IN_FIRST};
use crate::support::hostile_provider::Answer;
use crate::support::service::{Asked, Kept, page};
use crate::support::*;
use axum::response::Response;
use ring::hmac;
use url::Url;
use vestibule::shared::providers::ProviderKind;

const TOKEN: &str = "POST graph.facebook.com/v26.0/oauth/access_token";
const ME: &str = "GET graph.facebook.com/v26.0/me";

pub(super) const FACEBOOK: Shape = Shape {
    kind: ProviderKind::Facebook,
    hosts: &["graph.facebook.com"],
    sign_in: "https://www.facebook.com/v26.0/dialog/oauth",
    token: TOKEN,
    me: Some(ME),
    answers,
    credentials: shared_secret,
    define: |_| {},
    person,
    subject: "id",
    stolen_code: "invalid_code",
    denial: "access_denied",
    is_posted: false,
};

/// It does not say whether the address is confirmed. `verified` was about the account, and is in no version that lasts.
fn person(id: u64, email: Option<&str>, is_confirmed: bool) -> Value {
    let mut person = json!({"id": id.to_string(), "name": "Maren Lind", "verified": is_confirmed});
    if let Some(email) = email {
        person["email"] = json!(email);
    }
    person
}

fn error(code: u32, message: &str) -> Value {
    json!({"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1b2"}})
}

fn answers(kept: &mut Kept, asked: &Asked) -> Response {
    match asked.what.as_str() {
        TOKEN => exchange(kept, asked),
        ME => me(kept, asked),
        _ => page(400, &error(2500, "Unknown path components")),
    }
}

fn exchange(kept: &mut Kept, asked: &Asked) -> Response {
    if !kept.knows(asked) {
        return page(400, &error(1, "Error validating client secret."));
    }
    let Some(grant) = kept.redeem(asked).filter(|grant| grant.is_proved_by(asked)) else {
        return page(400, &error(100, "This authorization code has been used."));
    };
    let token = kept.issue(grant);
    page(200, &json!({"access_token": token, "token_type": "bearer", "expires_in": 5_183_999}))
}

/// With "Require App Secret".
fn me(kept: &Kept, asked: &Asked) -> Response {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &kept.secret);
    let token = asked.authorization.strip_prefix("Bearer ").unwrap_or_default();
    let Some(grant) = kept.grant_of(asked) else { return page(400, &error(190, "Invalid OAuth access token.")) };
    let Some(proof) = asked.query.get("appsecret_proof") else {
        return page(400, &error(100, "API calls from the server require an appsecret_proof argument"));
    };
    let expected: String =
        hmac::sign(&key, token.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    if *proof != expected {
        return page(400, &error(100, "Invalid appsecret_proof provided in the API argument"));
    }
    let mut person = grant.person.clone();
    let fields: Vec<_> = asked.query.get("fields").map_or("id,name", String::as_str).split(',').collect();
    let is_allowed = |name: &str| fields.contains(&name) && (name != "email" || grant.has_scope("email"));
    person.as_object_mut().expect("an object").retain(|name, _| name == "verified" || is_allowed(name));
    page(200, &person)
}

#[tokio::test]
async fn it_is_asked_for_name_and_address() {
    let world = World::of(&FACEBOOK).await;
    let mut browser = world.app.browser();
    let location = world.leave(&mut browser, "").await;
    let url = Url::parse(&location).expect("a URL");
    let asked = |name: &str| url.query_pairs().find(|(is, _)| is == name).map(|(_, value)| value.into_owned());
    assert_eq!((asked("scope").as_deref(), asked("nonce")), (Some("email public_profile"), None));
    let answer = world.service.authorize(&location, &person(10_160, Some(MAREN), true));
    assert_eq!(world.outcome(&mut browser, &answer).await, FIRST_TIME);
    let page = browser.open(FIRST_TIME).await.expect_status(200);
    for value in ["Maren Lind", MAREN] {
        assert!(page.has("value", value), "{value} is not in {}", page.text());
    }
}

#[tokio::test]
async fn no_address_opens_an_account_that_has_it() {
    let world = World::of(&FACEBOOK).await;
    world.account_of_maren(MAREN).await;
    let mut mallory = person(666, Some(MAREN), true);
    for claim in ["email_verified", "is_verified", "verified"] {
        mallory[claim] = json!(true);
        assert_eq!(world.sign_in(&mallory).await, SIGN_IN_FIRST, "{claim}");
    }
    world.app.administrator("boss").await;
    world.app.set_confirmed("boss").await;
    assert_eq!(world.sign_in(&person(667, Some("boss@example.org"), true)).await, SIGN_IN_FIRST);
    assert!(world.linked().await.is_empty());
}

#[tokio::test]
async fn its_errors_are_numbers_in_an_object() {
    let world = World::of(&FACEBOOK).await;
    let maren = person(10_160, Some(MAREN), true);
    for (what, code, expected) in [
        (TOKEN, 100, "invalid_code"),
        (TOKEN, 1, "invalid_client"),
        (TOKEN, 101, "invalid_client"),
        // Too many requests of the app, and a path that a version does not have.
        (TOKEN, 4, "refused"),
        (TOKEN, 2500, "refused"),
        (ME, 190, "malformed"),
        (ME, 100, "malformed"),
    ] {
        world.service.answer(what, Answer::Page(400, "application/json", error(code, "No").to_string()));
        assert_eq!(world.sign_in(&maren).await, expected, "{what} {code}");
    }
    // With the status of a success as well.
    let refused = error(190, "Invalid OAuth access token.").to_string();
    world.service.answer(ME, Answer::Page(200, "text/javascript; charset=UTF-8", refused));
    assert_eq!(world.sign_in(&maren).await, "malformed");
}
