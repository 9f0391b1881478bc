//! A provider of OAuth 2.0 that its definition describes: the attacks on a provider whose answers nobody signs.

use super::{COMPANY, FIRST_TIME, SIGN_IN_FIRST, TITLE, accept, defined, failure_on, reach, signs_in, whose};
use crate::support::hostile_api::{HostileApi, ME, TOKEN};
use crate::support::hostile_provider::{Answer, Back, CLIENT_ID};
use crate::support::*;
use vestibule::shared::providers::{ProviderDefinition, ProviderKind};

const MAREN: &str = "maren@example.org";
const BEGIN: &str = "/auth/with/company";

struct World {
    app: TestApp,
    provider: HostileApi,
}

fn definition_of(provider: &HostileApi) -> ProviderDefinition {
    ProviderDefinition {
        kind: ProviderKind::Oauth2,
        title: Some(TITLE.to_owned()),
        issuer: Some(provider.origin().to_owned()),
        authorization_endpoint: provider.at("/oauth/authorize"),
        token_endpoint: provider.at(TOKEN),
        userinfo_endpoint: provider.at(ME),
        claims: vec!["subject=user.id".to_owned(), "email=user.mail".to_owned(), "name=user.name".to_owned()],
        client_id: CLIENT_ID.to_owned(),
        scopes: vec!["profile".to_owned()],
        ..ProviderDefinition::default()
    }
}

/// With a provider that does not say which addresses are confirmed, unless `define` changes that.
async fn world(define: impl FnOnce(&mut ProviderDefinition)) -> World {
    let provider = HostileApi::start().await;
    let mut definition = definition_of(&provider);
    define(&mut definition);
    let app = TestApp::with(|config| config.providers.push(defined(COMPANY, definition))).await;
    reach(&app, &["127.0.0.0/8"]);
    World { app, provider }
}

/// It says where it confirms addresses, and is trusted with those in `example.org`.
fn vouches(definition: &mut ProviderDefinition) {
    definition.claims.push("email_verified=user.sure".to_owned());
    definition.trusted_domains = vec!["example.org".to_owned()];
}

/// It is trusted, but does not say which addresses are confirmed.
fn trusts_all(definition: &mut ProviderDefinition) {
    definition.trusted_domains = vec!["*".to_owned()];
}

fn person(id: u64, mail: &str, sure: &Value) -> Value {
    json!({"user": {"id": id, "mail": mail, "name": "Maren Lind", "sure": sure}})
}

impl World {
    /// Begins in a browser, and returns the way back that the provider would lead it.
    async fn back(&self, browser: &mut Browser<'_>, person: &Value) -> Back {
        let reply = browser.press(BEGIN).await;
        self.provider.authorize(reply.location(), person)
    }

    /// Where a way back leads to: a page, or `signed in`, or the name of a failure.
    async fn outcome(&self, browser: &mut Browser<'_>, back: &Back) -> String {
        let reply = browser.arrive(&back.target()).await;
        let path = reply.location().split('?').next().unwrap_or_default().to_owned();
        if [FIRST_TIME, SIGN_IN_FIRST].contains(&path.as_str()) {
            return path;
        }
        if signs_in(&reply) { "signed in".to_owned() } else { failure_on(&browser.follow(&reply).await) }
    }

    async fn enter(&self, browser: &mut Browser<'_>, person: &Value) -> String {
        let back = self.back(browser, person).await;
        self.outcome(browser, &back).await
    }

    /// Opens the account `maren` for a person who signs in for the first time.
    async fn open_account(&self, person: &Value) {
        let mut browser = self.app.browser();
        assert_eq!(self.enter(&mut browser, person).await, FIRST_TIME);
        accept(&mut browser, "maren", MAREN).await;
    }

    async fn subjects(&self) -> Vec<String> {
        self.app.database.run("SELECT subject FROM identities ORDER BY subject").await
    }
}

#[tokio::test]
async fn an_account_is_known_by_its_id() {
    let world = world(vouches).await;
    world.open_account(&person(7, MAREN, &json!(true))).await;
    // With another name and another address it is the same account; with the former address another one is not.
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &person(7, "holt@example.net", &json!(false))).await, "signed in");
    assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
    let outcome = world.enter(&mut world.app.browser(), &person(8, MAREN, &json!(false))).await;
    assert_eq!(outcome, SIGN_IN_FIRST);
    assert_eq!(world.subjects().await, ["7"]);
}

#[tokio::test]
async fn a_provider_vouches_for_nothing_unless_the_operator_says_so() {
    for define in [(|_| {}) as fn(&mut ProviderDefinition), trusts_all] {
        let world = world(define).await;
        world.app.register("maren").await;
        world.app.set_confirmed("maren").await;
        let answer =
            json!({"user": {"id": 666, "mail": MAREN, "sure": true}, "email_verified": true, "verified": true});
        assert_eq!(world.enter(&mut world.app.browser(), &answer).await, SIGN_IN_FIRST);
        assert!(world.subjects().await.is_empty());
    }
}

