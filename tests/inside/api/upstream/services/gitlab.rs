//! GitLab, at gitlab.com and of one's own.
//!
//! Sources, as of November 2026: "GitLab as OpenID Connect identity provider" of its documentation (which claims are in the ID token),
//! what `https://gitlab.com/.well-known/openid-configuration` publishes, `config/initializers/doorkeeper_openid_connect.rb` of GitLab
//! (`sub` is the number of the account; `email_verified` is about the primary address; `prompt=login` signs somebody out and in again),
//! and the code of the gem `doorkeeper-openid_connect` (`auth_time` is always there; `max_age=0` is ignored by most versions).

use super::{MAREN, Shape, World, shared_secret};
use crate::api::upstream::{FIRST_TIME, SIGN_IN_FIRST, signs_in};
use crate::support::hostile_provider::{CLIENT_ID, merge};
use crate::support::openid::basic;
use crate::support::service::{Asked, Kept, page};
use crate::support::*;
use axum::response::Response;
use url::Url;
use vestibule::shared::providers::{ProviderDefinition, ProviderKind};

pub(super) const GITLAB: Shape = Shape {
    kind: ProviderKind::Gitlab,
    hosts: &["gitlab.com"],
    sign_in: "https://gitlab.com/oauth/authorize",
    token: "POST gitlab.com/oauth/token",
    me: None,
    answers,
    credentials: shared_secret,
    define: |_| {},
    person,
    subject: "sub",
    stolen_code: "invalid_code",
    denial: "access_denied",
    is_posted: false,
};

/// One of a company, whose administrators enter addresses.
static SELF_MANAGED: Shape = Shape {
    kind: ProviderKind::Openid,
    hosts: &["gitlab.example.com"],
    sign_in: "https://gitlab.example.com/oauth/authorize",
    token: "POST gitlab.example.com/oauth/token",
    define: |definition| definition.issuer = Some("https://gitlab.example.com".to_owned()),
    ..GITLAB
};

fn person(id: u64, email: Option<&str>, is_confirmed: bool) -> Value {
    json!({
        "sub": id.to_string(), "name": "Maren Lind", "nickname": "maren.l", "preferred_username": "maren.l",
        "profile": "https://gitlab.com/maren.l", "email": email, "email_verified": is_confirmed,
    })
}

fn answers(kept: &mut Kept, asked: &Asked) -> Response {
    let issuer = format!("https://{}", asked.host);
    match asked.what.replacen(&asked.host, "", 1).as_str() {
        "GET /.well-known/openid-configuration" => page(200, &metadata(&issuer)),
        "GET /oauth/discovery/keys" => page(200, &json!({"keys": [kept.key.jwk()]})),
        "POST /oauth/token" => exchange(kept, asked, &issuer),
        "GET /oauth/userinfo" => match kept.grant_of(asked) {
            Some(grant) => page(200, &grant.person),
            None => page(401, &json!({"error": "invalid_token"})),
        },
        _ => page(404, &json!({"error": "404 Not Found"})),
    }
}

fn metadata(issuer: &str) -> Value {
    let at = |path: &str| format!("{issuer}/oauth/{path}");
    json!({
        "issuer": issuer, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
        "revocation_endpoint": at("revoke"), "introspection_endpoint": at("introspect"),
        "userinfo_endpoint": at("userinfo"), "jwks_uri": at("discovery/keys"),
        "scopes_supported": ["api", "read_user", "openid", "profile", "email"], "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"], "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "id_token_signing_alg_values_supported": ["RS256"], "claim_types_supported": ["normal"],
    })
}

fn exchange(kept: &mut Kept, asked: &Asked, issuer: &str) -> Response {
    let secret = String::from_utf8_lossy(&kept.secret).into_owned();
    if asked.authorization != basic(CLIENT_ID, &secret) {
        return page(401, &json!({"error": "invalid_client"}));
    }
    let Some(grant) = kept.redeem(asked).filter(|grant| grant.is_proved_by(asked) && grant.has_scope("openid")) else {
        return page(400, &json!({"error": "invalid_grant"}));
    };
    let now = kept.now();
    let mut claims = json!({
        "iss": issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "auth_time": now, "nonce": grant.asked["nonce"],
    });
    merge(&mut claims, &grant.person);
    if !grant.has_scope("email") {
        merge(&mut claims, &json!({"email": null, "email_verified": null}));
    }
    // They sign in again. Otherwise it is as long ago as it is.
    if grant.asked.get("prompt").is_some_and(|prompt| prompt == "login") {
        claims["auth_time"] = json!(now);
    }
    let (token, id_token) = (kept.issue(grant), kept.signed(&claims));
    page(200, &json!({"access_token": token, "token_type": "Bearer", "expires_in": 7200, "id_token": id_token}))
}

