//! Rotating and retiring the signing keys of access tokens.

use crate::support::*;
use vestibule::accounts::RetireWhen;
use vestibule::keys::{KeyState, ScheduledKey};
use vestibule::shared::audit::ActorKind;

/// The time from a rotation until the new key signs.
const PUBLISHED_FIRST: u64 = 10 * 60;
/// The time from a rotation until the previous key may be retired.
const RETIRABLE_AFTER: u64 = 30 * 60;

/// Rotates a second later, so that the key before was not created in the same millisecond.
async fn rotate(app: &TestApp) -> Result<Vec<ScheduledKey>, AppError> {
    app.wait(1);
    app.accounts.signing_keys().rotate_signing_keys(&Caller::system()).await
}

async fn retire(app: &TestApp, kid: &str, when: RetireWhen) -> Result<(), AppError> {
    app.accounts.signing_keys().retire_signing_key(&Caller::system(), kid, when).await
}

/// Why a key is not retired.
async fn kept(app: &TestApp, kid: &str, when: RetireWhen) -> String {
    retire(app, kid, when).await.expect_err("a refusal").detail.say()
}

async fn listed(app: &TestApp) -> Vec<ScheduledKey> {
    app.accounts.signing_keys().list_signing_keys(&Caller::system()).await.unwrap()
}

/// The ids of the keys in the JWK set.
async fn published(app: &TestApp) -> Vec<String> {
    each(&app.get("/.well-known/jwks.json").send().await.json()["keys"], "kid")
}

fn ids(keys: &[ScheduledKey]) -> Vec<String> {
    keys.iter().map(|key| key.kid.clone()).collect()
}

fn states(keys: &[ScheduledKey]) -> Vec<KeyState> {
    keys.iter().map(|key| key.state).collect()
}

/// The key that signed a token.
fn signer_of(token: &str) -> String {
    part_of_jwt(token, 0)["kid"].as_str().unwrap().to_owned()
}

async fn me(app: &TestApp, access_token: &str) -> Reply {
    app.me(access_token).send().await
}

#[tokio::test]
async fn a_new_key_is_published_at_once_and_signs_ten_minutes_later() {
    let (app, _, before) = TestApp::with_member("maren").await;
    let keys = rotate(&app).await.unwrap();
    assert_eq!(states(&keys), [KeyState::Next, KeyState::Signs]);
    assert_eq!(keys[0].signs_from, app.accounts.now().plus(Duration::from_secs(PUBLISHED_FIRST)));
    assert_eq!(published(&app).await, ids(&keys));
    let [new, old] = [&keys[0].kid, &keys[1].kid];

    app.wait(PUBLISHED_FIRST - 1);
    assert_eq!(signer_of(&app.log_in("maren").await.access), *old);
    app.wait(1);
    let after = app.log_in("maren").await;
    assert_eq!(signer_of(&after.access), *new);
    assert_eq!(states(&listed(&app).await), [KeyState::Signs, KeyState::Verifies]);
    assert_eq!(signer_of(&before.access), *old);
    assert_eq!(me(&app, &before.access).await.status, 200, "the previous key still verifies");
    assert_eq!(me(&app, &after.access).await.status, 200);
    assert_eq!(app.refresh(&before).await.status, 200);
}

#[tokio::test]
async fn a_key_is_retired_only_after_its_last_token_has_expired() {
    let app = TestApp::with_user("maren").await;
    let keys = rotate(&app).await.unwrap();
    let [new, old] = [&keys[0].kid, &keys[1].kid];
    let from = app.accounts.now().plus(Duration::from_secs(RETIRABLE_AFTER));
    assert_eq!(keys[1].retirable_from, Some(from));
    let in_use = kept(&app, old, RetireWhen::Unused).await;
    assert!(in_use.contains(&format!("may be valid until {from}: ")), "{in_use}");

    app.wait(PUBLISHED_FIRST - 1);
    let last = app.log_in("maren").await;
    assert_eq!(signer_of(&last.access), *old);
    app.wait(RETIRABLE_AFTER - PUBLISHED_FIRST);
    assert!(kept(&app, old, RetireWhen::Unused).await.contains("may be valid until"));
    assert_eq!(published(&app).await.len(), 2);
    let is_due = async || app.concerns().await.contains(&"keys key".to_owned());
    assert!(!is_due().await);

    app.wait(1);
    assert!(is_due().await);
    assert_eq!(me(&app, &last.access).await.code(), "token_expired");
    retire(&app, old, RetireWhen::Unused).await.unwrap();
    assert_eq!(published(&app).await, std::slice::from_ref(new));
    assert_eq!(app.refresh(&last).await.status, 200, "sessions continue");
}

#[tokio::test]
async fn retiring_a_key_now_invalidates_its_tokens_and_ends_no_session() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    let mut browser = app.browser_of("maren").await;
    let cookie = browser.jar["vestibule_access"].clone();
    let keys = rotate(&app).await.unwrap();
    let [new, old] = [&keys[0].kid, &keys[1].kid];
    assert_eq!(me(&app, &tokens.access).await.status, 200, "the token is in the cache of verified tokens");

    retire(&app, old, RetireWhen::Now).await.unwrap();
    assert_eq!(published(&app).await, std::slice::from_ref(new));
    assert_eq!(me(&app, &tokens.access).await.code(), "token_invalid");
    let renewed = app.refresh(&tokens).await.expect_status(200);
    let renewed = renewed.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(signer_of(&renewed), *new, "the only key signs before its time");
    assert_eq!(me(&app, &renewed).await.status, 200);
    assert_eq!(browser.open("/account").await.status, 200, "pages renew the token themselves");
    assert_ne!(browser.jar["vestibule_access"], cookie);
}

