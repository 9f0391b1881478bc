//! Nothing is sent to an address before client and address are verified: a page says what is wrong.

use crate::support::openid::*;
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

/// The page about a request that cannot be answered.
#[track_caller]
fn assert_page(reply: &Reply, texts: &[&str]) {
    assert_eq!((reply.status, reply.header("location")), (400, ""), "{}", reply.text());
    assert!(reply.header("content-type").starts_with("text/html"));
    assert_eq!(reply.header("cross-origin-opener-policy"), "unsafe-none");
    reply.assert_shows(texts);
}

#[tokio::test]
async fn an_address_that_is_not_exactly_registered_gets_nothing() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for uri in [
        "https://wiki.example.com/callback/",
        "https://wiki.example.com/callback?x=1",
        "https://wiki.example.com/Callback",
        "https://wiki.example.com/call%62ack",
        "https://wiki.example.com/",
        "https://wiki.example.com",
        "https://wiki.example.com:443/callback",
        "https://wiki.example.com:8443/callback",
        "https://WIKI.example.com/callback",
        "https://wiki.example.com./callback",
        "https://evil.wiki.example.com/callback",
        "https://wiki.example.com.evil.example/callback",
        "https://evil.example/callback",
        "https://evil.example/https://wiki.example.com/callback",
        "http://wiki.example.com/callback",
        "https://wiki.example.com/callback#fragment",
        "https://wiki.example.com/callback#",
        "https://maren@wiki.example.com/callback",
        "https://wiki.example.com@evil.example/callback",
        "https://wiki.example.com\\@evil.example/callback",
        "https://evil.example\\wiki.example.com/callback",
        "https:\\\\wiki.example.com\\callback",
        "https:/wiki.example.com/callback",
        "https:wiki.example.com/callback",
        "https:///wiki.example.com/callback",
        "//wiki.example.com/callback",
        "/callback",
        "callback",
        "https://wiki.example.com/callback/../callback",
        "https://wiki.example.com/x/..%2fcallback",
        "https://wiki.example.com/%2e%2e/callback",
        "https://wiki.example.com/callback;x",
        " https://wiki.example.com/callback",
        "https://wiki.example.com/callback ",
        "https://wiki.example.com/call\nback",
        "https://wiki.example.com/callback\u{0}",
        "https://wikі.example.com/callback",
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "com.example.wiki:/callback",
        "urn:ietf:wg:oauth:2.0:oob",
    ] {
        let reply = client.authorize(&mut browser, &[("redirect_uri", uri)]).await;
        assert_page(&reply, &["redirect_uri", "so nothing was sent there"]);
        // Neither does an error get there.
        let reply = client.authorize(&mut browser, &[("redirect_uri", uri), ("response_type", "")]).await;
        assert_page(&reply, &["redirect_uri"]);
        let reply = client.authorize(&mut app.browser(), &[("redirect_uri", uri), ("prompt", "none")]).await;
        assert_page(&reply, &["redirect_uri"]);
    }
}

#[tokio::test]
async fn the_page_names_the_application_and_the_address_but_no_made_up_client() {
    let (app, client) = TestApp::with_client().await;
    let mut browser = app.browser();
    let reply = client.authorize(&mut browser, &[("redirect_uri", "https://evil.example/cb")]).await;
    assert_page(&reply, &["wiki asks you to return to https://evil.example/cb"]);
    let reply = client.authorize(&mut browser, &[("client_id", "call-0800-evil")]).await;
    assert_page(&reply, &["not registered here"]);
    reply.assert_hides(&[">call-0800-evil"]);
    let reply = client.authorize(&mut browser, &[("client_id", "")]).await;
    assert_page(&reply, &["client_id"]);
    for twice in ["client_id", "redirect_uri"] {
        let reply = client.authorize(&mut browser, &[(twice, "wiki"), (twice, CALLBACK)]).await;
        assert_page(&reply, &["twice"]);
    }
}

#[tokio::test]
async fn only_a_client_with_one_address_may_leave_it_out() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let reply = client.authorize(&mut browser, &[("redirect_uri", "")]).await.expect_status(303);
    assert!(reply.location().starts_with(CALLBACK));
    let both = texts(&[CALLBACK, "https://wiki.example.com/other"]);
    app.change_client(&client, ClientRequest { redirect_uris: both, ..client_request(WIKI) }).await;
    let reply = client.authorize(&mut browser, &[("redirect_uri", "")]).await;
    assert_page(&reply, &["several addresses are registered"]);
}

#[tokio::test]
async fn programs_on_this_machine_choose_their_port_and_apps_have_schemes() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    let uris = texts(&["http://127.0.0.1/callback", "com.example.wiki:/callback", "https://wiki.example.com/cb?a=1"]);
    let client = app.add_client(WIKI, ClientRequest { redirect_uris: uris, ..public_client_request("native") }).await;
    let mut browser = app.browser_of("maren").await;
    // Any program on the device can wait there, and knows the id of the client: its owner is asked once, although the client does
    // not say so (RFC 8252, section 8.6).
    client.code(&mut browser, &[("redirect_uri", "https://wiki.example.com/cb?a=1"), ("prompt", "none")]).await;
    let mut asked = None;
    for uri in ["http://127.0.0.1:51234/callback", "com.example.wiki:/callback"] {
        let silent = client.authorize(&mut browser, &[("redirect_uri", uri), ("prompt", "none")]).await;
        assert_eq!(answer(&silent)["error"], "consent_required", "{uri}");
        let question = client.authorize(&mut browser, &[("redirect_uri", uri)]).await.expect_status(303);
        assert!(question.location().starts_with("/oauth/consent?next=c"), "{}", question.location());
        asked = Some(browser.follow(&question).await.expect_status(200));
    }
    let consent = asked.expect("a page").hidden("consent");
    let led = browser.submit("/oauth/consent/answer", &[("consent", &consent), ("answer", "allow")]).await;
    assert!(led.location().starts_with("com.example.wiki:/callback?code="), "{}", led.location());

    for (uri, start) in [
        ("http://127.0.0.1:51234/callback", "http://127.0.0.1:51234/callback?code="),
        ("com.example.wiki:/callback", "com.example.wiki:/callback?code="),
        ("https://wiki.example.com/cb?a=1", "https://wiki.example.com/cb?a=1&code="),
    ] {
        let reply = client.authorize(&mut browser, &[("redirect_uri", uri)]).await.expect_status(303);
        assert!(reply.location().starts_with(start), "{}", reply.location());
        let mut stranger = app.browser();
        let sign_in = client.authorize(&mut stranger, &[("redirect_uri", uri)]).await;
        let policy = stranger.follow(&sign_in).await.header("content-security-policy").to_owned();
        assert!(policy.contains("form-action 'self';"), "{policy}");
    }
    let other = client.authorize(&mut browser, &[("redirect_uri", "http://127.0.0.1:51234/other")]).await;
    assert_page(&other, &["redirect_uri"]);
}

#[tokio::test]
async fn the_sign_in_page_leads_to_no_address_that_is_not_verified() {
    let (app, client) = TestApp::with_client().await;
    let mut browser = app.browser();
    let unknown = client.request(&[("redirect_uri", "https://evil.example/cb")]);
    for next in
        [unknown.as_str(), "/oauth/authorize?vestibule_request=made-up", "/oauth/consent?vestibule_request=made-up"]
    {
        let path = vestibule::shared::next::with_parameter("/login", "next", next);
        let page = browser.open(&path).await;
        let page = if page.status == 302 { browser.follow(&page).await } else { page };
        let page = page.expect_status(200);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self';"), "{policy}");
    }
}
