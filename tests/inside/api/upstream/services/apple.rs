//! Apple. What becomes of its form is in `posted.rs` as well.
//!
//! Sources, as of November 2026, at developer.apple.com: "Request an authorization to the Sign in with Apple server" (`name` and `email`
//! need `response_mode=form_post`; `user` comes the first time, in JSON), "Token validation" and "TokenResponse" (the exchange),
//! "Creating a client secret" (ES256, `iss` is the team, `sub` the client, `aud` is `https://appleid.apple.com`, and at most 15,777,000
//! seconds), "Authenticating users with Sign in with Apple" (the claims: `email_verified` and `is_private_email` are texts or booleans,
//! `nonce` is what was sent), "ErrorResponse". It names no PKCE, so verifiers are not compared here.
//! `https://appleid.apple.com/.well-known/openid-configuration` named `https://account.apple.com` as the issuer on 11 June 2025, and
//! tokens did not (nextauthjs/next-auth#13049, supabase/auth#2051).

use super::{MAREN, Shape, World};
use crate::api::upstream::{FIRST_TIME, SIGN_IN_FIRST, whose};
use crate::support::hostile_provider::{CLIENT_ID, merge};
use crate::support::service::{Asked, Kept, page};
use crate::support::*;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use sha2::{Digest as _, Sha256};
use url::Url;
use vestibule::shared::providers::{ProviderDefinition, ProviderKind};

const ISSUER: &str = "https://appleid.apple.com";
const TOKEN: &str = "POST appleid.apple.com/auth/token";
const TEAM: &str = "TEAM567890";
const KEY: &str = "KEY4567890";
/// The most that it accepts, in seconds.
const SIX_MONTHS: i64 = 15_777_000;
const ICLOUD: &str = "maren@icloud.com";

pub(super) const APPLE: Shape = Shape {
    kind: ProviderKind::Apple,
    hosts: &["appleid.apple.com"],
    sign_in: "https://appleid.apple.com/auth/authorize",
    token: TOKEN,
    me: None,
    answers,
    credentials,
    define,
    person,
    subject: "sub",
    stolen_code: "nonce",
    denial: "user_cancelled_authorize",
    is_posted: true,
};

/// A new private key, as the letters of a file in PEM, and the public one.
fn credentials() -> (String, Vec<u8>) {
    let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let private = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, private.as_ref(), &random).expect("a key");
    (BASE64_STANDARD.encode(private.as_ref()), pair.public_key().as_ref().to_vec())
}

fn define(definition: &mut ProviderDefinition) {
    (definition.team_id, definition.key_id) = (Some(TEAM.to_owned()), Some(KEY.to_owned()));
}

/// Its addresses are always verified. `is_confirmed`: that it says so.
fn person(id: u64, email: Option<&str>, is_confirmed: bool) -> Value {
    let mut person = json!({"sub": id.to_string()});
    if let Some(email) = email {
        let is_private = email.ends_with("@privaterelay.appleid.com").to_string();
        let said = json!({"email": email, "email_verified": is_confirmed.to_string(), "is_private_email": is_private});
        merge(&mut person, &said);
    }
    person
}

fn answers(kept: &mut Kept, asked: &Asked) -> Response {
    match asked.what.as_str() {
        TOKEN => exchange(kept, asked),
        "GET appleid.apple.com/auth/keys" => page(200, &json!({"keys": [kept.key.jwk()]})),
        // As on 11 June 2025.
        "GET appleid.apple.com/.well-known/openid-configuration" => page(
            200,
            &json!({
                "issuer": "https://account.apple.com", "authorization_endpoint": "https://account.apple.com/auth/authorize",
                "token_endpoint": "https://account.apple.com/auth/token", "jwks_uri": "https://account.apple.com/auth/keys",
            }),
        ),
        _ => page(404, &json!({})),
    }
}

fn exchange(kept: &mut Kept, asked: &Asked) -> Response {
    if !is_signed(kept, asked) {
        return page(400, &json!({"error": "invalid_client"}));
    }
    let Some(grant) = kept.redeem(asked) else {
        let described = "The code has already been used.";
        return page(400, &json!({"error": "invalid_grant", "error_description": described}));
    };
    let (now, person, nonce) = (kept.now(), grant.person.clone(), grant.asked["nonce"].clone());
    let (has_address, token) = (grant.has_scope("email"), kept.issue(grant));
    let mut claims = json!({
        "iss": ISSUER, "aud": CLIENT_ID, "iat": now, "exp": now + 86_400, "auth_time": now, "nonce": nonce,
        "nonce_supported": true, "at_hash": BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(&token)[..16]),
    });
    merge(&mut claims, &person);
    if !has_address {
        merge(&mut claims, &json!({"email": null, "email_verified": null, "is_private_email": null}));
    }
    let id_token = kept.signed(&claims);
    page(
        200,
        &json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r", "id_token": id_token}),
    )
}

/// Whether the client secret is a token as it asks for, signed with the key that it knows.
fn is_signed(kept: &Kept, asked: &Asked) -> bool {
    let secret = asked.field("client_secret");
    let Some((message, signature)) = secret.rsplit_once('.') else { return false };
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &kept.secret);
    let (header, claims) = (part_of_jwt(secret, 0), part_of_jwt(secret, 1));
    let lasts = claims["exp"].as_i64().zip(claims["iat"].as_i64());
    let is_valid = lasts
        .is_some_and(|(ends, begins)| begins <= kept.now() && kept.now() < ends && ends - kept.now() <= SIX_MONTHS);
    let said = [&claims["iss"], &claims["sub"], &claims["aud"]];
    key.verify(message.as_bytes(), &signature).is_ok()
        && header == json!({"alg": "ES256", "kid": KEY})
        && said.map(|text| text.as_str().unwrap_or_default()) == [TEAM, CLIENT_ID, ISSUER]
        && asked.field("client_id") == CLIENT_ID
        && is_valid
}

