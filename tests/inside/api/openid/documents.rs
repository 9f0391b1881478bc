//! Clients whose id is the address of a document about them: what is fetched, when, and what such a client gets.

use crate::support::https_server::HttpsServer;
use crate::support::openid::{AUTHORIZE, Client, WIKI, WIKI_URL, answer, encoded};
use crate::support::*;
use vestibule::applications::openid::DocumentHosts;
use vestibule::config::OutboundSettings;
use vestibule::outbound::Outbound;

const PATH: &str = "/oauth/client.json";
/// A part of the application `wiki`.
const RESOURCE: &str = "https://wiki.example.com/mcp";
const THIS_MACHINE: [&str; 2] = ["127.0.0.0/8", "::1/128"];
const CALLBACK: &str = "http://127.0.0.1:49152/callback";

struct World {
    app: TestApp,
    server: HttpsServer,
    client: Client,
}

/// With the application `wiki`, which everybody may enter, and a host that has the document of a client.
async fn world(hosts: DocumentHosts) -> World {
    let app = TestApp::with(|config| config.client_documents = hosts).await;
    app.add_application(open_at(WIKI, WIKI_URL)).await;
    app.install_client_key().await;
    let server = HttpsServer::start().await;
    fetch_from(&app, &server, &THIS_MACHINE);
    let client = Client { id: server.url(PATH), secret: None, redirect_uri: CALLBACK.to_owned() };
    let world = World { app, server, client };
    world.publish(&world.document());
    world
}

/// Makes the server trust the certificate of the other one, and go to these private networks: a server goes to none for documents,
/// whatever its operator lists (`tests/outside/process/logouts.rs`).
fn fetch_from(app: &TestApp, server: &HttpsServer, networks: &[&str]) {
    let settings = OutboundSettings {
        private: networks.iter().map(|network| network.parse().expect("a network")).collect(),
        authorities: vec![server.certificate()],
        ..OutboundSettings::default()
    };
    app.accounts.openid().fetch_documents_with(Outbound::new(&settings).expect("an authority"));
}

fn localhost() -> DocumentHosts {
    DocumentHosts::Listed(vec!["localhost".to_owned()])
}

