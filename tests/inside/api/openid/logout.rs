//! Signing out at the request of a client: with an ID token of the present session at once, otherwise after a page that asks.

use crate::support::openid::{AFTER_LOGOUT, WIKI, client_request, encoded};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

const LOGOUT: &str = "/oauth/logout";
const CONFIRM: &str = "/oauth/logout/confirm";

/// With the client `wiki` and a user.
async fn new_app() -> TestApp {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app
}

/// The claims of the session of a browser.
fn session_of(browser: &Browser<'_>) -> Value {
    part_of_jwt(&browser.jar["vestibule_access"], 1)
}

/// An ID token of the session of a browser, with these claims changed.
fn id_token(app: &TestApp, browser: &Browser<'_>, changes: &Value) -> String {
    token(app, browser, "JWT", changes)
}

fn token(app: &TestApp, browser: &Browser<'_>, typ: &str, changes: &Value) -> String {
    let (session, now) = (session_of(browser), app.accounts.now());
    let mut claims = json!({
        "iss": "http://localhost:3000", "sub": session["sub"], "aud": WIKI, "azp": WIKI, "sid": session["sid"],
        "iat": now.seconds(), "exp": now.seconds() + 900, "auth_time": now.seconds(),
    });
    for (name, value) in changes.as_object().expect("claims") {
        claims[name] = value.clone();
    }
    app.keyring.sign_client_token(typ, &claims, now).expect("a token")
}

/// The path of a request with these parameters.
fn request(parameters: &[(&str, &str)]) -> String {
    let parameters: Vec<_> = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    format!("{LOGOUT}?{}", encoded(&parameters))
}

async fn is_signed_in(app: &TestApp, browser: &Browser<'_>) -> bool {
    app.me(&browser.jar["vestibule_access"]).send().await.status == 200
}

async fn ended(app: &TestApp) -> usize {
    app.events("session.end").await.len()
}

#[tokio::test]
async fn with_an_id_token_of_the_present_session_it_signs_out_at_once() {
    let app = new_app().await;
    // Longer than some servers accept, and with characters that must come back.
    let state = format!("a b&c=d+e%20\u{e9}{}", "x".repeat(200));
    let encoded_state = encoded(&[("state".to_owned(), state.clone())]);
    for (parameters, expected) in [
        (
            &[("post_logout_redirect_uri", AFTER_LOGOUT), ("state", state.as_str())][..],
            format!("{AFTER_LOGOUT}?{encoded_state}"),
        ),
        (&[("post_logout_redirect_uri", AFTER_LOGOUT)], AFTER_LOGOUT.to_owned()),
        (&[("post_logout_redirect_uri", AFTER_LOGOUT), ("client_id", WIKI)], AFTER_LOGOUT.to_owned()),
        (&[("state", "lost"), ("unknown", "x")], "/login".to_owned()),
    ] {
        let mut browser = app.browser_of("maren").await;
        let access = browser.jar["vestibule_access"].clone();
        let hint = id_token(&app, &browser, &json!({}));
        let parameters: Vec<_> =
            [("id_token_hint", hint.as_str())].into_iter().chain(parameters.iter().copied()).collect();
        let reply = browser.open(&request(&parameters)).await.expect_status(303);
        assert_eq!(reply.location(), expected);
        assert_eq!(reply.header("cross-origin-opener-policy"), "unsafe-none");
        assert!(!browser.jar.contains_key("vestibule_access") && !browser.jar.contains_key("vestibule_refresh"));
        assert_eq!(app.me(&access).send().await.status, 401, "{expected}");
    }
    assert_eq!(ended(&app).await, 4);
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_address_makes_no_difference() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let root = "https://wiki.example.com/";
    let both = texts(&[AFTER_LOGOUT, root]);
    app.change_client(&client, ClientRequest { post_logout_redirect_uris: both, ..client_request(WIKI) }).await;
    for (sent, registered) in [("https://wiki.example.com", root), ("https://wiki.example.com/goodbye/", AFTER_LOGOUT)]
    {
        let mut browser = app.browser_of("maren").await;
        let hint = id_token(&app, &browser, &json!({}));
        let path = request(&[("id_token_hint", &hint), ("post_logout_redirect_uri", sent)]);
        assert_eq!(browser.open(&path).await.location(), registered, "{sent}");
        // Also after the page that asks.
        let mut browser = app.browser_of("maren").await;
        let page = browser.open(&request(&[("client_id", WIKI), ("post_logout_redirect_uri", sent)])).await;
        let reply = browser.submit(CONFIRM, &[("sign_out", &page.hidden("sign_out"))]).await;
        assert_eq!(reply.location(), registered, "{sent}");
    }
}

