//! Accounts without a password and a second factor prove again who their owner is: at the provider, or with a code by mail.

use super::{FIRST_TIME, World, accept, failure_on, person, signs_in, unconfirmed, world};
use crate::support::mailbox::{deliver, discard, find};
use crate::support::*;
use url::Url;

const MAREN: &str = "maren@example.org";
const PROOF_CODE: &str = "/api/account/proof-code";
const STEP_UP: &str = "/api/auth/step-up";

impl World {
    fn now(&self) -> i64 {
        self.app.accounts.now().seconds()
    }

    /// Goes to the provider to prove it again, and comes back with these claims; returns the outcome.
    async fn prove(&self, browser: &mut Browser<'_>, claims: Value) -> String {
        let reply = self.visit(browser, "?for=step-up", &claims).await;
        if signs_in(&reply) {
            return "proved".to_owned();
        }
        failure_on(&browser.follow(&reply).await)
    }
}

/// When the session was proved. Tokens name a time that lies 30 seconds back.
fn proved_at(browser: &Browser<'_>) -> i64 {
    part_of_jwt(&browser.jar["vestibule_access"], 1)["auth_time"].as_i64().expect("a time") + 30
}

/// The six digits of the message that waits.
async fn digits(app: &TestApp) -> String {
    let messages = deliver(app).await;
    let sent = find(&messages, MAREN, "Your code").expect("the message with the code");
    sent.digits()
}

#[tokio::test]
async fn a_new_sign_in_at_the_provider_proves_it() {
    let world = world().await;
    let maren = person("248", MAREN);
    let mut browser = world.open_account("maren", &maren).await;
    world.app.wait(11 * 60);
    let reply = world.leave(&mut browser, "?for=step-up").await;
    let url = Url::parse(reply.location()).expect("a URL");
    let parameter = |name: &str| url.query_pairs().find(|(is, _)| is == name).map(|(_, value)| value.into_owned());
    assert_eq!((parameter("max_age").as_deref(), parameter("prompt").as_deref()), (Some("0"), Some("login")));

    assert_eq!(world.prove(&mut browser, maren).await, "proved");
    assert_eq!(proved_at(&browser), world.now());
    let claims = part_of_jwt(&browser.jar["vestibule_access"], 1);
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["fed"]), &json!("urn:vestibule:acr:provider")));
    assert_eq!(world.app.events("session.step_up").await.len(), 1);
}

#[tokio::test]
async fn a_sign_in_there_that_is_too_old_or_another_persons_proves_nothing() {
    let world = world().await;
    let mut browser = world.open_account("maren", &person("248", MAREN)).await;
    drop(world.open_account("jonas", &person("249", "jonas@example.org")).await);
    world.app.wait(11 * 60);
    let before = proved_at(&browser);
    let with = |auth_time: Value| {
        let mut maren = person("248", MAREN);
        maren["auth_time"] = auth_time;
        maren
    };
    for (claims, expected) in
        [(with(json!(world.now() - 631)), "not_recent"), (person("249", "jonas@example.org"), "other_account")]
    {
        assert_eq!(world.prove(&mut browser, claims).await, expected);
        assert_eq!(proved_at(&browser), before, "{expected}");
    }
    // Of an account there that is linked to none here.
    assert_ne!(world.prove(&mut browser, unconfirmed("250", MAREN)).await, "proved");
    world.provider.lie(|lies| lies.claims = json!({"auth_time": null}));
    assert_eq!(world.prove(&mut browser, person("248", MAREN)).await, "not_recent");
    world.provider.lie(|_| {});
    assert_eq!(world.prove(&mut browser, with(json!(world.now() - 600))).await, "proved");
}

