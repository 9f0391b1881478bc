//! Access to pages, redirects and error pages.

use crate::support::page::tags;
use crate::support::*;
use vestibule::shared::next::with_parameter;

#[tokio::test]
async fn programs_learn_name_version_and_the_address_of_the_documentation_at_the_root() {
    let app = TestApp::new().await;
    let reply = app.get("/").header("accept", "application/json").send().await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    let docs = "http://localhost:3000/docs";
    assert_eq!(reply.json(), json!({"name": "vestibule", "version": env!("CARGO_PKG_VERSION"), "docs": docs}));
    for accept in ["text/html,application/json;q=0.9", "*/*"] {
        assert!(app.get("/").header("accept", accept).send().await.header("content-type").starts_with("text/html"));
    }
}

#[tokio::test]
async fn protected_pages_redirect_to_the_login_page_and_back() {
    let app = TestApp::with_user("ada").await;
    let mut browser = app.browser();
    let redirect = browser.open("/account?tab=2&x=%26").await.expect_status(302);
    assert_eq!(redirect.location(), "/login?next=%2Faccount%3Ftab%3D2%26x%3D%2526");

    let fields = [("login", "ada"), ("password", crate::support::PASSWORD), ("next", "/account?tab=2&x=%26")];
    let signed_in = browser.submit("/actions/login", &fields).await;
    assert_eq!(signed_in.location(), "/account?tab=2&x=%26");
    assert_eq!(browser.follow(&signed_in).await.status, 200);
}

#[tokio::test]
async fn each_section_of_the_account_is_a_page_that_links_to_the_others() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    let sections = [
        ("/account", "Your account"),
        ("/account/security", "Security"),
        ("/account/devices", "Devices"),
        ("/account/activity", "Your activity"),
        ("/account/applications", "Your applications"),
        ("/account/tokens", "Programs"),
        ("/account/your-data", "Your data"),
    ];
    for (path, heading) in sections {
        let page = ada.open(path).await.expect_status(200);
        assert!(page.has_text(heading), "{path}: {}", page.text());
        page.assert_shows(&[&format!("<title>{heading} · Vestibule</title>")]);
        page.assert_shows(&[&format!("<li><a href=\"{path}\" aria-current=\"page\">")]);
        assert!(sections.iter().all(|(other, _)| page.links_to(other)), "{path}: {}", page.text());
        // No token is in it, and nothing like a JWT.
        let tokens: Vec<_> = ada.jar.values().map(String::as_str).chain(["eyJ"]).collect();
        page.assert_hides(&tokens);
        let stranger = app.get(path).html().send().await;
        assert_eq!(stranger.location(), with_parameter("/login", "next", path), "{path}");
    }
}

#[tokio::test]
async fn a_page_preloads_its_program_only_if_it_shows_what_passes_or_goes_on() {
    const INVITING: &str = "/users/awaiting-password";
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    let is_preloaded = |page: &Reply| tags(&page.text()).any(|tag| tag.has("rel", "modulepreload"));
    for path in ["/first-steps", "/account", "/users", INVITING] {
        let page = boss.open(path).await.expect_status(200);
        page.assert_shows(&["/vestibule.wasm\""]);
        assert!(!is_preloaded(&page), "{path}: {}", page.text());
    }
    let refused = boss.submit_and_follow("/actions/delete-account", &[("password", "wrong")]).await;
    assert!(is_preloaded(&refused), "{}", refused.text());
    boss.submit_import("email\nines@example.org\n").await;
    boss.submit_and_follow("/actions/users/invite-all", &[]).await;
    let inviting = boss.open(INVITING).await;
    assert!(is_preloaded(&inviting), "{}", inviting.text());
}

#[tokio::test]
async fn pages_that_use_passkeys_load_the_script_for_that_at_once() {
    let app = TestApp::new().await;
    let loads = |page: &Reply| {
        tags(&page.text()).any(|tag| {
            tag.has("type", "module") && tag.attribute("src").is_some_and(|src| src.ends_with("/passkey.js"))
        })
    };
    assert!(loads(&app.get("/login").html().send().await));
    let mut ada = app.member_in_browser("ada").await;
    for (path, is_loaded) in [
        ("/account/security", true),
        ("/account/second-factor", true),
        ("/confirm?next=/account/devices", true),
        ("/account", false),
    ] {
        let page = ada.open(path).await.expect_status(200);
        assert_eq!(loads(&page), is_loaded, "{path}: {}", page.text());
    }
}

