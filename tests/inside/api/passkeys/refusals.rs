//! Answers that are refused (WebAuthn Level 3, 7.2), at each place where a passkey proves who somebody is.

use super::{MINUTE, PASSKEYS, STEP_UP, listed, owner, step_up};
use crate::support::authenticator::{begin_registration, begin_sign_in, finish, pending};
use crate::support::mailbox::{discard, waiting};
use crate::support::*;
use futures::future::join;

/// What an attacker or a broken device changes.
type Change = fn(&mut Authenticator);

/// Sends a changed answer at each of the three places.
async fn assert_refused_everywhere(
    app: &TestApp,
    who: &Tokens,
    passkey: &Authenticator,
    (what, change): (&str, Change),
) {
    let mut changed = passkey.clone();
    change(&mut changed);
    let waits = pending(app, "maren").await;
    let replies = [
        ("at the sign-in", changed.clone().sign_in(app).await),
        ("after the password", changed.clone().complete(app, &waits).await),
        ("in a session", step_up(app, who, &mut changed).await),
    ];
    for (place, reply) in replies {
        assert_eq!(reply.outcome(), "401 passkey_refused", "{what}, {place}");
    }
}

/// The refusals in the audit log, which name the passkey.
async fn recorded(app: &TestApp) -> Vec<String> {
    app.events("factor.use").await.into_iter().filter_map(|event| event.detail).collect()
}

#[tokio::test]
async fn answers_of_another_place_or_person_are_refused() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    app.set_confirmed("maren").await;
    discard(&app).await;
    let changes: [(&str, Change); 11] = [
        ("another port", |passkey| passkey.origin = "http://localhost:3001".to_owned()),
        ("another scheme", |passkey| passkey.origin = "https://localhost:3000".to_owned()),
        ("another host", |passkey| passkey.origin = "http://journal.localhost:3000".to_owned()),
        ("no host", |passkey| passkey.origin = "null".to_owned()),
        ("another relying party", |passkey| passkey.rp_id = "example.org".to_owned()),
        ("no relying party", |passkey| passkey.rp_id = String::new()),
        ("the handle of another account", |passkey| passkey.user_handle = Some(vec![7; 16])),
        ("no handle", |passkey| passkey.user_handle = None),
        ("no user verification", |passkey| passkey.verifies = false),
        ("in a frame of another site", |passkey| passkey.cross_origin = Some(true)),
        ("the key of another passkey", |passkey| *passkey = passkey.forged()),
    ];
    for change in changes {
        assert_refused_everywhere(&app, &maren, &passkey, change).await;
    }
    assert!(recorded(&app).await.is_empty(), "strangers can cause these");
    assert!(waiting(&app).await.is_empty(), "{:?}", waiting(&app).await);
    passkey.cross_origin = None;
    passkey.sign_in(&app).await.expect_status(200);
}

#[tokio::test]
async fn what_may_be_a_copy_of_a_passkey_is_refused_recorded_and_announced() {
    let app = TestApp::new().await;
    let cases: [(bool, &str, Change); 5] = [
        (false, "the same counter", |passkey| passkey.counter -= 1),
        (false, "no counter any more", |passkey| passkey.counter = 0),
        (true, "the same counter, synced", |passkey| passkey.counter -= 1),
        (true, "eligible for backups no more", |passkey| passkey.is_synced = false),
        (false, "backed up without being eligible", |passkey| passkey.is_backed_up = true),
    ];
    for (number, (is_synced, what, change)) in cases.into_iter().enumerate() {
        // One account for each, because an address gets few messages at a time.
        let username = format!("person{number}");
        let (_, tokens) = app.member(&username).await;
        let mut passkey = Authenticator { is_synced, ..Authenticator::new() };
        passkey.register(&app, &tokens).await.expect_status(201);
        app.set_confirmed(&username).await;
        discard(&app).await;
        let mut copy = passkey.clone();
        change(&mut copy);
        let begun = begin_sign_in(&app, &json!({})).await;
        let answer = copy.answer(&begun);
        finish(&app, &answer).await.assert_refused(401, "passkey_refused");
        assert_eq!(recorded(&app).await.len(), number + 1, "{what}");
        assert_eq!(waiting(&app).await, [format!("factor_changed {username}@example.org")], "{what}");
        // Sending it again is no news.
        finish(&app, &answer).await.assert_refused(401, "passkey_refused");
        assert_eq!((recorded(&app).await.len(), waiting(&app).await.len()), (number + 1, 1), "{what}");
        passkey.sign_in(&app).await.expect_status(200);
    }
    assert!(recorded(&app).await.iter().all(|detail| detail == "passkey_refused"));
}

