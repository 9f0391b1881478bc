//! Attacks on signing in with a provider, by the names of RFC 9700 and of OpenID Connect, as an attacker would try them.

use super::{
    COMPANY, FIRST_TIME, LINK, SIGN_IN_FIRST, World, defined, definition_of, failure_on, person, reach, signs_in,
    unconfirmed, whose, world, world_with,
};
use crate::api::invitations::invite;
use crate::support::hostile_provider::{Back, HostileProvider, METADATA, TOKEN};
use crate::support::*;
use vestibule::shared::providers::ProviderDefinition;

const MAREN: &str = "maren@example.org";

/// With the provider `evil` as well, which people may choose.
async fn with_another() -> (World, HostileProvider) {
    let evil = HostileProvider::start().await;
    let definition = definition_of(&evil);
    let world = world_with(|_| {}, |config| config.providers.push(defined("evil", definition))).await;
    evil.follow(&world.app.clock);
    (world, evil)
}

/// Begins in a browser, and returns the way back that the provider would lead it.
async fn back(world: &World, browser: &mut Browser<'_>, person: &Value) -> Back {
    let reply = world.leave(browser, "").await;
    world.provider.authorize(reply.location(), person)
}

/// Asserts that an answer begins no session, for a reason.
async fn assert_fails(browser: &mut Browser<'_>, back: &Back, failure: &str) {
    let reply = browser.arrive(&back.target()).await;
    assert!(!signs_in(&reply), "{back:?}");
    assert_eq!(failure_on(&browser.follow(&reply).await), failure, "{back:?}");
}

#[tokio::test]
async fn mix_up() {
    let (world, evil) = with_another().await;
    world.open_account("maren", &person("248", MAREN)).await;
    // The victim chose the evil provider, which has led the browser to the honest one, whose code must not reach it.
    let mut victim = world.app.browser();
    let to_evil = victim.open("/auth/with/evil").await;
    let of_evil = evil.authorize(to_evil.location(), &person("1", MAREN));
    let honest = back(&world, &mut world.app.browser(), &person("248", MAREN)).await;
    let mixed = of_evil.clone().with("code", &honest.parameters["code"]).with("iss", world.provider.issuer());
    let reply = victim.arrive(&mixed.target()).await;
    assert!(!signs_in(&reply) && reply.location().starts_with("/login"), "{}", reply.location());
    assert_eq!(evil.requests(TOKEN), 0, "the code was sent to the evil provider");

    // An attempt at one provider is none at the callback of another, whatever the answer says.
    let mut victim = world.app.browser();
    let mut answer = back(&world, &mut victim, &person("248", MAREN)).await;
    answer.path = "/auth/with/evil/callback".to_owned();
    for answer in [answer.clone(), answer.with("iss", evil.issuer())] {
        let reply = victim.arrive(&answer.target()).await;
        assert!(!signs_in(&reply), "{}", reply.location());
    }
    assert_eq!((evil.requests(TOKEN), whose(&world.app, &victim).await), (0, None));
}

#[tokio::test]
async fn login_csrf() {
    let world = world().await;
    let mallory = person("666", "mallory@example.org");
    world.open_account("mallory", &mallory).await;
    // The attacker has begun, and leads the browser of the victim to the end.
    let answer = back(&world, &mut world.app.browser(), &mallory).await;
    let mut victim = world.app.browser();
    assert_fails(&mut victim, &answer, "state").await;
    assert_eq!(world.provider.requests(TOKEN), 1, "only that of the first sign-in");
    // Neither in a browser with an attempt of its own, nor in one that is signed in.
    back(&world, &mut victim, &person("248", MAREN)).await;
    assert_fails(&mut victim, &answer, "state").await;
    let mut maren = world.app.member_in_browser("maren").await;
    let reply = maren.arrive(&answer.target()).await;
    assert!(!signs_in(&reply));
    assert_eq!(whose(&world.app, &maren).await.as_deref(), Some("maren"));
}

