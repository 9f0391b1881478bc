//! What a request asks for: `prompt`, `max_age`, `id_token_hint`, `acr_values`, and what a client demands itself.

use crate::api::second_factor::add_authenticator;
use crate::support::openid::*;
use crate::support::totp::totp;
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

const STRONG: &str = "urn:vestibule:acr:second-factor";
const PASSKEY: &str = "urn:vestibule:acr:passkey";

/// The error that a client gets.
async fn error(client: &Client, browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> String {
    let reply = client.authorize(browser, changes).await.expect_status(303);
    answer(&reply).get("error").unwrap_or_else(|| panic!("no error: {}", reply.location())).clone()
}

/// Where the page that a request leads to goes on. `page`: its path.
#[track_caller]
fn next_after(reply: &Reply, page: &str) -> String {
    assert_eq!((reply.status, reply.location().split('?').next()), (303, Some(page)), "{}", reply.text());
    answer(reply)["next"].clone()
}

/// Confirms with the password who is signed in; returns the answer of the page that is next.
async fn confirm(browser: &mut Browser<'_>, next: &str) -> Reply {
    let confirmed = browser.submit("/actions/confirm", &[("password", PASSWORD), ("next", next)]).await;
    assert_eq!(confirmed.expect_status(303).location(), go(next));
    browser.open(&go(next)).await.expect_status(303)
}

async fn sign_in(browser: &mut Browser<'_>, username: &str, next: &str) -> Reply {
    let fields = [("login", username), ("password", PASSWORD), ("next", next)];
    let signed_in = browser.submit("/actions/login", &fields).await.expect_status(303);
    browser.follow(&signed_in).await
}

fn has_code(reply: &Reply) -> bool {
    reply.status == 303 && reply.location().starts_with(CALLBACK) && answer(reply).contains_key("code")
}

#[tokio::test]
async fn prompt_none_asks_for_nothing() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let none = [("prompt", "none")];
    assert_eq!(error(&client, &mut app.browser(), &none).await, "login_required");
    let mut browser = app.browser_of("maren").await;
    client.code(&mut browser, &none).await;
    app.wait(60);
    client.code(&mut browser, &[("prompt", "none"), ("max_age", "61")]).await;
    let stale = [("prompt", "none"), ("max_age", "60")];
    assert_eq!(error(&client, &mut browser, &stale).await, "login_required");
    // Voluntary: the answer comes anyway, and says what it is.
    client.code(&mut browser, &[("prompt", "none"), ("acr_values", STRONG)]).await;
}

#[tokio::test]
async fn prompt_login_asks_exactly_once() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    app.wait(1);
    let login = [("prompt", "login")];
    let next = next_after(&client.authorize(&mut browser, &login).await, "/confirm");
    // Going on without a proof leads to the same page.
    let ignored = browser.open(&go(&next)).await;
    assert_eq!(next_after(&ignored, "/confirm"), next);
    assert!(has_code(&confirm(&mut browser, &next).await));
    app.wait(1);
    next_after(&client.authorize(&mut browser, &login).await, "/confirm");

    // A proof that was given for something else counts for who was asked before it, and not for who is asked after it.
    let before = next_after(&client.authorize(&mut browser, &login).await, "/confirm");
    app.wait(1);
    browser.step_up().await;
    app.wait(1);
    let after = next_after(&client.authorize(&mut browser, &login).await, "/confirm");
    next_after(&browser.open(&go(&after)).await, "/confirm");
    assert!(has_code(&browser.open(&go(&before)).await));
    // What is over is nowhere.
    assert_eq!(browser.open(&go(&before)).await.expect_status(302).location(), "/");

    // A stranger has just given a proof when the request goes on.
    let mut stranger = app.browser();
    let both = [("prompt", "login consent create select_account"), ("max_age", "0")];
    let next = next_after(&client.authorize(&mut stranger, &both).await, "/login");
    let asked = sign_in(&mut stranger, "maren", &next).await.expect_status(303);
    assert!(asked.location().starts_with("/oauth/consent?next=c"), "only the consent is left: {}", asked.location());
}

