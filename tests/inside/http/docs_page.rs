//! `/docs`, the pages to read and try the API. `end2end/tests/docs.spec.ts` tests what their script does.

use crate::support::*;

/// Pages of each kind: with parameters, with a body, with a file, without authentication, and not for API tokens.
const PAGES: [&str; 6] =
    ["/docs", "/docs/listUsers", "/docs/changeUser", "/docs/importUsers", "/docs/getHealth", "/docs/changePassword"];

async fn page(app: &TestApp, path: &str) -> Reply {
    let reply = app.get(path).html().send().await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/html; charset=utf-8"));
    reply
}

/// The tags of the HTML with their attributes, without closing tags.
fn tags(html: &str) -> Vec<&str> {
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter(|tag| !tag.starts_with('/')).collect()
}

#[tokio::test]
async fn they_load_only_files_of_this_origin_and_have_no_inline_code() {
    let app = TestApp::new().await;
    for path in PAGES {
        let reply = page(&app, path).await;
        let policy = reply.header("content-security-policy");
        for directive in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"] {
            assert!(policy.split("; ").any(|part| part == directive), "{directive}: {policy}");
        }
        for part in ["unsafe", "nonce", "http", "data:"] {
            assert!(!policy.contains(part), "{policy}");
        }
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(reply.cookies().is_empty());
        let head = app.call(Method::HEAD, path).html().send().await;
        assert_eq!((head.status, head.body.len()), (200, 0));

        let html = reply.text();
        let tags = tags(&html);
        assert_eq!(tags.iter().filter(|tag| tag.starts_with("script ")).count(), 1, "{html}");
        for tag in &tags {
            assert!(!tag.starts_with("style") && !tag.contains(" style=") && !tag.contains(" on"), "{tag}");
            assert!(!tag.starts_with("script") || tag.contains(" src=\"/pkg/"), "{tag}");
            for name in ["href=\"", "src=\""] {
                let Some((_, address)) = tag.split_once(name) else { continue };
                let is_local = address.starts_with('#') || address.starts_with('/') && !address.starts_with("//");
                assert!(is_local, "{tag}");
            }
        }
        for tag in html.split("<script").skip(1) {
            assert!(tag.split_once('>').is_some_and(|(_, rest)| rest.starts_with("</script>")), "{tag}");
        }
    }
    for path in ["/", "/login", "/register", "/nowhere"] {
        // No other page loads their files.
        app.get(path).html().send().await.assert_hides(&["docs.css", "docs.js"]);
    }
}

#[tokio::test]
async fn every_operation_is_listed_and_has_a_page() {
    let app = TestApp::new().await;
    let list = page(&app, "/docs").await.text();
    let document = app.get("/api/openapi.json").send().await.json();
    let mut known = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let (id, method) = (operation["operationId"].as_str().expect("an id"), method.to_uppercase());
            assert!(list.contains(&format!("<a href=\"/docs/{id}\">")), "{id} is not in {list}");
            assert!(list.contains(&format!("<code>{method} {path}</code>")), "{method} {path} is not in {list}");
            let own = page(&app, &format!("/docs/{id}")).await.text();
            assert!(own.contains(&format!("<code><b>{method}</b> {path}</code>")), "{own}");
            assert!(own.contains(&format!("<a href=\"/docs/{id}\" aria-current=\"page\">")), "{own}");
            known += 1;
            // Not faster than the rate limit allows.
            app.wait(1);
        }
    }
    assert!(known > 30, "{document}");
    assert_eq!(list.matches("<li><a href=\"/docs/").count(), known, "{list}");
    for path in ["/docs/nothing", "/docs/getme", "/docs/%FF"] {
        assert!([400, 404].contains(&app.get(path).html().send().await.status), "{path}");
    }
}

#[tokio::test]
async fn fields_have_labels_and_descriptions() {
    let app = TestApp::with_user("ada").await;
    let mut browser = app.browser_of("ada").await;
    for path in PAGES {
        let html = browser.open(path).await.text();
        let ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for tag in tags(&html) {
            let value = |name: &str| tag.split_once(name).and_then(|(_, rest)| rest.split('"').next());
            let is_field = ["input ", "select ", "textarea "].iter().any(|name| tag.starts_with(name));
            if is_field && !tag.contains("checkbox") {
                let id = value(" id=\"").unwrap_or_else(|| panic!("{path}: {tag}"));
                assert_eq!(html.matches(&format!("<label class=\"label\" for=\"{id}\">")).count(), 1, "{path}: {tag}");
            }
            if let Some(about) = value(" aria-describedby=\"") {
                assert_eq!(ids.iter().filter(|id| **id == about).count(), 1, "{path}: {tag}");
            }
        }
    }
}

