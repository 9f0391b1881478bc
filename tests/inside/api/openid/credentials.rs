//! Tokens that clients get for themselves, and what limits the requests of clients.

use super::tickets::{code, outcome, text};
use crate::support::openid::{Client, WIKI, client_request};
use crate::support::*;
use vestibule::shared::api_tokens::CreateServiceAccountRequest;
use vestibule::shared::clients::ClientRequest;

/// A client with a service account, which the application admits.
async fn with_credentials(app: &TestApp) -> (Client, String) {
    let request = CreateServiceAccountRequest {
        username: "wiki-sync".into(),
        name: "Sync".into(),
        ..CreateServiceAccountRequest::default()
    };
    let account = app.accounts.users().create_service_account(&Caller::system(), request).await.expect("an account").id;
    let request = ClientRequest {
        grants: texts(&["client_credentials"]),
        redirect_uris: texts(&[]),
        service_account: account.to_string().into(),
        resources: texts(&["https://api.example"]),
        ..client_request("sync")
    };
    (app.add_client(WIKI, request).await, account.to_string())
}

#[tokio::test]
async fn a_client_gets_a_token_of_its_service_account() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    let maren = app.log_in("maren").await;
    let (client, account) = with_credentials(&app).await;
    let ask = async |fields: &[(&str, &str)]| {
        let fields: Vec<_> = [("grant_type", "client_credentials")].into_iter().chain(fields.iter().copied()).collect();
        client.call(&app, "/oauth/token", &fields).send().await
    };
    let answer = ask(&[("resource", "https://api.example"), ("scope", "openid groups offline_access")]).await;
    let answer = answer.expect_status(200).json();
    let said = part_of_jwt(text(&answer, "access_token"), 1);
    assert_eq!((&said["sub"], &said["aud"]), (&json!(account), &json!("https://api.example")));
    assert_eq!((text(&answer, "scope"), &said["groups"]), ("groups", &json!([])));
    for missing in ["sid", "grant", "auth_time", "acr", "amr"] {
        assert!(said.get(missing).is_none(), "{missing}");
    }
    assert_eq!((answer.get("id_token"), answer.get("refresh_token")), (None, None));
    assert_eq!(outcome(&ask(&[("resource", "https://other.example")]).await), "400 invalid_target");
    let sealed = code(&app, &client, &maren, json!({}));
    assert_eq!(outcome(&client.exchange(&app, &sealed, &[]).await), "400 unauthorized_client", "another grant");
    app.change("wiki-sync", "disable").await;
    assert_eq!(outcome(&ask(&[]).await), "400 unauthorized_client");
}

#[tokio::test]
async fn a_client_has_a_budget_at_each_source_and_wrong_secrets_use_up_that_of_the_source() {
    let app = TestApp::with_limits("client-token=2/m,client-poll=2/m,request=3/s", |_| {}).await;
    app.add_application(open_at(WIKI, "https://wiki.example.com/")).await;
    let client = app.add_client(WIKI, client_request(WIKI)).await;
    let ask = |source: &str| client.call(&app, "/oauth/token", &[("grant_type", "password")]).seen_from(source);
    for _ in 0..2 {
        assert_eq!(outcome(&ask("192.0.2.9").send().await), "400 unsupported_grant_type");
    }
    let spent = ask("192.0.2.9").send().await;
    assert_eq!((outcome(&spent).as_str(), spent.header("retry-after")), ("429 temporarily_unavailable", "30"));
    assert_eq!(spent.header("ratelimit-policy"), "\"client-token\";q=2;w=60");
    assert_eq!(outcome(&ask("192.0.2.10").send().await), "400 unsupported_grant_type", "another source");

    let poll = || client.call(&app, "/oauth/token", &[("grant_type", "urn:ietf:params:oauth:grant-type:device_code")]);
    for _ in 0..2 {
        assert_ne!(outcome(&poll().send().await), "400 slow_down", "another budget");
    }
    let spent = poll().send().await;
    assert_eq!((outcome(&spent).as_str(), spent.header("retry-after")), ("400 slow_down", "30"));

    let wrong = || app.post("/oauth/token").form(&[("client_id", "nobody")]).seen_from("192.0.2.11");
    for _ in 0..12 {
        assert_eq!(outcome(&wrong().send().await), "401 invalid_client");
    }
    assert_eq!(outcome(&wrong().send().await), "429 temporarily_unavailable");
}
