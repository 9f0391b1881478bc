//! `/docs`, the page to read and try the API. `end2end/tests/docs.spec.ts` tests the viewer.

use crate::support::*;

async fn page(app: &TestApp) -> Reply {
    let reply = app.get("/docs").html().send().await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/html; charset=utf-8"));
    reply
}

/// The tags of the HTML with their attributes, without closing tags.
fn tags(html: &str) -> Vec<&str> {
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter(|tag| !tag.starts_with('/')).collect()
}

#[tokio::test]
async fn its_policy_allows_only_files_of_this_origin() {
    let app = TestApp::new().await;
    let reply = page(&app).await;
    let policy = reply.header("content-security-policy");
    for directive in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"] {
        assert!(policy.split("; ").any(|part| part == directive), "{directive}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("nonce") && !policy.contains("http"), "{policy}");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert!(reply.cookies().is_empty());
    let head = app.call(Method::HEAD, "/docs").html().send().await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test]
async fn it_has_no_inline_code_and_no_address_of_another_host() {
    let app = TestApp::new().await;
    let html = page(&app).await.text();
    let tags = tags(&html);
    assert_eq!(tags.iter().filter(|tag| tag.starts_with("script ")).count(), 2, "{html}");
    for tag in &tags {
        assert!(!tag.starts_with("style") && !tag.contains(" style=") && !tag.contains(" on"), "{tag}");
        assert!(!tag.starts_with("script") || tag.contains(" src=\"/pkg/"), "{tag}");
        for name in ["href=\"", "src=\"", "data-document=\""] {
            let Some((_, address)) = tag.split_once(name) else { continue };
            let is_local = address.starts_with('#') || address.starts_with('/') && !address.starts_with("//");
            assert!(is_local, "{tag}");
        }
    }
    for tag in html.split("<script").skip(1) {
        assert!(tag.split_once('>').is_some_and(|(_, rest)| rest.starts_with("</script>")), "{tag}");
    }
}

#[tokio::test]
async fn without_javascript_it_lists_every_operation() {
    let app = TestApp::new().await;
    let html = page(&app).await.text();
    let document = app.get("/api/openapi.json").send().await.json();
    let mut known = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "post", "put", "patch", "delete", "head", "options"] {
            if item.get(method).is_some() {
                let entry = format!("<li><code>{} {path}</code>", method.to_uppercase());
                assert!(html.contains(&entry), "{entry} is not in {html}");
                known += 1;
            }
        }
    }
    assert!(known > 30, "{document}");
    assert_eq!(html.matches("<li><code>").count(), known, "{html}");
    assert!(html.contains("<code>GET /api/auth/me</code>"));
}

#[tokio::test]
async fn it_has_the_theme_of_the_visitor_and_a_link_to_sign_in_or_to_the_account() {
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
async fn it_is_charged_to_the_budget_of_requests() {
    let app = TestApp::with_limits("request=1/s", |_| {}).await;
    for _ in 0..4 {
        page(&app).await;
    }
    assert_eq!(app.get("/docs").html().send().await.status, 429);
    assert_eq!(app.get("/docs").html().seen_from("192.0.2.2").send().await.status, 200);
}

#[tokio::test]
async fn no_other_page_loads_its_files() {
    let app = TestApp::new().await;
    for path in ["/", "/login", "/register", "/nowhere"] {
        let html = app.get(path).html().send().await;
        html.assert_hides(&["swagger-ui", "docs.css", "docs.js"]);
    }
}