#[tokio::test]
async fn they_offer_the_scopes_that_the_account_can_have() {
    let app = TestApp::with_user("ada").await;
    let mut ada = app.browser_of("ada").await;
    let mut boss = app.administrator_in_browser("boss").await;
    let scope = |name: &str, is_chosen: bool| {
        format!("name=\"scopes[]\" value=\"{name}\"{}>", if is_chosen { " checked" } else { "" })
    };
    let own = ada.open("/docs/getMe").await;
    own.assert_shows(&[&scope("self", true)]);
    own.assert_hides(&["value=\"users:read\""]);
    let other = ada.open("/docs/listUsers").await;
    other.assert_shows(&[&scope("self", false)]);
    let others = boss.open("/docs/listUsers").await;
    others.assert_shows(&[&scope("self", false), &scope("users:read", true), &scope("audit:read", false)]);
    for browser in [&mut ada, &mut boss] {
        let session_only = browser.open("/docs/changePassword").await;
        session_only.assert_shows(&["No scope of an API token allows this."]);
        session_only.assert_hides(&["scopes[]"]);
        browser.open("/docs/getHealth").await.assert_hides(&["scopes[]", "docs-token"]);
    }
    let signed_out = page(&app, "/docs/getMe").await;
    signed_out.assert_shows(&["<a href=\"/login?next=%2Fdocs%2FgetMe\">"]);
    signed_out.assert_hides(&["scopes[]"]);
}

#[tokio::test]
async fn they_have_the_theme_of_the_visitor_and_a_link_to_sign_in_or_to_the_account() {
    let app = TestApp::with_user("ada").await;
    let mut browser = app.browser();
    browser.open("/docs").await.assert_shows(&["<html lang=\"en\">", "<a href=\"/login\">"]);

    browser.log_in("ada").await;
    browser.submit("/actions/theme", &[("theme", "dark"), ("back", "/docs")]).await;
    let html = browser.open("/docs").await;
    html.assert_shows(&["<html lang=\"en\" data-theme=\"dark\">", "<a href=\"/account\">"]);
    html.assert_hides(&["<a href=\"/login\">"]);
}

#[tokio::test]
async fn they_are_in_the_language_of_the_visitor_and_mark_what_the_document_says_as_english() {
    let app = TestApp::with_user("ada").await;
    let mut ada = app.browser_of("ada").await;
    ada.jar.insert("vestibule_language".to_owned(), "de".to_owned());
    let list = ada.open("/docs").await;
    list.assert_shows(&["<html lang=\"de\">", "Operationen suchen", "<h2>Über diese API</h2><p lang=\"en\">"]);
    list.assert_shows(&["<section lang=\"en\"><h2>Users</h2>"]);
    let one = ada.open("/docs/changeUser").await;
    one.assert_shows(&[
        "<h1 tabindex=\"-1\" lang=\"en\">Change an account</h1>",
        "<h2>Parameter</h2>",
        "path, string (uuid), erforderlich</span>",
        "<summary>Fehler: 400, 401",
        "data-waiting=\"Warten auf die Antwort\u{a0}…\"",
        "Das ändert echte Daten.",
    ]);
    one.assert_hides(&["Try it</h2>", "required</span>", "Search operations"]);
    let refused = ada.open("/docs/nothing").await;
    refused.assert_shows(&["Seite nicht gefunden"]);
}

#[tokio::test]
async fn they_are_compressed_as_other_pages_are_and_so_is_the_document() {
    let app = TestApp::new().await;
    for path in ["/docs", "/docs/changeUser", "/api/openapi.json"] {
        let plain = app.get(path).html().expect_status(200).await;
        let compressed = app.get(path).html().header("accept-encoding", "br, gzip").expect_status(200).await;
        assert_eq!((plain.header("content-encoding"), compressed.header("content-encoding")), ("", "gzip"), "{path}");
        assert!(compressed.header("vary").contains("accept-encoding"), "{path}");
        assert!(compressed.body.len() < plain.body.len() / 2, "{path}: {} bytes", compressed.body.len());
    }
}

