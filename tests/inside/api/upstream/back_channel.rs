//! A sign-out at the provider ends the sessions that began there (OpenID Connect Back-Channel Logout).

use super::{BEGIN, World, person, whose, world, world_with};
use crate::support::hostile_provider::{CLIENT_ID, Signer, SigningKey, TOKEN, unique};
use crate::support::*;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

impl World {
    /// The claims of a logout token. `changes`: as for a lie.
    fn logout(&self, changes: &[(&str, Value)]) -> Value {
        let now = self.app.accounts.now().seconds();
        let mut claims = json!({
            "iss": self.provider.issuer(), "aud": CLIENT_ID, "iat": now, "exp": now + 120,
            "jti": unique("logout"), "events": {EVENT: {}}, "sub": "248",
        });
        let members = claims.as_object_mut().expect("claims");
        for (name, value) in changes {
            members.remove(*name);
            if !value.is_null() {
                members.insert((*name).to_owned(), value.clone());
            }
        }
        claims
    }

    async fn send_logout(&self, token: &str) -> Reply {
        self.app.post(&format!("{BEGIN}/backchannel-logout")).form(&[("logout_token", token)]).send().await
    }

    async fn sign_out(&self, changes: &[(&str, Value)]) -> u16 {
        let token = self.provider.signed("logout+jwt", &self.logout(changes));
        let reply = self.send_logout(&token).await;
        assert!(reply.header("cache-control").contains("no-store") && reply.cookies().is_empty());
        reply.status
    }

    /// A browser of the person with a session there.
    async fn in_session(&self, subject: &str, sid: &str) -> Browser<'_> {
        let mut identity = person(subject, &format!("p{subject}@example.org"));
        identity["sid"] = json!(sid);
        let mut browser = self.app.browser();
        assert_eq!(self.enter(&mut browser, &identity).await, "signed in");
        browser
    }
}

async fn prepared() -> World {
    let world = world().await;
    for (subject, username) in [("248", "maren"), ("249", "jonas")] {
        drop(world.open_account(username, &person(subject, &format!("p{subject}@example.org"))).await);
    }
    world
}

#[tokio::test]
async fn a_logout_token_with_a_subject_ends_all_its_sessions() {
    let world = prepared().await;
    let (one, two) = (world.in_session("248", "a").await, world.in_session("248", "b").await);
    let other = world.in_session("249", "c").await;
    assert_eq!(world.sign_out(&[]).await, 200);
    assert_eq!((whose(&world.app, &one).await, whose(&world.app, &two).await), (None, None));
    assert_eq!(whose(&world.app, &other).await.as_deref(), Some("jonas"));
    assert!(!world.app.events("session.end").await.is_empty());
}

#[tokio::test]
async fn one_with_a_session_ends_what_began_in_that() {
    let world = prepared().await;
    let (one, two) = (world.in_session("248", "a").await, world.in_session("248", "b").await);
    assert_eq!(world.sign_out(&[("sub", Value::Null), ("sid", json!("a"))]).await, 200);
    assert_eq!((whose(&world.app, &one).await, whose(&world.app, &two).await.as_deref()), (None, Some("maren")));
}

#[tokio::test]
async fn one_with_both_also_ends_sessions_whose_tokens_have_named_none() {
    let world = prepared().await;
    let (one, two) = (world.in_session("248", "a").await, world.in_session("248", "b").await);
    let mut unnamed = world.app.browser();
    assert_eq!(world.enter(&mut unnamed, &person("248", "p248@example.org")).await, "signed in");
    let other = world.in_session("249", "c").await;
    assert_eq!(world.sign_out(&[("sid", json!("a"))]).await, 200);
    assert_eq!((whose(&world.app, &one).await, whose(&world.app, &unnamed).await), (None, None));
    for (browser, name) in [(&two, "maren"), (&other, "jonas")] {
        assert_eq!(whose(&world.app, browser).await.as_deref(), Some(name));
    }
}

