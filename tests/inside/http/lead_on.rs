//! Forms whose answer leads away from the pages of this server: a page leads on, and no policy names another origin (decision 82).

use crate::support::openid::{WIKI_URL, client_request};
use crate::support::*;
use vestibule::shared::next::with_parameter;

const JOURNAL: &str = "https://journal.example.com/posts";

/// The sign-in page that leads on to an application.
fn sign_in_for(address: &str) -> String {
    with_parameter("/login", "next", &with_parameter("/auth/enter", "to", address))
}

/// Signs in with the form, and does not read the answer as a redirect.
async fn sign_in(app: &TestApp, next: &str) -> Reply {
    let fields = [("login", "ada"), ("password", PASSWORD), ("next", next)];
    app.post("/actions/login").html().header("sec-fetch-site", "same-origin").form(&fields).send().await
}

#[tokio::test]
async fn a_form_is_answered_by_a_page_that_leads_on_and_has_the_cookies() {
    let app = TestApp::with(|config| config.home_url = Some(JOURNAL.to_owned())).await;
    app.register("ada").await;
    for (next, leads_to) in [
        ("", JOURNAL),
        ("/shop/cart?a=b&c='d'", "/shop/cart?a=b&c='d'"),
        ("/oauth/authorize?vestibule_request=x", "/oauth/authorize?vestibule_request=x"),
        ("/auth/enter?to=https%3A%2F%2Fjournal.example.com%2F", "/auth/enter?to=https%3A%2F%2Fjournal.example.com%2F"),
    ] {
        let page = sign_in(&app, next).await.expect_status(200);
        assert_eq!(page.header("refresh"), format!("0; url={leads_to}"));
        assert!(page.links_to(leads_to) && !page.text().contains("<script"), "{}", page.text());
        assert!(page.header("content-type").starts_with("text/html"), "{}", page.header("content-type"));
        assert_eq!((page.header("location"), page.header("cache-control")), ("", "no-store"));
        assert!(page.cookies().iter().any(|cookie| cookie.starts_with("vestibule_access=")), "{:?}", page.cookies());
        let is_for_client = next.starts_with("/oauth/");
        let opener = if is_for_client { "unsafe-none" } else { "same-origin" };
        assert_eq!(page.header("cross-origin-opener-policy"), opener, "{next}");
    }
    // A page of this server ends a form.
    let page = sign_in(&app, "/account?tab=2").await.expect_status(303);
    assert_eq!((page.location(), page.header("refresh")), ("/account?tab=2", ""));
    // Programs and scripts get what they have always got.
    let fields = [("login", "ada"), ("password", PASSWORD)];
    let program = app.post("/actions/login").header("accept", "*/*").form(&fields).send().await;
    assert_eq!((program.header("refresh"), program.text().contains("<h1>")), ("", false));
}

#[tokio::test]
async fn the_page_is_in_the_language_of_the_visitor() {
    let app = TestApp::with(|config| config.home_url = Some(JOURNAL.to_owned())).await;
    app.register("ada").await;
    let fields = [("login", "ada"), ("password", PASSWORD)];
    let form = app.post("/actions/login").html().header("sec-fetch-site", "same-origin");
    let page = form.header("accept-language", "de").form(&fields).send().await;
    page.assert_shows(&["lang=\"de\"", "<h1>Es geht weiter</h1>", &format!("<a href=\"{JOURNAL}\">Weiter</a>")]);
}

/// A form may lead back to a page that leads on whoever has signed in meanwhile.
#[tokio::test]
async fn a_page_that_a_form_has_led_to_leads_on_as_well() {
    let app = TestApp::with(|config| config.home_url = Some(JOURNAL.to_owned())).await;
    app.register("ada").await;
    let mut browser = app.browser_of("ada").await;
    let after_form = browser.press("/login").await.expect_status(200);
    assert_eq!(after_form.header("refresh"), format!("0; url={JOURNAL}"));
    // Applications lead here, and are not to wait for a page.
    let arrived = browser.arrive("/login").await.expect_status(302);
    assert_eq!((arrived.location(), arrived.header("refresh")), (JOURNAL, ""));
    assert_eq!(browser.press("/login?next=%2Faccount").await.expect_status(302).location(), "/account");
}

#[tokio::test]
async fn no_page_sends_its_forms_elsewhere_wherever_it_leads() {
    let app = TestApp::with(|config| config.home_url = Some(JOURNAL.to_owned())).await;
    app.add_application(open_at("wiki", WIKI_URL)).await;
    app.add_application(closed_at("journal", "https://journal.example.com/")).await;
    let client = app.add_client("wiki", client_request("wiki")).await;
    let mut browser = app.browser();
    let sign_in_for_client = client.authorize(&mut browser, &[]).await.expect_status(303).location().to_owned();
    for page in [
        "/login".to_owned(),
        "/register".to_owned(),
        sign_in_for(JOURNAL),
        sign_in_for(JOURNAL).replacen("/login", "/register", 1),
        sign_in_for("https://evil.example/"),
        sign_in_for_client,
    ] {
        let reply = browser.open(&page).await;
        let reply = if reply.status == 302 { browser.follow(&reply).await } else { reply };
        let policy = reply.header("content-security-policy").to_owned();
        assert!(reply.status == 200 && policy.contains("form-action 'self';"), "{page}: {policy}");
    }
}
