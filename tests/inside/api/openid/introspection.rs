//! Introspection and revocation.

use super::tickets::{code, offline, outcome, text, tokens, userinfo};
use crate::support::openid::{Client, WIKI, client_request, public_client_request};
use crate::support::*;
use vestibule::shared::api_tokens::CreateServiceAccountRequest;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

const API: &str = "https://api.example/v1";

/// A client of the wiki that may request tokens for an API, the client of that API, and one of another application.
async fn new_app() -> (TestApp, [Client; 3], Tokens) {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app.add_application(open_at("api", "https://api.example/")).await;
    app.add_application(open_at("shop", "https://shop.example/")).await;
    let wiki = app.add_client(WIKI, ClientRequest { resources: texts(&[API]), ..client_request("wiki-api") }).await;
    let api = app.add_client("api", client_request("api")).await;
    let shop = app.add_client("shop", client_request("shop")).await;
    let maren = app.log_in("maren").await;
    (app, [wiki, api, shop], maren)
}

async fn introspect(app: &TestApp, client: &Client, token: &str) -> Value {
    client.call(app, "/oauth/introspect", &[("token", token)]).expect_status(200).await.json()
}

async fn revoke(app: &TestApp, client: &Client, token: &str) -> String {
    outcome(&client.call(app, "/oauth/revoke", &[("token", token), ("token_type_hint", "whatever")]).send().await)
}

#[tokio::test]
async fn the_client_of_a_token_and_the_api_it_is_for_learn_what_it_says() {
    let (app, [wiki, _, shop], maren) = new_app().await;
    let plain = tokens(&app, &wiki, &maren, json!({"resources": [API]})).await;
    let token = text(&plain, "access_token");
    let mut expected = part_of_jwt(token, 1);
    (expected["active"], expected["token_type"]) = (json!(true), json!("Bearer"));
    expected["username"] = json!("maren");
    assert_eq!(introspect(&app, &wiki, token).await, expected);
    let inactive = json!({"active": false});
    assert_eq!(introspect(&app, &shop, token).await, inactive, "another application");
    for other in ["abc", "vrt_abc", text(&plain, "id_token"), &maren.access, &maren.refresh] {
        assert_eq!(introspect(&app, &wiki, other).await, inactive);
    }
    app.post("/api/auth/logout").bearer(&maren.access).expect_status(204).await;
    assert_eq!(introspect(&app, &wiki, token).await, inactive, "the session has ended");
}

#[tokio::test]
async fn an_api_learns_of_the_tokens_that_clients_of_others_have_got_for_it() {
    let (app, [wiki, api, shop], maren) = new_app().await;
    let answer = tokens(&app, &wiki, &maren, json!({"resources": [API]})).await;
    let token = text(&answer, "access_token");
    assert_eq!(introspect(&app, &api, token).await["active"], true, "its application is at this address");
    assert_eq!(introspect(&app, &shop, token).await["active"], false);
    let request = ClientRequest { resources: texts(&["https://api.example/v1"]), ..client_request("shop") };
    app.change_client(&shop, request).await;
    assert_eq!(introspect(&app, &shop, token).await["active"], false, "it may request tokens, but it is not this API");
    let plain = tokens(&app, &wiki, &maren, json!({})).await;
    assert_eq!(introspect(&app, &api, text(&plain, "access_token")).await["active"], false);
}

#[tokio::test]
async fn the_userinfo_endpoint_is_that_of_no_application_on_the_host_of_vestibule() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.group("editors", &["maren"]).await;
    let second_factor = Expected::Given(true);
    let site = ApplicationRequest { claims: texts(&[]), second_factor, ..open_at("site", "http://localhost:3000/") };
    app.add_application(site).await;
    let site = app.add_client("site", client_request("site")).await;
    let maren = app.log_in("maren").await;
    let answer = tokens(&app, &client, &maren, json!({"scopes": "openid groups"})).await;
    assert_eq!(userinfo(&app, &answer).await.status, 200, "what is demanded there is demanded there alone");
    let token = text(&answer, "access_token");
    assert_eq!(introspect(&app, &client, token).await["groups"], json!(["editors"]));
    assert_eq!(introspect(&app, &site, token).await, json!({"active": false}), "it is not for an API of the site");
}

#[tokio::test]
async fn a_closed_api_learns_of_no_token() {
    let (app, [wiki, api, _], maren) = new_app().await;
    let answer = tokens(&app, &wiki, &maren, json!({"resources": [API]})).await;
    let token = text(&answer, "access_token");
    let clients = app.accounts.clients();
    clients.close_client(&Caller::system(), "api").await.expect("a closed client");
    assert_eq!(introspect(&app, &api, token).await, json!({"active": false}));
    assert_eq!(introspect(&app, &wiki, token).await["active"], true, "it is valid all the same");
    clients.open_client(&Caller::system(), "api").await.expect("an open client");
    assert_eq!(introspect(&app, &api, token).await["active"], true);
}