#[tokio::test]
async fn its_token_has_all_that_is_asked_for() {
    let world = World::of(&GITLAB).await;
    let mut browser = world.app.browser();
    let location = world.leave(&mut browser, "").await;
    let url = Url::parse(&location).expect("a URL");
    let asked = |name: &str| url.query_pairs().find(|(is, _)| is == name).map(|(_, value)| value.into_owned());
    assert_eq!(asked("scope").as_deref(), Some("openid email profile"));
    assert!(asked("nonce").is_some_and(|nonce| nonce.len() >= 22));
    let answer = world.service.authorize(&location, &person(1001, Some(MAREN), true));
    assert_eq!(world.outcome(&mut browser, &answer).await, FIRST_TIME);
    let page = browser.open(FIRST_TIME).await.expect_status(200);
    for value in ["maren.l", "Maren Lind", MAREN] {
        assert!(page.has("value", value), "{value} is not in {}", page.text());
    }
    assert_eq!(world.service.requests("GET gitlab.com/oauth/userinfo"), 0);
}

#[tokio::test]
async fn it_vouches_for_an_address_that_it_calls_verified() {
    let world = World::of(&GITLAB).await;
    world.account_of_maren(MAREN).await;
    for verified in [json!(false), json!("true"), json!(1), Value::Null] {
        let mut mallory = person(666, Some(MAREN), false);
        mallory["email_verified"] = verified.clone();
        assert_eq!(world.sign_in(&mallory).await, SIGN_IN_FIRST, "{verified}");
        assert!(world.linked().await.is_empty(), "{verified}");
    }
    assert_eq!(world.sign_in(&person(1001, Some(MAREN), true)).await, "signed in");
    assert_eq!(world.linked().await, ["maren 1001"]);
}

#[tokio::test]
async fn a_token_of_another_installation_or_for_another_program_opens_nothing() {
    let world = World::of(&GITLAB).await;
    for (claims, expected) in [
        (json!({"iss": "https://gitlab.example.com"}), "issuer"),
        (json!({"aud": "another"}), "audience"),
        (json!({"nonce": "another"}), "nonce"),
        (json!({"exp": world.app.accounts.now().seconds() - 31}), "expired"),
    ] {
        let mut maren = person(1001, Some(MAREN), true);
        merge(&mut maren, &claims);
        assert_eq!(world.sign_in(&maren).await, expected, "{claims}");
    }
}

#[tokio::test]
async fn its_direct_groups_can_be_followed() {
    let define = |definition: &mut ProviderDefinition| {
        definition.groups_claim = Some("groups_direct".to_owned());
        definition.groups_prefix = Some("gitlab-".to_owned());
    };
    let world = World::with(&GITLAB, define).await;
    world.account_of_maren(MAREN).await;
    for (group, members) in [("gitlab-staff", &[][..]), ("gitlab-old", &["maren"]), ("choir", &["maren"])] {
        world.app.group(group, members).await;
    }
    let mut maren = person(1001, Some(MAREN), true);
    // The path of a group below another one is the name of no group here.
    maren["groups_direct"] = json!(["staff", "example/choir", "choir"]);
    assert_eq!(world.sign_in(&maren).await, "signed in");
    let groups = "SELECT group_name FROM group_members ORDER BY group_name";
    assert_eq!(world.app.database.run(groups).await, ["choir", "gitlab-staff"]);
}

#[tokio::test]
async fn a_new_sign_in_proves_who_it_is() {
    let world = World::of(&GITLAB).await;
    let mut maren = person(1001, Some(MAREN), true);
    let mut browser = world.open_account(&maren).await;
    world.app.wait(11 * 60);
    // They have signed in there an hour ago. It lets them sign in again, which `max_age=0` would not bring about.
    maren["auth_time"] = json!(world.app.accounts.now().seconds() - 3_600);
    let location = world.leave(&mut browser, "?for=step-up").await;
    for parameter in ["prompt=login", "max_age=600"] {
        assert!(location.split(['?', '&']).any(|one| one == parameter), "{parameter} is not in {location}");
    }
    let answer = world.service.authorize(&location, &maren);
    let reply = world.arrive(&mut browser, &answer).await;
    assert!(signs_in(&reply), "{}", reply.location());
    assert_eq!(world.app.events("session.step_up").await.len(), 1);
}

#[tokio::test]
async fn one_of_a_company_vouches_for_what_the_operator_trusts() {
    for (trusted, expected) in
        [(&[][..], SIGN_IN_FIRST), (&["example.net"], SIGN_IN_FIRST), (&["example.org"], "signed in")]
    {
        let trusted_domains = trusted.iter().map(|domain| (*domain).to_owned()).collect();
        let world = World::with(&SELF_MANAGED, |definition| definition.trusted_domains = trusted_domains).await;
        world.account_of_maren(MAREN).await;
        assert_eq!(world.sign_in(&person(1001, Some(MAREN), true)).await, expected, "{trusted:?}");
        assert_eq!(world.sign_in(&person(1002, Some(MAREN), false)).await, SIGN_IN_FIRST, "{trusted:?}");
    }
}