#[tokio::test]
async fn a_passkey_that_begins_to_be_synced_is_taken_stored_and_announced_once() {
    let app = TestApp::new().await;
    // With and without a copy elsewhere at the same moment; in a sign-in, after the password, and in a session.
    for (number, is_backed_up) in [true, false, true].into_iter().enumerate() {
        let username = format!("person{number}");
        let (_, tokens) = app.member(&username).await;
        let mut passkey = Authenticator { counter: 0, ..Authenticator::new() };
        passkey.register(&app, &tokens).await.expect_status(201);
        app.set_confirmed(&username).await;
        discard(&app).await;
        (passkey.is_synced, passkey.is_backed_up) = (true, is_backed_up);
        match number {
            0 => _ = passkey.sign_in(&app).await.expect_status(200),
            1 => _ = passkey.complete(&app, &pending(&app, &username).await).await.expect_status(200),
            _ => _ = step_up(&app, &tokens, &mut passkey).await.expect_status(200),
        }
        let shown = listed(&app, &tokens).await;
        assert_eq!((&shown[0]["is_synced"], &shown[0]["is_backed_up"]), (&json!(true), &json!(is_backed_up)));
        passkey.sign_in(&app).await.expect_status(200);
        let announced = format!("factor_changed {username}@example.org");
        let messages = waiting(&app).await.into_iter().filter(|message| *message == announced).count();
        assert_eq!((app.events("factor.sync").await.len(), messages), (number + 1, 1), "once");
    }
    assert!(recorded(&app).await.is_empty());
}

#[tokio::test]
async fn who_holds_a_passkey_that_is_not_synced_any_more_is_told_what_to_do() {
    let app = TestApp::new().await;
    let (_, maren) = app.member("maren").await;
    let mut passkey = Authenticator { is_synced: true, ..Authenticator::new() };
    passkey.register(&app, &maren).await.expect_status(201);
    let mut changed = Authenticator { is_synced: false, ..passkey.clone() };
    let refused = changed.sign_in(&app).await;
    refused.assert_refused(401, "passkey_refused");
    let detail = refused.json()["detail"].as_str().expect("a text").to_owned();
    assert!(detail.ends_with("Sign in another way, remove it, and add a new one."), "{detail}");
    let forged = Authenticator { is_synced: false, ..passkey.forged() }.sign_in(&app).await;
    assert_eq!(forged.json()["detail"], "The passkey was not accepted. Try again.", "strangers do not learn why");
    assert_eq!(recorded(&app).await.len(), 1);
    assert_eq!(listed(&app, &maren).await[0]["is_synced"], true);
}

#[tokio::test]
async fn who_only_knows_the_id_of_a_passkey_sends_its_owner_no_messages() {
    let app = TestApp::new().await;
    let (passkey, _) = owner(&app, "maren").await;
    app.set_confirmed("maren").await;
    discard(&app).await;
    let changes: [Change; 3] = [|copy| copy.is_synced = true, |copy| copy.is_backed_up = true, |copy| copy.counter = 0];
    for change in changes {
        let mut forged = passkey.forged();
        change(&mut forged);
        forged.sign_in(&app).await.assert_refused(401, "passkey_refused");
    }
    assert!(recorded(&app).await.is_empty() && waiting(&app).await.is_empty());
}