#[tokio::test]
async fn the_login_page_redirects_signed_in_users() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;
    for (path, to) in [
        ("/login", "/account"),
        ("/register", "/account"),
        ("/login?next=%2F", "/"),
        ("/login?next=%2Fgr%C3%B6%C3%9Fe", "/gr%C3%B6%C3%9Fe"),
        ("/login?next=https%3A%2F%2Fevil.example", "/account"),
        ("/login?next=//evil.example", "/account"),
    ] {
        let reply = browser.open(path).await;
        assert_eq!((reply.status, reply.location()), (302, to), "{path}");
    }
}

#[tokio::test]
async fn no_redirect_leaves_the_origin() {
    let app = TestApp::with_user("ada").await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "/x\r\nset-cookie: a=b"] {
        let mut browser = app.browser();
        let fields = [("login", "ada"), ("password", crate::support::PASSWORD), ("next", next)];
        assert_eq!(browser.submit("/actions/login", &fields).await.location(), "/account", "{next:?}");
        let theme = browser.submit("/actions/theme", &[("theme", "dark"), ("back", next)]).await;
        assert_eq!(theme.location(), "/account", "{next:?}");
    }
    let elsewhere =
        app.post("/actions/logout").html().header("referer", "https://evil.example/x").form(&[]).send().await;
    assert_eq!(elsewhere.location(), "/login");
    let refused =
        app.post("/actions/refresh").html().header("referer", "https://evil.example/x").form(&[]).send().await;
    assert_eq!(refused.location(), "/login?next=%2Faccount");
}

#[tokio::test]
async fn unusual_paths_do_not_bypass_authentication() {
    let app = TestApp::new().await;
    for path in ["/account/", "/account//", "/x/../account", "/./account", "/account/?a=b"] {
        let reply = app.get(path).html().send().await;
        assert_eq!(reply.status, 302, "{path}");
        assert!(reply.location().starts_with("/account"), "{path}: {}", reply.location());
    }
    for path in [
        "//account",
        "/Account",
        "/%61ccount",
        "/account;x",
        "/account%2F",
        "//evil.example/",
        "/..//evil.example/account",
        "//evil.example/..",
        "/%00",
        "/%FF%FE",
        "/..%2f..%2fetc/passwd",
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        &format!("/{}", "a".repeat(6_000)),
    ] {
        let reply = app.get(path).html().send().await;
        assert!(matches!(reply.status, 302 | 400 | 404), "{path}: {}", reply.status);
        reply.assert_hides(&["<script>alert(1)"]);
        if reply.status == 302 {
            assert!(
                reply.location().starts_with('/') && !reply.location().starts_with("//"),
                "{path}: {}",
                reply.location()
            );
        }
    }
    for path in ["/api/auth/me/", "/api//auth/me", "/api/auth/../auth/me", "/api/%61uth/me", "/api/"] {
        let reply = app.get(path).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{path}");
    }
}

#[tokio::test]
async fn errors_are_html_for_browsers_and_json_for_clients() {
    let app = TestApp::new().await;
    for (method, path, status, code) in [
        (Method::POST, "/nowhere", 404, "not_found"),
        (Method::PUT, "/login", 405, "method_not_allowed"),
        (Method::GET, "/actions/login", 405, "method_not_allowed"),
        (Method::GET, "/pkg/nowhere", 404, "not_found"),
        (Method::GET, "/setup", 404, "not_found"),
        (Method::GET, "/setup?token=wrong", 404, "not_found"),
    ] {
        let page = app.call(method.clone(), path).html().send().await;
        assert_eq!(page.status, status, "{method} {path}");
        assert!(page.header("content-type").starts_with("text/html"), "{method} {path}");
        assert!(!page.text().contains(".wasm"), "an error page is hydrated: {method} {path}");
        let problem = app.call(method.clone(), path).header("accept", "application/json").send().await;
        assert_eq!((problem.status, problem.code().as_str()), (status, code), "{method} {path}");
    }
}

#[tokio::test]
async fn an_error_page_shows_whether_the_user_is_signed_in() {
    let app = TestApp::with_user("ada").await;
    let mut browser = app.browser();
    let page = browser.open("/actions/login").await;
    assert!(page.status == 405 && page.links_to("/login"));
    browser.log_in("ada").await;
    let page = browser.open("/actions/login").await;
    assert!(page.status == 405 && page.links_to("/account"));
    assert!(!page.links_to("/login"));
}

#[tokio::test]
async fn pages_are_503_while_the_database_is_unavailable() {
    let app = TestApp::new().await;
    let mut browser = app.member_in_browser("ada").await;
    app.db.close().await;
    app.wait(15 * 60);
    let reply = browser.open("/account").await.expect_status(503);
    assert!(!reply.header("retry-after").is_empty());
    assert!(reply.header("content-type").starts_with("text/html"));
    assert!(reply.cookies().is_empty(), "an outage does not sign out");
}
