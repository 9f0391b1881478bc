//! A demand that is raised reaches what was given before, at its next use; and the demands of the applications at resources.

use super::tickets::{code, offline, outcome, text, tokens, userinfo};
use crate::api::second_factor::add_authenticator;
use crate::support::openid::{Client, TOKEN, WIKI, WIKI_URL, client_request};
use crate::support::totp::totp;
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::demand::FactorDemand;
use vestibule::shared::groups::GroupName;

const VAULT: &str = "https://vault.example/";
const API: &str = "https://vault.example/api";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A client of the wiki that may request tokens for an API of another application, with its own refresh tokens; and a client of
/// that one.
async fn new_app() -> (TestApp, Client, Client, Tokens) {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app.add_application(open_at("vault", VAULT)).await;
    let request = ClientRequest { resources: texts(&[API]), ..client_request("wiki-api") };
    let wiki = app.add_client(WIKI, request).await;
    let vault = app.add_client("vault", client_request("vault")).await;
    let maren = app.log_in("maren").await;
    (app, wiki, vault, maren)
}

async fn demand(app: &TestApp, name: &str, url: &str, second_factor: bool, max_age: &str) {
    let second_factor = Expected::Given(second_factor);
    let request = ApplicationRequest { second_factor, max_age: max_age.into(), ..open_at(name, url) };
    app.accounts.applications().replace_application(&Caller::system(), name, request).await.expect("a change");
}

async fn is_active(app: &TestApp, client: &Client, token: &str) -> bool {
    let said = client.call(app, "/oauth/introspect", &[("token", token)]).expect_status(200).await.json();
    said["active"].as_bool().expect("a flag")
}

/// What the carriers of an account are worth: introspection of its access token, userinfo, introspection of its refresh token, a
/// refresh. A refresh that succeeds has used the token up.
async fn worth(app: &TestApp, client: &Client, answer: &Value) -> [bool; 4] {
    let refresh_token = text(answer, "refresh_token");
    [
        is_active(app, client, text(answer, "access_token")).await,
        userinfo(app, answer).await.status == 200,
        is_active(app, client, refresh_token).await,
        client.refresh(app, refresh_token).await.status == 200,
    ]
}

#[tokio::test]
async fn a_second_factor_that_an_application_begins_to_demand_reaches_all_that_was_given() {
    let (app, wiki, _, maren) = new_app().await;
    let before = [offline(&app, &wiki, &maren).await, offline(&app, &wiki, &maren).await];
    assert_eq!(worth(&app, &wiki, &before[0]).await, [true; 4]);
    let waiting = code(&app, &wiki, &maren, json!({}));
    demand(&app, WIKI, WIKI_URL, true, "").await;
    assert_eq!(worth(&app, &wiki, &before[1]).await, [false; 4]);
    let reply = wiki.exchange(&app, &waiting, &[]).await;
    assert_eq!(outcome(&reply), "400 invalid_grant", "a code that waits");
    assert_eq!(outcome(&wiki.refresh(&app, text(&before[1], "refresh_token")).await), "400 invalid_grant");
    // A factor alone changes nothing: this was not granted with it.
    let secret = add_authenticator(&app, &maren).await;
    assert_eq!(worth(&app, &wiki, &before[1]).await, [false; 4]);
    let said = json!({"scopes": "openid email offline_access", "methods": "pwd otp"});
    let proven = tokens(&app, &wiki, &maren, said).await;
    assert_eq!(worth(&app, &wiki, &proven).await, [true; 4]);
    let body = json!({"code": totp(&secret, app.accounts.now())});
    app.send(&maren, Method::POST, "/api/auth/step-up", &body).await.expect_status(200);
    // Nothing was revoked for good.
    demand(&app, WIKI, WIKI_URL, false, "").await;
    assert_eq!(worth(&app, &wiki, &before[1]).await, [true; 4]);
}

#[tokio::test]
async fn an_age_that_is_demanded_counts_until_the_grant_was_made() {
    let (app, wiki, _, maren) = new_app().await;
    let young = offline(&app, &wiki, &maren).await;
    let proved_at = app.accounts.now().0 - 10 * 60 * 1000;
    let said = json!({"scopes": "openid email offline_access", "proved_at": proved_at});
    let old = tokens(&app, &wiki, &maren, said).await;
    demand(&app, WIKI, WIKI_URL, false, "5m").await;
    app.wait(6 * 60);
    assert_eq!(worth(&app, &wiki, &old).await, [false; 4]);
    assert_eq!(worth(&app, &wiki, &young).await, [true; 4], "offline access is not asked every five minutes");
}

#[tokio::test]
async fn a_client_that_begins_to_demand_a_level_asks_again() {
    let (app, wiki, _, maren) = new_app().await;
    let before = offline(&app, &wiki, &maren).await;
    let said = json!({"scopes": "openid email offline_access", "methods": "pwd otp"});
    let strong = tokens(&app, &wiki, &maren, said).await;
    let request = ClientRequest { resources: texts(&[API]), acr: "second-factor".into(), ..client_request("wiki-api") };
    app.change_client(&wiki, request).await;
    assert_eq!(worth(&app, &wiki, &before).await, [false; 4]);
    assert_eq!(worth(&app, &wiki, &strong).await, [true; 4]);
}