#[tokio::test]
async fn who_has_the_document_is_not_sent_it_again_in_whichever_coding() {
    const PATH: &str = "/api/openapi.json";
    let app = TestApp::new().await;
    let plain = app.get(PATH).expect_status(200).await;
    let compressed = app.get(PATH).header("accept-encoding", "gzip").expect_status(200).await;
    let tag = plain.header("etag").to_owned();
    assert!(tag.starts_with("W/\"") && tag == compressed.header("etag"), "{tag}");
    for coding in ["gzip", "identity"] {
        let again = app.get(PATH).header("accept-encoding", coding).header("if-none-match", &tag).send().await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, &*tag));
        assert!(again.header("cache-control").contains("no-cache"));
        assert!(again.header("vary").contains("accept-encoding") && again.header("content-encoding").is_empty());
    }
    app.get(PATH).header("if-none-match", "\"other\"").expect_status(200).await;
}

#[tokio::test]
async fn they_are_charged_to_the_budget_of_requests() {
    let app = TestApp::with_limits("request=1/s", |_| {}).await;
    for path in ["/docs", "/docs/getMe", "/docs", "/docs/getMe"] {
        page(&app, path).await;
    }
    assert_eq!(app.get("/docs").html().send().await.status, 429);
    assert_eq!(app.get("/docs").html().seen_from("192.0.2.2").send().await.status, 200);
}

/// Sections that a search for these words has found.
fn found(html: &str) -> Vec<&str> {
    let (_, found) = html.split_once("<h1>Search the guides</h1>").expect("what was found");
    found.split("<li><a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn the_guides_are_those_of_this_version_and_load_no_script() {
    let app = TestApp::new().await;
    let first = page(&app, "/docs/guides").await;
    let policy = first.header("content-security-policy");
    assert!(policy.contains("form-action 'self'") && !policy.contains("script-src"), "{policy}");
    let html = first.text();
    for part in [
        "<h1 id=\"documents\">Documents</h1>",
        "href=\"/docs/guides/operations/run\"",
        "href=\"/docs/guides\" aria-current=\"page\"",
        "action=\"/docs/guides\"",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    for path in ["/docs/guides", "/docs/guides/reference", "/docs/guides/applications", "/docs/guides/changelog"] {
        let html = page(&app, path).await.text();
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
    }
    // Those for who builds the program are in the repository.
    for path in ["/docs/guides/architecture", "/docs/guides/internals/benchmarks", "/docs/guides/nothing"] {
        assert_eq!(app.get(path).html().send().await.status, 404, "{path}");
    }
    page(&app, "/docs").await.assert_shows(&["<a href=\"/docs/guides\">Guides</a>"]);
}

#[tokio::test]
async fn a_search_in_the_guides_needs_no_script() {
    let app = TestApp::new().await;
    let html = page(&app, "/docs/guides?q=rate+LIMITS").await.text();
    assert!(found(&html).contains(&"/docs/guides/operations/run#rate-limits"), "{html}");
    // Words of the text, not of a title; the name of a setting.
    let html = page(&app, "/docs/guides?q=vestibule_metrics_token_file").await.text();
    assert!(found(&html).contains(&"/docs/guides/operations/run#metrics"), "{html}");
    let html = page(&app, "/docs/guides?q=%3Cb%3E%22nowhere").await.text();
    assert!(found(&html).is_empty() && html.contains("value=\"&lt;b&gt;&quot;nowhere\""), "{html}");
    assert!(html.contains("No part of a guide has all of these words."), "{html}");
    // The documents are in English, and say so on pages in another language.
    let mut browser = app.browser();
    browser.jar.insert("vestibule_language".to_owned(), "de".to_owned());
    browser
        .open("/docs/guides")
        .await
        .assert_shows(&["Alle Anleitungen", "tabindex=\"-1\" lang=\"en\"><h1 id=\"documents\">"]);
    browser.open("/docs/guides?q=mail").await.assert_shows(&["Passende Abschnitte", "<ul lang=\"en\"><li>"]);
    // Nothing to look for.
    page(&app, "/docs/guides?q=+").await.assert_shows(&["<h1 id=\"documents\">"]);
}
