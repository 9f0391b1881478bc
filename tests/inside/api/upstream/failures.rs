//! What goes wrong at a provider: each has a message that says what to do, and a count of its own. None begins a session.

use super::{
    COMPANY, FIRST_TIME, TITLE, World, defined, definition_of, person, signs_in, unconfirmed, world, world_reaching,
    world_with,
};
use crate::support::hostile_provider::{Answer, KEYS, Lies, METADATA, Signer, TOKEN, USERINFO};
use crate::support::scrape::Scrape;
use crate::support::*;
use vestibule::applications::upstream::ProviderFailure;
use vestibule::config::Config;
use vestibule::shared::providers::{ProviderDefinition, ProviderRegistration};

const MAREN: &str = "maren@example.org";

fn page(status: u16, media_type: &'static str, body: impl Into<String>) -> Answer {
    Answer::Page(status, media_type, body.into())
}

fn error(status: u16, code: &str) -> Answer {
    page(status, "application/json", json!({"error": code}).to_string())
}

/// What is no answer of a provider, whatever was asked.
fn no_answers() -> Vec<(&'static str, Answer)> {
    vec![
        ("HTML", page(200, "text/html", "<!doctype html><p>Sign in to the network</p>")),
        ("a list", page(200, "application/json", "[]")),
        ("half of it", page(200, "application/json", "{\"issuer\":\"http")),
        ("too much", page(200, "application/json", format!("{{\"a\":\"{}\"}}", "a".repeat(70_000)))),
        ("deeply nested", page(200, "application/json", "[".repeat(60_000))),
        ("a redirect", Answer::Redirect),
    ]
}

