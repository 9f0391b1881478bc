//! The way to a code: who gets one, what each answer contains, and how requests arrive.

use crate::support::openid::*;
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::providers::ProviderRequest;

const ISSUER: &str = "http://localhost:3000";

#[tokio::test]
async fn a_signed_in_user_gets_a_code_at_once_and_nothing_is_written() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let state = "s".repeat(200) + " +%&=ä";
    let reply = client.authorize(&mut browser, &[("state", &state)]).await.expect_status(303);
    assert!(reply.location().starts_with("https://wiki.example.com/callback?code="), "{}", reply.location());
    let answered = answer(&reply);
    assert_eq!(answered["state"], state);
    assert_eq!((answered["iss"].as_str(), answered.len()), (ISSUER, 3));
    assert_eq!(reply.header("cache-control"), "no-store");

    let entered = app.events("application.enter").await.len();
    let all = app.audit_events().await.len();
    let again = client.code(&mut browser, &[]).await;
    assert_ne!(again, answered["code"], "each code is new");
    assert_eq!((entered, app.audit_events().await.len()), (1, all), "the session had entered already");
    assert!(app.database.run("SELECT id FROM client_grants").await.is_empty());
}

#[tokio::test]
async fn a_request_without_a_state_is_answered_without_one() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let reply = client.authorize(&mut browser, &[("state", ""), ("scope", "")]).await.expect_status(303);
    assert_eq!(answer(&reply).keys().collect::<Vec<_>>(), ["code", "iss"], "OAuth alone needs no scope");
}

#[tokio::test]
async fn a_stranger_signs_in_and_arrives_at_the_client() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser();
    let changes = [("login_hint", "maren@example.org"), ("ui_locales", "qaa de")];
    let reply = client.authorize(&mut browser, &changes).await.expect_status(303);
    assert!(reply.location().starts_with("/login?next=c"), "{}", reply.location());
    assert!(!reply.location().contains("state-1"), "the browser keeps the request");
    let page = browser.follow(&reply).await.expect_status(200);
    assert!(page.has("value", "maren@example.org") && page.has("lang", "de"), "{}", page.text());
    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action 'self';"), "{policy}");
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none", "a popup returns");

    let next = page.hidden("next");
    let fields = [("login", "maren"), ("password", PASSWORD), ("next", next.as_str())];
    let signed_in = browser.submit("/actions/login", &fields).await.expect_status(303);
    assert_eq!(signed_in.header("cross-origin-opener-policy"), "unsafe-none");
    let arrived = browser.follow(&signed_in).await.expect_status(303);
    let answered = answer(&arrived);
    assert!(answered.contains_key("code") && answered["state"] == "state-1", "{answered:?}");
}

#[tokio::test]
async fn a_stranger_is_sent_to_the_provider_that_the_client_names() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let provider = ProviderRequest {
        name: "company".into(),
        issuer: "https://id.example.org".into(),
        client_id: "vestibule".into(),
        ..ProviderRequest::default()
    };
    app.accounts.providers().create_provider(&Caller::system(), provider).await.expect("a provider");
    let next = "next=c";
    for (name, expected) in [("company", "/auth/with/company?"), ("elsewhere", "/login?"), ("../login", "/login?")] {
        let mut browser = app.browser();
        let changes = [("idp_hint", name), ("login_hint", "maren@example.org")];
        let reply = client.authorize(&mut browser, &changes).await.expect_status(303);
        let location = reply.location();
        assert!(location.starts_with(&format!("{expected}{next}")), "{name}: {location}");
        assert!(location.ends_with("&login_hint=maren%40example.org"), "{name}: {location}");
    }
    let mut signed_in = app.browser_of("maren").await;
    let reply = client.authorize(&mut signed_in, &[("idp_hint", "company")]).await.expect_status(303);
    assert!(answer(&reply).contains_key("code"), "{}", reply.location());
}