#[tokio::test]
async fn a_refresh_token_is_known_to_its_client_alone() {
    let (app, [wiki, api, _], maren) = new_app().await;
    let answer = offline(&app, &wiki, &maren).await;
    let token = text(&answer, "refresh_token");
    let said = introspect(&app, &wiki, token).await;
    assert_eq!((&said["active"], &said["scope"]), (&json!(true), &json!("openid email offline_access")));
    assert_eq!(said["exp"], app.accounts.now().seconds() + 30 * 24 * 60 * 60);
    assert_eq!(introspect(&app, &api, token).await, json!({"active": false}));
    wiki.refresh(&app, token).await.expect_status(200);
    assert_eq!(introspect(&app, &wiki, token).await, json!({"active": false}), "it was used");
}

#[tokio::test]
async fn only_a_client_with_a_secret_may_ask() {
    let (app, [wiki, ..], maren) = new_app().await;
    let spa = app.add_client(WIKI, public_client_request("spa")).await;
    let token = text(&tokens(&app, &spa, &maren, json!({})).await, "access_token").to_owned();
    let fields = [("token", token.as_str())];
    assert_eq!(outcome(&spa.call(&app, "/oauth/introspect", &fields).send().await), "401 invalid_client");
    assert_eq!(outcome(&app.post("/oauth/introspect").form(&fields).send().await), "401 invalid_client");
    assert_eq!(outcome(&wiki.call(&app, "/oauth/introspect", &[]).send().await), "400 invalid_request");
}

#[tokio::test]
async fn revoking_a_token_revokes_all_that_its_code_has_given() {
    let (app, [wiki, _, shop], maren) = new_app().await;
    for kind in ["access_token", "refresh_token"] {
        let answer = offline(&app, &wiki, &maren).await;
        let (token, refresh_token) = (text(&answer, kind), text(&answer, "refresh_token"));
        let expected = if kind == "access_token" { "400 unauthorized_client" } else { "200" };
        assert_eq!(revoke(&app, &shop, token).await, expected, "that of another client");
        assert_eq!(userinfo(&app, &answer).await.status, 200);
        for _ in 0..2 {
            assert_eq!(revoke(&app, &wiki, token).await, "200", "also one that is revoked already");
        }
        assert_eq!(outcome(&userinfo(&app, &answer).await), "401 invalid_token");
        assert_eq!(outcome(&wiki.refresh(&app, refresh_token).await), "400 invalid_grant");
    }
    assert_eq!(revoke(&app, &wiki, "abc").await, "200");
    let events = app.events("client.revoke").await;
    assert_eq!(events.iter().map(|event| event.detail.as_deref()).collect::<Vec<_>>(), [Some("wiki-api"); 2]);
    app.me(&maren.access).expect_status(200).await;
}

#[tokio::test]
async fn a_public_client_revokes_its_own_tokens() {
    let (app, [wiki, ..], maren) = new_app().await;
    let spa = app.add_client(WIKI, public_client_request("spa")).await;
    let own = offline(&app, &spa, &maren).await;
    assert_eq!(revoke(&app, &spa, text(&own, "refresh_token")).await, "200");
    assert_eq!(outcome(&userinfo(&app, &own).await), "401 invalid_token");
    let others = tokens(&app, &wiki, &maren, json!({})).await;
    assert_eq!(revoke(&app, &spa, text(&others, "access_token")).await, "400 unauthorized_client");
    assert_eq!(userinfo(&app, &others).await.status, 200);
}

#[tokio::test]
async fn a_token_that_a_client_got_for_itself_can_be_revoked() {
    let (app, _, maren) = new_app().await;
    let request =
        CreateServiceAccountRequest { username: "sync-bot".into(), name: "Sync".into(), ..Default::default() };
    let account = app.accounts.users().create_service_account(&Caller::system(), request).await.expect("an account").id;
    let request = ClientRequest {
        grants: texts(&["authorization_code", "client_credentials"]),
        service_account: account.to_string().into(),
        ..client_request("sync")
    };
    let client = app.add_client(WIKI, request).await;
    let fields = [("grant_type", "client_credentials")];
    let [one, other] = [0, 1].map(|_| client.call(&app, "/oauth/token", &fields));
    let [one, other] = [one.send().await.json(), other.send().await.json()];
    assert_eq!(revoke(&app, &client, text(&one, "access_token")).await, "200");
    for (answer, is_active) in [(&one, false), (&other, true)] {
        assert_eq!(introspect(&app, &client, text(answer, "access_token")).await["active"], is_active);
    }
    app.change("sync-bot", "disable").await;
    assert_eq!(introspect(&app, &client, text(&other, "access_token")).await["active"], false);
    let sealed = code(&app, &client, &maren, json!({}));
    assert_eq!(client.exchange(&app, &sealed, &[]).await.status, 200, "people are not concerned");
}
