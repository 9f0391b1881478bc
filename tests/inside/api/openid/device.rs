//! Devices without a browser (RFC 8628): their codes, the page where somebody decides, and what the client gets.

use crate::support::openid::{Client, TOKEN, WIKI, WIKI_URL, client_request};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

const DEVICE: &str = "/oauth/device";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const RESOURCE: &str = "https://api.wiki.example.com";

fn television() -> ClientRequest {
    ClientRequest {
        kind: "public".into(),
        redirect_uris: Expected::Missing,
        post_logout_redirect_uris: Expected::Missing,
        grants: texts(&[GRANT, "refresh_token"]),
        resources: texts(&[RESOURCE]),
        ..client_request("tv")
    }
}

/// With a public client of the application `wiki`, which everybody may enter.
async fn app_with(request: ClientRequest) -> (TestApp, Client) {
    let app = TestApp::new().await;
    app.add_application(open_at(WIKI, WIKI_URL)).await;
    let client = app.add_client(WIKI, request).await;
    (app, client)
}

async fn begin(app: &TestApp, client: &Client, scope: &str) -> Value {
    let call = client.call(app, DEVICE, &[("scope", scope)]).header("user-agent", "films/1.0");
    call.expect_status(200).await.json()
}

fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name}: {answer}"))
}

async fn poll(app: &TestApp, client: &Client, begun: &Value) -> Reply {
    client.call(app, TOKEN, &[("grant_type", GRANT), ("device_code", text(begun, "device_code"))]).send().await
}