#[tokio::test]
async fn unverified_addresses_and_look_alikes() {
    let world = world(vouches).await;
    world.app.register("maren").await;
    world.app.set_confirmed("maren").await;
    for sure in [json!(false), json!("true"), json!(1), Value::Null] {
        let outcome = world.enter(&mut world.app.browser(), &person(666, MAREN, &sure)).await;
        assert_eq!(outcome, SIGN_IN_FIRST, "{sure}");
    }
    for mail in ["m\u{430}ren@example.org", "maren@\u{ff45}xample.org", "maren@example.org.", "maren@sub.example.org"] {
        let outcome = world.enter(&mut world.app.browser(), &person(666, mail, &json!(true))).await;
        assert_ne!(outcome, "signed in", "{mail}");
    }
    assert!(world.subjects().await.is_empty());
    assert_eq!(world.enter(&mut world.app.browser(), &person(7, MAREN, &json!(true))).await, "signed in");
}

#[tokio::test]
async fn login_csrf_and_replayed_state() {
    let world = world(vouches).await;
    let maren = person(7, MAREN, &json!(true));
    world.open_account(&maren).await;
    let mut browser = world.app.browser();
    let answer = world.back(&mut browser, &maren).await;
    let requests = world.provider.requests(TOKEN);
    assert_eq!(world.outcome(&mut world.app.browser(), &answer).await, "state");
    assert_eq!(world.provider.requests(TOKEN), requests, "the code was sent for another browser");
    let mut thief = world.app.browser();
    thief.jar = browser.jar.clone();
    assert_eq!(world.outcome(&mut browser, &answer).await, "signed in");
    assert_eq!(world.outcome(&mut thief, &answer).await, "state");
}

#[tokio::test]
async fn code_of_another_browser() {
    let world = world(vouches).await;
    let maren = person(7, MAREN, &json!(true));
    world.open_account(&maren).await;
    let stolen = world.back(&mut world.app.browser(), &maren).await;
    let mut attacker = world.app.browser();
    let own = world.back(&mut attacker, &person(666, "mallory@example.net", &json!(true))).await;
    let mixed = own.with("code", &stolen.parameters["code"]);
    // There is no nonce, so the verifier alone tells them apart.
    assert_eq!(world.outcome(&mut attacker, &mixed).await, "invalid_code");
    assert_eq!(whose(&world.app, &attacker).await, None);
}

#[tokio::test]
async fn mix_up() {
    let evil = HostileApi::start().await;
    let honest = HostileApi::start().await;
    let (of_honest, of_evil) = (definition_of(&honest), definition_of(&evil));
    let app = TestApp::with(|config| {
        config.providers.push(defined(COMPANY, of_honest));
        config.providers.push(defined("evil", of_evil));
    });
    let world = World { app: app.await, provider: honest };
    reach(&world.app, &["127.0.0.0/8"]);
    let mut victim = world.app.browser();
    let mut answer = world.back(&mut victim, &person(7, MAREN, &Value::Null)).await;
    answer.path = "/auth/with/evil/callback".to_owned();
    assert!(!signs_in(&victim.arrive(&answer.target()).await));
    assert_eq!(evil.requests(TOKEN), 0, "the code was sent to the evil provider");
    // One that says who it is has to be the right one.
    let answer = world.back(&mut victim, &person(7, MAREN, &Value::Null)).await.with("iss", evil.origin());
    assert_eq!(world.outcome(&mut victim, &answer).await, "issuer");
    assert_eq!(world.provider.requests(TOKEN), 0);
}

#[tokio::test]
async fn answers_that_are_none() {
    let world = world(|_| {}).await;
    let page = |status, body: &str| Answer::Page(status, "application/json", body.to_owned());
    let large = format!("{{\"user\":{{\"id\":7,\"name\":\"{}\"}}}}", "a".repeat(70_000));
    for (path, answer, expected) in [
        (ME, page(200, "<html>"), "malformed"),
        (ME, page(200, "[]"), "malformed"),
        (ME, page(200, r#"{"user":{"id":""}}"#), "malformed"),
        (ME, page(200, r#"{"user":{"id":7.5}}"#), "malformed"),
        (ME, page(200, r#"{"user":{"id":"7\u0000"}}"#), "malformed"),
        (ME, page(200, &large), "malformed"),
        (ME, Answer::Redirect, "malformed"),
        (ME, page(503, ""), "unreachable"),
        (TOKEN, page(401, r#"{"error":"invalid_client"}"#), "invalid_client"),
        (TOKEN, page(200, r#"{"access_token":"a b"}"#), "malformed"),
    ] {
        world.provider.answer(path, answer.clone());
        let outcome = world.enter(&mut world.app.browser(), &person(7, MAREN, &Value::Null)).await;
        assert_eq!(outcome, expected, "{path} {answer:?}");
    }
    assert!(world.subjects().await.is_empty());
}

#[tokio::test]
async fn it_proves_no_new_sign_in() {
    // It does not say when somebody has signed in there.
    let world = world(vouches).await;
    world.open_account(&person(7, MAREN, &json!(true))).await;
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &person(7, MAREN, &json!(true))).await, "signed in");
    let requests = world.provider.requests(TOKEN);
    let reply = browser.press(&format!("{BEGIN}?for=step-up")).await;
    assert!(!reply.location().starts_with(world.provider.origin()), "{}", reply.location());
    assert_eq!(world.provider.requests(TOKEN), requests);
}