#[tokio::test]
async fn a_post_of_another_site_is_repeated_with_get_before_a_cookie_is_read() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let body = encoded(&client.parameters(&[]));
    let post = |body: String| {
        let call = browser.call(Method::POST, AUTHORIZE).html().header("sec-fetch-site", "cross-site");
        call.header("content-type", "application/x-www-form-urlencoded").body(body).send()
    };
    let (reply, second) = (post(body.clone()).await.expect_status(303), post(body).await.expect_status(303));
    let too_long = format!("client_id=wiki&state={}", "s".repeat(8_192));
    post(too_long).await.expect_status(400);
    assert!(reply.location().starts_with("/auth/go?next=c") && !reply.location().contains("client_id"));
    assert!(reply.cookies().iter().all(|line| line.starts_with("vestibule_to_c")), "{:?}", reply.cookies());
    let (reply, second) = (browser.store_cookies(reply), browser.store_cookies(second));
    let damaged = format!("{}x", reply.location());
    let arrived = browser.follow(&reply).await.expect_status(303);
    assert!(answer(&arrived).contains_key("code"));

    browser.open(&damaged).await.expect_status(302);
    // Whoever leaves the page open until tomorrow arrives all the same.
    app.wait(24 * 60 * 60);
    browser.log_in("maren").await;
    assert!(answer(&browser.follow(&second).await).contains_key("code"));
}

#[tokio::test]
async fn a_request_of_8_kb_survives_a_sign_in() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser();
    let state = "s".repeat(8_192 - encoded(&client.parameters(&[("state", "s")])).len());
    let sign_in = client.authorize(&mut browser, &[("state", &state)]).await.expect_status(303);
    let next = browser.follow(&sign_in).await.expect_status(200).hidden("next");
    let fields = [("login", "maren"), ("password", PASSWORD), ("next", next.as_str())];
    let signed_in = browser.submit("/actions/login", &fields).await;
    let arrived = browser.follow(&signed_in).await.expect_status(303);
    assert_eq!(answer(&arrived)["state"], state);
}

#[tokio::test]
async fn the_longest_id_token_comes_back_as_a_hint() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let rules: Vec<_> = (0..10).map(|number| format!("claim{number:02}={}", "x".repeat(190))).collect();
    let claims = texts(&rules.iter().map(String::as_str).collect::<Vec<_>>());
    let request = ClientRequest { claims, id_token_claims: Expected::Given(true), ..client_request(WIKI) };
    app.change_client(&client, request).await;
    let mut browser = app.browser_of("maren").await;
    let nonce = "n".repeat(1_024);
    let tokens = client.tokens(&app, &mut browser, &[("nonce", &nonce)]).await;
    let hint = tokens["id_token"].as_str().expect("an ID token");
    assert_eq!(part_of_jwt(hint, 1)["nonce"], nonce);
    client.code(&mut browser, &[("id_token_hint", hint), ("prompt", "none")]).await;
    let longer = answer(&client.authorize(&mut browser, &[("nonce", &format!("{nonce}n"))]).await);
    assert_eq!(longer["error"], "invalid_request");
}

#[tokio::test]
async fn only_those_who_may_enter_the_application_get_a_code() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.group("editors", &[]).await;
    let request = ApplicationRequest { groups: texts(&["editors"]), ..closed_at(WIKI, WIKI_URL) };
    app.accounts.applications().replace_application(&Caller::system(), WIKI, request).await.expect("a change");
    let mut browser = app.browser_of("maren").await;
    let refused = answer(&client.authorize(&mut browser, &[]).await);
    assert_eq!((refused["error"].as_str(), refused["iss"].as_str()), ("access_denied", ISSUER));
    assert_eq!(refused["state"], "state-1");
    let id = app.id_of("maren").await.parse().expect("an id");
    app.accounts.groups().add_to_group(&Caller::system(), "editors", id).await.expect("a member");
    client.code(&mut browser, &[]).await;
    app.accounts.clients().delete_client(&Caller::system(), &client.id).await.expect("a deletion");
    client.authorize(&mut browser, &[]).await.expect_status(400);
}

