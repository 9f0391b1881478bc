//! The sign-in page says why a session is over, and what was typed into a form waits for its user.

use crate::support::picture::photograph;
use crate::support::*;
use vestibule::shared::next::with_parameter;

const REFRESH: &str = "vestibule_refresh";
const DRAFT: &str = "vestibule_draft";

/// Ends the other sessions of an account.
async fn end_others(app: &TestApp, username: &str) {
    let other = app.log_in(username).await;
    app.delete("/api/auth/sessions").bearer(&other.access).expect_status(204).await;
}

/// Ends the session of maren's browser in one of several ways.
async fn end(app: &TestApp, browser: &Browser<'_>, way: &str) {
    match way {
        "elsewhere" => end_others(app, "maren").await,
        "by an administrator" => {
            let (_, admin): (_, Tokens) = app.administrator("ada").await;
            let path = format!("/api/users/{}/sessions", app.id_of("maren").await);
            assert_eq!(app.delete(&path).bearer(&admin.access).send().await.status, 204);
        }
        "password" => {
            let other = app.log_in("maren").await;
            let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
            let call = app.put("/api/auth/password").bearer(&other.access).json(&body);
            assert_eq!(call.send().await.status, 204);
        }
        "disabled" => app.change("maren", "disable").await,
        "deleted" => app.change("maren", "delete").await,
        "expired" => app.wait(13 * 60 * 60),
        "used twice" => {
            let token = browser.jar[REFRESH].clone();
            let refresh = || app.post("/api/auth/refresh").bearer(&token).send();
            assert_eq!(refresh().await.status, 200);
            app.wait(11);
            assert_eq!(refresh().await.code(), "token_revoked");
        }
        // More sessions than an account may have.
        "too many" => {
            for _ in 0..100 {
                app.wait(1);
                app.log_in("maren").await;
            }
        }
        way => panic!("no such way: {way}"),
    }
}

#[tokio::test]
async fn the_sign_in_page_says_why_the_session_is_over() {
    for (way, why) in [
        ("elsewhere", "because this session was ended from another device."),
        ("by an administrator", "because an administrator ended this session."),
        ("password", "because your password was changed."),
        ("disabled", "because your account was disabled."),
        ("deleted", "because your account was deleted."),
        ("expired", "because your session expired."),
        ("used twice", "because this session was used in two places."),
        ("too many", "because you signed in on too many other devices."),
    ] {
        let app = TestApp::new().await;
        let mut browser = app.member_in_browser("maren").await;
        end(&app, &browser, way).await;
        let reply = browser.open("/account").await;
        assert_eq!(reply.location(), "/login?next=%2Faccount", "{way}");
        browser.follow(&reply).await.assert_shows(&[&format!("You were signed out {why}")]);
        browser.open("/login").await.assert_hides(&["You were signed out"]);
    }
}

#[tokio::test]
async fn a_server_function_answers_with_the_reason_if_this_server_has_signed_the_token() {
    let app = TestApp::new().await;
    let (mut browser, mut forger) = (app.member_in_browser("maren").await, app.browser());
    app.change("maren", "disable").await;
    // The same claims with a signature of nobody.
    for name in ["vestibule_access", REFRESH] {
        let (signed, _) = browser.jar[name].rsplit_once('.').expect("a token");
        forger.jar.insert(name.to_owned(), format!("{signed}.{}", "A".repeat(43)));
    }
    let reply = forger.open("/account").await;
    let page = forger.follow(&reply).await;
    page.assert_shows(&["Sign in to open that page."]);
    page.assert_hides(&["You were signed out"]);

    let reply = browser.run("/actions/sessions", &[]).await;
    reply.assert_refused(401, "token_missing");
    assert_eq!(reply.json()["detail"], "You were signed out because your account was disabled.");
}

/// A browser whose session ended before it sent a form.
async fn with_draft(app: &TestApp) -> Browser<'_> {
    let mut browser = app.member_in_browser("maren").await;
    end_others(app, "maren").await;
    let fields = [
        ("name", "Maren Winter"),
        ("username", "maren"),
        ("email", "winter@example.org"),
        ("current_password", OTHER_PASSWORD),
    ];
    let reply = browser.submit("/actions/profile", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/login?next=%2Faccount"));
    let page = browser.follow(&reply).await;
    page.assert_shows(&["ended from another device"]);
    page.assert_hides(&["Maren Winter"]);
    assert!(browser.jar.contains_key(DRAFT));
    browser
}

#[tokio::test]
async fn what_was_typed_is_back_after_signing_in_again_except_passwords() {
    let app = TestApp::new().await;
    let mut browser = with_draft(&app).await;
    let mut fields = [("login", "maren"), ("password", OTHER_PASSWORD), ("next", "/account")];
    browser.submit("/actions/login", &fields).await;
    assert!(browser.jar.contains_key(DRAFT), "a mistyped password loses nothing");
    fields[1].1 = PASSWORD;
    let page = browser.submit_and_follow("/actions/login", &fields).await;
    page.assert_shows(&["Maren Winter", "winter@example.org", "Not saved yet."]);
    // No password comes back.
    page.assert_hides(&[OTHER_PASSWORD]);
    assert!(!browser.jar.contains_key(DRAFT));
    // Nothing was saved.
    browser.open("/account").await.assert_hides(&["Maren Winter"]);
}