#[tokio::test]
async fn linking_by_another_site() {
    let world = world().await;
    // The attacker's account at the provider is to be linked to the victim's account here.
    let mut victim = world.app.member_in_browser("maren").await;
    let reply = world.visit(&mut victim, "?for=link", &person("666", "mallory@example.net")).await;
    assert_eq!(world.outcome(&mut victim, &reply).await, LINK);
    let call = victim.call(Method::POST, "/actions/link_identity").html().header("sec-fetch-site", "cross-site");
    let refused = call.header("origin", "https://evil.example").form(&[]).send().await;
    assert_eq!(refused.status, 403);
    assert!(world.linked().await.is_empty());
    // Nor in a session of somebody else that has begun meanwhile.
    world.app.register("jonas").await;
    victim.log_in("jonas").await;
    victim.submit("/actions/link_identity", &[]).await;
    assert!(world.linked().await.is_empty());
}

#[tokio::test]
async fn an_invitation_of_the_attacker() {
    let world = world().await;
    let (_, boss) = world.app.administrator("boss").await;
    let (_, token) = invite(&world.app, &boss, "mallory").await;
    // A link to the provider would link the victim's account there to that of the attacker.
    let path = format!("/auth/with/company?for=invitation&token={token}");
    let mut victim = world.app.browser();
    for reply in [victim.arrive(&path).await, victim.open(&path).await] {
        assert_eq!(reply.location(), format!("/reset-password?token={token}"));
        assert!(reply.cookies().iter().all(|line| !line.starts_with("vestibule_with_")));
    }
    victim.open(&format!("/reset-password?token={token}")).await.expect_status(200);
    assert!(victim.press(&path).await.location().starts_with(world.provider.issuer()));
    // Nor does a token that is none make the address of the provider longer than servers take.
    let long = victim.press(&format!("/auth/with/company?for=invitation&token={}", "a".repeat(6_000))).await;
    assert!(
        long.location().starts_with(world.provider.issuer()) && long.location().len() < 2_000,
        "{}",
        long.location()
    );
}

#[tokio::test]
async fn what_somebody_else_has_left_in_the_browser() {
    let world = world().await;
    world.app.register("jonas").await;
    for identity in [unconfirmed("666", "mallory@example.net"), unconfirmed("666", "jonas@example.org")] {
        let mut shared = world.app.browser();
        world.enter(&mut shared, &identity).await;
        assert!(shared.jar.contains_key("vestibule_arrival"));
        // Whose sign-in was not to link it does not get it.
        shared.log_in("jonas").await;
        assert!(!shared.jar.contains_key("vestibule_arrival"));
        shared.submit("/actions/link_identity", &[]).await;
        assert!(world.linked().await.is_empty());
    }
    // Nor does who comes after a sign-out.
    let mut shared = world.app.browser_of("jonas").await;
    let reply = world.visit(&mut shared, "?for=link", &person("7", "jonas@example.net")).await;
    assert_eq!(world.outcome(&mut shared, &reply).await, LINK);
    shared.submit("/actions/logout", &[]).await;
    assert!(!shared.jar.contains_key("vestibule_arrival"));
}

#[tokio::test]
async fn replayed_state() {
    let world = world().await;
    let maren = person("248", MAREN);
    world.open_account("maren", &maren).await;
    let mut browser = world.app.browser();
    let answer = back(&world, &mut browser, &maren).await;
    let mut thief = world.app.browser();
    thief.jar = browser.jar.clone();
    assert!(signs_in(&browser.arrive(&answer.target()).await));
    let requests = world.provider.requests(TOKEN);
    // With the cookie that the browser has had, and also with a new code.
    let other = back(&world, &mut world.app.browser(), &maren).await;
    let new_code = answer.clone().with("code", &other.parameters["code"]);
    for answer in [answer, new_code] {
        assert_fails(&mut thief, &answer, "state").await;
    }
    assert_eq!(world.provider.requests(TOKEN), requests);
}