#[tokio::test]
async fn head_gets_no_code_and_no_page_frames_or_reads_the_endpoint() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let browser = app.browser_of("maren").await;
    let path = client.request(&[]);
    let head = browser.call(Method::HEAD, &path).send().await;
    assert_eq!((head.status, head.header("location"), head.header("allow")), (405, "", "GET, POST"));
    let call = browser.call(Method::GET, &path).header("origin", "https://wiki.example.com");
    let reply = call.send().await.expect_status(303);
    assert!(!reply.headers.contains_key("access-control-allow-origin"));
    assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(reply.header("cross-origin-opener-policy"), "unsafe-none");
    let preflight = browser.call(Method::OPTIONS, &path).header("origin", "https://wiki.example.com");
    let preflight = preflight.header("access-control-request-method", "POST").send().await;
    assert!(!preflight.headers.contains_key("access-control-allow-origin"));
}

/// Each request with its error. All are sent to the redirect URI, with issuer and state.
#[tokio::test]
async fn a_verified_client_gets_the_error() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let no_method = [("code_challenge_method", "")];
    let cases: [(&[(&str, &str)], &str); 19] = [
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_mode", "web_message")], "invalid_request"),
        (&[("request", "eyJhbGciOiJub25lIn0.e30.")], "request_not_supported"),
        (&[("request_uri", "https://wiki.example.com/request")], "request_uri_not_supported"),
        (&[("registration", "{}")], "registration_not_supported"),
        (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&no_method, "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("nonce", "a"), ("nonce", "b")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("claims", "[]")], "invalid_request"),
        (&[("id_token_hint", "made.up.token")], "invalid_request"),
        (&[("resource", "https://api.example.com/")], "invalid_target"),
        (
            &[("claims", r#"{"id_token":{"acr":{"essential":true,"values":["urn:made:up"]}}}"#)],
            "unmet_authentication_requirements",
        ),
    ];
    for (changes, error) in cases {
        let reply = client.authorize(&mut browser, changes).await.expect_status(303);
        assert!(reply.location().starts_with("https://wiki.example.com/callback?"), "{changes:?}");
        let answered = answer(&reply);
        assert_eq!(answered["error"], error, "{changes:?}: {answered:?}");
        assert_eq!((answered["state"].as_str(), answered["iss"].as_str()), ("state-1", ISSUER), "{changes:?}");
        let is_plain = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        assert!(answered["error_description"].chars().all(is_plain), "{answered:?}");
    }
}

#[tokio::test]
async fn what_is_unknown_or_only_for_display_is_ignored() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    for changes in [
        &[("display", "popup"), ("made_up", "1")][..],
        &[("made_up", "1"), ("made_up", "2")],
        &[("scope", "openid phone made_up")],
        &[("prompt", "create")],
        &[("acr_values", "urn:made:up"), ("claims", "{}")],
        &[("response_mode", "query")],
        &[("login_hint", "somebody@else.example")],
    ] {
        client.code(&mut browser, changes).await;
    }
}

#[tokio::test]
async fn a_client_that_is_excused_from_pkce_may_use_it_and_that_is_noted() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    let request = ClientRequest { require_pkce: Expected::Given(false), ..client_request("old") };
    let client = app.add_client(WIKI, request).await;
    let mut browser = app.browser_of("maren").await;
    let id = vestibule::shared::clients::ClientId::parse("old").expect("an id");
    client.code(&mut browser, &[("code_challenge", ""), ("code_challenge_method", "")]).await;
    assert!(!app.accounts.openid().sends_pkce(&id));
    let code = client.code(&mut browser, &[]).await;
    assert!(!app.accounts.openid().sends_pkce(&id), "a request can be made up by anybody");
    client.exchange(&app, &code, &[]).await.expect_status(200);
    assert!(app.accounts.openid().sends_pkce(&id));
}

