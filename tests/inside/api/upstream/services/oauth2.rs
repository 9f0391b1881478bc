//! A service that has no kind of its own, as a definition describes it: Kakao, whose answer has numbers as ids, and members in members.
//! The attacks at a provider that its definition describes are in `described.rs` as well.
//!
//! Source, as of November 2026: "Kakao Login", "REST API" at developers.kakao.com (addresses; id and secret in the form; `GET
//! /v2/user/me`, with `id` as a number that does not fit into 32 bits, and `kakao_account` with `email`, `is_email_valid`,
//! `is_email_verified` and `profile`).

use super::{MAREN, Shape, World, shared_secret};
use crate::api::upstream::{FIRST_TIME, SIGN_IN_FIRST};
use crate::support::service::{Asked, Kept, page};
use crate::support::*;
use axum::response::Response;
use vestibule::shared::providers::{ProviderDefinition, ProviderKind};

const TOKEN: &str = "POST kauth.kakao.com/oauth/token";
const ME: &str = "GET kapi.kakao.com/v2/user/me";

pub(super) const KAKAO: Shape = Shape {
    kind: ProviderKind::Oauth2,
    hosts: &["kauth.kakao.com", "kapi.kakao.com"],
    sign_in: "https://kauth.kakao.com/oauth/authorize",
    token: TOKEN,
    me: Some(ME),
    answers,
    credentials: shared_secret,
    define,
    person,
    subject: "id",
    stolen_code: "invalid_code",
    denial: "access_denied",
    is_posted: false,
};

fn define(definition: &mut ProviderDefinition) {
    let text = |text: &str| text.to_owned();
    definition.issuer = Some(text("https://kauth.kakao.com"));
    definition.authorization_endpoint = Some(text("https://kauth.kakao.com/oauth/authorize"));
    definition.token_endpoint = Some(text("https://kauth.kakao.com/oauth/token"));
    definition.userinfo_endpoint = Some(text("https://kapi.kakao.com/v2/user/me"));
    let claims = ["email=kakao_account.email", "name=kakao_account.profile.nickname"];
    definition.claims = claims.map(text).to_vec();
    definition.scopes = ["account_email", "profile_nickname"].map(text).to_vec();
}

/// It says where it confirms addresses.
fn says_where(definition: &mut ProviderDefinition) {
    definition.claims.push("email_verified=kakao_account.is_email_verified".to_owned());
}

fn person(id: u64, email: Option<&str>, is_confirmed: bool) -> Value {
    let mut account = json!({"profile": {"nickname": "Maren Lind"}, "is_email_valid": true});
    if let Some(email) = email {
        (account["email"], account["is_email_verified"]) = (json!(email), json!(is_confirmed));
    }
    json!({"id": id, "connected_at": "2026-11-01T12:00:00Z", "kakao_account": account})
}

fn answers(kept: &mut Kept, asked: &Asked) -> Response {
    match asked.what.as_str() {
        TOKEN => exchange(kept, asked),
        ME => match kept.grant_of(asked) {
            Some(grant) => page(200, &grant.person),
            None => page(401, &json!({"msg": "this access token does not exist", "code": -401})),
        },
        _ => page(404, &json!({"msg": "Not Found", "code": -10})),
    }
}

fn exchange(kept: &mut Kept, asked: &Asked) -> Response {
    if !kept.knows(asked) {
        return page(401, &json!({"error": "invalid_client", "error_code": "KOE010"}));
    }
    let Some(grant) = kept.redeem(asked).filter(|grant| grant.is_proved_by(asked)) else {
        return page(400, &json!({"error": "invalid_grant", "error_code": "KOE320"}));
    };
    let token = kept.issue(grant);
    page(200, &json!({"access_token": token, "token_type": "bearer", "expires_in": 43_199, "refresh_token": "r"}))
}

#[tokio::test]
async fn the_definition_says_where_everything_is() {
    let world = World::of(&KAKAO).await;
    let mut browser = world.app.browser();
    // Not rounded.
    let maren = person(u64::MAX, Some(MAREN), true);
    assert_eq!(world.enter(&mut browser, &maren).await, FIRST_TIME);
    let page = browser.open(FIRST_TIME).await.expect_status(200);
    for value in ["Maren Lind", MAREN] {
        assert!(page.has("value", value), "{value} is not in {}", page.text());
    }
    world.open_account(&maren).await;
    assert_eq!(world.linked().await, [format!("maren {}", u64::MAX)]);
}

#[tokio::test]
async fn it_vouches_for_an_address_if_the_definition_says_so_twice() {
    let trusts = |definition: &mut ProviderDefinition| definition.trusted_domains = vec!["example.org".to_owned()];
    let trusts_what_it_says = |definition: &mut ProviderDefinition| {
        says_where(definition);
        definition.trusted_domains = vec!["example.org".to_owned()];
    };
    for (define, expected) in [
        (trusts as fn(&mut ProviderDefinition), SIGN_IN_FIRST),
        (says_where, SIGN_IN_FIRST),
        (trusts_what_it_says, "signed in"),
    ] {
        let world = World::with(&KAKAO, define).await;
        world.account_of_maren(MAREN).await;
        assert_eq!(world.sign_in(&person(666, Some(MAREN), false)).await, SIGN_IN_FIRST);
        assert_eq!(world.sign_in(&person(1001, Some(MAREN), true)).await, expected);
        assert_eq!(world.linked().await.len(), usize::from(expected == "signed in"));
    }
}
