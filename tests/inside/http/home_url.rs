//! `VESTIBULE_HOME_URL`: where a sign-in leads that no page has requested, and the policy that allows it.

use crate::support::*;
use vestibule::shared::next::with_parameter;

const JOURNAL: &str = "https://journal.example.com/posts";

async fn app_with_home(home: &str) -> TestApp {
    TestApp::with(|config| config.home_url = Some(home.to_owned())).await
}

/// The sources of the directive `form-action` of a page.
async fn form_targets(browser: &mut Browser<'_>, path: &str) -> String {
    let reply = browser.open(path).await;
    assert_eq!(reply.status, 200, "{path}");
    let policy = reply.header("content-security-policy").to_owned();
    let (_, rest) = policy.split_once("form-action ").expect("a directive");
    rest.split(';').next().expect("sources").to_owned()
}

/// The sign-in page that leads on to an application.
fn sign_in_for(address: &str) -> String {
    with_parameter("/login", "next", &with_parameter("/auth/enter", "to", address))
}

#[tokio::test]
async fn a_sign_in_leads_home_unless_a_page_was_requested() {
    for home in [JOURNAL, "/app"] {
        let app = app_with_home(home).await;
        app.register("ada").await;
        for (next, destination) in [("", home), ("/account?tab=2", "/account?tab=2"), ("//evil.example", home)] {
            let fields = [("login", "ada"), ("password", PASSWORD), ("next", next)];
            let mut browser = app.browser();
            assert_eq!(browser.submit("/actions/login", &fields).await.location(), destination, "{next}");
            // With JavaScript, the page reads it from the response.
            let reply = browser.run("/actions/login", &fields).await;
            assert_eq!(reply.json()["Accepted"]["next"], destination, "{next}");
        }
        let mut browser = app.browser_of("ada").await;
        for page in ["/login", "/register", "/forgot-password"] {
            let reply = browser.open(page).await;
            assert_eq!((reply.status, reply.location()), (302, home), "{page}");
        }
        assert_eq!(browser.open("/login?next=%2Faccount").await.location(), "/account");
    }
}

#[tokio::test]
async fn registrations_lead_home_and_other_pages_to_the_account() {
    let app = app_with_home(JOURNAL).await;
    let mut browser = app.browser();
    let fields = [("username", "ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    assert_eq!(browser.submit("/actions/register", &fields).await.location(), JOURNAL);
    let fields = [("username", "bob"), ("email", "bob@example.org"), ("password", PASSWORD), ("next", "/account")];
    assert_eq!(app.browser().submit("/actions/register", &fields).await.location(), "/account");

    assert_eq!(browser.open("/verify-email").await.location(), "/account");
    let theme = browser.submit("/actions/theme", &[("theme", "dark"), ("back", "https://evil.example")]).await;
    assert_eq!(theme.location(), "/account");
}

#[tokio::test]
async fn pages_that_sign_in_name_the_origin_of_the_home_url() {
    let app = app_with_home(JOURNAL).await;
    app.register("ada").await;
    let (_, boss) = app.administrator("boss").await;
    let path = format!("/api/users/{}/password-reset", app.id_of("ada").await);
    let reset = app.post(&path).bearer(&boss.access).send().await.json();
    let link = reset["reset_url"].as_str().expect("a link").replace("http://localhost:3000", "");
    let mut browser = app.browser();
    for page in ["/login", "/register", link.as_str()] {
        let targets = form_targets(&mut browser, page).await;
        assert_eq!(targets, "'self' https://journal.example.com", "{page}");
    }
    for page in ["/", "/forgot-password"] {
        assert_eq!(form_targets(&mut browser, page).await, "'self'", "{page}");
    }
    // A path is on this origin.
    let app = app_with_home("/app").await;
    assert_eq!(form_targets(&mut app.browser(), "/login").await, "'self'");
}

#[tokio::test]
async fn the_sign_in_page_names_the_origin_of_a_registered_application() {
    let app = TestApp::new().await;
    app.add_application(closed_at("journal", "https://journal.example.com/")).await;
    let mut browser = app.browser();
    let register = sign_in_for(JOURNAL).replacen("/login", "/register", 1);
    for page in [sign_in_for(JOURNAL), sign_in_for("https://JOURNAL.example.com:443/x?y=z"), register] {
        let targets = form_targets(&mut browser, &page).await;
        assert_eq!(targets, "'self' https://journal.example.com", "{page}");
    }
    for page in [
        sign_in_for("https://evil.example/"),
        sign_in_for("https://journal.example.com:8443/"),
        with_parameter("/login", "next", JOURNAL),
        with_parameter("/forgot-password", "next", &with_parameter("/auth/enter", "to", JOURNAL)),
        "/login".to_owned(),
    ] {
        assert_eq!(form_targets(&mut browser, &page).await, "'self'", "{page}");
    }
}
