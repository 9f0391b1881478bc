//! Every form works without JavaScript.

use crate::support::{OTHER_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn registration_signs_in_and_shows_its_message_once() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let fields =
        [("username", "ada"), ("email", "ada@example.org"), ("name", ""), ("password", PASSWORD), ("next", "")];
    let reply = browser.submit("/actions/register", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/account"));

    let page = browser.follow(&reply).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Account created. You are signed in."), "{}", page.text());
    assert!(!browser.open("/account").await.text().contains("Account created. You are signed in."));
}

#[tokio::test]
async fn a_rejected_form_shows_errors_and_keeps_its_values() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let fields = [
        ("username", "x"),
        ("email", "ada-at-home"),
        ("name", "Ada L."),
        ("password", "too-weak"),
        ("next", "/account?a=1"),
    ];
    let reply = browser.submit("/actions/register", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/register?next=%2Faccount%3Fa%3D1"));
    assert!(browser.jar.keys().eq(["vestibule_flash"]), "{:?}", browser.jar);
    assert!(!browser.jar["vestibule_flash"].contains("ada-at-home"));

    let page = browser.follow(&reply).await;
    assert_eq!(page.status, 200);
    for kept in ["ada-at-home", "Ada L."] {
        assert!(page.text().contains(kept), "{kept}");
    }
    assert!(!page.text().contains("too-weak"), "a password came back");
    assert!(browser.jar.is_empty(), "the message was not taken away");
    assert!(!browser.open("/register").await.text().contains("ada-at-home"));
}

#[tokio::test]
async fn a_message_expires_after_a_minute() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.submit("/actions/login", &[("login", "ada-typed"), ("password", "x")]).await;
    app.wait(61);
    assert!(!browser.open("/login").await.text().contains("ada-typed"));
}

#[tokio::test]
async fn a_wrong_password_redirects_to_the_login_page() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut browser = app.browser();
    let reply = browser.submit("/actions/login", &[("login", "ada"), ("password", OTHER_PASSWORD)]).await;
    assert_eq!(reply.location(), "/login");
    let page = browser.follow(&reply).await.text();
    assert!(page.contains("do not match"), "{page}");
    assert!(page.contains("ada") && !page.contains(OTHER_PASSWORD));
}

#[tokio::test]
async fn signing_in_redirects_to_the_page_of_another_application() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let fields = [("login", "ada"), ("password", PASSWORD), ("next", "/app/dashboard?tab=2")];
    let reply = app.browser().submit("/actions/login", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/app/dashboard?tab=2"));
}

#[tokio::test]
async fn changes_of_the_account_show_a_message() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;

    let fields = [("name", "Ada L."), ("username", "ada"), ("email", "ada@example.org")];
    let saved = browser.submit("/actions/profile", &fields).await;
    assert_eq!(saved.location(), "/account");
    let page = browser.follow(&saved).await.text();
    assert!(page.contains("Ada L.") && page.contains("Changes saved"), "{page}");

    let fields =
        [("name", "Ada L."), ("username", "ada"), ("email", "new@example.org"), ("current_password", OTHER_PASSWORD)];
    let refused = browser.submit("/actions/profile", &fields).await;
    assert_eq!(refused.location(), "/account");
    assert!(browser.follow(&refused).await.text().contains("new@example.org"));

    let fields = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD)];
    let changed = browser.submit("/actions/password", &fields).await;
    assert!(browser.follow(&changed).await.text().contains("Password changed"));
}

#[tokio::test]
async fn deleting_the_account_signs_out() {
    let app = TestApp::new().await;
    app.register("ada").await;
    let mut browser = app.browser();
    browser.log_in("ada").await;

    let refused = browser.submit("/actions/delete-account", &[("password", OTHER_PASSWORD)]).await;
    assert_eq!(refused.location(), "/account");
    let deleted = browser.submit("/actions/delete-account", &[("password", PASSWORD)]).await;
    assert_eq!(deleted.location(), "/login");
    assert!(browser.follow(&deleted).await.text().contains("Your account is deleted"));
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), ["vestibule_browser"]);
}

#[tokio::test]
async fn forms_redirect_to_the_login_page_after_the_session_has_ended() {
    let app = TestApp::new().await;
    for (path, fields) in [
        ("/actions/profile", vec![("name", "x")]),
        ("/actions/password", vec![("new_password", OTHER_PASSWORD)]),
        ("/actions/delete-account", vec![("password", PASSWORD)]),
    ] {
        let reply = app.browser().submit(path, &fields).await;
        assert_eq!((reply.status, reply.location()), (303, "/login?next=%2Faccount"), "{path}");
    }
}

#[tokio::test]
async fn the_theme_is_stored_in_a_cookie() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let reply = browser.submit("/actions/theme", &[("theme", "dark"), ("back", "/login?next=%2Faccount")]).await;
    assert_eq!(reply.location(), "/login?next=%2Faccount");
    assert_eq!(browser.jar["vestibule_theme"], "dark");
    assert!(browser.open("/login").await.text().contains("data-theme=\"dark\""));
}

#[tokio::test]
async fn the_setup_link_creates_the_first_administrator_once() {
    let app = TestApp::new().await;
    let token = app.accounts.issue_setup_token().await.expect("a database").expect("no administrator yet").0;
    let mut browser = app.browser();
    let page = format!("/setup?token={token}");
    assert_eq!(browser.open(&page).await.status, 200);

    let mut fields =
        vec![("token", token.as_str()), ("username", "root"), ("email", "root@example.org"), ("password", "weak")];
    let refused = browser.submit("/actions/setup", &fields).await;
    assert!(refused.location().starts_with("/setup?token="), "{}", refused.location());
    assert!(browser.follow(&refused).await.text().contains("root@example.org"));

    fields[3].1 = PASSWORD;
    let made = browser.submit("/actions/setup", &fields).await;
    assert_eq!(made.location(), "/account");
    assert_eq!(browser.follow(&made).await.status, 200);
    let me = app.get("/api/auth/me").bearer(&browser.jar["vestibule_access"]).send().await;
    assert_eq!(me.json()["role"], "admin");
    assert_eq!(app.browser().open(&page).await.status, 404);
}