#[tokio::test]
async fn who_does_not_confirm_turns_back_or_uses_another_account() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.register("ada").await;
    let mut browser = app.browser_of("maren").await;
    app.wait(1);
    let asked = client.authorize(&mut browser, &[("prompt", "login")]).await;
    let next = next_after(&asked, "/confirm");
    let page = browser.follow(&asked).await.expect_status(200);
    let (_, sent) = page.form(|action| action == "/actions/other-account").expect("a form");
    assert_eq!(sent, [("next".to_owned(), next.clone())]);
    assert!(page.has("formaction", "/actions/leave"), "{}", page.text());

    let left = browser.submit("/actions/leave", &[("next", &next)]).await.expect_status(303);
    let refused = answer(&left);
    assert!(left.location().starts_with(CALLBACK), "{}", left.location());
    assert_eq!((refused["error"].as_str(), refused["state"].as_str()), ("access_denied", "state-1"));
    client.code(&mut browser, &[("prompt", "none")]).await;

    let next = next_after(&client.authorize(&mut browser, &[("prompt", "login")]).await, "/confirm");
    let switched = browser.submit("/actions/other-account", &[("next", &next)]).await;
    assert_eq!(next_after(&switched, "/login"), next);
    assert!(browser.jar.keys().all(|name| !name.contains("refresh")), "the session is over");
    assert!(has_code(&sign_in(&mut browser, "ada", &next).await), "nobody is asked twice");
}

#[tokio::test]
async fn only_a_verified_client_gets_an_answer_from_those_who_turn_back() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for next in [
        client.request(&[("redirect_uri", "https://evil.example/")]).as_str(),
        // It would lead to the same page again.
        "/auth/enter?to=https%3A%2F%2Fwiki.example.com%2F",
        "/account/security",
        "https://evil.example/",
        "",
    ] {
        let left = browser.submit("/actions/leave", &[("next", next)]).await;
        assert_eq!((left.status, left.location()), (303, "/"), "{next}");
    }
    let mut stranger = app.browser();
    let left = stranger.submit("/actions/leave", &[("next", &client.request(&[]))]).await;
    assert_eq!(answer(&left)["error"], "access_denied");
    for (next, expected) in [("/users", "/login?next=%2Fusers"), ("https://evil.example/", "/login")] {
        let switched = stranger.submit("/actions/other-account", &[("next", next)]).await;
        assert_eq!((switched.status, switched.location()), (303, expected));
    }
    // Before a page of this server, the way back is a link.
    let page = browser.open("/confirm?next=/account/tokens").await.expect_status(200);
    assert!(page.links_to("/account/tokens") && !page.has("formaction", "/actions/leave"), "{}", page.text());
}

#[tokio::test]
async fn max_age_asks_when_the_last_proof_is_too_old() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    app.wait(99);
    client.code(&mut browser, &[("max_age", "100")]).await;
    app.wait(1);
    let next = next_after(&client.authorize(&mut browser, &[("max_age", "100")]).await, "/confirm");
    let page = browser.open(&vestibule::shared::next::with_parameter("/confirm", "next", &next)).await;
    let policy = page.expect_status(200).header("content-security-policy").to_owned();
    assert!(policy.contains("form-action 'self';"), "{policy}");
    assert!(has_code(&confirm(&mut browser, &next).await));
    client.code(&mut browser, &[("max_age", "100")]).await;
    app.wait(1);
    let next = next_after(&client.authorize(&mut browser, &[("max_age", "0")]).await, "/confirm");
    assert!(has_code(&confirm(&mut browser, &next).await), "0 asks as well, once");
}

fn hint(app: &TestApp, sub: &str, aud: &str) -> String {
    let sid = "019ac000-0000-7000-8000-000000000001";
    let claims = json!({"iss": "http://localhost:3000", "sub": sub, "aud": aud, "sid": sid, "exp": 1, "iat": 1});
    app.keyring.sign_client_token("JWT", &claims, app.accounts.now()).expect("a token")
}

