//! Accounts at providers around a reset of the password: those that were linked shortly before do not sign in until their owner keeps them,
//! and unlinking the last one can be undone.

use super::*;
use crate::support::company::{arrive, company, identity, link};
use vestibule::accounts::{Arrived, ProvenIdentity, ProviderOutcome, Purpose};
use vestibule::applications::ProviderFailure;
use vestibule::shared::providers::ProviderDefinition;

async fn signs_in(app: &TestApp, identity: &ProvenIdentity) -> bool {
    let arrived = arrive(app, &Caller::default(), identity, Purpose::SignIn { remember: false }).await;
    match arrived {
        Ok(Arrived::SignedIn(_) | Arrived::SecondFactor(_)) => true,
        Err(ProviderOutcome::Failed(ProviderFailure::Held)) => false,
        other => panic!("{other:?}"),
    }
}

/// Maren, and an identity that was linked so many days ago.
async fn linked(days_ago: u64) -> (TestApp, String, ProvenIdentity) {
    let app = TestApp::with(|config| config.providers.push(company(ProviderDefinition::default()))).await;
    let user = app.register("maren").await;
    app.set_confirmed("maren").await;
    let tokens = app.log_in("maren").await;
    let there = identity("somebody", LAIR, false);
    let caller = app.caller(&tokens.access).await;
    assert!(link(&app, &caller, &there).await, "a linked identity");
    app.wait(days_ago * DAY);
    (app, path_of(&user), there)
}

async fn reset(app: &TestApp) {
    discard(app).await;
    app.post("/api/auth/password/forgot").json(&json!({"email": MAREN})).expect_status(202).await;
    wait_for(app, &["password_reset maren@example.org"]).await;
    let token = token_to(&deliver(app).await, MAREN, CHOOSE);
    app.choose_password(&token, OTHER_PASSWORD).expect_status(204).await;
}

#[tokio::test]
async fn an_identity_of_the_last_seven_days_signs_nobody_in_after_a_reset_by_mail() {
    for (days_ago, is_held) in [(0, true), (6, true), (8, false)] {
        let (app, _, there) = linked(days_ago).await;
        assert!(signs_in(&app, &there).await);
        reset(&app).await;
        assert_eq!(signs_in(&app, &there).await, !is_held, "{days_ago} days ago");
    }
}

/// The identity of the thief is no proof either, and the mailbox alone keeps nothing.
#[tokio::test]
async fn its_owner_keeps_it_with_the_new_password() {
    let (app, path, there) = linked(0).await;
    reset(&app).await;
    let tokens = Tokens::of(&app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await.json());
    let list = app.get(&format!("{path}/identities")).bearer(&tokens.access).expect_status(200).await.json();
    let listed = &list["identities"][0];
    assert_eq!(listed["is_held"], true, "{listed}");
    let keep = format!("/api/account/identities/{}/keep", listed["id"].as_str().expect("an id"));
    app.wait(11 * 60);
    app.post(&keep).bearer(&tokens.access).send().await.assert_refused(401, "step_up_required");
    let proved = app.send(&tokens, Method::POST, "/api/auth/step-up", &json!({"password": OTHER_PASSWORD})).await;
    let access = proved.expect_status(200).json()["access_token"].as_str().expect("a token").to_owned();
    app.post(&keep).bearer(&access).expect_status(204).await;
    assert!(signs_in(&app, &there).await);
    assert_eq!(app.events("identity.keep").await.len(), 1);
}

/// A thief who has added a passkey of their own is asked for it, and has it: it must not keep what they have linked.
#[tokio::test]
async fn a_passkey_alone_does_not_keep_it() {
    let (app, _, there) = linked(0).await;
    let thief = app.log_in("maren").await;
    let mut passkey = Authenticator::added(&app, &thief).await;
    reset(&app).await;
    let begun = begin_sign_in(&app, &json!({})).await;
    let signed_in = crate::support::authenticator::finish(&app, &passkey.answer(&begun)).await;
    let thief = Tokens::of(&signed_in.expect_status(200).json());
    let own = app.get("/api/account/identities").bearer(&thief.access).expect_status(200).await.json();
    let id = own["identities"][0]["id"].as_str().expect("an id").to_owned();
    let kept = app.post(&format!("/api/account/identities/{id}/keep")).bearer(&thief.access).send().await;
    kept.assert_refused(403, "forbidden");
    assert!(!signs_in(&app, &there).await);
}

/// A thief with a copied session has two passkeys of their own, and unlinks the only account at a provider.
#[tokio::test]
async fn unlinking_the_last_identity_can_be_undone_from_the_mailbox() {
    let (app, path, there) = linked(0).await;
    app.database.run("UPDATE users SET password_hash = '!' WHERE username = 'maren'").await;
    let arrived = arrive(&app, &Caller::default(), &there, Purpose::SignIn { remember: false }).await;
    let Ok(Arrived::SignedIn(signed_in)) = arrived else { panic!("{arrived:?}") };
    let access = signed_in.access_token.clone();
    let thief = Tokens { access, refresh: signed_in.refresh_token.clone().unwrap_or_default() };
    let mut passkey = Authenticator::added(&app, &thief).await;
    let thief = prove(&app, &thief, &mut passkey).await;
    Authenticator::added(&app, &thief).await;
    let list = app.get("/api/account/identities").bearer(&thief.access).expect_status(200).await.json();
    let id = list["identities"][0]["id"].as_str().expect("an id").to_owned();
    discard(&app).await;
    app.delete(&format!("{path}/identities/{id}")).bearer(&thief.access).expect_status(204).await;
    let undo = token_to(&deliver(&app).await, MAREN, UNDO);
    app.wait(7 * DAY - 60);
    app.post("/api/auth/email/undo").json(&json!({"token": undo})).expect_status(204).await;
    let link = token_to(&deliver(&app).await, MAREN, CHOOSE);
    app.choose_password(&link, OTHER_PASSWORD).expect_status(204).await;
    passkey.sign_in(&app).await.assert_refused(401, "passkey_refused");
    app.sign_in("maren", OTHER_PASSWORD).expect_status(200).await;
}
