//! The way to a provider and back, when neither side lies.

use super::{BEGIN, FIRST_TIME, TITLE, defined, definition_of, person, signs_in, whose, world, world_with};
use crate::support::hostile_provider::{HostileProvider, KEYS, METADATA, SigningKey};
use crate::support::page::tags;
use crate::support::*;
use std::collections::BTreeSet;
use url::Url;
use vestibule::shared::providers::ProviderDefinition;

/// The cookies of the attempts under way.
fn attempts(browser: &Browser<'_>) -> Vec<String> {
    browser.jar.keys().filter(|name| name.starts_with("vestibule_with_")).cloned().collect()
}

fn parameter(location: &str, name: &str) -> Option<String> {
    let url = Url::parse(location).expect("a URL");
    url.query_pairs().find(|(is, _)| is == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_visitor_opens_an_account_and_signs_in_with_it_again() {
    let world = world().await;
    let maren = person("248", "maren@example.org");
    let browser = world.open_account("maren", &maren).await;
    assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
    assert_eq!(world.linked().await, ["maren 248"]);

    let mut other = world.app.browser();
    assert_eq!(world.enter(&mut other, &maren).await, "signed in");
    assert_eq!(whose(&world.app, &other).await.as_deref(), Some("maren"));
    let claims = part_of_jwt(&other.jar["vestibule_access"], 1);
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["fed"]), &json!("urn:vestibule:acr:provider")));
    assert!(attempts(&other).is_empty(), "{:?}", other.jar.keys());
    assert!(world.counted("first_time").await >= 1.0 && world.counted("success").await >= 1.0);
    // The address there does not matter any more.
    assert_eq!(world.sign_in(&person("248", "other@example.net")).await, "signed in");
    assert_eq!(world.linked().await, ["maren 248"]);
}

