//! New passkeys that are refused (WebAuthn Level 3, 7.1).

use super::{MINUTE, PASSKEYS, listed, owner};
use crate::support::authenticator::begin_registration;
use crate::support::*;
use futures::future::join;

type Change = fn(&mut Authenticator);

/// Sends the answer to the challenge of a registration.
async fn register(app: &TestApp, who: &Tokens, begun: &Value, passkey: &mut Authenticator) -> Reply {
    let body = json!({"challenge": begun["challenge"], "credential": passkey.create(&begun["options"])});
    app.send(who, Method::POST, PASSKEYS, &body).await
}

#[tokio::test]
async fn new_passkeys_of_another_place_are_refused() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let changes: [(&str, Change); 6] = [
        ("another origin", |passkey| passkey.origin = "http://localhost:3001".to_owned()),
        ("a host below it", |passkey| passkey.origin = "http://journal.localhost:3000".to_owned()),
        ("another relying party", |passkey| passkey.rp_id = "example.org".to_owned()),
        ("no user verification", |passkey| passkey.verifies = false),
        ("backed up without being eligible", |passkey| passkey.is_backed_up = true),
        ("in a frame of another site", |passkey| passkey.cross_origin = Some(true)),
    ];
    for (what, change) in changes {
        let mut passkey = Authenticator::new();
        change(&mut passkey);
        assert_eq!(passkey.register(&app, &maren).await.outcome(), "401 passkey_refused", "{what}");
    }
    assert_eq!(listed(&app, &maren).await, json!([]));
    assert!(app.events("factor.add").await.is_empty());
    app.sign_in("maren", PASSWORD).expect_status(200).await;
}

#[tokio::test]
async fn answers_of_another_form_are_refused() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let changes: [(&str, Change, u16); 6] = [
        ("an empty id", |passkey| passkey.id.clear(), 401),
        ("the longest id", |passkey| passkey.id = vec![7; 1023], 201),
        ("a longer id", |passkey| passkey.id = vec![7; 1024], 401),
        ("a statement that says something", |passkey| passkey.statement = b"\xa1\x63alg\x26", 401),
        ("bytes behind the data", |passkey| passkey.behind = b"\x00", 401),
        ("nothing else", |_| {}, 201),
    ];
    for (what, change, status) in changes {
        let mut passkey = Authenticator::new();
        change(&mut passkey);
        assert_eq!(passkey.register(&app, &maren).await.status, status, "{what}");
    }
}

#[tokio::test]
async fn a_registration_is_for_its_session_and_for_ten_minutes() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let (_, jonas) = app.member("jonas").await;
    let (begun, late) = (begin_registration(&app, &maren).await, begin_registration(&app, &maren).await);
    for who in [&jonas, &app.log_in("maren").await] {
        register(&app, who, &begun, &mut Authenticator::new()).await.assert_refused(401, "passkey_refused");
    }
    app.wait(10 * MINUTE - 1);
    register(&app, &maren, &begun, &mut Authenticator::new()).await.expect_status(201);
    register(&app, &maren, &begun, &mut Authenticator::new()).await.assert_refused(401, "passkey_refused");
    app.wait(1);
    register(&app, &maren, &late, &mut Authenticator::new()).await.assert_refused(401, "passkey_refused");
    assert_eq!(each(&listed(&app, &maren).await, "name"), ["Passkey"]);
}

#[tokio::test]
async fn a_challenge_makes_one_passkey_also_of_two_at_the_same_time() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let begun = begin_registration(&app, &maren).await;
    let (mut one, mut other) = (Authenticator::new(), Authenticator::new());
    let replies = join(register(&app, &maren, &begun, &mut one), register(&app, &maren, &begun, &mut other)).await;
    let mut outcomes = [replies.0.outcome(), replies.1.outcome()];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["201", "401 passkey_refused"]);
    assert_eq!(each(&listed(&app, &maren).await, "name").len(), 1);
}

#[tokio::test]
async fn a_passkey_belongs_to_one_account() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    let (_, jonas) = app.member("jonas").await;
    for who in [&maren, &jonas] {
        let mut same = passkey.clone();
        same.register(&app, who).await.assert_refused(401, "passkey_refused");
    }
    passkey.sign_in(&app).await.expect_status(200);
    app.sign_in("jonas", PASSWORD).expect_status(200).await;
}

#[tokio::test]
async fn an_account_has_at_most_twenty_passkeys() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let waiting = begin_registration(&app, &maren).await;
    for _ in 0..20 {
        Authenticator::added(&app, &maren).await;
    }
    let begun = app.post(&format!("{PASSKEYS}/begin")).bearer(&maren.access).send().await;
    begun.assert_refused(422, "validation_failed");
    let one_more = register(&app, &maren, &waiting, &mut Authenticator::new()).await;
    one_more.assert_refused(422, "validation_failed");
    assert_eq!(each(&listed(&app, &maren).await, "name").len(), 20);
}

#[tokio::test]
async fn the_provider_of_a_passkey_proposes_its_name() {
    let (app, _, maren) = TestApp::with_member("maren").await;
    let aaguid = Uuid::parse_str("fbfc3007-154e-4ecc-8c0b-6e020557d7bd").expect("an id").into_bytes();
    let mut passkey = Authenticator { aaguid, is_synced: true, is_backed_up: true, ..Authenticator::new() };
    passkey.register(&app, &maren).await.expect_status(201);
    assert_eq!(each(&listed(&app, &maren).await, "name"), ["iCloud Keychain"]);
    let begun = begin_registration(&app, &maren).await;
    let credential = Authenticator::new().create(&begun["options"]);
    let long = json!({"challenge": begun["challenge"], "credential": credential, "name": "n".repeat(81)});
    let reply = app.send(&maren, Method::POST, PASSKEYS, &long).await;
    assert_eq!((reply.status, reply.invalid_fields()), (422, vec!["name".to_owned()]));
}
