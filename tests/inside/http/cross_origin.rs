//! Cross-origin requests: rejected where cookies authenticate, allowed on the API for configured origins.

use crate::support::picture::plain;
use crate::support::*;
use axum::body::Body;
use futures::stream;
use image::ImageFormat;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// All paths outside of the API that accept POST, from the access matrix, without those that only a proxy passes on, which the
/// tests of forward authentication have, and without the endpoints of OpenID Connect, which take requests of other sites.
fn posts() -> Vec<String> {
    let rows = include_str!("../api/matrix/table.txt").lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
    let posts = rows.filter(|row| row.first() == Some(&"POST"));
    let posts = posts.filter(|row| !row[1].starts_with("/api") && !row[1].starts_with("/.vestibule/"));
    let posts = posts.filter(|row| !row[1].starts_with("/oauth/") || row[1].starts_with("/oauth/consent/"));
    // A provider sends it, or its site, without cookies.
    let posts = posts.filter(|row| !row[1].starts_with("/auth/with/"));
    posts.map(|row| row[1].split('?').next().expect("a path").to_owned()).collect()
}

#[test]
fn the_access_matrix_contains_every_post_route() {
    let (posts, functions) = (posts(), leptos::server_fn::axum::server_fn_paths());
    for path in functions.map(|(path, _)| path).chain(["/logout", "/actions/import", "/actions/picture"]) {
        assert!(posts.iter().any(|post| post == path), "{path} is not in the table");
    }
}

#[tokio::test]
async fn cross_site_writes_with_cookies_are_rejected() {
    let app = TestApp::new().await;
    // `x-none` stands for a missing header.
    let strangers = [
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        [("sec-fetch-site", "same-site"), ("origin", "http://other.localhost:3000")],
        [("x-none", ""), ("origin", "https://evil.example")],
        [("x-none", ""), ("origin", "null")],
        [("x-none", ""), ("origin", "http://localhost:3001")],
    ];
    for path in &posts() {
        for headers in strangers {
            let call = || headers.iter().fold(app.post(path).form(&[]), |call, (name, value)| call.header(name, value));
            let reply = call().send().await;
            assert_eq!((reply.status, reply.code().as_str()), (403, "cross_site"), "{path} {headers:?}");
            let page = call().html().expect_status(403).await;
            assert!(page.header("content-type").starts_with("text/html"));
        }
    }
}

#[tokio::test]
async fn a_cross_site_upload_is_rejected_before_it_is_read() {
    let app = TestApp::new().await;
    let browser = app.administrator_in_browser("grace").await;
    let is_read = Arc::new(AtomicBool::new(false));
    let send = |site: &'static str| {
        let reading = Arc::clone(&is_read);
        let file = "--x1y2\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\r\n\
                    email\nmaren@example.org\n\r\n--x1y2--\r\n";
        let body = Body::from_stream(stream::once(async move {
            reading.store(true, Ordering::SeqCst);
            Ok::<_, Infallible>(file)
        }));
        let call = browser.call(Method::POST, "/actions/import").header("accept", "application/json");
        call.header("sec-fetch-site", site)
            .header("content-type", "multipart/form-data; boundary=x1y2")
            .body(body)
            .send()
    };
    for site in ["cross-site", "same-site"] {
        send(site).await.assert_refused(403, "cross_site");
        assert!(!is_read.load(Ordering::SeqCst), "{site}");
    }
    assert!(app.accounts.users().find_by_login(&Caller::system(), "maren@example.org").await.is_err());
    assert_eq!(send("same-origin").await.status, 200);
    assert!(is_read.load(Ordering::SeqCst));
    assert!(app.accounts.users().find_by_login(&Caller::system(), "maren@example.org").await.is_ok());
}

#[tokio::test]
async fn a_write_with_cookies_needs_an_origin() {
    let app = TestApp::new().await;
    for path in &posts() {
        let call = || app.post(path).form(&[]).header("cookie", "vestibule_theme=dark");
        let reply = call().send().await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "origin_missing"), "{path}");
        assert!(reply.text().contains("Sec-Fetch-Site"), "{}", reply.text());
        for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", "http://localhost:3000")] {
            assert_ne!(call().header(name, value).send().await.status, 403, "{path} {name}");
        }
    }
}

