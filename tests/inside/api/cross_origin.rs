//! Other sites: kept out where cookies count, let in on the API where the operator says so.

use crate::support::{PASSWORD, TestApp};
use axum::http::Method;
use serde_json::json;

#[tokio::test]
async fn writes_from_other_sites_are_refused_wherever_cookies_count() {
    let app = TestApp::new().await;
    let strangers = [
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        [("sec-fetch-site", "same-site"), ("origin", "http://other.localhost:3000")],
        [("x-none", ""), ("origin", "https://evil.example")],
        [("x-none", ""), ("origin", "null")],
        [("x-none", ""), ("origin", "http://localhost:3001")],
    ];
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path);
    for path in functions.chain(["/logout"]) {
        for headers in strangers {
            let call = || headers.iter().fold(app.post(path).form(&[]), |call, (name, value)| call.header(name, value));
            let reply = call().send().await;
            assert_eq!((reply.status, reply.code().as_str()), (403, "cross_site"), "{path} {headers:?}");
            let page = call().html().send().await;
            assert_eq!(page.status, 403);
            assert!(page.header("content-type").starts_with("text/html"));
        }
    }
}

#[tokio::test]
async fn our_own_pages_and_programs_may_write() {
    let app = TestApp::new().await;
    let ours = [
        [("sec-fetch-site", "same-origin"), ("origin", "http://localhost:3000")],
        [("sec-fetch-site", "none"), ("x-none", "")],
        [("x-none", ""), ("origin", "http://localhost:3000")],
        [("x-none", ""), ("x-none", "")],
    ];
    for headers in ours {
        let call = headers.iter().fold(app.post("/actions/theme").form(&[("theme", "dark")]), |call, (name, value)| {
            call.header(name, value)
        });
        assert_eq!(call.send().await.status, 200, "{headers:?}");
    }
}

#[tokio::test]
async fn reading_from_other_sites_is_a_link_like_any_other() {
    let app = TestApp::new().await;
    let reply = app.get("/login").html().header("sec-fetch-site", "cross-site").send().await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn the_api_takes_no_notice_of_where_a_bearer_comes_from() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("ada").await;
    let call = app.post("/api/auth/logout").bearer(&tokens.access).header("sec-fetch-site", "cross-site");
    assert_eq!(call.header("origin", "https://evil.example").send().await.status, 204);
}

#[tokio::test]
async fn cookies_mean_nothing_to_the_api_and_it_sets_none() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    app.register("ada").await;
    browser.log_in("ada").await;
    let cookies: Vec<_> = browser.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let cookies = cookies.join("; ");
    for (method, path) in [
        (Method::GET, "/api/auth/me"),
        (Method::POST, "/api/auth/logout"),
        (Method::POST, "/api/auth/refresh"),
        (Method::PUT, "/api/auth/password"),
    ] {
        let reply = app.call(method, path).header("cookie", &cookies).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "token_missing"), "{path}");
        assert!(reply.cookies().is_empty(), "{path}");
    }
    let login =
        app.post("/api/auth/login").header("cookie", &cookies).json(&json!({"login": "ada", "password": PASSWORD}));
    assert!(login.send().await.cookies().is_empty());
}

#[tokio::test]
async fn without_configuration_no_origin_may_read_the_api() {
    let app = TestApp::new().await;
    for origin in ["https://evil.example", "null", "http://localhost:3000", "https://app.example.org"] {
        for method in [Method::GET, Method::OPTIONS] {
            let call = app.call(method, "/api/auth/me").header("origin", origin);
            let reply = call.header("access-control-request-method", "GET").send().await;
            assert!(reply.headers.get("access-control-allow-origin").is_none(), "{origin}");
        }
    }
}

#[tokio::test]
async fn a_configured_origin_may_call_the_api_and_reads_its_errors_too() {
    let app = TestApp::with(|config| config.cors_origins = vec!["https://app.example.org".to_owned()]).await;
    let preflight = app
        .call(Method::OPTIONS, "/api/auth/me")
        .header("origin", "https://app.example.org")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,content-type")
        .send()
        .await;
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), "https://app.example.org");
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"));
    assert!(preflight.header("access-control-allow-headers").contains("authorization"));
    assert!(preflight.headers.get("access-control-allow-credentials").is_none());

    let refused = app.get("/api/auth/me").header("origin", "https://app.example.org").send().await;
    assert_eq!((refused.status, refused.code().as_str()), (401, "token_missing"));
    assert_eq!(refused.header("access-control-allow-origin"), "https://app.example.org");
    assert!(refused.header("vary").contains("origin"));

    for origin in ["https://evil.example", "null", "https://app.example.org.evil.example", "http://app.example.org"] {
        let reply = app.get("/api/auth/me").header("origin", origin).send().await;
        assert!(reply.headers.get("access-control-allow-origin").is_none(), "{origin}");
    }
    for path in ["/login", "/live", "/actions/login"] {
        let reply = app.get(path).header("origin", "https://app.example.org").send().await;
        assert!(reply.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
}