impl World {
    fn document(&self) -> Value {
        json!({
            "client_id": self.client.id,
            "client_name": "Assistant",
            "redirect_uris": ["http://127.0.0.1/callback", "https://assistant.example/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
        })
    }

    /// With its port.
    fn host(&self) -> &str {
        let (_, rest) = self.client.id.split_once("//").expect("a URL");
        rest.split_once('/').expect("a path").0
    }

    fn publish(&self, document: &Value) {
        self.server.serve(PATH, "200 OK", "application/json", &document.to_string());
    }

    /// What somebody who is signed in sees.
    async fn page(&self, browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Reply {
        let mut all = vec![("resource", RESOURCE), ("scope", "openid offline_access")];
        all.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        all.extend(changes);
        let reply = self.client.authorize(browser, &all).await;
        if reply.status == 303 { browser.follow(&reply).await } else { reply }
    }

    /// Allows the client what it asks for; returns where the browser is led.
    async fn allow(&self, browser: &mut Browser<'_>) -> Reply {
        let page = self.page(browser, &[]).await.expect_status(200);
        browser.submit("/oauth/consent/answer", &[("consent", &page.hidden("consent")), ("answer", "allow")]).await
    }
}

#[tokio::test]
async fn a_document_makes_a_client_of_the_application_whose_resource_it_asks_for() {
    let world = world(localhost()).await;
    let mut browser = world.app.member_in_browser("maren").await;
    let page = world.page(&mut browser, &[]).await.expect_status(200);
    // Where it is described is certain, and so is that any program on this machine may get the answer.
    page.assert_shows(&["its description comes from localhost", "a program on this device", RESOURCE]);
    // It is the host that gets access, not the application, and its name is what it says itself.
    page.assert_shows(&["Allow localhost", "It calls itself “Assistant”.", "It asks for access to wiki in your name."]);
    let page = world.page(&mut browser, &[("scope", "openid email")]).await.expect_status(200);
    page.assert_shows(&["your email address", &format!("{} gets:", world.host())]);
    page.assert_hides(&["Allow wiki", "wiki gets"]);

    let led = world.allow(&mut browser).await;
    assert!(led.location().starts_with(CALLBACK), "{}", led.location());
    let answer = answer(&led);
    let code = answer.get("code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    assert_eq!(answer.get("iss").map(String::as_str), Some("http://localhost:3000"));
    let tokens = world.client.exchange(&world.app, code, &[("resource", RESOURCE)]).await.expect_status(200).json();
    let claims = part_of_jwt(tokens["access_token"].as_str().expect("a token"), 1);
    assert_eq!((&claims["aud"], &claims["client_id"]), (&json!(RESOURCE), &json!(world.client.id)));
    assert_eq!(world.server.requests(PATH), 1, "kept in memory");

    // The refresh token does not need the document any more.
    world.server.serve(PATH, "404 Not Found", "text/plain", "");
    world.app.wait(2 * 60 * 60);
    let refresh_token = tokens["refresh_token"].as_str().expect("a refresh token");
    world.client.refresh(&world.app, refresh_token).await.expect_status(200);
    assert_eq!(world.server.requests(PATH), 1);
}

#[tokio::test]
async fn such_a_client_signs_out_with_its_id_token_alone() {
    const GOODBYE: &str = "https://assistant.example/goodbye";
    let world = world(localhost()).await;
    let mut document = world.document();
    document["post_logout_redirect_uris"] = json!([GOODBYE, "javascript:alert(1)"]);
    world.publish(&document);
    let mut browser = world.app.member_in_browser("maren").await;
    let code = answer(&world.allow(&mut browser).await).remove("code").expect("a code");
    let tokens = world.client.exchange(&world.app, &code, &[("resource", RESOURCE)]).await.expect_status(200).json();
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let path = |name: &str, value: &str, to: &str| {
        let parameters = [(name, value), ("post_logout_redirect_uri", to)];
        format!("/oauth/logout?{}", encoded(&parameters.map(|(name, value)| (name.to_owned(), value.to_owned()))))
    };
    // Anybody can write a document and lead here with its address.
    browser.open(&path("client_id", &world.client.id, GOODBYE)).await.expect_status(400);
    for other in ["javascript:alert(1)", "https://evil.example/"] {
        browser.open(&path("id_token_hint", hint, other)).await.expect_status(400);
    }
    let signed_out = browser.open(&path("id_token_hint", hint, GOODBYE)).await.expect_status(303);
    assert_eq!(signed_out.location(), GOODBYE);
    assert_eq!(world.app.events("session.end").await.len(), 1);

    // In another session a page asks. Its form may come to a server that has not read the document.
    let maren = world.app.log_in("maren").await;
    let asked = world.app.browser_with(&maren.access).open(&path("id_token_hint", hint, GOODBYE)).await;
    let sealed = asked.expect_status(200).hidden("sign_out");
    let replica = world.app.replica(|config| config.client_documents = localhost()).await;
    fetch_from(&replica, &world.server, &THIS_MACHINE);
    let mut browser = replica.browser_with(&maren.access);
    let confirmed = browser.submit("/oauth/logout/confirm", &[("sign_out", &sealed)]).await;
    assert_eq!(world.app.events("session.end").await.len(), 2);
    // Anybody who has such an ID token can make the link, so nobody is led to an address of a document by it.
    let stranger = world.app.browser().open(&path("id_token_hint", hint, GOODBYE)).await;
    for page in [confirmed, stranger] {
        let page = page.expect_status(200);
        page.assert_shows(&["You are signed out", "its description comes from localhost", "assistant.example"]);
        assert!(page.links_to(GOODBYE), "{}", page.text());
    }
}

#[tokio::test]
async fn discovery_says_whether_there_are_such_clients() {
    for (hosts, expected) in [(DocumentHosts::Off, false), (localhost(), true), (DocumentHosts::All, true)] {
        let app = TestApp::with(|config| config.client_documents = hosts).await;
        let metadata = app.get("/.well-known/oauth-authorization-server").expect_status(200).await.json();
        assert_eq!(metadata["client_id_metadata_document_supported"], expected);
    }
}

#[tokio::test]
async fn nothing_is_fetched_for_strangers_or_from_other_hosts() {
    let world = world(localhost()).await;
    let login = world.client.authorize(&mut world.app.browser(), &[("resource", RESOURCE)]).await;
    assert!(login.location().starts_with("/login?next=c"), "{}", login.location());
    assert_eq!(world.server.requests(PATH), 0);

    let mut browser = world.app.member_in_browser("maren").await;
    for id in ["https://127.0.0.1:9/client.json", "https://other.example/client.json", "https://localhost:9"] {
        let client = Client { id: id.to_owned(), ..world.client.clone() };
        let page = client.authorize(&mut browser, &[("resource", RESOURCE)]).await;
        assert_eq!(page.status, 400, "{id}");
    }
    for hosts in [DocumentHosts::Off, DocumentHosts::Listed(vec!["other.example".to_owned()])] {
        let replica = world.app.replica(|config| config.client_documents = hosts).await;
        fetch_from(&replica, &world.server, &THIS_MACHINE);
        let mut browser = replica.browser_of("maren").await;
        world.page(&mut browser, &[]).await.expect_status(400).assert_hides(&["Assistant"]);
    }
    assert_eq!(world.server.requests(PATH), 0);
}

#[tokio::test]
async fn a_private_address_is_refused_when_the_connection_is_made() {
    let world = world(DocumentHosts::All).await;
    let replica = world.app.replica(|config| config.client_documents = DocumentHosts::All).await;
    fetch_from(&replica, &world.server, &[]);
    let mut browser = replica.member_in_browser("maren").await;
    let page = world.page(&mut browser, &[]).await.expect_status(400);
    page.assert_shows(&["cannot be fetched from localhost"]);
    page.assert_hides(&["127.0.0.1:", "[::1]", "VESTIBULE_OUTBOUND_PRIVATE"]);
    assert_eq!(world.server.requests(PATH), 0);
}

#[tokio::test]
async fn a_document_that_is_not_valid_is_no_client() {
    let world = world(localhost()).await;
    let mut browser = world.app.member_in_browser("maren").await;
    let valid = world.document();
    let with = |member: &str, value: Value| {
        let mut document = valid.clone();
        document[member] = value;
        document.to_string()
    };
    let long = "x".repeat(9_000);
    for (status, media_type, body) in [
        ("302 Found", "application/json", valid.to_string()),
        ("404 Not Found", "application/json", valid.to_string()),
        ("200 OK", "text/html", valid.to_string()),
        ("200 OK", "application/json", "[]".to_owned()),
        ("200 OK", "application/json", with("client_id", json!("https://localhost/other.json"))),
        ("200 OK", "application/json", with("redirect_uris", json!(["http://evil.example/callback"]))),
        ("200 OK", "application/json", with("client_secret", json!("secret"))),
        ("200 OK", "application/json", with("client_name", json!(long))),
    ] {
        world.server.serve(PATH, status, media_type, &body);
        let page = world.page(&mut browser, &[]).await;
        assert_eq!(page.status, 400, "{status} {media_type} {body}");
        if !status.starts_with("200") {
            page.assert_shows(&["cannot be fetched from localhost"]);
        }
        // That is remembered for a moment.
        world.app.wait(31);
    }
    assert_eq!(world.server.requests("/elsewhere"), 0, "a redirect is not followed");
    // What is wrong is not kept for long.
    world.publish(&valid);
    world.page(&mut browser, &[]).await.expect_status(200);
}

#[tokio::test]
async fn such_a_client_needs_a_resource_of_one_application_that_admits_the_person() {
    let world = world(localhost()).await;
    let mut browser = world.app.member_in_browser("maren").await;
    for resource in ["", "https://elsewhere.example.com/mcp"] {
        world.page(&mut browser, &[("resource", resource)]).await.expect_status(400);
    }
    world.app.add_application(closed_at("vault", "https://vault.example.com/")).await;
    let both = [("resource", RESOURCE), ("resource", "https://vault.example.com/")];
    world.page(&mut browser, &both).await.expect_status(400);
    assert_eq!(world.server.requests(PATH), 0, "before anything is fetched");
    let refused = world.client.authorize(&mut browser, &[("resource", "https://vault.example.com/")]).await;
    refused.expect_status(200).assert_shows(&["It gets this error: access_denied"]);
}

#[tokio::test]
async fn an_address_that_the_document_does_not_name_gets_nothing() {
    let world = world(localhost()).await;
    let mut browser = world.app.member_in_browser("maren").await;
    for uri in ["https://evil.example/callback", "https://assistant.example/other", "http://127.0.0.1/other"] {
        let page = world.page(&mut browser, &[("redirect_uri", uri)]).await.expect_status(400);
        page.assert_shows(&[&format!("{} asks you to return to", world.host())]);
    }
    let without_pkce = [("code_challenge", ""), ("code_challenge_method", ""), ("resource", RESOURCE)];
    let refused = world.client.authorize(&mut browser, &without_pkce).await;
    refused.expect_status(200).assert_shows(&["It gets this error: invalid_request"]);
}

/// Otherwise a link to this server would lead wherever the document of a stranger says (RFC 9700, section 4.11.2).
#[tokio::test]
async fn nobody_is_led_to_the_address_of_a_document_before_a_page_has_named_its_host() {
    let world = world(localhost()).await;
    let mut maren = world.app.member_in_browser("maren").await;
    world.page(&mut maren, &[]).await.expect_status(200);
    let away = ("redirect_uri", "https://assistant.example/callback");
    for (changes, error) in [
        (&[away, ("prompt", "none")][..], "consent_required"),
        (&[away, ("response_type", "token")][..], "unsupported_response_type"),
        (&[away, ("request", "x")][..], "request_not_supported"),
        (&[away, ("prompt", "none"), ("response_mode", "form_post")][..], "consent_required"),
    ] {
        let changes: Vec<_> = [("resource", RESOURCE)].iter().chain(changes).copied().collect();
        let page = world.client.authorize(&mut maren, &changes).await.expect_status(200);
        let error = format!("It gets this error: {error}");
        page.assert_shows(&["its description comes from localhost", "You go on to assistant.example.", &error]);
        page.assert_hides(&["<script>"]);
    }
    // The document is in memory now, also for those who are not signed in.
    let silent = [("resource", RESOURCE), away, ("prompt", "none"), ("state", "x")];
    let page = world.client.authorize(&mut world.app.browser(), &silent).await.expect_status(200);
    page.assert_shows(&["its description comes from localhost", "It gets this error: login_required"]);
    let back = "https://assistant.example/callback?error=login_required";
    assert!(page.text().contains(&format!("href=\"{back}")), "{}", page.text());

    // What somebody has answered on a page leads there at once.
    let page = world.page(&mut maren, &[]).await.expect_status(200);
    let fields = [("consent", page.hidden("consent")), ("answer", "deny".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let led = maren.submit("/oauth/consent/answer", &fields).await.expect_status(303);
    assert_eq!(answer(&led).get("error").map(String::as_str), Some("access_denied"));
}

#[tokio::test]
async fn documents_are_charged_to_the_account_and_fetched_once_at_a_time() {
    let world = world(localhost()).await;
    let limited = world.app.replica(|config| {
        config.client_documents = localhost();
        config.rate_limits = "change=3/m".parse().expect("limits");
    });
    let limited = limited.await;
    fetch_from(&limited, &world.server, &THIS_MACHINE);
    let browser = limited.member_in_browser("maren").await;
    world.server.serve(PATH, "404 Not Found", "text/plain", "");
    let request = world.client.request(&[("resource", RESOURCE)]);
    let asked = (0..6).map(|_| browser.call(Method::GET, &request).html().header("sec-fetch-site", "none").send());
    let mut statuses: Vec<u16> = join_all(asked).await.into_iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    // That there is none is remembered for a moment, so that repeated requests do not reach the host.
    assert_eq!((statuses, world.server.requests(PATH)), (vec![400; 6], 1));
    let mut statuses = Vec::new();
    for number in 0..4 {
        let other = Client { id: world.server.url(&format!("/oauth/{number}.json")), ..world.client.clone() };
        let request = other.request(&[("resource", RESOURCE)]);
        statuses.push(browser.call(Method::GET, &request).html().header("sec-fetch-site", "none").send().await.status);
    }
    assert_eq!(statuses, [400, 400, 429, 429]);
    limited.wait(31);

    // Everybody who asks for a valid document at the same time waits for one request.
    world.publish(&world.document());
    let browser = world.app.browser_of("maren").await;
    let asked = (0..6).map(|_| browser.call(Method::GET, &request).html().header("sec-fetch-site", "none").send());
    assert!(join_all(asked).await.iter().all(|reply| reply.status == 303 || reply.status == 200));
    assert_eq!(world.server.requests(PATH), 2);
    assert!(request.starts_with(AUTHORIZE));
}
