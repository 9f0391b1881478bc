//! Two administrators change the same account, or a user changes it in two tabs: the second one sees both versions.

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
    let version = page.hidden("version");
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

/// The profile of `maren`, from a page that shows `before`.
fn profile<'a>(before: &'a str, name: &'a str) -> [(&'a str, &'a str); 4] {
    [("before", before), ("name", name), ("username", "maren"), ("email", "maren@example.org")]
}

#[tokio::test]
async fn a_profile_that_was_saved_in_another_tab_is_shown_in_both_versions() {
    const SAVE: &str = "/actions/profile";
    let app = TestApp::new().await;
    let mut maren = app.member_in_browser("maren").await;
    let before = maren.open("/account").await.hidden("before");
    maren.submit_and_follow(SAVE, &profile(&before, "Maren Winter")).await.assert_shows(&["Changes saved."]);
    let page = maren.submit_and_follow(SAVE, &profile(&before, "Maren <Holt>")).await;
    page.assert_shows(&["Your account has changed meanwhile", "Use mine", "Use theirs"]);
    page.assert_shows(&["<td>Maren &lt;Holt&gt;</td><td>Maren Winter</td>"]);
    page.assert_hides(&["<td>maren</td>"]);
    assert!(page.has("value", "Maren <Holt>"), "what was typed is still there");
    maren.run(SAVE, &profile(&before, "Maren <Holt>")).await.assert_refused(412, "precondition_failed");

    let theirs = maren.open("/account").await;
    theirs.assert_hides(&["Use mine", "Maren &lt;Holt&gt;"]);
    let mine = maren.submit_and_follow(SAVE, &profile(&page.hidden("before"), "Maren <Holt>")).await;
    mine.assert_shows(&["Changes saved.", "Maren &lt;Holt&gt;"]);
    // A page of the previous version does not say what it has shown.
    maren.submit_and_follow(SAVE, &profile("", "Maren Summer")).await.assert_shows(&["Changes saved.", "Maren Summer"]);
}

#[tokio::test]
async fn what_the_form_does_not_have_may_change_meanwhile() {
    let app = TestApp::new().await;
    let mut maren = app.member_in_browser("maren").await;
    let before = maren.open("/account").await.hidden("before");
    let fields = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD)];
    maren.submit_and_follow("/actions/password", &fields).await.assert_shows(&["Password changed."]);
    let page = maren.submit_and_follow("/actions/profile", &profile(&before, "Maren Holt")).await;
    page.assert_shows(&["Changes saved."]);
}
