//! "Try it": what a client would get of somebody, what is wrong with that, and the press that mends it. Nothing of it remains.

use crate::support::openid::{WIKI, client_request};
use crate::support::*;
use vestibule::config::OutboundSettings;
use vestibule::outbound::Outbound;
use vestibule::shared::clients::ClientRequest;

const TRIAL: &str = "/clients/trial/wiki";

#[tokio::test]
async fn a_trial_shows_what_the_client_would_get_and_leaves_nothing() {
    let (app, _) = TestApp::with_client().await;
    let mut browser = app.administrator_in_browser("admin").await;
    let shown = browser.open(TRIAL).await.expect_status(200);
    shown.assert_shows(&["preferred_username", "admin", "offline_access", "urn:vestibule:acr:password"]);
    shown.assert_shows(&["PKCE is required", "The claims are only at the userinfo endpoint", "It gets no name"]);
    for untouched in [
        "SELECT client_id FROM client_grants",
        "SELECT client_id FROM client_sessions",
        "SELECT client_id FROM client_consents",
        "SELECT client_id FROM clients WHERE last_used_at IS NOT NULL",
        "SELECT 'token' FROM client_refresh_tokens",
    ] {
        assert!(app.database.run(untouched).await.is_empty(), "{untouched}");
    }
    shown.assert_hides(&["eyJ"]);
}

#[tokio::test]
async fn somebody_signed_out_signs_in_and_comes_back() {
    let (app, _) = TestApp::with_client().await;
    app.administrator("admin").await;
    let mut browser = app.browser();
    let away = browser.open(TRIAL).await.expect_status(302);
    assert!(away.location().starts_with("/login"), "{}", away.location());
    let next = browser.follow(&away).await.expect_status(200).hidden("next");
    let fields = [("login", "admin"), ("password", PASSWORD), ("next", next.as_str())];
    let back = browser.submit("/actions/login", &fields).await.expect_status(303);
    assert_eq!(back.location(), TRIAL);
    browser.follow(&back).await.expect_status(200);
}

#[tokio::test]
async fn it_is_tried_as_with_another_account() {
    let (app, _) = TestApp::with_client().await;
    app.add("maren", "Maren Holt").await;
    let mut browser = app.administrator_in_browser("admin").await;
    let shown = browser.open(&format!("{TRIAL}?user=maren")).await.expect_status(200);
    shown.assert_shows(&["Maren Holt", "as maren"]);
    shown.assert_hides(&["It gets no name"]);
    app.change("maren", "disable").await;
    let refused = browser.open(&format!("{TRIAL}?user=maren")).await.expect_status(200);
    refused.assert_shows(&["Would be refused", "The account is not active"]);
    refused.assert_hides(&["preferred_username"]);
    for (language, words) in [("en", "There is no such user."), ("de", "Es gibt keinen solchen Benutzer.")] {
        browser.jar.insert("vestibule_language".to_owned(), language.to_owned());
        for page in [TRIAL, "/clients/access/wiki", "/applications/people/wiki"] {
            browser.open(&format!("{page}?user=nobody")).await.expect_status(200).assert_shows(&[words]);
        }
    }
}

#[tokio::test]
async fn what_keeps_people_out_comes_first_and_there_are_no_tokens() {
    let (app, _) = TestApp::with_client().await;
    app.add_application(closed_at("shop", "https://shop.example/")).await;
    app.add_client("shop", client_request("shop")).await;
    let mut browser = app.administrator_in_browser("admin").await;
    let shown = browser.open("/clients/trial/shop").await.expect_status(200);
    shown.assert_shows(&["Would be refused", "Nobody may enter yet"]);
    assert!(shown.links_to("/applications/shop"), "{}", shown.text());
    shown.assert_hides(&["preferred_username"]);
    browser.submit("/actions/clients/close", &[("id", WIKI)]).await.expect_status(303);
    let shown = browser.open(TRIAL).await.expect_status(200);
    shown.assert_shows(&["The client gets nothing", "action=\"/actions/clients/open\""]);
}

#[tokio::test]
async fn a_press_puts_the_claims_where_the_program_reads_them() {
    let (app, _) = TestApp::with_client().await;
    let request = ClientRequest { program: "vaultwarden".into(), ..client_request("vault") };
    app.add_client(WIKI, request).await;
    let mut browser = app.administrator_in_browser("admin").await;
    let shown = browser.open("/clients/trial/vault").await.expect_status(200);
    shown.assert_shows(&["Name and email are not in the ID token"]);
    let (action, fields) = shown.form(|action| action.starts_with("/actions/clients/claims")).expect("a press");
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = browser.submit(&action, &fields).await.expect_status(303);
    assert_eq!(back.location(), "/clients/trial/vault");
    let again = browser.follow(&back).await;
    again.assert_hides(&["Name and email are not in the ID token"]);
    assert_eq!(app.events("client.update").await.len(), 1);
}

#[tokio::test]
async fn an_address_in_a_private_network_is_not_asked() {
    let (app, _) = TestApp::with_client().await;
    let outbound = Outbound::new(&OutboundSettings::default()).expect("a client");
    app.accounts.providers().reach_providers_with(outbound);
    let request = ClientRequest { redirect_uris: texts(&["https://10.0.0.1/cb"]), ..client_request("intern") };
    app.add_client(WIKI, request).await;
    let request = ClientRequest { redirect_uris: texts(&["http://127.0.0.1/cb"]), ..client_request("local") };
    app.add_client(WIKI, request).await;
    let mut browser = app.administrator_in_browser("admin").await;
    for (id, found) in [("intern", "is in a private network"), ("local", "is on the device of the person")] {
        browser.open(&format!("/clients/trial/{id}")).await.expect_status(200).assert_shows(&[found]);
    }
}