#[tokio::test]
async fn an_earlier_key_signs_again_if_its_successor_is_retired_now() {
    let app = TestApp::with_user("maren").await;
    let keys = rotate(&app).await.unwrap();
    app.wait(PUBLISHED_FIRST);
    assert!(kept(&app, &keys[0].kid, RetireWhen::Unused).await.contains("has no successor"));
    retire(&app, &keys[0].kid, RetireWhen::Now).await.unwrap();
    assert_eq!(signer_of(&app.log_in("maren").await.access), keys[1].kid);
}

#[tokio::test]
async fn a_key_that_has_not_signed_yet_may_be_retired_and_the_only_one_and_unknown_ones_not() {
    let app = TestApp::new().await;
    let keys = rotate(&app).await.unwrap();
    retire(&app, &keys[0].kid, RetireWhen::Unused).await.unwrap();
    assert_eq!(ids(&listed(&app).await), [keys[1].kid.clone()]);

    let only = listed(&app).await.remove(0);
    for when in [RetireWhen::Unused, RetireWhen::Now] {
        assert!(kept(&app, &only.kid, when).await.contains("the only signing key"));
        assert_eq!(code(retire(&app, "unknown", when).await), ErrorCode::NotFound);
    }
    assert_eq!(published(&app).await, [only.kid]);
}

#[tokio::test]
async fn there_is_at_most_one_next_key_which_is_the_newest_even_if_the_clock_was_ahead_before() {
    let app = TestApp::new().await;
    let (one, two) = tokio::join!(rotate(&app), rotate(&app));
    let refused = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    let [already_rotated] = refused.as_slice() else { panic!("{refused:?}") };
    let expected = format!("the key {} was created before", listed(&app).await[0].kid);
    assert!(already_rotated.detail.say().starts_with(&expected), "{already_rotated:?}");
    app.wait(PUBLISHED_FIRST);
    assert_eq!(rotate(&app).await.unwrap().len(), 3);

    let app = TestApp::new().await;
    app.database.run("UPDATE signing_keys SET created_at = created_at + 86400000").await;
    let first = listed(&app).await.remove(0);
    let keys = rotate(&app).await.unwrap();
    assert_eq!(states(&keys), [KeyState::Next, KeyState::Signs]);
    assert_eq!(keys[1].kid, first.kid);
}

#[tokio::test]
async fn one_of_two_keys_that_are_retired_at_the_same_time_remains() {
    let app = TestApp::new().await;
    let keys = rotate(&app).await.unwrap();
    let (one, two) =
        tokio::join!(retire(&app, &keys[0].kid, RetireWhen::Now), retire(&app, &keys[1].kid, RetireWhen::Now));
    let refused = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(matches!(refused.as_slice(), [one] if one.detail.say().contains("the only signing key")), "{refused:?}");
    assert_eq!(listed(&app).await.len(), 1);
}

#[tokio::test]
async fn only_the_operator_manages_signing_keys() {
    let (app, tokens) = TestApp::with_administrator("maren").await;
    let admin = app.caller(&tokens.access).await;
    let kid = listed(&app).await.remove(0).kid;
    for caller in [admin, Caller::default()] {
        let codes = [
            code(app.accounts.signing_keys().list_signing_keys(&caller).await),
            code(app.accounts.signing_keys().rotate_signing_keys(&caller).await),
            code(app.accounts.signing_keys().retire_signing_key(&caller, &kid, RetireWhen::Now).await),
        ];
        assert_eq!(codes, [ErrorCode::Forbidden; 3]);
    }
    assert_eq!(published(&app).await, [kid]);
}

#[tokio::test]
async fn rotations_and_retirements_are_recorded() {
    let app = TestApp::new().await;
    let keys = rotate(&app).await.unwrap();
    assert!(rotate(&app).await.is_err());
    assert!(retire(&app, &keys[1].kid, RetireWhen::Unused).await.is_err());
    app.wait(1);
    retire(&app, &keys[1].kid, RetireWhen::Now).await.unwrap();
    let events = app.audit_events().await;
    assert!(events.iter().all(|event| event.actor.kind == ActorKind::System));
    let events: Vec<_> = events.iter().map(|event| (event.event.as_str(), event.detail.as_deref())).collect();
    assert_eq!(events, [("key.rotate", Some(keys[0].kid.as_str())), ("key.retire", Some(keys[1].kid.as_str()))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_processes_learn_of_new_and_retired_keys() {
    let one = TestApp::new().await;
    let two = one.replica(|_| {}).await;
    two.register("maren").await;
    let keys = rotate(&one).await.unwrap();
    eventually("the new key is published", async || published(&two).await == ids(&keys)).await;
    one.wait(PUBLISHED_FIRST);
    let tokens = two.log_in("maren").await;
    assert_eq!(signer_of(&tokens.access), keys[0].kid);
    assert_eq!(me(&two, &tokens.access).await.status, 200);

    retire(&one, &keys[0].kid, RetireWhen::Now).await.unwrap();
    eventually("the token is refused", async || me(&two, &tokens.access).await.status == 401).await;
    assert_eq!(published(&two).await, [keys[1].kid.clone()]);
    assert_eq!(two.refresh(&tokens).await.status, 200);
}