#[tokio::test]
async fn only_tokens_that_no_provider_has_sent_are_charged() {
    let limits = "register=9/s,provider=9/m,provider-logout=2/m".parse().expect("limits");
    let world = world_with(|_| {}, |config| config.rate_limits = limits).await;
    drop(world.open_account("maren", &person("248", "maren@example.org")).await);
    for _ in 0..12 {
        assert_eq!(world.sign_out(&[]).await, 200);
    }
    let statuses = [world.sign_out(&[("aud", json!("another"))]).await, world.send_logout("a.b.c").await.status];
    assert_eq!((statuses, world.send_logout("a.b.c").await.status), ([400, 400], 429));
    // Neither keeps people from coming back, nor the provider from signing them out.
    assert_eq!(world.sign_in(&person("248", "maren@example.org")).await, "signed in");
    assert_eq!(world.sign_out(&[]).await, 200);
}

#[tokio::test]
async fn a_session_that_began_with_a_password_stays() {
    let world = prepared().await;
    let nora = world.app.member_in_browser("nora").await;
    assert_eq!(world.sign_out(&[]).await, 200);
    assert_eq!(whose(&world.app, &nora).await.as_deref(), Some("nora"));
}

#[tokio::test]
async fn a_logout_token_that_lies_ends_nothing() {
    let world = prepared().await;
    let browser = world.in_session("248", "a").await;
    let now = world.app.accounts.now().seconds();
    for (name, value) in [
        ("iss", json!("https://evil.example")),
        ("aud", json!("another")),
        ("exp", json!(now - 31)),
        ("iat", json!(now + 31)),
        ("iat", Value::Null),
        ("jti", Value::Null),
        ("events", Value::Null),
        ("events", json!({})),
        ("events", json!({EVENT: "now"})),
        ("events", json!([EVENT])),
        ("nonce", json!("an ID token has one")),
        ("sub", Value::Null),
        ("sub", json!(248)),
    ] {
        assert_eq!(world.sign_out(&[(name, value.clone())]).await, 400, "{name} {value}");
    }
    for signer in [Signer::Another, Signer::Missing, Signer::PublicKeyAsSecret] {
        world.provider.lie(|lies| lies.signer = signer);
        assert_eq!(world.sign_out(&[]).await, 400, "{signer:?}");
    }
    world.provider.lie(|_| {});
    for token in ["", "a.b.c", "..", &"a".repeat(20_000)] {
        assert!(world.send_logout(token).await.status >= 400);
    }
    // An ID token is no logout token.
    let claims = world.logout(&[("events", Value::Null), ("nonce", json!("n")), ("auth_time", json!(now))]);
    assert_eq!(world.send_logout(&world.provider.signed("JWT", &claims)).await.status, 400);
    assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
}

#[tokio::test]
async fn a_logout_token_works_once() {
    let world = prepared().await;
    let token = world.provider.signed("logout+jwt", &world.logout(&[]));
    assert_eq!(world.send_logout(&token).await.status, 200);
    let browser = world.in_session("248", "a").await;
    // The provider may not have got the first answer, so this is no error.
    assert_eq!(world.send_logout(&token).await.status, 200);
    assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
}

#[tokio::test]
async fn one_whose_sender_has_disconnected_works_when_it_comes_again() {
    let world = prepared().await;
    for last in 0..12 {
        let browser = world.in_session("248", "a").await;
        // The keys have to be fetched again, which happens once a minute.
        world.provider.rotate(SigningKey::new("ES256", &format!("key-{last}")));
        world.app.wait(61);
        let token = world.provider.signed("logout+jwt", &world.logout(&[]));
        dropped_after(last, world.send_logout(&token)).await;
        assert_eq!(world.send_logout(&token).await.status, 200, "{last}");
        assert_eq!(whose(&world.app, &browser).await, None, "{last}");
    }
}

#[tokio::test]
async fn an_unknown_provider_has_no_endpoint() {
    let world = prepared().await;
    let requests = world.provider.requests(TOKEN);
    let token = world.provider.signed("logout+jwt", &world.logout(&[]));
    for name in ["unknown", "COMPANY"] {
        let path = format!("/auth/with/{name}/backchannel-logout");
        assert!(world.app.post(&path).form(&[("logout_token", &token)]).send().await.status >= 400);
    }
    assert!(world.app.get(&format!("{BEGIN}/backchannel-logout")).send().await.status >= 400);
    assert_eq!(world.provider.requests(TOKEN), requests);
}