#[tokio::test]
async fn an_id_token_that_has_expired_is_a_valid_hint() {
    let app = new_app().await;
    let mut browser = app.browser_of("maren").await;
    let hint = id_token(&app, &browser, &json!({}));
    app.wait(3 * 60 * 60);
    let path = request(&[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER_LOGOUT)]);
    assert_eq!(browser.open(&path).await.location(), AFTER_LOGOUT);
    assert_eq!(ended(&app).await, 1);
}

#[tokio::test]
async fn a_form_of_another_site_becomes_a_request_with_cookies() {
    let app = new_app().await;
    let mut browser = app.browser_of("maren").await;
    let hint = id_token(&app, &browser, &json!({}));
    let fields = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTER_LOGOUT), ("state", "s")];
    // Even if the browser sent cookies, they would not count.
    let call = browser.call(Method::POST, LOGOUT).header("sec-fetch-site", "cross-site").html();
    let reply = call.form(&fields).expect_status(303).await;
    assert!(
        reply.location().starts_with("/oauth/logout?vestibule_request=") && !reply.location().contains(&hint),
        "{reply:?}"
    );
    assert!(reply.cookies().is_empty());
    assert_eq!(ended(&app).await, 0);
    let reply = browser.follow(&reply).await;
    assert_eq!(reply.location(), format!("{AFTER_LOGOUT}?state=s"));
    assert_eq!(ended(&app).await, 1);
    let large = "x".repeat(9_000);
    app.post(LOGOUT).form(&[("state", &large)]).expect_status(400).await;
}

#[tokio::test]
async fn without_a_hint_a_page_asks_and_its_button_signs_out() {
    let app = new_app().await;
    for (parameters, expected) in [
        (&[][..], "/login".to_owned()),
        (&[("state", "lost")], "/login".to_owned()),
        (
            &[("client_id", WIKI), ("post_logout_redirect_uri", AFTER_LOGOUT), ("state", "s")],
            format!("{AFTER_LOGOUT}?state=s"),
        ),
    ] {
        let mut browser = app.browser_of("maren").await;
        let page = browser.open(&request(parameters)).await.expect_status(200);
        page.assert_shows(&["Sign out?", "You are signed in as maren."]);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self';"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(is_signed_in(&app, &browser).await);
        let access = browser.jar["vestibule_access"].clone();
        let reply = browser.submit(CONFIRM, &[("sign_out", &page.hidden("sign_out"))]).await;
        assert_eq!((reply.status, reply.location()), (303, expected.as_str()));
        assert_eq!(app.me(&access).send().await.status, 401);
        // Sent twice.
        let again = browser.submit(CONFIRM, &[("sign_out", &page.hidden("sign_out"))]).await;
        assert_eq!(again.location(), expected);
    }
    assert_eq!(ended(&app).await, 3);
}