#[tokio::test]
async fn the_operator_and_a_group_demand_a_factor_from_the_next_use_on() {
    let (app, wiki, _, maren) = new_app().await;
    app.group("finance", &[]).await;
    let of_groups = vec![GroupName::parse("finance").expect("a name")];
    let stricter = FactorDemand { of_groups, ..FactorDemand::default() };
    let app = app.replica(|config| config.second_factor_demand = stricter).await;
    let before = [offline(&app, &wiki, &maren).await, offline(&app, &wiki, &maren).await];
    let waiting = code(&app, &wiki, &maren, json!({}));
    assert_eq!(worth(&app, &wiki, &before[0]).await, [true; 4]);
    let id = app.id_of("maren").await.parse().expect("an id");
    app.accounts.groups().add_to_group(&Caller::system(), "finance", id).await.expect("a change");
    assert_eq!(worth(&app, &wiki, &before[1]).await, [false; 4]);
    assert_eq!(outcome(&wiki.exchange(&app, &waiting, &[]).await), "400 invalid_grant");
    let request = json!({"application": WIKI});
    let refused = app.send(&maren, Method::POST, "/api/auth/application-token", &request).await;
    refused.assert_refused(403, "second_factor_missing");
}

#[tokio::test]
async fn what_an_application_demands_holds_for_tokens_of_others_for_its_api() {
    let (app, wiki, vault, maren) = new_app().await;
    let asked = json!({"resources": [API], "scopes": "openid offline_access"});
    let before = tokens(&app, &wiki, &maren, asked.clone()).await;
    let (access, refresh) = (text(&before, "access_token"), text(&before, "refresh_token"));
    assert!(is_active(&app, &vault, access).await);
    let plain = offline(&app, &wiki, &maren).await;
    demand(&app, "vault", VAULT, true, "").await;
    assert!(!is_active(&app, &vault, access).await && !is_active(&app, &wiki, access).await);
    assert!(!is_active(&app, &wiki, refresh).await);
    assert_eq!(outcome(&wiki.refresh(&app, refresh).await), "400 invalid_grant");
    assert_eq!(worth(&app, &wiki, &plain).await, [true; 4], "the wiki itself has not asked");
    let again = wiki.exchange(&app, &code(&app, &wiki, &maren, asked.clone()), &[]).await;
    assert_eq!(outcome(&again), "400 invalid_grant");
    let mut strong = asked;
    strong["methods"] = json!("pwd otp");
    let proven = tokens(&app, &wiki, &maren, strong).await;
    assert!(is_active(&app, &vault, text(&proven, "access_token")).await);

    // The authorization endpoint asks for it before there is a code.
    let mut browser = app.browser_of("maren").await;
    let asked = wiki.authorize(&mut browser, &[("resource", API)]).await;
    assert!(asked.location().starts_with("/confirm?next="), "{}", asked.location());
    browser.follow(&asked).await.assert_shows(&["The application asks for a second factor"]);
    wiki.code(&mut browser, &[]).await;
}

#[tokio::test]
async fn a_device_for_the_api_of_an_application_is_asked_for_what_that_demands() {
    let (app, ..) = new_app().await;
    let request = ClientRequest {
        kind: "public".into(),
        redirect_uris: Expected::Missing,
        post_logout_redirect_uris: Expected::Missing,
        grants: texts(&[DEVICE, "refresh_token"]),
        resources: texts(&[API]),
        ..client_request("tv")
    };
    let television = app.add_client(WIKI, request).await;
    let begin = async || {
        let fields = [("scope", "openid"), ("resource", API)];
        television.call(&app, "/oauth/device", &fields).expect_status(200).await.json()
    };
    let poll = async |begun: &Value| {
        let fields = [("grant_type", DEVICE), ("device_code", text(begun, "device_code"))];
        television.call(&app, TOKEN, &fields).send().await
    };
    let mut browser = app.browser_of("maren").await;
    let allowed = begin().await;
    let allow = |begun: &Value| [("user_code", text(begun, "user_code").to_owned()), ("decision", "allow".to_owned())];
    let fields = allow(&allowed);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submit("/actions/device", &fields).await.expect_status(303);
    demand(&app, "vault", VAULT, true, "").await;
    // Allowed before.
    assert_eq!(outcome(&poll(&allowed).await), "400 invalid_grant");
    let begun = begin().await;
    let fields = allow(&begun);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let asked = browser.submit("/actions/device", &fields).await;
    assert!(asked.location().starts_with("/confirm?next=%2Fdevice"), "{}", asked.location());
    browser.follow(&asked).await.assert_shows(&["The application asks for a second factor"]);
}
