//! Pre-hijacking in its five forms (Sudhodanan and Paverd, 2022): somebody prepares an account with the address of another person,
//! and waits until that person signs in, or confirms the address.

use super::{
    FIRST_TIME, SIGN_IN_FIRST, TAKE_OVER, World, accept, is_confirmed, person, signs_in, unconfirmed, whose, world,
    world_with,
};
use crate::api::second_factor::add_authenticator;
use crate::support::mailbox::{Received, deliver, wait_for};
use crate::support::*;
use std::sync::Mutex;

const VICTIM: &str = "maren@example.org";

/// Opens the account of the victim's address in place of the victim, who then takes it over; returns the attacker's session, and
/// the victim's browser.
async fn taken_over<'a>(world: &'a World, prepare: impl AsyncFnOnce(&Tokens)) -> (Tokens, Browser<'a>) {
    let (_, attacker) = world.app.member("maren").await;
    prepare(&attacker).await;
    let mut victim = world.app.browser();
    assert_eq!(world.enter(&mut victim, &person("248", VICTIM)).await, TAKE_OVER);
    assert!(whose(&world.app, &victim).await.is_none(), "a page asks first");
    victim.open(TAKE_OVER).await.expect_status(200);
    let reply = take_over(&mut victim, &[]).await.expect_status(303);
    assert!(signs_in(&reply), "{}", reply.location());
    assert_eq!(whose(&world.app, &victim).await.as_deref(), Some("maren"));
    (attacker, victim)
}

/// Sends the form of the page.
async fn take_over(victim: &mut Browser<'_>, keeps: &[(&str, &str)]) -> Reply {
    let shown = victim.open(TAKE_OVER).await.expect_status(200).hidden("shown");
    victim.submit("/actions/take_over", &[&[("shown", shown.as_str())], keeps].concat()).await
}

#[tokio::test]
async fn a_page_takes_over_only_the_account_that_it_has_shown() {
    let world = world().await;
    world.app.register("maren").await;
    world.app.register("jonas").await;
    let mut victim = world.app.browser();
    assert_eq!(world.enter(&mut victim, &person("248", VICTIM)).await, TAKE_OVER);
    let shown = victim.open(TAKE_OVER).await.expect_status(200).hidden("shown");
    // In another tab.
    assert_eq!(world.enter(&mut victim, &person("249", "jonas@example.org")).await, TAKE_OVER);
    for mark in [shown.as_str(), ""] {
        let reply = victim.submit("/actions/take_over", &[("shown", mark)]).await;
        assert!(!signs_in(&reply), "{}", reply.location());
    }
    assert!(world.linked().await.is_empty());
    assert!(signs_in(&take_over(&mut victim, &[]).await));
    assert_eq!(world.linked().await, ["jonas 249"]);
}

/// A mailbox and a provider together get past no factor that was there before.
#[tokio::test]
async fn the_account_of_a_known_owner_that_is_unconfirmed_again_is_not_taken_over() {
    let world = world().await;
    let (user, _) = world.app.member("maren").await;
    world.app.set_confirmed("maren").await;
    let (_, boss) = world.app.administrator("boss").await;
    let path = format!("/api/users/{}", id_of(&user));
    world.app.send(&boss, Method::PATCH, &path, &json!({"email_verified": false})).await.expect_status(200);
    assert_eq!(world.sign_in(&person("248", VICTIM)).await, SIGN_IN_FIRST);
}

#[tokio::test]
async fn classic_federated_merge() {
    let world = world().await;
    let (attacker, _) = taken_over(&world, async |_: &Tokens| {}).await;
    // The password of the one who came first is void.
    world.app.sign_in("maren", PASSWORD).send().await.assert_refused(401, "invalid_credentials");
    assert_eq!(world.app.me(&attacker.access).send().await.status, 401);
    assert!(is_confirmed(&world.app, "maren").await);
    assert_eq!(world.linked().await, ["maren 248"]);
    assert_eq!(world.app.events("identity.take_over").await.len(), 1);
    assert_eq!(world.sign_in(&person("248", VICTIM)).await, "signed in");
}

#[tokio::test]
async fn unexpired_session() {
    let world = world().await;
    let secret = Mutex::new(String::new());
    let (attacker, _) = taken_over(&world, async |tokens: &Tokens| {
        let id = world.app.id_of("maren").await;
        let (_, token) = world.app.api_token(tokens, &id, &["self"]).await;
        *secret.lock().expect("no panic") = token;
    })
    .await;
    assert_eq!(world.app.me(&attacker.access).send().await.status, 401);
    assert_eq!(world.app.refresh(&attacker).await.status, 401);
    let token = secret.into_inner().expect("no panic");
    assert_eq!(world.app.me(&token).send().await.status, 401);
}

