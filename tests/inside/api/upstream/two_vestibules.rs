//! A second Vestibule as the provider: what it says to its clients is what is understood here.

use super::{FIRST_TIME, SIGN_IN_FIRST, TITLE, accept, failure_on, is_confirmed, reach, signs_in, whose};
use crate::support::openid::{Client, WIKI, WIKI_URL, client_request};
use crate::support::*;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use vestibule::applications::upstream::{Provider, ProviderSecret};
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::providers::{ProviderDefinition, ProviderName, ProviderSource};

const BEGIN: &str = "/auth/with/upstream";
const CALLBACK: &str = "http://localhost:3000/auth/with/upstream/callback";

/// One server with the accounts of a company, and one whose people sign in with them.
struct Both {
    above: TestApp,
    here: TestApp,
    task: JoinHandle<()>,
}

impl Drop for Both {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Both {
    async fn new() -> Self {
        Self::with_secret(None).await
    }

    /// With this secret in place of that of the client.
    async fn with_secret(secret: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let base_url = issuer.clone();
        let above = TestApp::with(|config| config.base_url = base_url).await;
        above.add_application(open_at(WIKI, WIKI_URL)).await;
        let request = ClientRequest { redirect_uris: texts(&[CALLBACK]), ..client_request(WIKI) };
        let mut client = above.add_client(WIKI, request).await;
        client.secret = secret.map(str::to_owned).or(client.secret);
        let service = above.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move { axum::serve(listener, service).await.expect("a server") });
        let provider = provider(&client, issuer);
        let here = TestApp::with(|config| config.providers.push(provider)).await;
        reach(&here, &["127.0.0.0/8"]);
        Self { above, here, task }
    }

    /// Goes to the provider with a browser that has signed in there, and comes back.
    async fn visit(&self, browser: &mut Browser<'_>, there: &mut Browser<'_>) -> Reply {
        let reply = browser.open(BEGIN).await.expect_status(303);
        let (_, query) = reply.location().split_once("/oauth/authorize").expect("the authorization endpoint");
        let answer = there.open(&format!("/oauth/authorize{query}")).await.expect_status(303);
        let back = answer.location().strip_prefix("http://localhost:3000").expect("the way back").to_owned();
        browser.arrive(&back).await
    }
}

fn provider(client: &Client, issuer: String) -> Provider {
    let definition = ProviderDefinition {
        title: Some(TITLE.to_owned()),
        issuer: Some(issuer),
        client_id: client.id.clone(),
        trusted_domains: vec!["example.org".to_owned()],
        ..ProviderDefinition::default()
    };
    let secret = client.secret.as_deref().map(ProviderSecret::new);
    let name = ProviderName::parse("upstream").expect("a name");
    Provider::new(name, definition, secret, ProviderSource::Environment)
}

#[tokio::test]
async fn people_of_one_sign_in_at_the_other() {
    let both = Both::new().await;
    both.above.register("maren").await;
    both.above.set_confirmed("maren").await;
    let mut there = both.above.browser_of("maren").await;
    let mut browser = both.here.browser();
    let reply = both.visit(&mut browser, &mut there).await;
    assert_eq!(reply.location(), FIRST_TIME, "{}", reply.text());
    let page = browser.follow(&reply).await.expect_status(200);
    assert!(page.has("value", "maren@example.org") && page.has("value", "maren"), "{}", page.text());
    assert!(signs_in(&accept(&mut browser, "maren", "maren@example.org").await));
    assert!(is_confirmed(&both.here, "maren").await);

    let mut again = both.here.browser();
    let reply = both.visit(&mut again, &mut there).await;
    assert!(signs_in(&reply), "{}", failure_on(&again.follow(&reply).await));
    assert_eq!(whose(&both.here, &again).await.as_deref(), Some("maren"));
    let subject = both.here.database.run("SELECT subject FROM identities").await;
    assert_eq!(subject, [both.above.id_of("maren").await]);
}

#[tokio::test]
async fn an_address_that_is_not_confirmed_there_is_not_confirmed_here() {
    let both = Both::new().await;
    both.above.register("maren").await;
    both.here.register("maren").await;
    both.here.set_confirmed("maren").await;
    let mut there = both.above.browser_of("maren").await;
    let mut browser = both.here.browser();
    let reply = both.visit(&mut browser, &mut there).await;
    assert_eq!(reply.location(), SIGN_IN_FIRST, "{}", reply.text());
    assert!(both.here.database.run("SELECT subject FROM identities").await.is_empty());
}

#[tokio::test]
async fn a_secret_that_is_not_valid_there_is_named() {
    let both = Both::with_secret(Some("not-the-secret-of-the-client")).await;
    both.above.register("maren").await;
    let mut there = both.above.browser_of("maren").await;
    let mut browser = both.here.browser();
    let reply = both.visit(&mut browser, &mut there).await;
    assert_eq!(failure_on(&browser.follow(&reply).await), "invalid_client");
}

#[tokio::test]
async fn who_has_no_session_there_comes_back_with_a_message() {
    let both = Both::new().await;
    let mut browser = both.here.browser();
    let reply = browser.open(BEGIN).await.expect_status(303);
    let (_, query) = reply.location().split_once("/oauth/authorize").expect("the authorization endpoint");
    // Without a session there, and without being asked for one.
    let answer = both.above.browser().open(&format!("/oauth/authorize{query}&prompt=none")).await.expect_status(303);
    let back = answer.location().strip_prefix("http://localhost:3000").expect("the way back").to_owned();
    assert!(back.contains("error=login_required"), "{back}");
    let reply = browser.arrive(&back).await;
    assert!(!signs_in(&reply) && reply.location().starts_with("/login"), "{}", reply.location());
    assert_eq!(failure_on(&browser.follow(&reply).await), "refused");
}
