//! Well-known addresses for browsers and password managers.

use crate::support::*;

const CHANGE_PASSWORD: &str = "/.well-known/change-password";
const PASSKEYS: &str = "/.well-known/passkey-endpoints";

#[tokio::test]
async fn a_password_manager_finds_the_form_for_the_password_also_through_the_sign_in() {
    let app = TestApp::with_user("ada").await;
    let mut browser = app.browser();
    let reply = browser.open(CHANGE_PASSWORD).await.expect_status(302);
    let (page, section) = reply.location().split_once('#').expect("a section of a page");
    assert_eq!(browser.open(page).await.location(), "/login?next=%2Faccount%2Fsecurity");
    let fields = [("login", "ada"), ("password", PASSWORD), ("next", page)];
    assert_eq!(browser.submit("/actions/login", &fields).await.location(), page);
    let shown = browser.open(page).await.expect_status(200).text();
    assert!(shown.contains(&format!("id=\"{section}\"")) && shown.contains("name=\"new_password\""), "{shown}");
    assert_eq!(browser.open(CHANGE_PASSWORD).await.location(), reply.location());

    // By this address they see whether a status means anything here.
    let nothing = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
    assert_eq!(app.get(nothing).send().await.status, 404);
}

#[tokio::test]
async fn a_password_manager_finds_the_section_for_passkeys_where_there_can_be_some() {
    let app = TestApp::with(|config| {
        config.base_url = "https://accounts.example.org".to_owned();
        config.passkey_domain = Some("example.org".to_owned());
    })
    .await;
    let reply = app.get(PASSKEYS).expect_status(200).await;
    assert_eq!(reply.header("content-type"), "application/json");
    let page = "https://accounts.example.org/account/security#passkeys";
    assert_eq!(reply.json(), json!({"enroll": page, "manage": page}));

    for base_url in ["https://192.0.2.1", "http://accounts.example.org"] {
        let app = TestApp::with(|config| config.base_url = base_url.to_owned()).await;
        app.get(PASSKEYS).send().await.assert_refused(404, "not_found");
    }

    let app = TestApp::new().await;
    let page = app.get(PASSKEYS).expect_status(200).await.json()["manage"].as_str().expect("a page").to_owned();
    let (_, section) = page.split_once('#').expect("a section of a page");
    let mut browser = app.member_in_browser("ada").await;
    let shown = browser.open("/account/security").await.text();
    assert!(shown.contains(&format!("id=\"{section}\"")), "{shown}");
}
