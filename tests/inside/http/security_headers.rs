//! Security headers of every response.

use crate::support::*;
use std::collections::HashSet;

/// A response of each kind.
async fn kinds(app: &TestApp) -> Vec<(String, Reply)> {
    let (_, tokens) = app.member("ada").await;
    let mut replies = Vec::new();
    for path in [
        "/",
        "/login",
        "/docs",
        "/account",
        "/nowhere",
        "/setup?token=x",
        "/live",
        "/ready",
        "/health",
        "/.well-known/jwks.json",
        "/api/auth/me",
        "/api/nowhere",
        "/pkg/nowhere.js",
        "/favicon.svg",
        "/robots.txt",
        "/actions/login",
        "/api",
    ] {
        replies.push((format!("GET {path}"), app.get(path).send().await));
        replies.push((format!("GET {path} for people"), app.get(path).html().send().await));
        replies.push((format!("TRACE {path}"), app.call(Method::TRACE, path).send().await));
    }
    replies.push(("me".into(), app.me(&tokens.access).send().await));
    replies
        .push(("cross-site".into(), app.post("/actions/logout").header("sec-fetch-site", "cross-site").send().await));
    replies.push(("two hosts".into(), app.get("/live").header("host", "a").header("host", "b").send().await));
    replies.push(("a form".into(), app.post("/actions/login").html().form(&[("login", "ada")]).send().await));
    replies.push(("a server function".into(), app.post("/actions/login").form(&[("login", "ada")]).send().await));
    replies
}

#[tokio::test]
async fn every_response_has_security_headers() {
    let app = TestApp::with(|config| config.base_url = "https://id.example.org".to_owned()).await;
    for (kind, reply) in kinds(&app).await {
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{kind}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{kind}");
        assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin", "{kind}");
        // The public keys may be read by any origin.
        let readers = if kind.starts_with("GET /.well-known/jwks.json") { "cross-origin" } else { "same-origin" };
        assert_eq!(reply.header("cross-origin-resource-policy"), readers, "{kind}");
        assert!(reply.header("permissions-policy").contains("camera=()"), "{kind}");
        assert!(reply.header("strict-transport-security").starts_with("max-age="), "{kind}");
        let policy = reply.header("content-security-policy");
        for directive in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(directive), "{kind}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{kind}: {policy}");
        assert!(!reply.header("cache-control").is_empty(), "{kind}");
        assert_eq!(reply.header("x-request-id").len(), 36, "{kind}");
        assert!(reply.headers.get("server-timing").is_none() && reply.headers.get("server").is_none(), "{kind}");
    }
}

#[tokio::test]
async fn over_http_responses_have_no_strict_transport_security_are_not_cached_and_have_an_id_of_the_server() {
    let app = TestApp::new().await;
    assert!(app.get("/live").send().await.headers.get("strict-transport-security").is_none());

    for path in ["/", "/login", "/account", "/nowhere", "/api/auth/me", "/live"] {
        let reply = app.get(path).html().send().await;
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert!(reply.headers.get("etag").is_none(), "{path}");
    }

    let reply = app.get("/live").header("x-request-id", "mine").send().await;
    assert_ne!(reply.header("x-request-id"), "mine");
    assert_ne!(reply.header("x-request-id"), app.get("/live").send().await.header("x-request-id"));
}

#[tokio::test]
async fn each_page_has_a_new_nonce_that_its_scripts_use() {
    let app = TestApp::new().await;
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let page = app.get("/login").html().send().await;
        let policy = page.header("content-security-policy").to_owned();
        let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
        let nonce = rest.split('\'').next().unwrap().to_owned();
        let html = page.text();
        let scripts = html.matches("<script").count();
        assert!(scripts > 0);
        let with_nonce =
            html.split("<script").skip(1).filter(|tag| tag.split('>').next().unwrap().contains(&nonce)).count();
        assert_eq!(with_nonce, scripts);
        assert!(seen.insert(nonce));
    }
}

#[tokio::test]
async fn in_development_server_timing_reports_sql() {
    let app = TestApp::with(|config| config.environment = vestibule::config::Environment::Development).await;
    let reply = app.get("/ready").send().await;
    let timing = reply.header("server-timing");
    let (_, counted) = timing.split_once("sql;desc=\"statements: ").expect("a count");
    // On a slow machine the applications are read again.
    let count: u32 = counted.split('"').next().unwrap().parse().expect("a number");
    assert!((1..=10).contains(&count) && timing.contains("total;dur="), "{timing}");
}