#[tokio::test]
async fn a_hint_says_who_is_expected() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.register("ada").await;
    let [maren, ada] = [app.id_of("maren").await, app.id_of("ada").await];
    let mut browser = app.browser_of("maren").await;
    client.code(&mut browser, &[("id_token_hint", &hint(&app, &maren, WIKI)), ("prompt", "none")]).await;
    let other = hint(&app, &ada, WIKI);
    let silent = [("id_token_hint", other.as_str()), ("prompt", "none")];
    assert_eq!(error(&client, &mut browser, &silent).await, "login_required");
    let foreign = hint(&app, &maren, "another-client");
    assert_eq!(error(&client, &mut browser, &[("id_token_hint", &foreign)]).await, "invalid_request");
    let by_claims = format!(r#"{{"id_token":{{"sub":{{"value":"{ada}"}}}}}}"#);
    let silent = [("claims", by_claims.as_str()), ("prompt", "none")];
    assert_eq!(error(&client, &mut browser, &silent).await, "login_required");

    // The page offers nothing but the other account.
    let asked = client.authorize(&mut browser, &[("id_token_hint", &other)]).await;
    let page = browser.follow(&asked).await.expect_status(200);
    assert!(page.has("value", "switch") && !page.has("value", "allow"), "{}", page.text());
    let fields = [("consent", page.hidden("consent")), ("answer", "allow".to_owned())];
    let forged: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = browser.submit("/oauth/consent/answer", &forged).await.expect_status(303);
    assert!(refused.location().starts_with("/auth/go?next=c"), "{}", refused.location());
    let fields = [("consent", page.hidden("consent")), ("answer", "switch".to_owned())];
    let switch: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let next = next_after(&browser.submit("/oauth/consent/answer", &switch).await, "/login");
    assert!(browser.jar.keys().all(|name| !name.contains("refresh")), "the session is over");
    assert!(has_code(&sign_in(&mut browser, "ada", &next).await));

    // The wrong account again is an error for the client, not a circle.
    let mut stranger = app.browser();
    let next = next_after(&client.authorize(&mut stranger, &[("id_token_hint", &other)]).await, "/login");
    let arrived = sign_in(&mut stranger, "maren", &next).await;
    assert_eq!(answer(&arrived)["error"], "login_required");
}