#[tokio::test]
async fn a_request_that_is_not_right_leads_to_no_client() {
    let app = new_app().await;
    app.add_client(WIKI, client_request("other")).await;
    let mut browser = app.browser_of("maren").await;
    let hint = id_token(&app, &browser, &json!({}));
    let changed = {
        let (rest, signature) = hint.rsplit_once('.').expect("parts");
        let first = if signature.starts_with('A') { 'B' } else { 'A' };
        format!("{rest}.{first}{}", &signature[1..])
    };
    let of = |changes: Value| id_token(&app, &browser, &changes);
    let (foreign, unknown) = (of(json!({"iss": "https://evil.example"})), of(json!({"aud": "gone"})));
    let access = token(&app, &browser, "at+jwt", &json!({}));
    let logout = token(&app, &browser, "logout+jwt", &json!({}));
    let added = format!("{AFTER_LOGOUT}?added=1");
    let texts = [&hint, &changed, &foreign, &unknown, &access, &logout, &added];
    let [hint, changed, foreign, unknown, access, logout, added] = texts.map(String::as_str);
    let to = |uri: &'static str| ("post_logout_redirect_uri", uri);
    let right = to(AFTER_LOGOUT);
    let requests: Vec<Vec<(&str, &str)>> = vec![
        vec![("id_token_hint", changed), right],
        vec![("id_token_hint", "nonsense"), right],
        vec![("id_token_hint", foreign), right],
        vec![("id_token_hint", unknown), right],
        vec![("id_token_hint", access), right],
        vec![("id_token_hint", logout), right],
        vec![("id_token_hint", hint), ("client_id", "other"), right],
        vec![("id_token_hint", hint), ("post_logout_redirect_uri", added)],
        vec![("id_token_hint", hint), to("https://wiki.example.com/goodbye//")],
        vec![("id_token_hint", hint), to("https://wiki.example.com/callback")],
        vec![("id_token_hint", hint), to("https://evil.example/")],
        vec![("id_token_hint", hint), right, right],
        vec![("id_token_hint", hint), ("id_token_hint", hint), right],
        vec![("client_id", "gone"), right],
        vec![right],
    ];
    for parameters in &requests {
        let path = request(parameters);
        let page = browser.open(&path).await.expect_status(400);
        page.assert_shows(&["Sign-out link not accepted", "You are signed in as maren."]);
        assert!(!page.header("content-security-policy").contains("wiki.example.com"), "{parameters:?}");
        assert!(!page.text().contains("evil.example"), "{parameters:?}");
        let stranger = app.browser().open(&path).await.expect_status(400);
        assert_eq!(stranger.header("location"), "", "{parameters:?}");
        let program = app.get(&path).header("accept", "application/json").expect_status(400).await;
        assert_eq!(program.code(), "malformed", "{parameters:?}");
    }
    assert!(is_signed_in(&app, &browser).await);
    let page = browser.open(&request(&requests[0])).await;
    let reply = browser.submit(CONFIRM, &[("sign_out", &page.hidden("sign_out"))]).await;
    assert_eq!((reply.location(), ended(&app).await), ("/login", 1));
}

#[tokio::test]
async fn a_hint_of_another_session_asks_and_of_none_leads_on() {
    let app = new_app().await;
    let other = app.browser_of("maren").await;
    let mut browser = app.browser_of("maren").await;
    let path =
        request(&[("id_token_hint", &id_token(&app, &other, &json!({}))), ("post_logout_redirect_uri", AFTER_LOGOUT)]);
    let page = browser.open(&path).await.expect_status(200);
    page.assert_shows(&["Sign out?"]);
    let stranger = app.browser().open(&path).await;
    assert_eq!(stranger.location(), AFTER_LOGOUT, "there is nothing to ask");
    assert_eq!(ended(&app).await, 0);
    let reply = browser.submit(CONFIRM, &[("sign_out", &page.hidden("sign_out"))]).await;
    assert_eq!(reply.location(), AFTER_LOGOUT);
    assert!(is_signed_in(&app, &other).await, "the session that was not asked about");
    assert_eq!(ended(&app).await, 1);
}

#[tokio::test]
async fn the_button_is_for_the_session_that_was_asked() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let path = request(&[("client_id", WIKI), ("post_logout_redirect_uri", AFTER_LOGOUT)]);
    let mut browser = app.browser_of("maren").await;
    let of_another = app.browser_of("maren").await.open(&path).await.hidden("sign_out");
    let own = browser.open(&path).await.hidden("sign_out");
    for made_up in ["", "made-up", of_another.as_str()] {
        let reply = browser.submit(CONFIRM, &[("sign_out", made_up)]).await;
        assert_eq!(reply.location(), LOGOUT, "{made_up}");
    }
    app.wait(11 * 60);
    assert_eq!(browser.submit(CONFIRM, &[("sign_out", &own)]).await.location(), LOGOUT, "too old");
    assert_eq!(ended(&app).await, 0);

    // The client has removed the address meanwhile.
    let page = browser.open(&path).await;
    let without = ClientRequest { post_logout_redirect_uris: Expected::Missing, ..client_request(WIKI) };
    app.change_client(&client, without).await;
    let reply = browser.submit(CONFIRM, &[("sign_out", &page.hidden("sign_out"))]).await;
    assert_eq!((reply.location(), ended(&app).await), ("/login", 1));
}

#[tokio::test]
async fn looking_at_the_link_signs_nobody_out() {
    let app = new_app().await;
    let browser = app.browser_of("maren").await;
    let path = request(&[("id_token_hint", &id_token(&app, &browser, &json!({})))]);
    let reply = browser.call(Method::HEAD, &path).send().await;
    assert_eq!((reply.status, reply.header("allow")), (405, "GET, POST"));
    assert!(is_signed_in(&app, &browser).await);
}
