//! Which tokens are accepted.

use crate::support::{
    ADA, FORGED_KEY, Journal, KEY, Key, NEXT_KEY, access_claims, access_token, application_claims, application_token,
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::get_current_timestamp;
use serde_json::{Value, json};
use std::time::Duration;

async fn status(journal: &Journal, header: &str, value: &str) -> StatusCode {
    let request = Request::get("/api/posts").header(header, value);
    let answer = journal.send(request.body(Body::empty()).unwrap()).await;
    if answer.status == StatusCode::UNAUTHORIZED {
        assert!(answer.header("www-authenticate").ends_with("error=\"invalid_token\""));
    }
    answer.status
}

async fn application(journal: &Journal, token: &str) -> StatusCode {
    status(journal, "x-vestibule-token", token).await
}

async fn bearer(journal: &Journal, token: &str) -> StatusCode {
    status(journal, "authorization", &format!("Bearer {token}")).await
}

/// The claims with another value for one of them; null removes it.
fn with(mut claims: Value, name: &str, value: Value) -> Value {
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

#[tokio::test]
async fn a_token_for_the_journal_is_accepted_from_the_proxy_and_from_a_client() {
    let journal = Journal::open().await;
    let token = application_token(ADA);
    assert_eq!(application(&journal, &token).await, StatusCode::OK);
    assert_eq!(bearer(&journal, &token).await, StatusCode::OK);
    assert_eq!(status(&journal, "authorization", &format!("bearer {token}")).await, StatusCode::OK);
}

/// Everybody with an account has one, also those that are in no group of the journal.
#[tokio::test]
async fn an_access_token_is_refused() {
    let journal = Journal::open().await;
    assert_eq!(bearer(&journal, &access_token(ADA)).await, StatusCode::UNAUTHORIZED);
    assert_eq!(application(&journal, &access_token(ADA)).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn every_claim_counts() {
    let journal = Journal::open().await;
    let now = get_current_timestamp();
    for (name, value) in [
        ("aud", json!("shop")),
        ("aud", json!(null)),
        ("iss", json!("https://evil.example")),
        ("iss", json!(null)),
        ("sub", json!("ada")),
        ("sub", json!(null)),
        ("exp", json!(now - 10)),
        ("exp", json!(null)),
        ("exp", json!("never")),
        ("nbf", json!(now + 60)),
        ("type", json!("refresh")),
        ("type", json!(null)),
    ] {
        let token = KEY.sign("app+jwt", &with(application_claims(ADA), name, value.clone()));
        assert_eq!(application(&journal, &token).await, StatusCode::UNAUTHORIZED, "{name}: {value}");
        assert_eq!(bearer(&journal, &token).await, StatusCode::UNAUTHORIZED, "{name}: {value}");
    }
}

#[tokio::test]
async fn no_other_kind_of_token_passes_for_one_of_the_journal() {
    let journal = Journal::open().await;
    // The claims and the `typ` are checked apart from each other.
    for token in [
        KEY.sign("app+jwt", &access_claims(ADA)),
        KEY.sign("app+jwt", &with(access_claims(ADA), "aud", json!("journal"))),
        KEY.sign("at+jwt", &with(access_claims(ADA), "aud", json!("journal"))),
        KEY.sign("at+jwt", &application_claims(ADA)),
        KEY.sign("JWT", &application_claims(ADA)),
    ] {
        assert_eq!(application(&journal, &token).await, StatusCode::UNAUTHORIZED, "{token}");
        assert_eq!(bearer(&journal, &token).await, StatusCode::UNAUTHORIZED, "{token}");
    }
}

#[tokio::test]
async fn members_of_other_groups_are_refused() {
    let journal = Journal::open_for(&["writers", "editors"]).await;
    for (groups, expected) in [
        (json!(["editors", "staff"]), StatusCode::OK),
        (json!(["staff"]), StatusCode::FORBIDDEN),
        (json!([]), StatusCode::FORBIDDEN),
        // The journal may not have them, or they are too many: nobody can tell.
        (json!(null), StatusCode::FORBIDDEN),
    ] {
        let token = KEY.sign("app+jwt", &with(application_claims(ADA), "groups", groups.clone()));
        assert_eq!(application(&journal, &token).await, expected, "{groups}");
        assert_eq!(bearer(&journal, &token).await, expected, "{groups}");
    }
}

#[tokio::test]
async fn only_vestibules_signature_is_accepted() {
    let journal = Journal::open().await;
    let claims = application_claims(ADA);
    let unsigned = {
        let encode = |part: Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        format!("{}.{}.", encode(json!({ "alg": "none", "typ": "app+jwt", "kid": KEY.kid })), encode(claims.clone()))
    };
    for token in [FORGED_KEY.sign("app+jwt", &claims), unsigned, "three.small.parts".to_owned(), String::new()] {
        assert_eq!(application(&journal, &token).await, StatusCode::UNAUTHORIZED, "{token}");
    }
}

/// Moves the clock of the journal; that of tokens stays.
async fn wait(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn unknown_keys_are_fetched_at_most_once_in_ten_seconds() {
    let journal = Journal::open().await;
    let asked = || journal.vestibule.lock().unwrap().asked_for_keys;
    let by = |key: &Key| key.sign("app+jwt", &application_claims(ADA));
    assert_eq!(application(&journal, &by(&KEY)).await, StatusCode::OK);
    assert_eq!(asked(), 1);
    journal.vestibule.lock().unwrap().publish(&NEXT_KEY);
    for _ in 0..3 {
        assert_eq!(application(&journal, &by(&NEXT_KEY)).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(asked(), 1, "the last attempt is less than ten seconds ago");
    wait(11).await;
    assert_eq!(application(&journal, &by(&NEXT_KEY)).await, StatusCode::OK);
    assert_eq!(application(&journal, &by(&KEY)).await, StatusCode::OK);
    assert_eq!(asked(), 2);
}

#[tokio::test]
async fn keys_that_are_no_longer_published_are_forgotten() {
    let journal = Journal::open().await;
    assert_eq!(application(&journal, &application_token(ADA)).await, StatusCode::OK);
    journal.vestibule.lock().unwrap().keys.clear();
    assert_eq!(application(&journal, &application_token(ADA)).await, StatusCode::OK);
    wait(601).await;
    assert_eq!(application(&journal, &application_token(ADA)).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_keys_the_answer_is_503_and_known_keys_stay_in_use() {
    let journal = Journal::open().await;
    journal.vestibule.lock().unwrap().is_down = true;
    assert_eq!(application(&journal, &application_token(ADA)).await, StatusCode::SERVICE_UNAVAILABLE);
    journal.vestibule.lock().unwrap().is_down = false;
    wait(11).await;
    assert_eq!(application(&journal, &application_token(ADA)).await, StatusCode::OK);
    journal.vestibule.lock().unwrap().is_down = true;
    wait(601).await;
    assert_eq!(application(&journal, &application_token(ADA)).await, StatusCode::OK);
}