#[tokio::test]
async fn trojan_identifier() {
    let world = world().await;
    // An account at the provider that the attacker has, linked in time, and an authenticator app.
    let mut browser = world.app.member_in_browser("maren").await;
    world.link(&mut browser, &person("666", "evil@example.net")).await.expect_status(303);
    let tokens = world.app.log_in("maren").await;
    add_authenticator(&world.app, &tokens).await;
    let mut victim = world.app.browser();
    assert_eq!(world.enter(&mut victim, &person("248", VICTIM)).await, TAKE_OVER);
    take_over(&mut victim, &[]).await.expect_status(303);

    assert_eq!(world.linked().await, ["maren 248"]);
    assert!(whose(&world.app, &browser).await.is_none());
    assert_eq!(world.sign_in(&person("666", "evil@example.net")).await, FIRST_TIME);
    let access = victim.jar["vestibule_access"].clone();
    let factors = world.app.read(&access, "/api/account/factors").await.expect_status(200).json();
    assert_eq!((&factors["has_password"], &factors["authenticator"]), (&json!(false), &Value::Null), "{factors}");
}

#[tokio::test]
async fn unexpired_change_of_address() {
    let world = world().await;
    // The attacker's own account, whose address shall become the victim's: the message waits in the victim's mailbox.
    let (attacker, tokens) = world.app.member("mallory").await;
    world.app.set_confirmed("mallory").await;
    let change = json!({"email": VICTIM, "current_password": PASSWORD});
    world.app.send(&tokens, Method::PATCH, &path_of(&attacker), &change).await.expect_status(200);
    let messages = deliver(&world.app).await;
    let is_change = |message: &&Received| message.to.contains(VICTIM) && message.contains("/verify-email?token=");
    let link = messages.iter().find(is_change).expect("a message");
    let token = link.token("/verify-email");
    drop(world.open_account("maren", &person("248", VICTIM)).await);
    assert_eq!(world.linked().await, ["maren 248"]);
    let confirmed = world.app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await;
    assert!(confirmed.status >= 400, "{}", confirmed.text());
    assert_eq!(world.app.read(&tokens, &path_of(&attacker)).await.json()["email"], "mallory@example.org");
    // The victim still has the own account.
    let mut victim = world.app.browser();
    assert_eq!(world.enter(&mut victim, &person("248", VICTIM)).await, "signed in");
    assert_eq!(whose(&world.app, &victim).await.as_deref(), Some("maren"));
}

#[tokio::test]
async fn a_link_that_was_asked_for_before_does_not_outlive_the_take_over() {
    let world = world().await;
    let (_, tokens) = world.app.member("maren").await;
    let before = deliver(&world.app).await;
    let mut victim = world.app.browser();
    assert_eq!(world.enter(&mut victim, &person("248", VICTIM)).await, TAKE_OVER);
    take_over(&mut victim, &[]).await.expect_status(303);
    for message in before.iter().filter(|message| message.contains("/verify-email?token=")) {
        let token = message.token("/verify-email");
        let reply = world.app.post("/api/auth/email/verify").json(&json!({"token": token})).send().await;
        assert!(reply.status >= 400, "{}", reply.text());
    }
    assert_eq!(world.app.me(&tokens.access).send().await.status, 401);
}

#[tokio::test]
async fn non_verifying_provider() {
    // It says of every address that it is confirmed, but the operator does not rely on that.
    let world = world_with(|definition| definition.trusted_domains = Vec::new(), |_| {}).await;
    world.app.register("maren").await;
    assert_eq!(world.sign_in(&person("666", VICTIM)).await, FIRST_TIME);
    world.app.set_confirmed("maren").await;
    assert_eq!(world.sign_in(&person("666", VICTIM)).await, SIGN_IN_FIRST);
    assert!(world.linked().await.is_empty());
    // The other way round: an account that was opened with a foreign address does not count as confirmed, so its owner gets it.
    let mut attacker = world.app.browser();
    assert_eq!(world.enter(&mut attacker, &person("667", "ida@example.org")).await, FIRST_TIME);
    accept(&mut attacker, "ida", "ida@example.org").await;
    assert!(!is_confirmed(&world.app, "ida").await);
}

#[tokio::test]
async fn an_account_that_was_opened_with_a_provider_and_a_foreign_address_goes_to_its_owner() {
    let world = world().await;
    let mut attacker = world.app.browser();
    assert_eq!(world.enter(&mut attacker, &unconfirmed("666", VICTIM)).await, FIRST_TIME);
    accept(&mut attacker, "maren", VICTIM).await;
    assert!(!is_confirmed(&world.app, "maren").await);
    let mut victim = world.app.browser();
    assert_eq!(world.enter(&mut victim, &person("248", VICTIM)).await, TAKE_OVER);
    take_over(&mut victim, &[]).await.expect_status(303);
    assert_eq!(world.linked().await, ["maren 248"]);
    assert!(whose(&world.app, &attacker).await.is_none());
    // What is left of the attacker leads elsewhere.
    assert_ne!(world.sign_in(&unconfirmed("666", VICTIM)).await, "signed in");
}