#[tokio::test]
async fn acr_values_ask_for_a_factor_that_the_account_has() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let voluntary = format!("{PASSKEY} {STRONG}");
    let voluntary = [("acr_values", voluntary.as_str())];
    let essential = format!(r#"{{"id_token":{{"acr":{{"essential":true,"values":["{STRONG}"]}}}}}}"#);
    let essential = [("claims", essential.as_str())];
    client.code(&mut browser, &voluntary).await;
    // Without values, it is only the claim that is asked for.
    client.code(&mut browser, &[("claims", r#"{"id_token":{"acr":{"essential":true}}}"#)]).await;
    let unknown = r#"{"id_token":{"acr":{"essential":true,"values":["1"]}}}"#;
    assert_eq!(error(&client, &mut browser, &[("claims", unknown)]).await, "unmet_authentication_requirements");
    assert_eq!(error(&client, &mut browser, &essential).await, "unmet_authentication_requirements");

    let secret = add_authenticator(&app, &app.log_in("maren").await).await;
    let silent = [essential[0], ("prompt", "none")];
    assert_eq!(error(&client, &mut browser, &silent).await, "interaction_required");
    let next = next_after(&client.authorize(&mut browser, &voluntary).await, "/confirm");
    let page = browser.open(&vestibule::shared::next::with_parameter("/confirm", "next", &next)).await;
    assert!(page.has("name", "code") && !page.has("name", "password"), "{}", page.text());
    let code = totp(&secret, app.accounts.now());
    let confirmed = browser.submit("/actions/confirm", &[("code", &code), ("next", &next)]).await;
    assert!(has_code(&browser.follow(&confirmed).await));
    client.code(&mut browser, &essential).await;
    client.code(&mut browser, &voluntary).await;
}

#[tokio::test]
async fn a_client_demands_more_than_its_application() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    app.change_client(&client, ClientRequest { max_age: "5m".into(), ..client_request(WIKI) }).await;
    client.code(&mut browser, &[]).await;
    app.wait(300);
    assert_eq!(error(&client, &mut browser, &[("prompt", "none")]).await, "interaction_required");
    let next = next_after(&client.authorize(&mut browser, &[]).await, "/confirm");
    assert!(has_code(&confirm(&mut browser, &next).await));

    app.change_client(&client, ClientRequest { acr: "second-factor".into(), ..client_request(WIKI) }).await;
    let asked = client.authorize(&mut browser, &[]).await;
    next_after(&asked, "/confirm");
    let page = browser.follow(&asked).await.expect_status(200);
    let leads_back = page.text().contains("href=\"/account/second-factor?next=c");
    assert!(leads_back && !page.has("name", "password"), "{}", page.text());
    app.change_client(&client, ClientRequest { acr: "passkey".into(), ..client_request(WIKI) }).await;
    add_authenticator(&app, &app.log_in("maren").await).await;
    let asked = client.authorize(&mut browser, &[]).await;
    let page = browser.follow(&asked).await.expect_status(200);
    page.assert_shows(&["The application asks for a passkey, and your account has none."]);
    assert!(!page.has("name", "code") && !page.has("name", "password"), "only a passkey is enough");
}

#[tokio::test]
async fn select_account_offers_this_one_and_others() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let asked = client.authorize(&mut browser, &[("prompt", "select_account")]).await.expect_status(303);
    let page = browser.follow(&asked).await.expect_status(200);
    page.assert_shows(&["You are signed in as maren."]);
    let consent = page.hidden("consent");
    let chosen = browser.submit("/oauth/consent/answer", &[("consent", &consent), ("answer", "allow")]).await;
    assert!(has_code(&chosen));
    assert!(app.events("client.consent").await.is_empty(), "nothing was asked that the client may not learn anyway");
    let none = browser.submit("/oauth/consent/answer", &[("consent", &consent), ("answer", "deny")]).await;
    assert_eq!(answer(&none)["error"], "access_denied");
    let switched = browser.submit("/oauth/consent/answer", &[("consent", &consent), ("answer", "switch")]).await;
    let next = next_after(&switched, "/login");
    assert!(has_code(&sign_in(&mut browser, "maren", &next).await), "the account was chosen at the sign-in");
}

#[tokio::test]
async fn who_has_to_add_a_factor_first_keeps_the_way_to_the_client() {
    let app = TestApp::with(|config| config.second_factor_demand.of_all = true).await;
    app.add_application(open_at(WIKI, WIKI_URL)).await;
    let client = app.add_client(WIKI, client_request(WIKI)).await;
    app.register("maren").await;
    let mut browser = app.browser_of("maren").await;
    let asked = client.authorize(&mut browser, &[]).await;
    let next = next_after(&asked, "/account/second-factor");
    assert!(next.starts_with('c'), "{next}");
    let page = browser.follow(&asked).await.expect_status(200);
    page.assert_shows(&["Add a second way to prove that it is you", "Then you go on to wiki."]);
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none", "it may be a popup of the client");

    let begin = app.post("/api/account/factors/authenticator/begin").bearer(&browser.jar["vestibule_access"]);
    let new = begin.expect_status(200).await.json();
    let code = totp(new["secret"].as_str().expect("a secret"), app.accounts.now());
    let fields =
        [("setup", new["setup"].as_str().expect("a set-up")), ("code", code.as_str()), ("next", next.as_str())];
    let added = browser.submit("/actions/authenticator/confirm", &fields).await;
    assert_eq!(next_after(&added, "/account/security"), next);
    browser.follow(&added).await.expect_status(200).assert_shows(&["An application waits for you"]);
    assert!(has_code(&browser.open(&go(&next)).await));
}
