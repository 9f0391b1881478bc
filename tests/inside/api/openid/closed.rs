//! A client that is closed for a while: it gets nothing, and when it is open again, all is as before.

use super::tickets::{code, offline, outcome, text, userinfo};
use crate::support::openid::{WIKI, answer, client_request};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::overview::Concern;

async fn press(app: &TestApp, boss: &Tokens, what: &str) {
    let path = format!("/api/clients/{WIKI}/{what}");
    let client = app.post(&path).bearer(&boss.access).expect_status(200).await.json();
    assert_eq!(client["definition"]["closed"], json!(what == "close"));
}

#[tokio::test]
async fn a_closed_client_gets_nothing_and_what_was_granted_stays() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let (_, boss) = app.administrator("boss").await;
    let maren = app.log_in("maren").await;
    let tokens = offline(&app, &client, &maren).await;
    let new_code = code(&app, &client, &maren, json!({}));
    press(&app, &boss, "close").await;
    press(&app, &boss, "close").await;

    let mut browser = app.browser_with(&maren.access);
    let refused = client.authorize(&mut browser, &[]).await;
    let said = answer(&refused);
    assert_eq!(said["error"], "unauthorized_client");
    assert!(said["error_description"].contains("closed for a while"), "{said:?}");
    assert_eq!(outcome(&client.exchange(&app, &new_code, &[]).await), "400 unauthorized_client");
    let refresh_token = text(&tokens, "refresh_token");
    assert_eq!(outcome(&client.refresh(&app, refresh_token).await), "400 unauthorized_client");
    assert_eq!(userinfo(&app, &tokens).await.status, 401);
    let fields = [("token", text(&tokens, "access_token"))];
    let introspected = client.call(&app, "/oauth/introspect", &fields).expect_status(200).await.json();
    assert_eq!(introspected, json!({"active": false}));
    let may_enter = async || {
        let preview = app.read(&boss, "/api/clients/wiki/preview?user=maren").await.expect_status(200).json();
        preview["may_enter"].as_bool().expect("a flag")
    };
    assert!(!may_enter().await);

    press(&app, &boss, "open").await;
    assert!(may_enter().await);
    assert_eq!(userinfo(&app, &tokens).await.status, 200);
    client.refresh(&app, refresh_token).await.expect_status(200);
    client.exchange(&app, &new_code, &[]).await.expect_status(200);
    let mut browser = app.browser_with(&maren.access);
    assert!(answer(&client.authorize(&mut browser, &[]).await).contains_key("code"));
    for kind in ["client.close", "client.open"] {
        let details: Vec<_> = app.events(kind).await.into_iter().filter_map(|event| event.detail).collect();
        assert_eq!(details, [WIKI], "closing a closed one is no event: {kind}");
    }
}

#[tokio::test]
async fn what_a_closed_client_gives_back_does_not_come_back_when_it_is_open_again() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let (_, boss) = app.administrator("boss").await;
    let maren = app.log_in("maren").await;
    for kind in ["access_token", "refresh_token"] {
        let tokens = offline(&app, &client, &maren).await;
        press(&app, &boss, "close").await;
        client.call(&app, "/oauth/revoke", &[("token", text(&tokens, kind))]).expect_status(200).await;
        press(&app, &boss, "open").await;
        assert_eq!(userinfo(&app, &tokens).await.status, 401, "{kind}");
        assert_eq!(outcome(&client.refresh(&app, text(&tokens, "refresh_token")).await), "400 invalid_grant", "{kind}");
    }
    assert_eq!(app.events("client.revoke").await.len(), 2);
}

#[tokio::test]
async fn people_do_not_see_a_closed_client_at_home() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let (_, boss) = app.administrator("boss").await;
    let request = ClientRequest { launch_uri: "https://wiki.example.com/start".into(), ..client_request(WIKI) };
    app.change_client(&client, request).await;
    let mut browser = app.browser_of("maren").await;
    assert!(browser.open("/").await.links_to("https://wiki.example.com/start"));
    press(&app, &boss, "close").await;
    assert!(!browser.open("/").await.links_to("https://wiki.example.com/start"));
}

#[tokio::test]
async fn what_a_closed_client_does_not_get_needs_no_attention() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let (_, boss) = app.administrator("boss").await;
    let tokens = offline(&app, &client, &app.log_in("maren").await).await;
    press(&app, &boss, "close").await;
    assert_eq!(outcome(&client.refresh(&app, text(&tokens, "refresh_token")).await), "400 unauthorized_client");
    client.call(&app, "/oauth/device", &[("scope", "openid")]).expect_status(400).await;
    assert_eq!(answer(&client.authorize(&mut app.browser(), &[]).await)["error"], "unauthorized_client");
    app.accounts.openid().write_refusals().await.expect("what was noted is written");
    let refusals = app.accounts.clients().list_client_refusals(&Caller::system(), WIKI).await.expect("its refusals");
    assert!(refusals.is_empty(), "an administrator has decided so: {refusals:#?}");
    let findings = app.accounts.installation().findings(&Caller::system()).await.expect("the findings");
    assert!(findings.iter().all(|finding| finding.concern != Concern::Refusals), "{findings:?}");
    assert!(app.events("client.refuse").await.is_empty());
}
