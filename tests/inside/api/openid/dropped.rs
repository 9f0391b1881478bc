//! A client or a browser can hang up at any moment, which drops its request. What was stored must then be a whole, and the one who
//! tries again must not be worse off than the one who was answered.

use crate::api::matrix::snapshot;
use crate::support::openid::{Client, TOKEN, VERIFIER, WIKI, answer, client_request};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

const OFFLINE: [(&str, &str); 1] = [("scope", "openid offline_access")];

/// A number from the database.
async fn count(app: &TestApp, from: &str) -> usize {
    app.database.run(&format!("SELECT '' FROM {from}")).await.len()
}

/// The request of [`Client::exchange`], not sent yet.
fn exchange<'a>(app: &'a TestApp, client: &Client, code: &str) -> Call<'a> {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", client.redirect_uri.as_str()),
        ("code_verifier", VERIFIER),
    ];
    client.call(app, TOKEN, &fields)
}

#[tokio::test]
async fn a_client_that_hangs_up_during_an_exchange_has_tokens_from_the_next_try_or_none_are_valid() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let (mut dropped, mut valid) = (0, 0);
    let server = idle_tasks().await;
    for last in 0.. {
        let code = client.code(&mut browser, &OFFLINE).await;
        if let Some(reply) = dropped_after(last, exchange(&app, &client, &code).send()).await {
            assert_eq!(reply.status, 200, "{}", reply.text());
            break;
        }
        dropped += 1;
        settle(&app, server).await;
        let again = client.exchange(&app, &code, &[]).await;
        let answer = again.json();
        match again.status {
            200 => {
                valid += 1;
                let access = answer["access_token"].as_str().expect("a token");
                assert_eq!(app.get("/oauth/userinfo").bearer(access).send().await.status, 200);
            }
            // The first one was committed. No client has its tokens, and they are revoked.
            _ => assert_eq!(answer["error"], "invalid_grant", "dropped after {last} polls: {answer}"),
        }
        assert_eq!(count(&app, "client_grants WHERE revoked_at IS NULL").await, valid, "dropped after {last} polls");
    }
    assert!(dropped > 0, "none was dropped on the way");
}

#[tokio::test]
async fn a_client_that_hangs_up_during_a_refresh_gets_the_same_successor_from_the_next_try() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let mut dropped = 0;
    let server = idle_tasks().await;
    for last in 0.. {
        let tokens = client.tokens(&app, &mut browser, &OFFLINE).await;
        let token = tokens["refresh_token"].as_str().expect("a token");
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        if let Some(reply) = dropped_after(last, client.call(&app, TOKEN, &fields).send()).await {
            assert_eq!(reply.status, 200, "{}", reply.text());
            break;
        }
        dropped += 1;
        settle(&app, server).await;
        let again = client.refresh(&app, token).await.expect_status(200).json();
        let next = again["refresh_token"].as_str().expect("a token");
        assert_eq!(client.refresh(&app, next).await.status, 200, "dropped after {last} polls");
    }
    assert!(dropped > 0, "none was dropped on the way");
    assert!(app.events("client.token_reuse").await.is_empty(), "a lost answer is no theft");
}

#[tokio::test]
async fn a_browser_that_hangs_up_while_it_gives_consent_has_given_it_or_not() {
    let (app, _) = TestApp::with_client_and_user("ada").await;
    let request = ClientRequest { consent: "once".into(), ..client_request("wiki-asks") };
    let client = app.add_client(WIKI, request).await;
    let mut dropped = 0;
    let server = idle_tasks().await;
    for last in 0.. {
        let username = format!("person{last}");
        let mut browser = app.member_in_browser(&username).await;
        let asked = client.authorize(&mut browser, &[]).await;
        let page = if asked.status == 200 { asked } else { browser.follow(&asked).await };
        let (action, mut fields) = page.form(|action| action.contains("consent")).expect("a form");
        fields.push(("answer".to_owned(), "allow".to_owned()));
        let pairs: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let call = browser.call(Method::POST, &action).html().header("sec-fetch-site", "same-origin").form(&pairs);
        let reply = dropped_after(last, call.send()).await;
        settle(&app, server).await;
        let given = app.events("client.consent").await.len();
        assert_eq!(count(&app, "client_consents").await, given, "dropped after {last} polls");
        if let Some(reply) = reply.map(Reply::into_redirect) {
            assert!(answer(&reply).contains_key("code"), "{}", reply.location());
            break;
        }
        dropped += 1;
        let again = browser.submit(&action, &pairs).await;
        assert!(answer(&again).contains_key("code"), "dropped after {last} polls: {}", again.location());
    }
    assert!(dropped > 0, "none was dropped on the way");
}

#[tokio::test]
async fn a_browser_that_hangs_up_while_it_signs_out_has_done_so_with_all_its_clients_or_not_at_all() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut dropped = 0;
    let server = idle_tasks().await;
    for last in 0.. {
        let mut browser = app.browser_of("maren").await;
        let tokens = client.tokens(&app, &mut browser, &[]).await;
        let hint = tokens["id_token"].as_str().expect("a token");
        let call = browser.call(Method::GET, &format!("/oauth/logout?id_token_hint={hint}")).html();
        let reply = dropped_after(last, call.header("sec-fetch-site", "cross-site").send()).await;
        settle(&app, server).await;
        let ended = count(&app, "sessions WHERE ended_at IS NOT NULL").await;
        assert_eq!(count(&app, "client_logouts").await, ended, "dropped after {last} polls");
        let active = count(&app, "sessions WHERE ended_at IS NULL").await;
        assert_eq!(count(&app, "client_sessions").await, active, "dropped after {last} polls");
        if reply.is_some() {
            assert!(ended > 0, "it has signed out");
            break;
        }
        dropped += 1;
    }
    assert!(dropped > 0, "none was dropped on the way");
}

/// What a sign-in stores is one entry, once. Asking again and again stores nothing.
#[tokio::test]
async fn an_authorization_request_of_somebody_who_has_entered_before_writes_nothing() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let server = idle_tasks().await;
    client.code(&mut browser, &OFFLINE).await;
    settle(&app, server).await;
    let before = snapshot(&app).await;
    for _ in 0..3 {
        client.code(&mut browser, &OFFLINE).await;
        client.authorize(&mut browser, &[("response_type", "token")]).await;
        client.authorize(&mut browser, &[("redirect_uri", "https://evil.example/")]).await;
        client.authorize(&mut app.browser(), &[]).await;
    }
    settle(&app, server).await;
    assert_eq!(snapshot(&app).await, before);
}