impl World {
    /// Asserts that a person cannot sign in for this reason, and that it is counted.
    async fn assert_fails(&self, lie: &str, expected: ProviderFailure) {
        let before = self.counted(expected.as_str()).await;
        let outcome = self.sign_in(&person("248", MAREN)).await;
        assert_eq!(outcome, expected.as_str(), "{lie}");
        assert!(self.counted(expected.as_str()).await > before, "{lie}");
        assert!(self.linked().await.is_empty(), "{lie}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_is_named() {
    let mut world = world().await;
    world.provider.stop().await;
    world.assert_fails("down", ProviderFailure::Unreachable).await;
    let reply = world.leave(&mut world.app.browser(), "").await;
    assert!(reply.location().starts_with("/login"), "{}", reply.location());
    // Administrators see it in the list, for a day.
    let shown = async || {
        let providers = world.app.accounts.providers();
        providers.show_provider(&Caller::system(), COMPANY).await.expect("the provider")
    };
    let failing = shown().await;
    assert!(failing.failures > 0 && failing.failed_at.is_some(), "{failing:?}");
    for _ in failing.failures..5 {
        world.leave(&mut world.app.browser(), "").await;
    }
    assert!(world.app.concerns().await.contains(&format!("provider {COMPANY}")));
    world.app.wait(26 * 60 * 60);
    let later = shown().await;
    assert_eq!((later.failures, later.failed_at), (0, None));
}

#[tokio::test]
async fn a_provider_that_is_slow_is_not_waited_for() {
    let world = world().await;
    world.provider.answer(METADATA, Answer::Never);
    world.assert_fails("metadata", ProviderFailure::TimedOut).await;
}

#[tokio::test]
async fn a_provider_at_a_private_address_is_not_reached_unless_the_operator_lists_it() {
    for networks in [&[][..], &["10.0.0.0/8"]] {
        let world = world_reaching(networks, |_| {}, |_| {}).await;
        world.assert_fails("private", ProviderFailure::PrivateAddress).await;
        assert_eq!(world.provider.requests(METADATA), 0);
    }
}

#[tokio::test]
async fn metadata_that_is_none_is_refused() {
    for (what, answer) in no_answers() {
        let world = world().await;
        world.provider.answer(METADATA, answer);
        world.assert_fails(what, ProviderFailure::Malformed).await;
        assert_eq!(world.provider.requests("/elsewhere"), 0, "{what}");
    }
    for missing in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let world = world().await;
        world.provider.lie(|lies| lies.metadata = json!({missing: null}));
        world.assert_fails(missing, ProviderFailure::Malformed).await;
    }
}

#[tokio::test]
async fn metadata_of_another_issuer_are_refused() {
    for issuer in ["https://evil.example", "http://127.0.0.1", ""] {
        let world = world().await;
        world.provider.lie(|lies| lies.metadata = json!({"issuer": issuer}));
        world.assert_fails(issuer, ProviderFailure::Issuer).await;
    }
    let world = world().await;
    let with_slash = format!("{}/", world.provider.issuer());
    world.provider.lie(|lies| lies.metadata = json!({"issuer": with_slash}));
    world.assert_fails("one character more", ProviderFailure::Issuer).await;
}

#[tokio::test]
async fn an_answer_of_the_token_endpoint_that_is_none_is_refused() {
    let world = world().await;
    for (what, answer) in no_answers() {
        world.provider.answer(TOKEN, answer);
        world.assert_fails(what, ProviderFailure::Malformed).await;
    }
    for (what, answer, expected) in [
        ("a wrong secret", error(401, "invalid_client"), ProviderFailure::InvalidClient),
        ("a code that was used", error(400, "invalid_grant"), ProviderFailure::InvalidCode),
        ("a mistake", error(400, "unsupported_grant_type"), ProviderFailure::Refused),
        (
            "no ID token",
            page(200, "application/json", "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}"),
            ProviderFailure::Malformed,
        ),
    ] {
        world.provider.answer(TOKEN, answer);
        world.assert_fails(what, expected).await;
    }
    // After all of these it still works.
    world.provider.lie(|_| {});
    assert_eq!(world.sign_in(&person("248", MAREN)).await, FIRST_TIME);
}

#[tokio::test]
async fn keys_that_are_none_are_refused() {
    for (what, answer) in no_answers() {
        let world = world().await;
        world.provider.answer(KEYS, answer);
        world.assert_fails(what, ProviderFailure::Malformed).await;
    }
}

/// Lies of an ID token, and why it is refused.
fn lies(now: i64) -> Vec<(&'static str, Lies, ProviderFailure)> {
    use ProviderFailure::{Algorithm, Audience, Clock, Expired, Issuer, Malformed, Nonce, Signature, UnknownKey};
    let claims = |claims: Value| Lies { claims, ..Lies::default() };
    let header = |header: Value| Lies { header, ..Lies::default() };
    let signed = |signer: Signer| Lies { signer, ..Lies::default() };
    vec![
        ("another issuer", claims(json!({"iss": "https://evil.example"})), Issuer),
        ("no issuer", claims(json!({"iss": null})), Malformed),
        ("another audience", claims(json!({"aud": "another"})), Audience),
        ("an audience of several, and no party", claims(json!({"aud": ["vestibule", "another"]})), Audience),
        ("another party", claims(json!({"aud": ["vestibule", "another"], "azp": "another"})), Audience),
        ("an empty audience", claims(json!({"aud": []})), Audience),
        ("expired", claims(json!({"exp": now - 31})), Expired),
        ("a text as its end", claims(json!({"exp": (now + 300).to_string()})), Malformed),
        ("no end", claims(json!({"exp": null})), Malformed),
        ("no begin", claims(json!({"iat": null})), Malformed),
        ("from the future", claims(json!({"iat": now + 31})), Clock),
        ("valid later", claims(json!({"nbf": now + 31})), Clock),
        ("another nonce", claims(json!({"nonce": "another"})), Nonce),
        ("no nonce", claims(json!({"nonce": null})), Nonce),
        ("no subject", claims(json!({"sub": null})), Malformed),
        ("an empty subject", claims(json!({"sub": ""})), Malformed),
        ("a long subject", claims(json!({"sub": "a".repeat(256)})), Malformed),
        ("a number as its subject", claims(json!({"sub": 248})), Malformed),
        ("no algorithm", Lies { header: json!({"alg": "none"}), ..signed(Signer::Missing) }, Algorithm),
        (
            "no algorithm in other letters",
            Lies { header: json!({"alg": "NoNe"}), ..signed(Signer::Missing) },
            Algorithm,
        ),
        ("the public key as secret", signed(Signer::PublicKeyAsSecret), Algorithm),
        ("an algorithm of other keys", header(json!({"alg": "RS256"})), Algorithm),
        ("an unknown key", header(json!({"kid": "another"})), UnknownKey),
        ("another key", signed(Signer::Another), Signature),
        ("no signature", signed(Signer::Missing), Signature),
        ("the hash of another access token", claims(json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"})), Nonce),
    ]
}

#[tokio::test]
async fn a_lie_of_the_id_token_begins_no_session() {
    let world = world().await;
    for (what, lie, expected) in lies(world.app.accounts.now().seconds()) {
        world.provider.lie(|lies| *lies = lie);
        world.assert_fails(what, expected).await;
    }
    for (what, lie) in
        [("crit", json!({"crit": ["exp"]})), ("a key in the token", json!({"jwk": {"kty": "oct", "k": "a"}}))]
    {
        world.provider.lie(|lies| {
            lies.header = lie;
            lies.signer = Signer::Another;
        });
        assert_ne!(world.sign_in(&person("248", MAREN)).await, FIRST_TIME, "{what}");
    }
    assert!(world.linked().await.is_empty());
}

#[tokio::test]
async fn userinfo_about_another_person_is_refused() {
    let world = world().await;
    let without_address = json!({"email": null, "email_verified": null});
    world.provider.lie(|lies| {
        lies.claims = without_address.clone();
        lies.userinfo = json!({"sub": "249"});
    });
    world.assert_fails("another subject", ProviderFailure::Subject).await;
    world.provider.lie(|lies| {
        lies.claims = without_address;
        lies.answers.insert(USERINFO, page(200, "text/html", "<p>"));
    });
    world.assert_fails("HTML", ProviderFailure::Malformed).await;
}

#[tokio::test]
async fn an_answer_in_the_address_can_be_a_refusal() {
    let world = world().await;
    let maren = person("248", MAREN);
    let issuer = world.provider.issuer().to_owned();
    for (what, expected) in [
        ("error access_denied", ProviderFailure::Denied),
        ("error invalid_scope", ProviderFailure::Refused),
        ("iss https://evil.example", ProviderFailure::Issuer),
        ("iss ", ProviderFailure::Issuer),
        ("state another", ProviderFailure::State),
        ("state ", ProviderFailure::State),
    ] {
        let (name, value) = what.split_once(' ').expect("a parameter");
        let mut browser = world.app.browser();
        let reply = world.leave(&mut browser, "?next=/account").await;
        let back = world.provider.authorize(reply.location(), &maren);
        let back = if name == "error" { back.refusal(value) } else { back.with(name, value) };
        let reply = browser.arrive(&back.target()).await.expect_status(303);
        assert!(reply.location().starts_with("/login"), "{what}: {}", reply.location());
        assert_eq!(world.outcome(&mut browser, &reply).await, expected.as_str(), "{what}");
        assert!(world.counted(expected.as_str()).await >= 1.0, "{what}");
    }
    // Nothing was asked of the provider for any of these.
    assert_eq!(world.provider.requests(TOKEN), 0, "{issuer}");
}

#[tokio::test]
async fn a_provider_gets_so_many_wrong_codes_in_a_minute() {
    let world = world().await;
    drop(world.open_account("maren", &person("248", MAREN)).await);
    let mut known = world.app.browser();
    assert_eq!(world.enter(&mut known, &person("248", MAREN)).await, "signed in");
    let before = world.provider.requests(TOKEN);
    world.provider.answer(TOKEN, error(400, "invalid_grant"));
    for network in 0..12 {
        for _ in 0..11 {
            let mut browser = world.app.browser().at(&format!("198.51.100.{network}"));
            let reply = world.visit(&mut browser, "", &person("248", MAREN)).await;
            assert!(!signs_in(&reply));
        }
        // The others of a network are refused without asking the provider, and nobody else is.
        assert_eq!(world.provider.requests(TOKEN), before + 10 * (network + 1));
    }
    let reply = world.visit(&mut world.app.browser(), "", &person("248", MAREN)).await;
    assert!(!signs_in(&reply));
    assert_eq!(world.provider.requests(TOKEN), before + 120, "the provider was asked no more");
    // Where somebody has signed in before, it is.
    assert_eq!(world.enter(&mut known, &person("248", MAREN)).await, "invalid_code");
    world.app.wait(60);
    assert_eq!(world.sign_in(&person("248", MAREN)).await, "invalid_code");
}

#[tokio::test]
async fn a_definition_whose_issuer_differs_by_a_slash_closes_no_other() {
    let world = world().await;
    let issuer = Some(format!("{}/", world.provider.issuer()));
    let mistaken = ProviderDefinition { issuer, ..definition_of(&world.provider) };
    world.app.accounts.providers().set_file_providers(vec![defined("mistaken", mistaken)]);
    for _ in 0..2 {
        let reply = world.app.browser().press("/auth/with/mistaken").await;
        assert!(reply.location().starts_with("/login"), "{}", reply.location());
        assert_eq!(world.sign_in(&person("248", MAREN)).await, FIRST_TIME);
    }
    // One that has another definition now is tried at once.
    for (title, asked) in [(None, 0), (Some("Corrected".to_owned()), 1)] {
        let issuer = Some(format!("{}/", world.provider.issuer()));
        let definition = ProviderDefinition { title, issuer, ..definition_of(&world.provider) };
        let definition = ProviderDefinition { title: definition.title.or(Some(TITLE.to_owned())), ..definition };
        world.app.accounts.providers().set_file_providers(vec![defined("mistaken", definition)]);
        let requests = world.provider.requests(METADATA);
        world.app.browser().press("/auth/with/mistaken").await;
        assert_eq!(world.provider.requests(METADATA), requests + asked);
    }
}

#[tokio::test]
async fn an_attempt_ends_after_15_minutes() {
    let world = world().await;
    let mut browser = world.app.browser();
    let reply = world.leave(&mut browser, "").await;
    let back = world.provider.authorize(reply.location(), &person("248", MAREN));
    world.app.wait(15 * 60 + 1);
    let reply = browser.arrive(&back.target()).await;
    assert_eq!(world.outcome(&mut browser, &reply).await, "state");
    assert_eq!(world.provider.requests(TOKEN), 0);
}

#[tokio::test]
async fn who_may_come_is_asked_of_the_provider() {
    let world = world_with(|definition| definition.allowed_domains = vec!["example.org".to_owned()], |_| {}).await;
    assert_eq!(world.sign_in(&person("1", MAREN)).await, FIRST_TIME);
    assert_eq!(world.sign_in(&person("2", "ida@example.net")).await, "domain");
    assert_eq!(world.sign_in(&person("3", "ida@example.org.evil.example")).await, "domain");
    // For an address that is not confirmed the provider does not vouch.
    assert_eq!(world.sign_in(&unconfirmed("4", "ida@example.org")).await, "domain");
    assert_eq!(world.sign_in(&json!({"sub": "5"})).await, "no_address");
}

#[tokio::test]
async fn while_registration_is_closed_only_the_allowed_open_accounts() {
    let closed = |config: &mut Config| config.registration_open = false;
    let world = world_with(|_| {}, closed).await;
    assert_eq!(world.sign_in(&person("1", MAREN)).await, "registration_closed");
    let world = world_with(|definition| definition.registration_domains = vec!["example.org".to_owned()], closed).await;
    assert_eq!(world.sign_in(&person("1", MAREN)).await, FIRST_TIME);
    assert_eq!(world.sign_in(&unconfirmed("2", "ida@example.org")).await, "registration_closed");
    let world = world_with(|definition| definition.registration = ProviderRegistration::Open, closed).await;
    assert_eq!(world.sign_in(&person("1", "maren@example.net")).await, FIRST_TIME);
    let world = world_with(|definition| definition.registration = ProviderRegistration::Closed, |_| {}).await;
    assert_eq!(world.sign_in(&person("1", MAREN)).await, "registration_closed");
}

#[tokio::test]
async fn a_provider_that_is_not_known_is_not_counted() {
    let world = world().await;
    for number in 0..20 {
        world.app.browser().open(&format!("/auth/with/made-up-{number}/callback?state=a&code=b")).await;
    }
    let scrape = Scrape::of(&world.app).await;
    let family = scrape.family("vestibule_provider_sign_ins_total");
    let names =
        family.into_iter().flat_map(|family| &family.samples).filter_map(|sample| sample.labels.get("provider"));
    assert!(names.clone().all(|name| name == COMPANY), "{:?}", names.collect::<Vec<_>>());
}

/// That a page tells each of them apart.
#[test]
fn each_message_names_the_provider() {
    for failure in ProviderFailure::ALL {
        assert!(failure.message(TITLE).say().contains(TITLE), "{failure}");
    }
}