#[tokio::test]
async fn one_answer_at_two_replicas_at_once() {
    let world = world().await;
    let maren = person("248", MAREN);
    world.open_account("maren", &maren).await;
    let mut browser = world.app.browser();
    let answer = back(&world, &mut browser, &maren).await;
    let mut browsers: Vec<_> = (0..6).map(|_| world.app.browser()).collect();
    browsers.iter_mut().for_each(|other| other.jar = browser.jar.clone());
    let target = answer.target();
    let replies = join_all(browsers.iter_mut().map(|browser| browser.arrive(&target))).await;
    assert_eq!(replies.iter().filter(|reply| signs_in(reply)).count(), 1);
}

#[tokio::test]
async fn code_of_another_browser() {
    let world = world().await;
    world.open_account("maren", &person("248", MAREN)).await;
    // A stolen code, in an attempt of the attacker: the verifier is another one.
    let stolen = back(&world, &mut world.app.browser(), &person("248", MAREN)).await;
    let mut attacker = world.app.browser();
    let own = back(&world, &mut attacker, &person("666", "mallory@example.net")).await;
    assert_fails(&mut attacker, &own.with("code", &stolen.parameters["code"]), "invalid_code").await;
    // At a provider that does not compare verifiers, the token is that of another attempt.
    let own = back(&world, &mut attacker, &person("248", MAREN)).await;
    world.provider.lie(|lies| lies.claims = json!({"nonce": "that-of-the-attempt-of-the-victim"}));
    assert_fails(&mut attacker, &own, "nonce").await;
    assert_eq!(whose(&world.app, &attacker).await, None);
}

#[tokio::test]
async fn planted_and_repeated_cookies() {
    let world = world().await;
    let maren = person("248", MAREN);
    world.open_account("maren", &maren).await;
    let mut browser = world.app.browser();
    let answer = back(&world, &mut browser, &maren).await;
    let name = browser.jar.keys().find(|name| name.starts_with("vestibule_with_")).cloned().expect("an attempt");
    for value in ["", "a", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &answer.parameters["state"]] {
        let mut planted = world.app.browser();
        planted.jar.insert(name.clone(), value.to_owned());
        assert_fails(&mut planted, &answer, "state").await;
    }
    // The cookie of one attempt under the name of another.
    let mut other = world.app.browser();
    back(&world, &mut other, &maren).await;
    let is_attempt = |(name, _): &(&String, &String)| name.starts_with("vestibule_with_");
    let foreign = other.jar.iter().find(is_attempt).map(|(_, value)| value.clone()).expect("an attempt");
    other.jar.insert(name, foreign);
    assert_fails(&mut other, &answer, "state").await;
}

#[tokio::test]
async fn unverified_address() {
    let world = world().await;
    world.app.register("maren").await;
    world.app.set_confirmed("maren").await;
    for verified in [json!(false), json!("true"), json!(1), Value::Null] {
        let mut mallory = unconfirmed("666", MAREN);
        mallory["email_verified"] = verified.clone();
        let outcome = world.sign_in(&mallory).await;
        assert!([SIGN_IN_FIRST, "malformed"].contains(&outcome.as_str()), "{verified}: {outcome}");
        assert!(world.linked().await.is_empty(), "{verified}");
    }
}

#[tokio::test]
async fn look_alikes() {
    let world = world_with(|definition| definition.trusted_domains = vec!["*".to_owned()], |_| {}).await;
    world.app.register("maren").await;
    world.app.set_confirmed("maren").await;
    for email in [
        "m\u{430}ren@example.org",
        "\u{ff4d}aren@example.org",
        "maren@ex\u{e4}mple.org",
        "maren@\u{ff45}xample.org",
        "maren\u{200b}@example.org",
        "maren@example.org.",
        "maren@example.org\u{0}",
        "maren@example.org, mallory@example.net",
        "\"maren\"@example.org",
    ] {
        let outcome = world.sign_in(&person("666", email)).await;
        assert_ne!(outcome, "signed in", "{email:?}");
        assert!(world.linked().await.is_empty(), "{email:?}");
    }
    // The same address in other letters is the same.
    assert_eq!(world.sign_in(&person("248", "Maren@Example.ORG")).await, "signed in");
}