#[tokio::test]
async fn recorded_downloads_reject_cross_site_requests() {
    let app = TestApp::new().await;
    let browser = app.administrator_in_browser("grace").await;
    let recorded = app.audit_events().await.len();
    for path in ["/users/export", "/audit/export", "/account/data"] {
        let call = || browser.call(Method::GET, path).html();
        // Applications are often on hosts of the same site.
        for site in ["cross-site", "same-site"] {
            let elsewhere = call().header("sec-fetch-site", site).send().await;
            assert_eq!(elsewhere.status, 403, "{path} {site}");
            assert!(elsewhere.header("content-type").starts_with("text/html"));
        }
        let unknown = browser.call(Method::GET, path).header("accept", "application/json").send().await;
        assert_eq!((unknown.status, unknown.code().as_str()), (403, "origin_missing"), "{path}");
        assert_eq!(app.audit_events().await.len(), recorded, "{path} recorded nothing");
    }
    for site in ["same-origin", "none"] {
        for path in ["/users/export", "/audit/export", "/account/data"] {
            let reply = browser.call(Method::GET, path).html().header("sec-fetch-site", site).send().await;
            assert_eq!(reply.status, 200, "{path} {site}");
        }
    }
    let stranger = app.get("/account/data").html().send().await;
    assert_eq!(stranger.location(), "/login?next=%2Faccount%2Fyour-data", "a request without cookies");
}

/// A page of a neighbouring host could use up the ten downloads of an hour with images.
#[tokio::test]
async fn a_refused_download_costs_its_owner_nothing() {
    let app = TestApp::with_limits("file=2/h", |_| {}).await;
    let browser = app.administrator_in_browser("grace").await;
    let call = |site| browser.call(Method::GET, "/account/data").html().header("sec-fetch-site", site);
    for _ in 0..5 {
        assert_eq!(call("same-site").send().await.status, 403);
    }
    assert_eq!(call("same-origin").send().await.status, 200);
}

#[tokio::test]
async fn pictures_and_public_keys_are_readable_from_any_origin() {
    let app = TestApp::new().await;
    let user = app.add("ada", "Ada").await;
    let picture = async { Ok(plain(ImageFormat::Png, [1, 2, 3])) };
    let user = app.accounts.users().set_avatar(&Caller::system(), user.id, picture).await.expect("a picture");
    let avatar = user.avatar_url.clone().expect("a picture");
    for path in [avatar.as_str(), "/.well-known/jwks.json"] {
        let reply = app.get(path).header("origin", "https://app.example.org").send().await;
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin", "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
    }
    let page = app.get("/login").html().send().await;
    assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn same_origin_pages_and_non_browser_clients_may_write() {
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
    // Others may lead here.
    app.get("/login").html().header("sec-fetch-site", "cross-site").expect_status(200).await;
}

#[tokio::test]
async fn the_api_ignores_cookies_and_sets_none_and_ignores_the_origin_of_bearer_requests() {
    let app = TestApp::new().await;
    let browser = app.member_in_browser("ada").await;
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
    let signed_in = login.send().await;
    assert!(signed_in.cookies().is_empty());
    let tokens = Tokens::of(&signed_in.json());
    let call = app.post("/api/auth/logout").bearer(&tokens.access).header("sec-fetch-site", "cross-site");
    assert_eq!(call.header("origin", "https://evil.example").send().await.status, 204);
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
async fn a_configured_origin_may_call_the_api_and_read_its_errors() {
    let app = TestApp::with(|config| config.cors_origins = vec!["https://app.example.org".to_owned()]).await;
    let preflight = app
        .call(Method::OPTIONS, "/api/auth/me")
        .header("origin", "https://app.example.org")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,content-type")
        .expect_status(200)
        .await;
    assert_eq!(preflight.header("access-control-allow-origin"), "https://app.example.org");
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"));
    for name in ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"] {
        assert!(preflight.header("access-control-allow-headers").contains(name), "{name}");
    }
    assert_eq!(preflight.header("access-control-max-age"), "7200");
    assert!(preflight.headers.get("access-control-allow-credentials").is_none());

    let refused = app.get("/api/auth/me").header("origin", "https://app.example.org").send().await;
    refused.assert_refused(401, "token_missing");
    assert_eq!(refused.header("access-control-allow-origin"), "https://app.example.org");
    assert!(refused.header("vary").contains("origin"));
    let exposed = refused.header("access-control-expose-headers");
    for name in ["allow", "etag", "idempotency-replayed", "link", "location", "ratelimit", "retry-after"] {
        assert!(exposed.split(',').any(|exposed| exposed.trim() == name), "{name} is not in {exposed}");
    }

    for origin in ["https://evil.example", "null", "https://app.example.org.evil.example", "http://app.example.org"] {
        let reply = app.get("/api/auth/me").header("origin", origin).send().await;
        assert!(reply.headers.get("access-control-allow-origin").is_none(), "{origin}");
    }
    for path in ["/login", "/live", "/actions/login"] {
        let reply = app.get(path).header("origin", "https://app.example.org").send().await;
        assert!(reply.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
}
