//! Every form works without JavaScript, and its server function returns the result to the script.

use crate::support::*;
use vestibule::shared::next::with_parameter;

#[tokio::test]
async fn registration_signs_in_and_shows_its_message_once() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let fields = |username: &'static str, email: &'static str, next: &'static str| {
        [("username", username), ("email", email), ("name", ""), ("password", PASSWORD), ("next", next)]
    };
    let reply = browser.submit("/actions/register", &fields("ada", "ada@example.org", "")).await;
    assert_eq!((reply.status, reply.location()), (303, "/account"));
    let page = browser.follow(&reply).await.expect_status(200);
    assert!(page.text().contains("Account created. You are signed in."), "{}", page.text());
    browser.open("/account").await.assert_hides(&["Account created. You are signed in."]);

    // The script gets the account and the next page.
    let mut browser = app.browser();
    let reply = browser.run("/actions/register", &fields("bea", "bea@example.org", "/account?a=1")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert!(reply.headers.get("location").is_none() && reply.headers.get("serverfnredirect").is_none());
    let signed_in = &reply.json()["Accepted"];
    assert_eq!((&signed_in["user"]["username"], &signed_in["next"]), (&json!("bea"), &json!("/account?a=1")));
    assert!(!reply.text().contains("eyJ"), "a token in the answer");
    let mut names: Vec<_> = browser.jar.keys().collect();
    names.sort_unstable();
    assert_eq!(names, ["vestibule_access", "vestibule_browser", "vestibule_refresh"]);
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

    let page = browser.follow(&reply).await.expect_status(200);
    for kept in ["ada-at-home", "Ada L."] {
        assert!(page.text().contains(kept), "{kept}");
    }
    assert!(!page.text().contains("too-weak"), "a password came back");
    assert!(browser.jar.is_empty(), "the message was not taken away");
    browser.open("/register").await.assert_hides(&["ada-at-home"]);
}

#[tokio::test]
async fn a_wrong_password_redirects_to_the_login_page() {
    let app = TestApp::with_user("ada").await;
    let mut browser = app.browser();
    let reply = browser.submit("/actions/login", &[("login", "ada"), ("password", OTHER_PASSWORD)]).await;
    assert_eq!(reply.location(), "/login");
    let page = browser.follow(&reply).await;
    page.assert_shows(&["do not match", "ada"]);
    page.assert_hides(&[OTHER_PASSWORD]);
}

#[tokio::test]
async fn changes_of_the_account_show_a_message_and_deleting_it_signs_out() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;

    let profile = [("name", "Ada L."), ("username", "ada"), ("email", "ada@example.org")];
    let saved = browser.submit("/actions/profile", &profile).await;
    assert_eq!(saved.location(), "/account");
    browser.follow(&saved).await.assert_shows(&["Ada L.", "Changes saved"]);
    let email = [profile[0], profile[1], ("email", "new@example.org"), ("current_password", OTHER_PASSWORD)];
    let refused = browser.submit("/actions/profile", &email).await;
    assert_eq!(refused.location(), "/account");
    browser.follow(&refused).await.assert_shows(&["new@example.org"]);
    let password = [("current_password", PASSWORD), ("new_password", OTHER_PASSWORD)];
    let changed = browser.submit("/actions/password", &password).await;
    assert_eq!(changed.location(), "/account/security");
    browser.follow(&changed).await.assert_shows(&["Password changed"]);

    let refused = browser.submit("/actions/delete-account", &[("password", PASSWORD)]).await;
    assert_eq!(refused.location(), "/account/your-data");
    browser.follow(&refused).await.assert_shows(&["Delete account", "That is not your current password."]);
    let deleted = browser.submit("/actions/delete-account", &[("password", OTHER_PASSWORD)]).await;
    assert_eq!(deleted.location(), "/login");
    browser.follow(&deleted).await.assert_shows(&["Your account is deleted"]);
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), ["vestibule_browser"]);

    // The script gets the results.
    let mut browser = app.member_in_browser("bea").await;
    let profile = [("name", "Bea S."), ("username", "bea"), ("email", "bea@example.org")];
    assert_eq!(browser.run("/actions/profile", &profile).await.json()["Accepted"]["name"], "Bea S.");
    let changed = browser.run("/actions/password", &password).await;
    assert_eq!((changed.status, changed.json()), (200, json!({"Accepted": null})));
    assert_eq!(browser.open("/account").await.status, 200);
    assert_eq!(browser.run("/actions/delete-account", &[("password", OTHER_PASSWORD)]).await.status, 200);
    assert_eq!(browser.jar.keys().collect::<Vec<_>>(), ["vestibule_browser"]);
}

#[tokio::test]
async fn forms_of_a_visitor_who_is_signed_out_lead_to_the_sign_in_page_and_back() {
    let app = TestApp::new().await;
    for (page, forms) in [
        ("/account", &["profile"][..]),
        ("/account/security", &["password"]),
        ("/account/your-data", &["delete-account"]),
        ("/account/tokens", &["tokens/create", "tokens/revoke"]),
        ("/users/service-accounts", &["service-accounts/create"]),
        ("/users/fields", &["fields/create"]),
        ("/users/groups", &["groups/create"]),
        ("/users/groups/x", &["groups/update", "groups/delete"]),
    ] {
        for form in forms {
            let fields = [("name", "x"), ("description", "y")];
            let reply = app.browser().submit_from(page, &format!("/actions/{form}"), &fields).await;
            assert_eq!((reply.status, reply.location()), (303, &*with_parameter("/login", "next", page)), "{form}");
        }
    }
}

#[tokio::test]
async fn the_theme_is_stored_in_a_cookie() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let reply = browser.submit("/actions/theme", &[("theme", "dark"), ("back", "/login?next=%2Faccount")]).await;
    assert_eq!(reply.location(), "/login?next=%2Faccount");
    assert_eq!(browser.jar["vestibule_theme"], "dark");
    browser.open("/login").await.assert_shows(&["data-theme=\"dark\""]);
}

#[tokio::test]
async fn the_setup_link_creates_the_first_administrator_once() {
    let app = TestApp::new().await;
    let token = app.accounts.users().issue_setup_token().await.expect("a database").expect("no administrator yet").0;
    let mut browser = app.browser();
    let page = format!("/setup?token={token}");
    assert_eq!(browser.open(&page).await.status, 200);

    let mut fields =
        vec![("token", token.as_str()), ("username", "root"), ("email", "root@example.org"), ("password", "weak")];
    let refused = browser.submit("/actions/setup", &fields).await;
    assert!(refused.location().starts_with("/setup?token="), "{}", refused.location());
    browser.follow(&refused).await.assert_shows(&["root@example.org"]);

    fields[3].1 = PASSWORD;
    let made = browser.submit("/actions/setup", &fields).await;
    assert_eq!(made.location(), "/first-steps");
    assert_eq!(browser.follow(&made).await.status, 200);
    assert_eq!(app.me(&browser.jar["vestibule_access"]).send().await.json()["role"], "admin");
    assert_eq!(app.browser().open(&page).await.status, 404);
}