#[track_caller]
fn assert_error(reply: &Reply, status: u16, error: &str) {
    assert_eq!((reply.status, text(&reply.json(), "error")), (status, error), "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
}

async fn decide(browser: &mut Browser<'_>, begun: &Value, decision: &str) -> Reply {
    browser.submit("/actions/device", &[("user_code", text(begun, "user_code")), ("decision", decision)]).await
}

#[tokio::test]
async fn a_device_gets_tokens_once_somebody_has_allowed_it() {
    let (app, client) = app_with(television()).await;
    let begun = begin(&app, &client, "openid profile offline_access").await;
    assert_eq!((&begun["expires_in"], &begun["interval"]), (&json!(600), &json!(5)));
    assert_eq!(text(&begun, "verification_uri"), "http://localhost:3000/device");
    assert_error(&poll(&app, &client, &begun).await, 400, "authorization_pending");

    let mut browser = app.member_in_browser("maren").await;
    let path = text(&begun, "verification_uri_complete").strip_prefix("http://localhost:3000").expect("an own address");
    let page = browser.open(path).await.expect_status(200);
    page.assert_shows(&["tv", "films", "192.0.2.1", "your name, username", "for up to 30 days"]);
    assert!(page.has_text(text(&begun, "user_code")) && page.has_text("wiki"), "{}", page.text());
    app.wait(5);
    assert_error(&poll(&app, &client, &begun).await, 400, "authorization_pending");
    assert_eq!(decide(&mut browser, &begun, "allow").await.expect_status(303).location(), "/device");
    browser.open("/device").await.assert_shows(&["The device is signed in."]);

    app.wait(5);
    let reply = poll(&app, &client, &begun).await.expect_status(200);
    assert_eq!(reply.header("cache-control"), "no-store");
    let tokens = reply.json();
    let claims = part_of_jwt(text(&tokens, "access_token"), 1);
    assert_eq!((&claims["sub"], &claims["client_id"]), (&json!(app.id_of("maren").await), &json!("tv")));
    assert_eq!(part_of_jwt(text(&tokens, "id_token"), 1)["aud"], "tv");
    client.refresh(&app, text(&tokens, "refresh_token")).await.expect_status(200);
    // A code is used once: a second use revokes what the first one has given.
    assert_error(&poll(&app, &client, &begun).await, 400, "invalid_grant");
    assert_eq!(app.events("client.token_reuse").await.len(), 1);
    let consents = app.events("client.consent").await;
    assert_eq!(consents.len(), 1);
    assert_eq!(consents[0].detail.as_deref(), Some("tv"));
}

#[tokio::test]
async fn the_page_names_the_apis_that_the_device_asks_for() {
    let (app, client) = app_with(television()).await;
    let mut browser = app.member_in_browser("maren").await;
    for (resources, is_named) in [(&[("resource", RESOURCE)][..], true), (&[][..], false)] {
        let begun = client.call(&app, DEVICE, resources).expect_status(200).await.json();
        let page = browser.open(&format!("/device?user_code={}", text(&begun, "user_code"))).await.expect_status(200);
        assert_eq!(page.has_text(RESOURCE), is_named, "{}", page.text());
        assert_eq!(page.has_text("It may use in your name"), is_named, "{}", page.text());
    }
}

#[tokio::test]
async fn nobody_allows_a_device_whose_client_is_closed_meanwhile() {
    let (app, client) = app_with(television()).await;
    let (_, boss) = app.administrator("boss").await;
    let mut browser = app.member_in_browser("maren").await;
    let begun = begin(&app, &client, "openid").await;
    app.post("/api/clients/tv/close").bearer(&boss.access).expect_status(200).await;
    assert_error(&client.call(&app, DEVICE, &[("scope", "openid")]).send().await, 400, "unauthorized_client");
    assert_error(&poll(&app, &client, &begun).await, 400, "unauthorized_client");
    decide(&mut browser, &begun, "allow").await;
    assert!(app.events("client.consent").await.is_empty());
    app.post("/api/clients/tv/open").bearer(&boss.access).expect_status(200).await;
    app.wait(5);
    assert_error(&poll(&app, &client, &begun).await, 400, "authorization_pending");
}

#[tokio::test]
async fn a_refused_device_gets_nothing() {
    let (app, client) = app_with(television()).await;
    let begun = begin(&app, &client, "openid").await;
    let mut browser = app.member_in_browser("maren").await;
    decide(&mut browser, &begun, "refuse").await.expect_status(303);
    // It was decided, and stays so.
    let again = decide(&mut browser, &begun, "allow").await;
    browser.follow(&again).await.assert_shows(&["No device waits with this code."]);
    assert_error(&poll(&app, &client, &begun).await, 400, "access_denied");
    assert_error(&poll(&app, &client, &begun).await, 400, "invalid_grant");
    assert_eq!(app.events("client.consent").await.len(), 1);
}

#[tokio::test]
async fn a_device_that_asks_too_often_has_to_wait_longer() {
    let (app, client) = app_with(television()).await;
    let begun = begin(&app, &client, "").await;
    for (seconds, error) in [
        (0, "authorization_pending"),
        (1, "slow_down"),
        (6, "slow_down"),
        (16, "authorization_pending"),
        (5, "slow_down"),
    ] {
        app.wait(seconds);
        assert_error(&poll(&app, &client, &begun).await, 400, error);
    }
}

#[tokio::test]
async fn a_code_is_valid_for_ten_minutes() {
    let (app, client) = app_with(television()).await;
    let mut browser = app.member_in_browser("maren").await;
    let begun = begin(&app, &client, "openid").await;
    let allowed = begin(&app, &client, "openid").await;
    decide(&mut browser, &allowed, "allow").await.expect_status(303);
    app.wait(600);
    assert_error(&poll(&app, &client, &begun).await, 400, "expired_token");
    assert_error(&poll(&app, &client, &allowed).await, 400, "expired_token");
    let refused = decide(&mut browser, &begun, "allow").await;
    browser.follow(&refused).await.assert_shows(&["No device waits with this code."]);
}

#[tokio::test]
async fn a_code_is_for_its_client_alone() {
    let (app, client) = app_with(television()).await;
    let other = app.add_client(WIKI, ClientRequest { client_id: "radio".into(), ..television() }).await;
    let begun = begin(&app, &client, "openid").await;
    let mut browser = app.member_in_browser("maren").await;
    decide(&mut browser, &begun, "allow").await.expect_status(303);
    assert_error(&poll(&app, &other, &begun).await, 400, "invalid_grant");
    let made_up = json!({"device_code": "vdc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"});
    assert_error(&poll(&app, &client, &made_up).await, 400, "invalid_grant");
    poll(&app, &client, &begun).await.expect_status(200);
}

#[tokio::test]
async fn tokens_end_with_the_session_in_which_the_device_was_allowed() {
    let (app, client) = app_with(television()).await;
    let begun = begin(&app, &client, "openid").await;
    let mut browser = app.member_in_browser("maren").await;
    decide(&mut browser, &begun, "allow").await.expect_status(303);
    browser.submit("/actions/logout", &[]).await.expect_status(303);
    assert_error(&poll(&app, &client, &begun).await, 400, "invalid_grant");
}

#[tokio::test]
async fn only_what_the_client_may_request_is_begun() {
    let (app, client) = app_with(television()).await;
    let without = ClientRequest { grants: texts(&["refresh_token"]), client_id: "old-tv".into(), ..television() };
    let old = app.add_client(WIKI, without).await;
    assert_error(&old.call(&app, DEVICE, &[]).send().await, 400, "unauthorized_client");
    let other = client.call(&app, DEVICE, &[("resource", "https://other.example.com")]);
    assert_error(&other.send().await, 400, "invalid_target");
    client.call(&app, DEVICE, &[("resource", RESOURCE)]).expect_status(200).await;
    let unknown = Client { id: "unknown".to_owned(), ..client };
    assert_error(&unknown.call(&app, DEVICE, &[]).send().await, 401, "invalid_client");
    assert_eq!(app.database.run("SELECT user_code FROM device_codes").await.len(), 1);
}

#[tokio::test]
async fn who_may_not_enter_the_application_cannot_allow_its_devices() {
    let app = TestApp::new().await;
    app.add_application(closed_at(WIKI, WIKI_URL)).await;
    let client = app.add_client(WIKI, television()).await;
    let begun = begin(&app, &client, "openid").await;
    let mut browser = app.member_in_browser("maren").await;
    let refused = decide(&mut browser, &begun, "allow").await;
    assert!(browser.follow(&refused).await.has("role", "alert"));
    app.wait(5);
    assert_error(&poll(&app, &client, &begun).await, 400, "authorization_pending");
    assert_eq!(app.events("application.enter").await.len(), 1, "a refusal");
}

#[tokio::test]
async fn a_client_that_demands_a_second_factor_is_not_allowed_with_a_password_alone() {
    let (app, client) = app_with(ClientRequest { acr: "second-factor".into(), ..television() }).await;
    let begun = begin(&app, &client, "openid").await;
    let mut browser = app.member_in_browser("maren").await;
    let detour = decide(&mut browser, &begun, "allow").await.expect_status(303);
    assert!(detour.location().starts_with("/confirm?next=%2Fdevice"), "{}", detour.location());
    browser
        .follow(&detour)
        .await
        .assert_shows(&["The application asks for a second factor, and your account has none."]);
    assert!(app.events("client.consent").await.is_empty());
}

#[tokio::test]
async fn letters_cannot_be_tried_out() {
    let (app, client) = {
        let app = TestApp::with_limits("change=5/m", |_| {}).await;
        app.add_application(open_at(WIKI, WIKI_URL)).await;
        let client = app.add_client(WIKI, television()).await;
        (app, client)
    };
    let begun = begin(&app, &client, "openid").await;
    let mut browser = app.member_in_browser("maren").await;
    let letters = text(&begun, "user_code").replace('-', "").to_lowercase();
    for (typed, status, shown) in [
        ("", 200, "Code on the device"),
        ("BCDF-GHJ", 422, "eight letters"),
        ("BCDF-GHJK", 422, "No device waits with this code."),
        (letters.as_str(), 200, "films"),
        ("BCDF-GHJL", 422, "No device waits with this code."),
        ("BCDF-GHJM", 422, "No device waits with this code."),
        ("BCDF-GHJN", 422, "No device waits with this code."),
        (letters.as_str(), 429, "Code on the device"),
    ] {
        let page = browser.open(&format!("/device?user_code={typed}")).await;
        assert_eq!(page.status, status, "{typed}");
        page.assert_shows(&[shown]);
    }
}

#[tokio::test]
async fn a_stranger_signs_in_first_and_opening_the_page_changes_nothing() {
    let (app, client) = app_with(television()).await;
    app.register("maren").await;
    let begun = begin(&app, &client, "openid").await;
    let path = format!("/device?user_code={}", text(&begun, "user_code"));
    let mut browser = app.browser();
    let login = browser.open(&path).await;
    assert_eq!(login.location(), format!("/login?next=%2Fdevice%3Fuser_code%3D{}", text(&begun, "user_code")));
    browser.log_in("maren").await;
    browser.open(&path).await.expect_status(200);
    let untouched = "SELECT user_code FROM device_codes WHERE is_allowed IS NULL AND last_polled_at IS NULL";
    assert_eq!(app.database.run(untouched).await.len(), 1);
    assert_error(&poll(&app, &client, &begun).await, 400, "authorization_pending");
}
