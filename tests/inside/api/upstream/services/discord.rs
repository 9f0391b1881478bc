//! Discord.
//!
//! Sources, as of November 2026: "OAuth2" of its documentation (addresses, scopes, exchange and its answer), "User Resource" (`GET
//! /users/@me`, and which member needs which scope) and "API Reference" (versions; ids are texts), all in `discord/discord-api-docs`; and
//! `https://discord.com/.well-known/oauth-authorization-server`, which names `S256` and `authorization_response_iss_parameter_supported`.

use super::{MAREN, Shape, World, shared_secret};
use crate::api::upstream::{FIRST_TIME, SIGN_IN_FIRST};
use crate::support::hostile_provider::merge;
use crate::support::service::{Asked, Kept, page};
use crate::support::*;
use axum::response::Response;
use url::Url;
use vestibule::shared::providers::ProviderKind;

const TOKEN: &str = "POST discord.com/api/oauth2/token";
/// Of the version that is not deprecated.
const ME: &str = "GET discord.com/api/v10/users/@me";

pub(super) const DISCORD: Shape = Shape {
    kind: ProviderKind::Discord,
    hosts: &["discord.com"],
    sign_in: "https://discord.com/oauth2/authorize",
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

fn person(id: u64, email: Option<&str>, is_confirmed: bool) -> Value {
    json!({
        "id": id.to_string(), "username": "maren.l", "discriminator": "0", "global_name": "Maren Lind", "avatar": null,
        "mfa_enabled": true, "locale": "en-GB", "flags": 0, "public_flags": 0, "email": email, "verified": is_confirmed,
    })
}

fn answers(kept: &mut Kept, asked: &Asked) -> Response {
    match asked.what.as_str() {
        TOKEN => exchange(kept, asked),
        ME => me(kept, asked),
        _ => page(404, &json!({"message": "404: Not Found", "code": 0})),
    }
}

fn exchange(kept: &mut Kept, asked: &Asked) -> Response {
    if !kept.knows(asked) {
        return page(401, &json!({"error": "invalid_client"}));
    }
    let Some(grant) = kept.redeem(asked).filter(|grant| grant.is_proved_by(asked)) else {
        return page(400, &json!({"error": "invalid_grant", "error_description": "Invalid \"code\" in request."}));
    };
    let scope = grant.asked["scope"].clone();
    let token = kept.issue(grant);
    page(
        200,
        &json!({"access_token": token, "token_type": "Bearer", "expires_in": 604_800, "refresh_token": "r", "scope": scope}),
    )
}

fn me(kept: &Kept, asked: &Asked) -> Response {
    let Some(grant) = kept.grant_of(asked).filter(|grant| grant.has_scope("identify")) else {
        return page(401, &json!({"message": "401: Unauthorized", "code": 0}));
    };
    let mut person = grant.person.clone();
    if !grant.has_scope("email") {
        merge(&mut person, &json!({"email": null, "verified": null}));
    }
    page(200, &person)
}

#[tokio::test]
async fn it_is_asked_for_name_and_address() {
    let world = World::of(&DISCORD).await;
    let mut browser = world.app.browser();
    let location = world.leave(&mut browser, "?login_hint=maren@example.org").await;
    let url = Url::parse(&location).expect("a URL");
    let asked = |name: &str| url.query_pairs().find(|(is, _)| is == name).map(|(_, value)| value.into_owned());
    assert_eq!(asked("scope").as_deref(), Some("identify email"));
    assert_eq!(asked("redirect_uri").as_deref(), Some("http://localhost:3000/auth/with/company/callback"));
    // It has neither tokens that would name an attempt nor a parameter for hints.
    assert_eq!((asked("nonce"), asked("login_hint")), (None, None));
    let answer = world.service.authorize(&location, &person(1001, Some(MAREN), true));
    // As its metadata promises.
    let answer = answer.with("iss", "https://discord.com");
    assert_eq!(world.outcome(&mut browser, &answer).await, FIRST_TIME);
    let page = browser.open(FIRST_TIME).await.expect_status(200);
    for value in ["maren.l", "Maren Lind", MAREN] {
        assert!(page.has("value", value), "{value} is not in {}", page.text());
    }
}

#[tokio::test]
async fn it_vouches_for_an_address_that_it_calls_verified() {
    let world = World::of(&DISCORD).await;
    world.account_of_maren(MAREN).await;
    let with = |email: Value, verified: Value| {
        let mut person = person(666, None, false);
        merge(&mut person, &json!({"email": email, "verified": verified}));
        person
    };
    for (email, verified, expected) in [
        (json!(MAREN), json!(false), SIGN_IN_FIRST),
        (json!(MAREN), Value::Null, SIGN_IN_FIRST),
        (json!(MAREN), json!("true"), "malformed"),
        (json!(MAREN), json!(1), "malformed"),
        (json!([MAREN]), json!(true), "malformed"),
        (Value::Null, json!(true), FIRST_TIME),
    ] {
        assert_eq!(world.sign_in(&with(email.clone(), verified.clone())).await, expected, "{email} {verified}");
        assert!(world.linked().await.is_empty(), "{email} {verified}");
    }
    assert_eq!(world.sign_in(&person(1001, Some(MAREN), true)).await, "signed in");
    assert_eq!(world.linked().await, ["maren 1001"]);
}

#[tokio::test]
async fn an_id_in_numbers_is_none() {
    // Those of JSON would round it.
    let world = World::of(&DISCORD).await;
    let mut rounded = person(1001, Some(MAREN), true);
    rounded["id"] = json!(80_351_110_224_678_912_u64);
    assert_eq!(world.sign_in(&rounded).await, "malformed");
}

#[tokio::test]
async fn who_may_come_is_asked_of_verified_addresses() {
    let world = World::with(&DISCORD, |definition| definition.allowed_domains = vec!["example.org".to_owned()]).await;
    assert_eq!(world.sign_in(&person(1, Some(MAREN), true)).await, FIRST_TIME);
    assert_eq!(world.sign_in(&person(2, Some(MAREN), false)).await, "domain");
    assert_eq!(world.sign_in(&person(3, Some("maren@example.net"), true)).await, "domain");
    assert_eq!(world.sign_in(&person(4, None, true)).await, "no_address");
}