#[tokio::test]
async fn an_answer_counts_once() {
    let app = TestApp::new().await;
    let (_, maren) = app.member("maren").await;
    // Without a counter, only the challenge shows that it is the same answer.
    let mut passkey = Authenticator { counter: 0, ..Authenticator::new() };
    passkey.register(&app, &maren).await.expect_status(201);
    let answer = passkey.answer(&begin_sign_in(&app, &json!({})).await);
    finish(&app, &answer).await.expect_status(200);
    finish(&app, &answer).await.assert_refused(401, "passkey_refused");
    app.send(&maren, Method::POST, STEP_UP, &answer).await.assert_refused(401, "passkey_refused");

    let answer = passkey.answer(&begin_sign_in(&app, &json!({})).await);
    app.send(&maren, Method::POST, STEP_UP, &answer).await.expect_status(200);
    finish(&app, &answer).await.assert_refused(401, "passkey_refused");

    // A client that has missed the response sends its request again.
    let mut counting = Authenticator::added(&app, &maren).await;
    let answer = counting.answer(&begin_sign_in(&app, &json!({})).await);
    finish(&app, &answer).await.expect_status(200);
    finish(&app, &answer).await.assert_refused(401, "passkey_refused");
    assert!(recorded(&app).await.is_empty(), "the same answer is no copy of the passkey");
}

#[tokio::test]
async fn an_answer_counts_once_also_at_the_same_time_on_two_replicas() {
    let app = TestApp::new().await;
    let (_, maren) = app.member("maren").await;
    let other = app.replica(|_| {}).await;
    for counter in [0, 1] {
        let mut passkey = Authenticator { counter, ..Authenticator::new() };
        passkey.register(&app, &maren).await.expect_status(201);
        let before = app.events("session.start").await.len();
        let answer = passkey.answer(&begin_sign_in(&app, &json!({})).await);
        let (one, two) = join(finish(&app, &answer), finish(&other, &answer)).await;
        let mut outcomes = [one.outcome(), two.outcome()];
        outcomes.sort_unstable();
        assert_eq!(outcomes, ["200", "401 passkey_refused"], "counter {counter}");
        assert_eq!(app.events("session.start").await.len(), before + 1);
        assert!(recorded(&app).await.is_empty(), "the same answer is no copy of the passkey");
        passkey.sign_in(&app).await.expect_status(200);
    }
}

#[tokio::test]
async fn of_two_copies_at_the_same_time_at_most_one_signs_in() {
    let app = TestApp::new().await;
    let (passkey, _) = owner(&app, "maren").await;
    let (mut one, mut other) = (passkey.clone(), passkey);
    let replies = join(one.sign_in(&app), other.sign_in(&app)).await;
    let mut outcomes = [replies.0.outcome(), replies.1.outcome()];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["200", "401 passkey_refused"]);
    assert_eq!(recorded(&app).await, ["passkey_refused"]);
}

#[tokio::test]
async fn a_challenge_serves_for_what_it_was_made() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    let registration = begin_registration(&app, &maren).await;
    finish(&app, &passkey.answer(&registration)).await.assert_refused(401, "passkey_refused");
    app.send(&maren, Method::POST, STEP_UP, &passkey.answer(&registration))
        .await
        .assert_refused(401, "passkey_refused");

    let sign_in = begin_sign_in(&app, &json!({})).await;
    let mut options = registration["options"].clone();
    options["challenge"] = sign_in["options"]["challenge"].clone();
    let new = json!({"challenge": sign_in["challenge"], "credential": Authenticator::new().create(&options)});
    app.send(&maren, Method::POST, PASSKEYS, &new).await.assert_refused(401, "passkey_refused");

    let bound = begin_sign_in(&app, &json!({"pending_token": pending(&app, "maren").await})).await;
    app.send(&maren, Method::POST, STEP_UP, &passkey.answer(&bound)).await.assert_refused(401, "passkey_refused");

    let swapped = json!({"challenge": begin_sign_in(&app, &json!({})).await["challenge"],
        "credential": passkey.get(&sign_in["options"])});
    finish(&app, &swapped).await.assert_refused(401, "passkey_refused");
    for made_up in ["", "made up", "q83JYbQmWc0uVZr2pX1sTg5kLh9nEoAiFdBvCxMjRwU"] {
        let body = json!({"challenge": made_up, "credential": passkey.get(&sign_in["options"])});
        finish(&app, &body).await.assert_refused(401, "passkey_refused");
    }
    finish(&app, &passkey.answer(&sign_in)).await.expect_status(200);
    finish(&app, &passkey.answer(&bound)).await.expect_status(200);
}

