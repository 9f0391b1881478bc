//! What pages call the installation (`VESTIBULE_NAME`), and what they say to administrators of one without a mail server.
//! `src/mail/messages/tests.rs` tests the messages.

use crate::support::*;
use vestibule::config::{Environment, SmtpUrl};
use vestibule::shared::fields::names::InstallationName;

const NAME: &str = "Söhne & <b>Co";
const ESCAPED: &str = "Söhne &amp; &lt;b&gt;Co";

async fn named() -> TestApp {
    let name = InstallationName::parse(NAME).expect("a name");
    TestApp::with(|config| config.name = name).await
}

#[tokio::test]
async fn pages_have_the_name_in_their_title_and_in_their_header() {
    let app = named().await;
    let mut ada = app.member_in_browser("ada").await;
    for (path, title) in [
        ("/", String::new()),
        ("/account", "Your account · ".to_owned()),
        ("/docs", "API · ".to_owned()),
        ("/nowhere", "Page not found · ".to_owned()),
        // An error page.
        ("/users", "You don&#39;t have access to this page · ".to_owned()),
    ] {
        let page = ada.open(path).await;
        page.assert_shows(&[&format!("<title>{title}{ESCAPED}</title>"), &format!("</svg><span>{ESCAPED}</span></a>")]);
        page.assert_hides(&["<b>Co", "· Vestibule"]);
    }
    app.get("/").html().send().await.assert_shows(&[&format!("{ESCAPED} lets you sign in to this site")]);
}

#[tokio::test]
async fn without_a_name_pages_have_that_of_the_product() {
    let app = TestApp::new().await;
    let page = app.get("/login").html().send().await;
    page.assert_shows(&["<title>Sign in · Vestibule</title>", "<span>Vestibule</span></a>"]);
}

#[tokio::test]
async fn administrators_see_that_messages_are_not_sent() {
    let smtp = || Some(SmtpUrl::parse("smtp://localhost").expect("a URL"));
    let without = TestApp::new().await;
    let with = TestApp::with(|config| config.smtp = smtp()).await;
    let in_development = TestApp::with(|config| config.environment = Environment::Development).await;
    for (app, is_shown) in [(&without, true), (&with, false), (&in_development, false)] {
        app.administrator("boss").await;
        app.register("ada").await;
        let (mut boss, mut ada) = (app.browser(), app.browser());
        boss.log_in("boss").await;
        ada.log_in("ada").await;
        let page = boss.open("/users").await.text();
        assert_eq!(page.contains("This server sends no mail"), is_shown, "{page}");
        // Only the operator knows where the data directory is.
        assert!(!page.contains(&app.database.folder().display().to_string()), "{page}");
        let delivery = if is_shown { "value=\"link\" checked" } else { "value=\"mail\" checked" };
        boss.open("/users/new").await.assert_shows(&[delivery]);
        ada.open("/account").await.assert_hides(&["sends no mail"]);
    }
}