#[tokio::test]
async fn a_code_by_mail_proves_it() {
    let world = world().await;
    let browser = world.open_account("maren", &person("248", MAREN)).await;
    let access = browser.jar["vestibule_access"].clone();
    world.app.wait(11 * 60);
    discard(&world.app).await;
    let sent = world.app.post(PROOF_CODE).bearer(&access).send().await;
    assert!(sent.status < 300, "{}", sent.text());
    let proof = sent.json()["mail_proof"].as_str().expect("a proof").to_owned();
    let code = digits(&world.app).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let body = |code: &str| json!({"mail_code": code, "mail_proof": proof});
    assert!(world.app.send(&access, Method::POST, STEP_UP, &body(wrong)).await.status >= 400);
    let reply = world.app.send(&access, Method::POST, STEP_UP, &body(&code)).await.expect_status(200);
    let claims = part_of_jwt(reply.json()["access_token"].as_str().expect("a token"), 1);
    // A code of an app that follows is the second factor to the sign-in at the provider.
    assert_eq!((&claims["amr"], &claims["acr"]), (&json!(["fed", "mail"]), &json!("urn:vestibule:acr:mail")));
    // A code works once.
    assert!(world.app.send(&access, Method::POST, STEP_UP, &body(&code)).await.status >= 400);
}

#[tokio::test]
async fn a_code_by_mail_ends_with_five_wrong_ones_and_is_good_in_its_session() {
    let world = world().await;
    let maren = person("248", MAREN);
    let browser = world.open_account("maren", &maren).await;
    let access = browser.jar["vestibule_access"].clone();
    discard(&world.app).await;
    let send = async || {
        let sent = world.app.post(PROOF_CODE).bearer(&access).send().await;
        assert!(sent.status < 300, "{}", sent.text());
        (sent.json()["mail_proof"].as_str().expect("a proof").to_owned(), digits(&world.app).await)
    };
    let prove = async |access: &str, proof: &str, code: &str| {
        let body = json!({"mail_code": code, "mail_proof": proof});
        world.app.send(access, Method::POST, STEP_UP, &body).await.status
    };
    let (proof, code) = send().await;
    let mut other = world.app.browser();
    assert_eq!(world.enter(&mut other, &maren).await, "signed in");
    assert!(prove(&other.jar["vestibule_access"], &proof, &code).await >= 400, "in another session");
    for number in 0..5 {
        let wrong = format!("{:06}", (code.parse::<u32>().expect("digits") + 1 + number) % 1_000_000);
        assert!(prove(&access, &proof, &wrong).await >= 400);
    }
    assert!(prove(&access, &proof, &code).await >= 400, "after five wrong ones");
}

#[tokio::test]
async fn a_code_by_mail_ends_after_ten_minutes() {
    let world = world().await;
    let browser = world.open_account("maren", &person("248", MAREN)).await;
    let access = browser.jar["vestibule_access"].clone();
    discard(&world.app).await;
    let sent = world.app.post(PROOF_CODE).bearer(&access).send().await;
    let (proof, code) = (sent.json()["mail_proof"].clone(), digits(&world.app).await);
    world.app.wait(10 * 60 + 1);
    let body = json!({"mail_code": code, "mail_proof": proof});
    assert!(world.app.send(&access, Method::POST, STEP_UP, &body).await.status >= 400, "after ten minutes");
}

#[tokio::test]
async fn a_code_is_sent_only_to_a_confirmed_address_and_never_in_place_of_a_password() {
    let world = world().await;
    let (_, tokens) = world.app.member("jonas").await;
    world.app.set_confirmed("jonas").await;
    let refused = world.app.post(PROOF_CODE).bearer(&tokens.access).send().await;
    assert!(refused.status >= 400, "it has a password: {}", refused.text());
    let mut browser = world.app.browser();
    assert_eq!(world.enter(&mut browser, &unconfirmed("248", MAREN)).await, FIRST_TIME);
    accept(&mut browser, "maren", MAREN).await.expect_status(303);
    let refused = world.app.post(PROOF_CODE).bearer(&browser.jar["vestibule_access"]).send().await;
    assert!(refused.status >= 400, "its address is not confirmed: {}", refused.text());
}

#[tokio::test]
async fn few_codes_are_sent() {
    let world = world().await;
    let browser = world.open_account("maren", &person("248", MAREN)).await;
    discard(&world.app).await;
    for _ in 0..6 {
        world.app.post(PROOF_CODE).bearer(&browser.jar["vestibule_access"]).send().await;
    }
    let sent = deliver(&world.app).await.len();
    assert!((1..=5).contains(&sent), "{sent}");
}
