//! `VESTIBULE_HOME_URL`: where a sign-in leads that no page has requested.

use crate::support::*;

const JOURNAL: &str = "https://journal.example.com/posts";

async fn app_with_home(home: &str) -> TestApp {
    TestApp::with(|config| config.home_url = Some(home.to_owned())).await
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