/// What it says the first time, beside the token.
fn user(email: &str) -> String {
    json!({"name": {"firstName": "Maren", "lastName": "Lind"}, "email": email}).to_string()
}

#[tokio::test]
async fn the_name_comes_the_first_time_with_the_form() {
    let world = World::of(&APPLE).await;
    let mut browser = world.app.browser();
    let location = world.leave(&mut browser, "").await;
    let url = Url::parse(&location).expect("a URL");
    let asked = |name: &str| url.query_pairs().find(|(is, _)| is == name).map(|(_, value)| value.into_owned());
    assert_eq!(asked("scope").as_deref(), Some("name email"));
    assert_eq!(asked("response_mode").as_deref(), Some("form_post"));
    assert!(asked("nonce").is_some_and(|nonce| nonce.len() >= 22));
    let maren = person(1001, Some("a1b2@privaterelay.appleid.com"), true);
    // Nobody has signed the address beside the token.
    let answer = world.service.authorize(&location, &maren).with("user", &user("mallory@example.net"));
    assert_eq!(world.outcome(&mut browser, &answer).await, FIRST_TIME);
    let page = browser.open(FIRST_TIME).await.expect_status(200);
    for value in ["Maren Lind", "a1b2@privaterelay.appleid.com"] {
        assert!(page.has("value", value), "{value} is not in {}", page.text());
    }
    page.assert_hides(&["mallory"]);
    // Who has agreed before finds an empty field, and signs in all the same.
    assert_eq!(world.enter(&mut browser, &maren).await, FIRST_TIME);
    browser.open(FIRST_TIME).await.expect_status(200).assert_hides(&["Maren Lind"]);
    world.open_account(&maren).await;
    let mut later = world.app.browser();
    let answer = world.back(&mut later, "", &maren).await.with("user", &user("mallory@example.net"));
    assert_eq!(world.outcome(&mut later, &answer).await, "signed in");
    assert_eq!(whose(&world.app, &later).await.as_deref(), Some("maren"));
}

#[tokio::test]
async fn where_it_answers_is_known_whatever_it_publishes() {
    let world = World::of(&APPLE).await;
    assert_eq!(world.sign_in(&person(1001, Some(ICLOUD), true)).await, FIRST_TIME);
    assert_eq!(world.service.requests("GET appleid.apple.com/.well-known/openid-configuration"), 0);
}

#[tokio::test]
async fn it_vouches_for_the_addresses_that_it_hands_out() {
    for (email, verified, expected) in [
        (ICLOUD, json!("true"), "signed in"),
        (ICLOUD, json!(true), "signed in"),
        ("a1b2@privaterelay.appleid.com", json!("true"), "signed in"),
        (ICLOUD, json!("false"), SIGN_IN_FIRST),
        (ICLOUD, json!(false), SIGN_IN_FIRST),
        (ICLOUD, json!("True"), SIGN_IN_FIRST),
        (ICLOUD, json!(1), SIGN_IN_FIRST),
        (ICLOUD, Value::Null, SIGN_IN_FIRST),
        // Somebody may have them now who has not had them when Apple asked.
        (MAREN, json!("true"), SIGN_IN_FIRST),
        (MAREN, json!(true), SIGN_IN_FIRST),
    ] {
        let world = World::of(&APPLE).await;
        world.account_of_maren(email).await;
        let mut somebody = person(1001, Some(email), true);
        somebody["email_verified"] = verified.clone();
        assert_eq!(world.sign_in(&somebody).await, expected, "{email} {verified}");
        assert_eq!(world.linked().await.len(), usize::from(expected == "signed in"), "{email} {verified}");
    }
}

#[tokio::test]
async fn its_token_is_checked_like_any_other() {
    let world = World::of(&APPLE).await;
    for (claims, expected) in [
        (json!({"iss": "https://account.apple.com"}), "issuer"),
        (json!({"aud": "org.example.another"}), "audience"),
        (json!({"nonce": 7}), "nonce"),
        (json!({"nonce": "another", "nonce_supported": false}), "nonce"),
        (json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}), "nonce"),
        (json!({"exp": "1793534700"}), "malformed"),
    ] {
        let mut maren = person(1001, Some(ICLOUD), true);
        merge(&mut maren, &claims);
        assert_eq!(world.sign_in(&maren).await, expected, "{claims}");
    }
}

#[tokio::test]
async fn each_exchange_has_a_secret_of_its_own_that_is_valid_at_that_time() {
    let world = World::of(&APPLE).await;
    let maren = person(1001, Some(ICLOUD), true);
    for _ in 0..3 {
        assert_eq!(world.sign_in(&maren).await, FIRST_TIME);
        // One that was kept would have ended.
        world.app.wait(200 * 24 * 60 * 60);
    }
}

#[tokio::test]
async fn a_key_or_a_team_of_another_name_is_none() {
    for change in [
        (|definition: &mut ProviderDefinition| definition.key_id = Some("KEY0000000".to_owned()))
            as fn(&mut ProviderDefinition),
        |definition: &mut ProviderDefinition| definition.team_id = Some("TEAM000000".to_owned()),
    ] {
        let world = World::with(&APPLE, change).await;
        assert_eq!(world.sign_in(&person(1001, Some(ICLOUD), true)).await, "invalid_client");
    }
}