/// Unknown parameters are ignored (RFC 6749, section 3.1), whatever they are called.
#[tokio::test]
async fn a_client_has_parameters_of_its_own() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    client.code(&mut browser, &[("r", "1"), ("again", "1"), ("foo", "bar")]).await;
}

#[tokio::test]
async fn a_resource_is_one_that_the_client_has_registered() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    let request = ClientRequest { resources: texts(&["https://api.example.com"]), ..client_request("program") };
    let client = app.add_client(WIKI, request).await;
    let mut browser = app.browser_of("maren").await;
    let twice = [("resource", "https://api.example.com/"), ("resource", "https://api.example.com")];
    client.code(&mut browser, &twice).await;
    let others = [("resource", "https://api.example.com"), ("resource", "https://other.example.com")];
    assert_eq!(answer(&client.authorize(&mut browser, &others).await)["error"], "invalid_target");
}

#[tokio::test]
async fn a_resource_that_does_not_admit_the_account_is_refused_before_there_is_a_code() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    app.add_application(closed_at("vault", "https://vault.example.com/")).await;
    let request = ClientRequest { resources: texts(&["https://vault.example.com/api"]), ..client_request("program") };
    let client = app.add_client(WIKI, request).await;
    let resource = [("resource", "https://vault.example.com/api")];
    let stranger = client.authorize(&mut app.browser(), &resource).await.expect_status(303);
    assert!(stranger.location().starts_with("/login?next=c"), "who is signed out learns nothing");
    let mut browser = app.browser_of("maren").await;
    let refused = answer(&client.authorize(&mut browser, &resource).await.expect_status(303));
    assert_eq!((refused["error"].as_str(), refused["state"].as_str()), ("invalid_target", "state-1"));
    let open = ApplicationRequest { name: Text::Missing, ..open_at("vault", "https://vault.example.com/") };
    app.accounts.applications().replace_application(&Caller::system(), "vault", open).await.expect("a change");
    client.code(&mut browser, &resource).await;
}

#[tokio::test]
async fn the_answer_can_be_in_the_fragment() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let fragment = ("response_mode", "fragment");
    for (changes, name) in [(&[fragment][..], "code"), (&[fragment, ("prompt", "none login")], "error")] {
        let reply = client.authorize(&mut browser, changes).await.expect_status(303);
        let (before, answered) = reply.location().split_once('#').expect("a fragment");
        assert_eq!(before, CALLBACK);
        assert!(answered.starts_with(&format!("{name}=")) && answered.contains("&state=state-1"), "{answered}");
        assert!(answered.contains("&iss="), "{answered}");
    }
}

#[tokio::test]
async fn form_post_is_a_page_that_posts_itself_and_has_a_button() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let mut browser = app.browser_of("maren").await;
    let state = "\"><script>alert(1)</script>";
    let page = client.authorize(&mut browser, &[("response_mode", "form_post"), ("state", state)]).await;
    let page = page.expect_status(200);
    assert!(page.has("action", CALLBACK) && page.text().contains("<button>"), "{}", page.text());
    assert_eq!((page.hidden("state").as_str(), page.hidden("iss").as_str()), (state, ISSUER));
    assert!(!page.hidden("code").is_empty());
    let policy = page.header("content-security-policy");
    // The client may lead on to wherever it wants, and browsers would hold that against the policy.
    assert!(!policy.contains("form-action"), "{policy}");
    assert!(policy.contains("script-src 'sha256-") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!page.text().contains("<script>alert"));
    let refused = client.authorize(&mut browser, &[("response_mode", "form_post"), ("max_age", "x")]).await;
    assert_eq!(refused.expect_status(200).hidden("error"), "invalid_request");
}