#[tokio::test]
async fn the_issuer_of_another() {
    let (world, evil) = with_another().await;
    let maren = person("248", MAREN);
    world.open_account("maren", &maren).await;
    // The same subject elsewhere is another person.
    let mut mallory = world.app.browser();
    let reply = mallory.open("/auth/with/evil").await;
    let reply = mallory.arrive(&evil.authorize(reply.location(), &person("248", "mallory@example.net")).target()).await;
    assert_eq!(world.outcome(&mut mallory, &reply).await, FIRST_TIME);
    // Its token, and its metadata, cannot name the honest one.
    evil.lie(|lies| lies.claims = json!({"iss": world.provider.issuer()}));
    let reply = mallory.open("/auth/with/evil").await;
    let reply = mallory.arrive(&evil.authorize(reply.location(), &maren).target()).await;
    assert!(!signs_in(&reply) && reply.location().starts_with("/login"), "{}", reply.location());
    assert_eq!(world.linked().await, ["maren 248"]);
}

#[tokio::test]
async fn a_provider_that_is_added_with_the_issuer_of_another_is_closed() {
    let provider = HostileProvider::start().await;
    let same = ProviderDefinition { client_id: "another".to_owned(), ..definition_of(&provider) };
    let app = TestApp::with(|config| {
        config.providers.push(defined(COMPANY, definition_of(&provider)));
        config.providers.push(defined("again", same));
    });
    let app = app.await;
    reach(&app, &["127.0.0.0/8"]);
    provider.follow(&app.clock);
    let reply = app.browser().open("/auth/with/again").await;
    assert!(!reply.header("location").starts_with("http"), "{}", reply.header("location"));
    assert_eq!(provider.requests(METADATA), 0);
    assert!(app.browser().open("/auth/with/company").await.location().starts_with(provider.issuer()));
}

#[tokio::test]
async fn the_session_of_the_browser_is_a_new_one() {
    let world = world().await;
    let maren = person("248", MAREN);
    world.open_account("maren", &maren).await;
    let mut browser = world.app.member_in_browser("mallory").await;
    let planted = browser.jar["vestibule_refresh"].clone();
    assert_eq!(world.enter(&mut browser, &maren).await, "signed in");
    assert_ne!(browser.jar["vestibule_refresh"], planted);
    assert_eq!(whose(&world.app, &browser).await.as_deref(), Some("maren"));
    assert_eq!(world.app.post("/api/auth/refresh").bearer(&planted).send().await.status, 401);
}

#[tokio::test]
async fn an_answer_by_another_method() {
    let world = world().await;
    let mut browser = world.app.browser();
    let answer = back(&world, &mut browser, &person("248", MAREN)).await;
    let target = answer.target();
    let (path, query) = target.split_once('?').expect("a query");
    let posted = browser.call(Method::POST, path).html().header("sec-fetch-site", "cross-site");
    let posted = posted.header("content-type", "application/x-www-form-urlencoded").body(query.to_owned()).send().await;
    assert!(posted.status >= 400 && !signs_in(&posted), "{}", posted.status);
    let looked_at = browser.call(Method::HEAD, &target).html().send().await;
    assert!(!signs_in(&looked_at), "{}", looked_at.status);
    assert_eq!(world.provider.requests(TOKEN), 0);
    // Neither has used the attempt up.
    let reply = browser.arrive(&target).await;
    assert_eq!(world.outcome(&mut browser, &reply).await, FIRST_TIME);
}

#[tokio::test]
async fn parameters_that_occur_twice() {
    let world = world().await;
    for repeated in ["code=another", "state=another", "iss=https://evil.example", "error=access_denied"] {
        let mut browser = world.app.browser();
        let answer = back(&world, &mut browser, &person("248", MAREN)).await;
        let reply = browser.arrive(&format!("{}&{repeated}", answer.target())).await;
        assert!(!signs_in(&reply) && reply.header("location") != FIRST_TIME, "{repeated}");
    }
    assert_eq!(world.provider.requests(TOKEN), 0);
}
