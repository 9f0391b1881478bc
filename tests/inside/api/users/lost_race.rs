//! Two administrators change the same account: the second one sees both versions.

use crate::support::page::tags;
use crate::support::*;

/// `ada` has the page of `maren` open, whose name and address change meanwhile. Sends her form.
async fn lost(app: &TestApp) -> (Browser<'_>, String, Reply) {
    let mut browser = app.administrator_in_browser("ada").await;
    let id = app.add("maren", "Maren Holt").await.id.to_string();
    let (_, other) = app.administrator("boss").await;
    let body = json!({"name": "Maren Winter", "email": "winter@example.org"});
    app.send(&other, Method::PATCH, &format!("/api/users/{id}"), &body).await.expect_status(200);
    let page = send(&mut browser, &id, "0").await;
    (browser, id, page)
}

async fn send(browser: &mut Browser<'_>, id: &str, version: &str) -> Reply {
    let fields = [
        ("id", id),
        ("version", version),
        ("name", "Maren <Holt>"),
        ("username", "maren"),
        ("email", "maren@example.org"),
        ("role", "user"),
    ];
    browser.submit_and_follow("/actions/users/update", &fields).await
}

#[tokio::test]
async fn both_versions_are_shown_and_mine_can_be_sent_again() {
    let app = TestApp::new().await;
    let (mut browser, id, page) = lost(&app).await;
    page.assert_shows(&["Somebody else has changed this account meanwhile.", "Use mine", "Use theirs"]);
    page.assert_shows(&["<td>Maren &lt;Holt&gt;</td><td>Maren Winter</td>"]);
    page.assert_shows(&["<td>maren@example.org</td><td>winter@example.org</td>"]);
    page.assert_hides(&["<td>maren</td>"]);
    let text = page.text();
    let version = tags(&text).find(|tag| tag.has("name", "version")).and_then(|tag| tag.attribute("value"));
    let version = version.expect("the version of the page");
    assert_ne!(version, "0");
    send(&mut browser, &id, &version).await.assert_shows(&["Changes saved.", "Maren &lt;Holt&gt;"]);
}

#[tokio::test]
async fn theirs_is_the_page_as_it_is_now() {
    let app = TestApp::new().await;
    let (mut browser, id, page) = lost(&app).await;
    let theirs = format!("/users/{id}");
    assert!(page.has("href", &theirs));
    let page = browser.open(&theirs).await;
    page.assert_shows(&["Maren Winter", "winter@example.org"]);
    page.assert_hides(&["Use mine", "Maren &lt;Holt&gt;"]);
}