#[tokio::test]
async fn a_challenge_is_answered_within_ten_minutes() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    let (in_time, late) = (begin_sign_in(&app, &json!({})).await, begin_sign_in(&app, &json!({})).await);
    let bound = begin_sign_in(&app, &json!({"pending_token": pending(&app, "maren").await})).await;
    app.wait(10 * MINUTE - 1);
    finish(&app, &passkey.answer(&in_time)).await.expect_status(200);
    app.wait(1);
    finish(&app, &passkey.answer(&late)).await.assert_refused(401, "passkey_refused");
    app.send(&maren, Method::POST, STEP_UP, &passkey.answer(&late)).await.assert_refused(401, "passkey_refused");
    finish(&app, &passkey.answer(&bound)).await.assert_refused(401, "passkey_refused");
}

#[tokio::test]
async fn the_passkey_of_another_account_completes_nothing() {
    let app = TestApp::new().await;
    let (mut of_maren, _) = owner(&app, "maren").await;
    let (mut of_jonas, jonas) = owner(&app, "jonas").await;
    let waits = pending(&app, "jonas").await;
    of_maren.complete(&app, &waits).await.assert_refused(401, "passkey_refused");
    step_up(&app, &jonas, &mut of_maren).await.assert_refused(401, "passkey_refused");
    // The handle is not signed, so it can be changed on the way.
    let mut disguised = Authenticator { user_handle: of_jonas.user_handle.clone(), ..of_maren.clone() };
    disguised.complete(&app, &waits).await.assert_refused(401, "passkey_refused");
    disguised.sign_in(&app).await.assert_refused(401, "passkey_refused");
    of_jonas.complete(&app, &waits).await.expect_status(200);
}

#[tokio::test]
async fn an_account_that_cannot_be_used_has_no_passkeys() {
    let app = TestApp::new().await;
    let (mut passkey, _) = owner(&app, "maren").await;
    for (out, back) in [("disable", "enable"), ("delete", "restore")] {
        let begun = begin_sign_in(&app, &json!({"pending_token": pending(&app, "maren").await})).await;
        app.change("maren", out).await;
        passkey.sign_in(&app).await.assert_refused(401, "passkey_refused");
        finish(&app, &passkey.answer(&begun)).await.assert_refused(401, "passkey_refused");
        app.change("maren", back).await;
        passkey.sign_in(&app).await.expect_status(200);
    }
}

#[tokio::test]
async fn a_sign_in_ends_when_the_password_changes_also_for_a_passkey() {
    let app = TestApp::new().await;
    let (mut passkey, maren) = owner(&app, "maren").await;
    let waits = pending(&app, "maren").await;
    let begun = begin_sign_in(&app, &json!({"pending_token": waits})).await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    app.send(&maren, Method::PUT, "/api/auth/password", &body).await.expect_status(204);
    finish(&app, &passkey.answer(&begun)).await.assert_refused(401, "pending_expired");
    passkey.sign_in(&app).await.expect_status(200);
}

#[tokio::test]
async fn an_answer_has_a_challenge_and_a_credential() {
    let app = TestApp::new().await;
    for (body, errors) in [
        (json!({"challenge": "made up"}), "credential required"),
        (json!({"challenge": "made up", "credential": "text"}), "credential wrong_type"),
        (json!({"challenge": 7, "credential": {}}), "challenge wrong_type"),
    ] {
        let reply = finish(&app, &body).await;
        assert_eq!((reply.status, reply.errors().as_str()), (422, errors), "{body}");
    }
    let nothing = json!({"challenge": begin_sign_in(&app, &json!({})).await["challenge"], "credential": {}});
    finish(&app, &nothing).await.assert_refused(401, "passkey_refused");
}
