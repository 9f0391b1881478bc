//! What pages show of providers, without a sign-in at one.

use crate::support::*;
use vestibule::applications::read_file;
use vestibule::applications::upstream::{Provider, ProviderSecret};
use vestibule::shared::providers::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};

/// The pages on the way back from a provider that need no session.
const WAY_BACK: [&str; 3] = ["/auth/first-time", "/auth/sign-in-first", "/auth/take-over"];

fn provider(name: &str, definition: ProviderDefinition) -> Provider {
    let definition = ProviderDefinition { client_id: "vestibule".to_owned(), ..definition };
    let secret = Some(ProviderSecret::new("swordfish"));
    Provider::new(ProviderName::from_stored(name.to_owned()), definition, secret, ProviderSource::Environment)
}

/// With Google, and with a provider that has a logo.
async fn app() -> TestApp {
    TestApp::with(|config| {
        let google = ProviderDefinition { kind: ProviderKind::Google, ..ProviderDefinition::default() };
        let company = ProviderDefinition {
            title: Some("Söhne & Co".to_owned()),
            logo_uri: Some("https://pictures.example.org/logo.svg".to_owned()),
            issuer: Some("https://id.example.org".to_owned()),
            position: 1,
            ..ProviderDefinition::default()
        };
        config.providers = vec![provider("google", google), provider("company", company)];
    })
    .await
}

#[tokio::test]
async fn the_pages_before_a_sign_in_lead_to_each_provider() {
    let app = app().await;
    let mut browser = app.browser();
    let page = browser.open("/login?next=%2Fusers&login_hint=ada").await.expect_status(200);
    page.assert_shows(&["Sign in with Google", "Sign in with Söhne &amp; Co"]);
    for name in ["google", "company"] {
        let address = format!("/auth/with/{name}?next=%2Fusers&login_hint=ada");
        assert!(page.links_to(&address), "{address}");
    }
    assert!(browser.open("/register").await.links_to("/auth/with/google"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("img-src 'self' data: https://pictures.example.org;"), "{policy}");
    assert!(page.has("src", "https://pictures.example.org/logo.svg"));
}

#[tokio::test]
async fn administrators_see_the_providers_in_their_order_with_all_that_is_set() {
    let app = app().await;
    let mut browser = app.administrator_in_browser("boss").await;
    let list = browser.open("/providers").await.expect_status(200);
    let at = |path: &str| list.text().find(&format!("href=\"{path}\"")).expect(path);
    assert!(at("/providers/google") < at("/providers/company"));
    let page = browser.open("/providers/company").await.expect_status(200);
    page.assert_shows(&[
        "OpenID Connect",
        "Register a client for a web application",
        "As on the registration page",
        "https://id.example.org",
        "https://pictures.example.org/logo.svg",
    ]);
}

#[tokio::test]
async fn a_new_provider_is_asked_only_for_what_its_kind_needs() {
    let app = app().await;
    let mut browser = app.administrator_in_browser("boss").await;
    let list = browser.open("/providers").await.expect_status(200);
    assert!(list.links_to("/providers/add/google") && list.links_to("/providers/add/oauth2"));
    let google = browser.open("/providers/add/google").await.expect_status(200);
    // The name of the kind is taken.
    google.assert_shows(&["1. Give Google this address", "/auth/with/google-2/callback", "Authorized redirect URIs"]);
    assert!(google.has("id", "provider-client-id") && !google.has("id", "provider-issuer"));
    let openid = browser.open("/providers/add/openid").await.expect_status(200);
    assert!(openid.has("id", "provider-issuer") && openid.has("id", "provider-name"));
    assert!(!openid.has("id", "provider-tenant"));
    browser.open("/providers/add/myspace").await.expect_status(404);
}

#[tokio::test]
async fn a_provider_that_does_not_pass_its_test_is_not_stored_and_the_form_is_kept() {
    let app = TestApp::new().await;
    let mut browser = app.administrator_in_browser("boss").await;
    let address = [("kind", "openid"), ("name", "school"), ("issuer", "https://127.0.0.1:1"), ("test", "on")];
    let sent = [&address[..], &[("client_id", "vestibule"), ("client_secret", "swordfish")]].concat();
    let page = browser.submit_and_follow("/actions/providers/create", &sent).await.expect_status(200);
    page.assert_shows(&["The provider did not pass the test", "1. Give the provider this address"]);
    assert!(page.has("value", "https://127.0.0.1:1") && page.has("value", "school"));
    page.assert_hides(&["swordfish"]);
    assert!(!browser.open("/providers").await.links_to("/providers/school"));
}

#[tokio::test]
async fn a_mistake_in_the_file_is_named_on_the_page_of_providers() {
    let app = app().await;
    let mut browser = app.administrator_in_browser("boss").await;
    let file = "[[provider]]\nname = \"school\"\nclient_id = \"v\"\n";
    let definitions = read_file(file, None, &|_| Ok("swordfish".to_owned())).expect("a file");
    app.accounts.applications().apply_file(definitions).await.expect("applied");
    let page = browser.open("/providers").await.expect_status(200);
    page.assert_shows(&["The file of applications needs a change", "line 1: Enter the issuer of the provider"]);
}

#[tokio::test]
async fn without_providers_no_page_names_them() {
    let app = TestApp::new().await;
    app.register("ada").await;
    app.browser().open("/login").await.assert_hides(&["/auth/with/"]);
    let mut browser = app.browser_of("ada").await;
    browser.open("/account/security").await.assert_hides(&["/auth/with/", "Linked accounts"]);
}

#[tokio::test]
async fn the_page_about_security_links_accounts() {
    let app = app().await;
    app.register("ada").await;
    let page = app.browser_of("ada").await.open("/account/security").await.expect_status(200);
    page.assert_shows(&["Linked accounts", "No linked accounts."]);
    assert!(page.links_to("/auth/with/google?next=%2Faccount%2Fsecurity&for=link"));
}

#[tokio::test]
async fn a_page_of_the_way_back_opens_only_with_an_account_at_a_provider() {
    let app = app().await;
    app.register("ada").await;
    for path in WAY_BACK {
        let reply = app.browser().open(path).await;
        assert_eq!((reply.status, reply.location()), (302, "/login"), "{path}");
    }
    assert_eq!(app.browser().open("/auth/link").await.location(), "/login?next=%2Fauth%2Flink");
    assert_eq!(app.browser_of("ada").await.open("/auth/link").await.location(), "/login");
}

#[tokio::test]
async fn a_form_of_the_way_back_says_that_it_is_over() {
    let app = app().await;
    app.register("ada").await;
    for action in ["/actions/first_time", "/actions/take_over"] {
        let mut browser = app.browser();
        let page = browser.submit_and_follow(action, &[("username", "ada")]).await;
        assert!(page.has("role", "alert"), "{action}: {}", page.text());
    }
    let mut browser = app.browser_of("ada").await;
    assert_eq!(browser.submit("/actions/link_identity", &[]).await.location(), "/account/security");
}