/// Nothing is left of the session in this browser.
#[tokio::test]
async fn what_was_typed_waits_also_after_a_sign_out_in_another_tab() {
    let app = TestApp::new().await;
    app.register("jonas").await;
    for (username, is_back) in [("maren", true), ("jonas", false)] {
        let mut browser = if is_back { app.member_in_browser("maren").await } else { app.browser_of("maren").await };
        browser.submit("/actions/logout", &[]).await;
        let fields = [("name", "Maren Winter"), ("username", "maren"), ("email", "maren@example.org")];
        let reply = browser.submit("/actions/profile", &fields).await;
        assert_eq!((reply.status, reply.location()), (303, "/login?next=%2Faccount"));
        let fields = [("login", username), ("password", PASSWORD), ("next", "/account")];
        let page = browser.submit_and_follow("/actions/login", &fields).await;
        assert_eq!(page.text().contains("Maren Winter"), is_back, "{username}");
    }
}

#[tokio::test]
async fn a_form_in_an_old_tab_is_kept_for_nobody_in_a_browser_of_several_people() {
    let app = TestApp::new().await;
    app.register("jonas").await;
    let mut browser = app.member_in_browser("maren").await;
    browser.submit("/actions/logout", &[]).await;
    browser.log_in("jonas").await;
    browser.submit("/actions/logout", &[]).await;
    // In the tab that maren has left open.
    let reply = browser.submit("/actions/profile", &[("name", "Maren Winter"), ("username", "maren")]).await;
    assert_eq!((reply.status, reply.location()), (303, "/login?next=%2Faccount"));
    assert!(!browser.jar.contains_key(DRAFT));
    browser.log_in("jonas").await;
    browser.open("/account").await.assert_hides(&["Maren Winter"]);
}

#[tokio::test]
async fn what_was_typed_is_shown_to_nobody_else_and_not_for_ever() {
    let app = TestApp::new().await;
    let mut browser = with_draft(&app).await;
    let mut later = app.browser();
    later.jar.clone_from(&browser.jar);
    app.register("jonas").await;
    browser.log_in("jonas").await;
    browser.open("/account").await.assert_hides(&["Maren Winter"]);
    app.wait(16 * 60);
    later.log_in("maren").await;
    later.open("/account").await.assert_hides(&["Maren Winter"]);
}

#[tokio::test]
async fn a_form_about_somebody_else_is_kept_as_well() {
    let app = TestApp::new().await;
    let mut browser = app.administrator_in_browser("ada").await;
    end_others(&app, "ada").await;
    let fields = [("name", "Jonas Weber"), ("username", "jonas"), ("email", "jonas@example.org"), ("role", "admin")];
    let reply = browser.submit("/actions/users/create", &fields).await;
    assert_eq!((reply.status, reply.location()), (303, "/login?next=%2Fusers%2Fnew"));
    let fields = [("login", "ada"), ("password", PASSWORD), ("next", "/users/new")];
    browser.submit_and_follow("/actions/login", &fields).await.assert_shows(&["Jonas Weber", "Not saved yet."]);
}

#[tokio::test]
async fn a_form_in_which_nothing_was_typed_leads_to_the_sign_in_page_and_back_to_its_page() {
    let app = TestApp::new().await;
    app.administrator("ada").await;
    app.register("maren").await;
    let id = app.id_of("maren").await;
    let page = format!("/users/{id}");
    let of_maren = [("id", id.as_str())];
    for (page, path, fields) in [
        ("/account/devices", "/actions/end-session", &[("session", "")][..]),
        (page.as_str(), "/actions/users/change", &[("id", id.as_str()), ("action", "disable")][..]),
        (page.as_str(), "/actions/users/purge", &of_maren[..]),
        (page.as_str(), "/actions/users/password-link", &of_maren[..]),
        (page.as_str(), "/actions/users/end-session", &of_maren[..]),
        ("/users?q=maren&page=2", "/actions/users/bulk", &[("action", "disable"), ("ids[]", id.as_str())][..]),
        ("/users", "/actions/users/undo", &[("bulk_id", "1")][..]),
    ] {
        let mut browser = app.browser_of("ada").await;
        end_others(&app, "ada").await;
        let reply = browser.submit_from(page, path, fields).await;
        let expected = (303, with_parameter("/login", "next", page));
        assert_eq!((reply.status, reply.location().to_owned()), expected, "{path}");
        browser.follow(&reply).await.assert_shows(&["ended from another device"]);
    }
    // Would fail if the account had been disabled.
    app.log_in("maren").await;
}

#[tokio::test]
async fn a_file_must_be_chosen_again() {
    let app = TestApp::new().await;
    app.administrator("ada").await;
    for (path, page) in [("/actions/picture", "/account"), ("/actions/import", "/users/import")] {
        let mut browser = app.browser_of("ada").await;
        end_others(&app, "ada").await;
        let reply = browser.submit_file(path, &photograph()).await;
        let expected = (303, with_parameter("/login", "next", page));
        assert_eq!((reply.status, reply.location().to_owned()), expected, "{path}");
        browser.follow(&reply).await.assert_shows(&["ended from another device"]);
        let fields = [("login", "ada"), ("password", PASSWORD), ("next", page)];
        let shown = browser.submit_and_follow("/actions/login", &fields).await;
        shown.assert_shows(&["Choose the file again."]);
        shown.assert_hides(&["What you typed is still here"]);
        browser.open(page).await.assert_hides(&["Choose the file again."]);
    }
}