#[tokio::test]
async fn a_take_over_voids_groups_and_asks_about_the_name() {
    for (keeps, name) in [(&[][..], Value::Null), (&[("name", "true")][..], json!("Not Maren"))] {
        let world = world().await;
        let (user, tokens) = world.app.member("maren").await;
        world.app.send(&tokens, Method::PATCH, &path_of(&user), &json!({"name": "Not Maren"})).await.expect_status(200);
        world.app.group("choir", &["maren"]).await;
        let mut victim = world.app.browser();
        assert_eq!(world.enter(&mut victim, &person("248", VICTIM)).await, TAKE_OVER);
        victim.open(TAKE_OVER).await.expect_status(200).assert_shows(&["Not Maren"]);
        take_over(&mut victim, keeps).await.expect_status(303);
        let me = world.app.me(&victim.jar["vestibule_access"]).expect_status(200).await.json();
        assert_eq!((&me["groups"], me["name"] == json!("Not Maren")), (&json!([]), name != Value::Null), "{me}");
    }
}

/// The message that confirms an address, in the victim's mailbox.
async fn confirmation(world: &World) -> Received {
    let messages = deliver(&world.app).await;
    let is_it = |message: &&Received| message.to.contains(VICTIM) && message.contains("/verify-email?token=");
    messages.iter().find(is_it).expect("a message").clone()
}

/// An attacker who comes from a provider that vouches for nothing, and types the victim's address.
async fn typed_address(world: &World) -> Browser<'_> {
    let mut attacker = world.app.browser();
    assert_eq!(world.enter(&mut attacker, &unconfirmed("666", "evil@example.net")).await, FIRST_TIME);
    accept(&mut attacker, "mallory", VICTIM).await.expect_status(303);
    attacker
}

#[tokio::test]
async fn the_digits_of_a_message_confirm_no_account_of_a_stranger() {
    let world = world().await;
    let attacker = typed_address(&world).await;
    let message = confirmation(&world).await;
    let mut victim = world.app.browser();
    let path = format!("/verify-email?token={}", message.token("/verify-email"));
    let page = victim.open(&path).await.expect_status(200);
    page.assert_shows(&["Sign in to the account first", "You did not register?"]);
    assert!(
        page.links_to(&format!("/login?next={}", path.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D")))
    );
    let token = message.token("/verify-email");
    let typed = [("token", token.as_str()), ("digits", &message.digits())];
    victim.run("/actions/verify-email", &typed).await.assert_refused(403, "forbidden");
    assert!(!is_confirmed(&world.app, "mallory").await);
    // The victim says so, and gets the account.
    let reply = victim.submit("/actions/verify-email/disown", &typed).await;
    victim.follow(&reply).await.expect_status(200).assert_shows(&["Choose a password"]);
    let (_, chosen) = reply.location().split_once("?token=").expect("a token");
    world.app.choose_password(chosen, OTHER_PASSWORD).expect_status(204).await;
    assert!(is_confirmed(&world.app, "mallory").await);
    assert!(world.linked().await.is_empty());
    assert!(whose(&world.app, &attacker).await.is_none());
    assert_eq!(world.sign_in(&unconfirmed("666", "evil@example.net")).await, FIRST_TIME);
    world.app.sign_in(VICTIM, OTHER_PASSWORD).send().await.expect_status(200);
}

#[tokio::test]
async fn who_has_registered_with_a_provider_confirms_in_another_browser_after_signing_in_there() {
    let world = world().await;
    drop(typed_address(&world).await);
    let message = confirmation(&world).await;
    let mut phone = world.app.browser();
    assert_eq!(world.enter(&mut phone, &unconfirmed("666", "evil@example.net")).await, "signed in");
    let token = message.token("/verify-email");
    let page = phone.open(&format!("/verify-email?token={token}")).await.expect_status(200);
    page.assert_hides(&["You did not register?", "one-time-code"]);
    assert_eq!(phone.submit("/actions/verify-email", &[("token", &token)]).await.location(), "/account");
    assert!(is_confirmed(&world.app, "mallory").await);
}

#[tokio::test]
async fn a_strict_registration_with_a_provider_is_confirmed_only_in_its_browser() {
    let world = world_with(|_| {}, |config| config.strict_registration_privacy = true).await;
    let mut attacker = typed_address(&world).await;
    wait_for(&world.app, &[&format!("confirm_email {VICTIM}")]).await;
    let token = confirmation(&world).await.token("/verify-email");
    let mut victim = world.app.browser();
    let page = victim.open(&format!("/verify-email?token={token}")).await.expect_status(200);
    page.assert_shows(&["Open this link in the browser in which you registered."]);
    page.assert_hides(&["You did not register?", "one-time-code"]);
    for digits in ["", "000000"] {
        let typed = [("token", token.as_str()), ("digits", digits)];
        victim.run("/actions/verify-email", &typed).await.assert_refused(403, "forbidden");
        victim.run("/actions/verify-email/disown", &typed).await.assert_refused(404, "link_invalid");
    }
    assert!(world.linked().await.is_empty());
    // Whoever has registered confirms it, with the link that only the victim has.
    assert_eq!(attacker.submit("/actions/verify-email", &[("token", &token)]).await.location(), "/login");
    assert_eq!(world.linked().await, ["mallory 666"]);
}
