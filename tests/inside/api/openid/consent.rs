//! Consent: who is asked, what the page says, and what the answer is good for.

use crate::support::openid::*;
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

const ANSWER: &str = "/oauth/consent/answer";

async fn with_rule(rule: &str) -> (TestApp, Client) {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let request = ClientRequest { description: "Notes of the team".into(), ..asking(rule) };
    app.change_client(&client, request).await;
    (app, client)
}

fn asking(rule: &str) -> ClientRequest {
    ClientRequest { consent: rule.into(), resources: texts(&["https://api.example.com"]), ..client_request(WIKI) }
}

/// The page that asks.
async fn question(client: &Client, browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Reply {
    let asked = client.authorize(browser, changes).await.expect_status(303);
    assert!(asked.location().starts_with("/oauth/consent?next=c"), "{}", asked.location());
    browser.follow(&asked).await.expect_status(200)
}

async fn give(browser: &mut Browser<'_>, page: &Reply, answer: &str) -> Reply {
    let consent = page.hidden("consent");
    browser.submit(ANSWER, &[("consent", &consent), ("answer", answer)]).await
}

async fn consents(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT scopes || ' / ' || resources FROM client_consents").await
}

#[tokio::test]
async fn the_page_says_what_the_client_learns_who_runs_it_and_where_it_leads() {
    let (app, client) = with_rule("once").await;
    let mut browser = app.browser_of("maren").await;
    let changes = [("scope", "openid email offline_access"), ("resource", "https://api.example.com")];
    let page = question(&client, &mut browser, &changes).await;
    page.assert_shows(&[
        "Allow wiki access?",
        "You are signed in as maren.",
        "Notes of the team",
        "an id that stands for you",
        "your email address",
        "also after you have signed out here",
        "https://api.example.com",
        "You go on to wiki.example.com.",
        "registered by those who run",
    ]);
    page.assert_hides(&["your groups"]);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("form-action 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.header("cross-origin-opener-policy"), "unsafe-none");
    // A single claim is named like the scope that has it.
    let claims = r#"{"userinfo":{"groups":null}}"#;
    let page = question(&client, &mut browser, &[("claims", claims)]).await;
    page.assert_shows(&["Let wiki know who you are?", "your groups"]);
}

/// The client learns a claim by its name, whatever it is called for this client, and only if the page has said so.
#[tokio::test]
async fn groups_with_another_name_are_asked_for_like_groups() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    app.group("editors", &["maren"]).await;
    app.change_client(&client, ClientRequest { groups_claim: "roles".into(), ..asking("once") }).await;
    let mut browser = app.browser_of("maren").await;
    let page = question(&client, &mut browser, &[("scope", "openid")]).await;
    give(&mut browser, &page, "allow").await.expect_status(303);
    for place in ["userinfo", "id_token"] {
        let claims = format!("{{\"{place}\":{{\"roles\":null}}}}");
        let asked = [("scope", "openid"), ("claims", claims.as_str())];
        question(&client, &mut browser, &asked).await.assert_shows(&["your groups"]);
        let silent = client.authorize(&mut browser, &[asked[0], asked[1], ("prompt", "none")]).await;
        assert_eq!(answer(&silent)["error"], "consent_required", "{place}");
        // It has no claim with this name.
        let other = claims.replace("roles", "groups");
        client.code(&mut browser, &[("scope", "openid"), ("claims", &other), ("prompt", "none")]).await;
    }
}

#[tokio::test]
async fn what_is_allowed_once_is_not_asked_again_until_it_is_more() {
    let (app, client) = with_rule("once").await;
    let mut browser = app.browser_of("maren").await;
    assert_eq!(answer(&client.authorize(&mut browser, &[("prompt", "none")]).await)["error"], "consent_required");
    let page = question(&client, &mut browser, &[("scope", "openid email")]).await;
    let allowed = give(&mut browser, &page, "allow").await.expect_status(303);
    assert!(allowed.location().starts_with(CALLBACK) && answer(&allowed)["state"] == "state-1");
    assert_eq!(allowed.header("cross-origin-opener-policy"), "unsafe-none");
    assert_eq!(consents(&app).await, ["openid email / "]);
    client.code(&mut browser, &[("scope", "openid email"), ("prompt", "none")]).await;
    client.code(&mut browser, &[("scope", "email")]).await;

    let page = question(&client, &mut browser, &[("scope", "openid profile")]).await;
    give(&mut browser, &page, "allow").await.expect_status(303);
    let page = question(&client, &mut browser, &[("resource", "https://api.example.com")]).await;
    give(&mut browser, &page, "allow").await.expect_status(303);
    assert_eq!(consents(&app).await, ["openid profile email / https://api.example.com"]);
    // `prompt=consent` asks anyway. What was allowed before is not recorded twice.
    let recorded = app.events("client.consent").await.len();
    let page = question(&client, &mut browser, &[("prompt", "consent")]).await;
    give(&mut browser, &page, "allow").await.expect_status(303);
    assert_eq!((recorded, app.events("client.consent").await.len()), (3, 3));
}

#[tokio::test]
async fn some_clients_never_ask_and_some_always() {
    for (rule, asks) in [("never", false), ("always", true)] {
        let (app, client) = with_rule(rule).await;
        let mut browser = app.browser_of("maren").await;
        for _ in 0..2 {
            if asks {
                let page = question(&client, &mut browser, &[]).await;
                assert!(answer(&give(&mut browser, &page, "allow").await).contains_key("code"));
            } else {
                client.code(&mut browser, &[]).await;
            }
        }
        assert!(consents(&app).await.is_empty(), "nothing would read it");
    }
}

#[tokio::test]
async fn who_refuses_goes_back_to_the_client_with_an_error() {
    let (app, client) = with_rule("once").await;
    let mut browser = app.browser_of("maren").await;
    let page = question(&client, &mut browser, &[]).await;
    let refused = answer(&give(&mut browser, &page, "deny").await);
    assert_eq!((refused["error"].as_str(), refused["state"].as_str()), ("access_denied", "state-1"));
    assert!(consents(&app).await.is_empty());
    let events = app.events("client.consent").await;
    assert_eq!((events.len(), events[0].detail.as_deref()), (1, Some(WIKI)));
    // What is no answer allows nothing.
    assert_eq!(answer(&give(&mut browser, &page, "").await)["error"], "access_denied");
    let page = question(&client, &mut browser, &[("response_mode", "form_post")]).await;
    let posted = give(&mut browser, &page, "deny").await.expect_status(200);
    assert_eq!(posted.hidden("error"), "access_denied");
}

#[tokio::test]
async fn an_answer_counts_only_in_the_session_that_was_asked_and_for_what_was_shown() {
    let (app, client) = with_rule("once").await;
    app.register("ada").await;
    let mut browser = app.browser_of("maren").await;
    let page = question(&client, &mut browser, &[("scope", "openid email")]).await;
    let mut other = app.browser_of("ada").await;
    let mut same_account = app.browser_of("maren").await;
    for elsewhere in [&mut other, &mut same_account] {
        give(elsewhere, &page, "allow").await.expect_status(400).assert_shows(&["You have signed in again"]);
    }
    // Without a session the request begins again.
    let signed_out = give(&mut app.browser(), &page, "allow").await.expect_status(303);
    assert!(signed_out.location().starts_with("/auth/go?next=c"));
    let made_up = browser.submit(ANSWER, &[("consent", "made-up"), ("answer", "allow")]).await;
    assert_eq!(made_up.status, 400);
    // Another site cannot answer.
    let consent = page.hidden("consent");
    let forged = browser.call(Method::POST, ANSWER).html().header("sec-fetch-site", "cross-site");
    forged.form(&[("consent", &consent), ("answer", "allow")]).expect_status(403).await;
    assert!(consents(&app).await.is_empty());

    app.wait(10 * 60);
    let late = give(&mut browser, &page, "allow").await.expect_status(303);
    let again = browser.follow(&late).await;
    let asked = browser.follow(&again).await.expect_status(200);
    assert!(consents(&app).await.is_empty(), "it is asked once more");
    assert!(answer(&give(&mut browser, &asked, "allow").await).contains_key("code"));
}

#[tokio::test]
async fn an_answer_is_decided_again_with_what_has_changed_meanwhile() {
    let (app, client) = with_rule("once").await;
    let mut browser = app.browser_of("maren").await;
    let fewer = |names: &[&str]| ApplicationRequest { claims: texts(names), ..open_at(WIKI, WIKI_URL) };
    let replace = async |request: ApplicationRequest| {
        app.accounts.applications().replace_application(&Caller::system(), WIKI, request).await.expect("a change");
    };
    replace(fewer(&[])).await;
    let page = question(&client, &mut browser, &[("scope", "openid email")]).await;
    page.assert_hides(&["your email address"]);
    // From now on the client would learn more than the page said.
    replace(fewer(&["email"])).await;
    let again = give(&mut browser, &page, "allow").await.expect_status(303);
    assert!(again.location().starts_with("/auth/go?next=c"), "{}", again.location());
    assert!(consents(&app).await.is_empty());
    let page = question(&client, &mut browser, &[("scope", "openid email")]).await;
    replace(closed_at(WIKI, WIKI_URL)).await;
    assert_eq!(answer(&give(&mut browser, &page, "allow").await)["error"], "access_denied");
    app.accounts.clients().delete_client(&Caller::system(), &client.id).await.expect("a deletion");
    give(&mut browser, &page, "allow").await.expect_status(400).assert_shows(&["not registered here"]);
}

#[tokio::test]
async fn a_signed_out_visitor_of_the_page_signs_in_first() {
    let (app, client) = with_rule("once").await;
    let mut browser = app.browser_of("maren").await;
    let asked = client.authorize(&mut browser, &[]).await;
    let mut signed_out = app.browser();
    signed_out.jar =
        browser.jar.iter().filter(|(name, _)| name.contains("_to_")).map(|(a, b)| (a.clone(), b.clone())).collect();
    let sign_in = signed_out.follow(&asked).await;
    assert!(sign_in.location().starts_with("/login?next=c"), "{}", sign_in.location());
    // Somebody who is signed in already goes on. A popup survives each of these redirects.
    let on = browser.open(sign_in.location()).await;
    assert!(on.location().starts_with("/auth/go?next=c"), "{}", on.location());
    for redirect in [&asked, &sign_in, &on] {
        assert_eq!(redirect.header("cross-origin-opener-policy"), "unsafe-none", "{}", redirect.location());
    }
    let page = signed_out.follow(&sign_in).await.expect_status(200);
    assert!(page.header("content-security-policy").contains("form-action 'self';"));
    // Another browser does not know what is asked.
    let unknown = app.browser_of("maren").await.follow(&asked).await.expect_status(302);
    assert_eq!(unknown.location(), "/");
    for address in ["/oauth/consent", "/oauth/consent?next=%2Fusers"] {
        browser.open(address).await.expect_status(400).assert_shows(&["The address is incomplete."]);
    }
}

#[tokio::test]
async fn pages_show_the_logo_of_a_client_and_allow_its_origin_alone() {
    const LOGO: &str = "https://static.example.com/logo.png";
    let (app, client) = TestApp::with_client_and_user("maren").await;
    for (address, is_shown) in [(LOGO, true), ("http://localhost:3001/logo.png", false)] {
        let request = ClientRequest { logo_uri: address.into(), launch_uri: WIKI_URL.into(), ..asking("always") };
        app.change_client(&client, request).await;
        let mut browser = app.browser_of("maren").await;
        let pages = [question(&client, &mut browser, &[]).await, browser.open("/").await.expect_status(200)];
        for page in &pages {
            assert_eq!(page.has("src", LOGO), is_shown, "{}", page.text());
            let policy = page.header("content-security-policy");
            let expected =
                if is_shown { "img-src 'self' data: https://static.example.com;" } else { "img-src 'self' data:;" };
            assert!(policy.contains(expected), "{policy}");
        }
        pages[0].assert_hides(&["src=\"http://localhost"]);
        let other = browser.open("/account").await.expect_status(200);
        assert!(!other.header("content-security-policy").contains("static.example.com"), "it shows no logo");
    }
}

#[tokio::test]
async fn an_application_is_entered_when_the_client_gets_its_code() {
    let (app, client) = with_rule("once").await;
    let mut browser = app.browser_of("maren").await;
    let entered = async || app.events("application.enter").await.len();
    let page = question(&client, &mut browser, &[]).await;
    let denied = give(&mut browser, &page, "deny").await.expect_status(303);
    assert_eq!((answer(&denied)["error"].as_str(), entered().await), ("access_denied", 0));
    give(&mut browser, &page, "allow").await.expect_status(303);
    client.code(&mut browser, &[]).await;
    assert_eq!(entered().await, 1);
}