#[tokio::test]
async fn nothing_of_an_attempt_can_be_guessed_or_read_by_others() {
    let world = world().await;
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let mut browser = world.app.browser();
        let reply = world.leave(&mut browser, "?next=/account&login_hint=maren@example.org").await.expect_status(303);
        let location = reply.location().to_owned();
        for name in ["state", "nonce", "code_challenge"] {
            assert!(seen.insert(parameter(&location, name).expect("a value")), "{name} twice");
        }
        let redirect_uri = format!("http://localhost:3000{BEGIN}/callback");
        assert_eq!(parameter(&location, "redirect_uri"), Some(redirect_uri));
        assert_eq!(parameter(&location, "login_hint").as_deref(), Some("maren@example.org"));
        let state = parameter(&location, "state").expect("a state");
        let name = format!("vestibule_with_{}", &state[..8]);
        assert_eq!(attempts(&browser), std::slice::from_ref(&name));
        let line = reply.cookies().into_iter().find(|line| line.starts_with(&name)).expect("a cookie");
        assert!(["HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|attribute| line.contains(attribute)), "{line}");
        assert!(line.len() < 4_096 && !line.contains(&state) && !line.contains("maren"), "{line}");
        assert!(reply.header("cache-control").contains("no-store"));
    }
}

#[tokio::test]
async fn twelve_tabs_do_not_disturb_each_other() {
    let world = world().await;
    let maren = person("248", "maren@example.org");
    world.open_account("maren", &maren).await;
    let mut browser = world.app.browser();
    let mut backs = Vec::new();
    for number in 0..12 {
        let next = format!("/account?tab={number}");
        let reply = world.leave(&mut browser, &format!("?next={next}")).await;
        backs.push((next, world.provider.authorize(reply.location(), &maren)));
    }
    assert_eq!(attempts(&browser).len(), 12);
    for (next, back) in backs.into_iter().rev() {
        let reply = browser.arrive(&back.target()).await.expect_status(303);
        assert!(signs_in(&reply) && reply.location() == next, "{next}: {}", reply.location());
    }
    assert!(attempts(&browser).is_empty());
}

#[tokio::test]
async fn of_many_attempts_the_newest_twelve_are_kept() {
    let world = world().await;
    let mut browser = world.app.browser();
    let mut last = String::new();
    for _ in 0..15 {
        world.app.wait(1);
        last = world.leave(&mut browser, "").await.location().to_owned();
        assert!(attempts(&browser).len() <= 12);
    }
    let back = world.provider.authorize(&last, &person("248", "maren@example.org"));
    let reply = browser.arrive(&back.target()).await;
    assert_eq!(world.outcome(&mut browser, &reply).await, FIRST_TIME);
}

#[tokio::test]
async fn the_next_page_is_one_of_this_server() {
    let world = world().await;
    let maren = person("248", "maren@example.org");
    world.open_account("maren", &maren).await;
    for next in ["https://evil.example/", "//evil.example", "/%5Cevil.example", "/\\evil.example"] {
        let reply = world.visit(&mut world.app.browser(), &format!("?next={next}"), &maren).await;
        assert!(signs_in(&reply), "{next}: {}", reply.text());
        assert!(reply.location().starts_with('/') && !reply.location().contains("evil"), "{}", reply.location());
    }
}

#[tokio::test]
async fn each_algorithm_of_the_list_is_verified() {
    for alg in ["RS256", "PS256", "EdDSA", "ES256"] {
        let world = world().await;
        world.provider.rotate(SigningKey::new(alg, "key-of-the-algorithm"));
        assert_eq!(world.sign_in(&person("248", "maren@example.org")).await, FIRST_TIME, "{alg}");
    }
}

#[tokio::test]
async fn what_the_provider_publishes_is_fetched_once_for_many() {
    let world = world().await;
    let maren = person("248", "maren@example.org");
    world.open_account("maren", &maren).await;
    let outcomes = join_all((0..5).map(|_| world.sign_in(&maren))).await;
    assert!(outcomes.iter().all(|outcome| outcome == "signed in"), "{outcomes:?}");
    assert_eq!((world.provider.requests(METADATA), world.provider.requests(KEYS)), (1, 1));
}

#[tokio::test]
async fn keys_that_change_are_fetched_again_but_not_for_each_token() {
    let world = world().await;
    let maren = person("248", "maren@example.org");
    world.open_account("maren", &maren).await;
    world.app.wait(61);
    world.provider.rotate(SigningKey::new("ES256", "key-2"));
    assert_eq!(world.sign_in(&maren).await, "signed in");
    assert_eq!(world.provider.requests(KEYS), 2);
    for number in 0..5 {
        world.provider.lie(|lies| lies.header = json!({"kid": format!("unknown-{number}")}));
        assert_eq!(world.sign_in(&maren).await, "unknown_key");
    }
    assert_eq!(world.provider.requests(KEYS), 2);
    // Others are not kept from signing in.
    world.provider.lie(|_| {});
    assert_eq!(world.sign_in(&maren).await, "signed in");
}

#[tokio::test]
async fn an_address_that_is_only_in_userinfo_is_found() {
    let world = world().await;
    world.provider.lie(|lies| lies.claims = json!({"email": null, "email_verified": null}));
    let mut browser = world.app.browser();
    let reply = world.visit(&mut browser, "", &person("248", "maren@example.org")).await;
    assert_eq!(world.outcome(&mut browser, &reply).await, FIRST_TIME);
    let page = browser.follow(&reply).await.expect_status(200);
    assert!(page.has("value", "maren@example.org"), "{}", page.text());
}

#[tokio::test]
async fn the_clocks_of_both_may_differ_by_30_seconds() {
    let world = world().await;
    let maren = person("248", "maren@example.org");
    world.open_account("maren", &maren).await;
    let now = world.app.accounts.now().seconds();
    for claims in [json!({"exp": now - 29}), json!({"iat": now + 29}), json!({"nbf": now + 29})] {
        world.provider.lie(|lies| lies.claims = claims.clone());
        assert_eq!(world.sign_in(&maren).await, "signed in", "{claims}");
    }
}

#[tokio::test]
async fn a_provider_that_is_unknown_or_closed_leads_nowhere() {
    let provider = HostileProvider::start().await;
    let world = world_with(
        |_| {},
        |config| {
            let closed = ProviderDefinition { client_id: String::new(), ..definition_of(&provider) };
            config.providers.push(defined("closed", closed));
        },
    );
    let world = world.await;
    for name in ["unknown", "closed", "COMPANY", "company%2F"] {
        for path in [format!("/auth/with/{name}"), format!("/auth/with/{name}/callback?code=a&state=b")] {
            let mut browser = world.app.browser();
            let reply = browser.open(&path).await;
            assert!(!reply.header("location").starts_with("http"), "{path}: {}", reply.header("location"));
            assert!(!signs_in(&reply) && attempts(&browser).is_empty(), "{path}");
        }
    }
    assert_eq!(provider.requests(METADATA), 0);
}

#[tokio::test]
async fn the_sign_in_page_has_a_button_for_each_provider() {
    let world = world().await;
    let page = world.app.browser().open("/login?next=/account").await.expect_status(200);
    page.assert_shows(&[TITLE]);
    // One line for the passkey and the provider.
    assert_eq!(tags(&page.text()).filter(|tag| tag.has("class", "or")).count(), 1, "{}", page.text());
    assert!(page.text().contains(&format!("{BEGIN}?")) || page.links_to(BEGIN), "{}", page.text());
}
