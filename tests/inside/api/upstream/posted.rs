//! The answer of Apple, which is a form that its site sends: it leads on, and nothing else. Whole sign-ins, with its tokens and the secret
//! that is signed for it, are in `services/apple.rs`.

use super::{CLIENT_ID, TITLE, defined, failure_on, signs_in, whose};
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use vestibule::applications::upstream::{Provider, ProviderSecret};
use vestibule::shared::providers::{ProviderDefinition, ProviderKind};

const CALLBACK: &str = "/auth/with/apple/callback";
const USER: &str = r#"{"name":{"firstName":"Maren","lastName":"Lind"},"email":"mallory@example.net"}"#;

/// A new private key, as the letters of a file in PEM.
fn key() -> String {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).expect("a key");
    BASE64_STANDARD.encode(key.as_ref())
}

fn apple(key: &str) -> Provider {
    let definition = ProviderDefinition {
        kind: ProviderKind::Apple,
        title: Some(TITLE.to_owned()),
        client_id: CLIENT_ID.to_owned(),
        team_id: Some("TEAM567890".to_owned()),
        key_id: Some("KEY4567890".to_owned()),
        ..ProviderDefinition::default()
    };
    Provider { secret: Some(ProviderSecret::new(key)), ..defined("apple", definition) }
}

/// With Apple, and a provider that answers in addresses.
async fn new_app() -> TestApp {
    let company = ProviderDefinition {
        issuer: Some("https://id.example.org".to_owned()),
        client_id: CLIENT_ID.to_owned(),
        ..ProviderDefinition::default()
    };
    TestApp::with(|config| config.providers = vec![apple(&key()), defined("company", company)]).await
}

/// Sends the form as the browser does to which the site of Apple has sent it: without the cookies of this server.
async fn send(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Reply {
    let call = app.call(Method::POST, path).html().header("sec-fetch-site", "cross-site");
    call.header("origin", "https://appleid.apple.com").form(fields).send().await
}

#[tokio::test]
async fn a_posted_answer_leads_on_with_get_and_does_nothing() {
    let app = new_app().await;
    let fields = [("state", "made&up"), ("code", "c.1"), ("user", USER), ("id_token", "a.b.c"), ("next", "/users")];
    let reply = send(&app, CALLBACK, &fields).await.expect_status(303);
    assert_eq!(reply.location(), format!("{CALLBACK}?state=made%26up&code=c.1&name=Maren+Lind"));
    assert!(reply.cookies().is_empty(), "{:?}", reply.cookies());
    // A window of a client that waits for the end of the way is not cut off.
    assert_eq!(reply.header("cross-origin-opener-policy"), "unsafe-none");
    let refused = send(&app, CALLBACK, &[("state", "s"), ("error", "user_cancelled_authorize")]).await;
    assert_eq!(refused.expect_status(303).location(), format!("{CALLBACK}?state=s&error=user_cancelled_authorize"));
}

#[tokio::test]
async fn login_csrf_with_a_form() {
    let app = new_app().await;
    // The attacker's answer, which a page of the attacker sends with the browser of the victim.
    let mut victim = app.member_in_browser("maren").await;
    let reply = send(&app, CALLBACK, &[("state", "of-the-attacker"), ("code", "c.1"), ("user", USER)]).await;
    let reply = victim.arrive(reply.expect_status(303).location()).await;
    assert!(!signs_in(&reply), "{}", reply.location());
    assert_eq!(failure_on(&victim.follow(&reply).await), "state");
    assert_eq!(whose(&app, &victim).await.as_deref(), Some("maren"));
    // One value after another is not chosen from.
    let repeated = [("state", "one"), ("state", "two"), ("code", "c.1")];
    let reply = send(&app, CALLBACK, &repeated).await.expect_status(303);
    assert_eq!(reply.location(), format!("{CALLBACK}?state=one&state=two&code=c.1"));
}

#[tokio::test]
async fn a_form_is_taken_from_apple_alone_and_has_a_bound() {
    let app = new_app().await;
    for path in ["/auth/with/company/callback", "/auth/with/nobody/callback"] {
        let reply = send(&app, path, &[("state", "s"), ("code", "c")]).await;
        assert_eq!((reply.status, reply.header("allow")), (405, "GET"), "{path}");
    }
    let (long, short) = ("a".repeat(4_000), "a".repeat(3_000));
    assert_eq!(send(&app, CALLBACK, &[("state", "s"), ("code", &long)]).await.status, 400);
    assert_eq!(send(&app, CALLBACK, &[("state", "s"), ("code", &short)]).await.status, 303);
    let json = app.call(Method::POST, CALLBACK).header("content-type", "application/json").body("{}".to_owned());
    assert!(json.send().await.status >= 400);
}

#[tokio::test]
async fn the_private_key_is_read_when_it_is_entered() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    let mut body = json!({"name": "apple", "kind": "apple", "client_id": CLIENT_ID, "client_secret": "swordfish"});
    let refused = app.send(&boss, Method::POST, "/api/providers", &body).await.expect_status(422).fields();
    assert_eq!(refused, ["team_id", "key_id"].map(|field| (field.to_owned(), "required".to_owned())));
    (body["team_id"], body["key_id"]) = (json!("TEAM567890"), json!("KEY4567890"));
    let refused = app.send(&boss, Method::POST, "/api/providers", &body).await.expect_status(422).fields();
    assert_eq!(refused, [("client_secret".to_owned(), "not_allowed".to_owned())]);
    let key = key();
    let (first, rest) = key.split_at(64);
    body["client_secret"] = json!(format!("-----BEGIN PRIVATE KEY-----\n{first}\n{rest}\n-----END PRIVATE KEY-----\n"));
    let created = app.send(&boss, Method::POST, "/api/providers", &body).await.expect_status(201);
    assert!(!created.text().contains(first) && !created.text().contains(rest), "{}", created.text());
    assert_eq!(created.json()["has_secret"], json!(true));
    let kept = app.accounts.providers().all().await.expect("providers").usable("apple").expect("one").secret.clone();
    assert_eq!(kept, Some(ProviderSecret::new(key)));
}

#[tokio::test]
async fn a_provider_of_the_file_without_its_key_is_closed() {
    let (app, boss) = TestApp::with_administrator("boss").await;
    app.accounts.providers().set_file_providers(vec![apple("swordfish")]);
    let shown = app.read(&boss, "/api/providers/apple").await.json();
    assert!(shown["problems"].as_array().is_some_and(|problems| problems.len() == 1), "{shown}");
    assert_eq!(app.get("/api/auth/providers").send().await.json(), json!({"providers": []}));
}
