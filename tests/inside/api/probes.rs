//! Probes, public keys, and the methods that routes accept.

use crate::support::*;
use std::fs;
use std::sync::Arc;
use tempfile::TempDir;
use vestibule::config::{Environment, SmtpUrl};
use vestibule::passwords::{PasswordFilter, build_filter};

#[tokio::test]
async fn a_running_server_is_alive_ready_and_healthy_and_says_where_messages_go_without_the_folder() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/live").send().await.status, 200);
    assert_eq!(app.get("/ready").send().await.status, 200);
    let health = app.get("/health").expect_status(200).await;
    assert_eq!(health.json()["database"], "up");
    assert_eq!(health.json()["status"], "up");
    assert_eq!(health.json()["version"], env!("CARGO_PKG_VERSION"));

    assert_eq!(app.get("/ready").send().await.json(), json!({"status": "up", "mail": "files"}));
    let health = app.get("/health").send().await;
    assert_eq!(health.json()["mail"], "files");
    assert!(!health.text().contains("outbox"), "{}", health.text());
    let development = TestApp::with(|config| config.environment = Environment::Development).await;
    assert_eq!(development.get("/ready").send().await.json()["mail"], "files");
    let sending = TestApp::with(|config| config.smtp = Some(SmtpUrl::parse("smtp://localhost").unwrap())).await;
    assert_eq!(sending.get("/ready").send().await.json(), json!({"status": "up", "mail": "server"}));
    assert_eq!(sending.get("/health").send().await.json()["mail"], "server");
}

#[tokio::test]
async fn without_its_database_the_server_is_alive_and_not_ready() {
    let app = TestApp::new().await;
    app.db.close().await;
    assert_eq!(app.get("/live").send().await.status, 200);
    let ready = app.get("/ready").send().await;
    ready.assert_refused(503, "unavailable");
    assert!(!ready.header("retry-after").is_empty());
    let health = app.get("/health").expect_status(503).await;
    assert_eq!(health.json()["database"], "down");
}

#[tokio::test]
async fn the_public_keys_may_be_cached_and_contain_no_private_part() {
    let app = TestApp::new().await;
    let reply = app.get("/.well-known/jwks.json").expect_status(200).await;
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    let key = &reply.json()["keys"][0];
    assert_eq!((key["kty"].as_str(), key["crv"].as_str()), (Some("OKP"), Some("Ed25519")));
    assert!(key["x"].is_string() && key["kid"].is_string());
    assert!(key.get("d").is_none());
}

#[tokio::test]
async fn other_methods_are_405_with_the_allowed_ones_and_head_is_get_without_the_body() {
    let app = TestApp::new().await;
    let cases = [
        (Method::POST, "/live", "GET,HEAD,OPTIONS"),
        (Method::GET, "/api/auth/login", "POST,OPTIONS"),
        (Method::TRACE, "/api/auth/me", "GET,HEAD,OPTIONS"),
        (Method::DELETE, "/api/users/register", "POST,OPTIONS"),
        (Method::OPTIONS, "/login", "GET,HEAD"),
        (Method::GET, "/actions/login", "POST"),
        (Method::GET, "/logout", "POST"),
        (Method::TRACE, "/login", "GET,HEAD"),
    ];
    for (method, path, allowed) in cases {
        let reply = app.call(method.clone(), path).header("accept", "application/json").send().await;
        assert_eq!((reply.status, reply.code().as_str()), (405, "method_not_allowed"), "{method} {path}");
        assert_eq!(reply.header("allow"), allowed, "{method} {path}");
    }

    for path in ["/live", "/login", "/api/auth/me", "/nowhere"] {
        let get = app.get(path).send().await;
        let head = app.call(Method::HEAD, path).send().await;
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
    }
}

/// The file was overwritten in place, or its disk is gone.
#[tokio::test]
async fn without_its_list_of_passwords_the_server_accepts_no_new_one_and_says_so() {
    let folder = TempDir::new().expect("a folder");
    let (list, file) = (folder.path().join("list.txt"), folder.path().join("list.filter"));
    fs::write(&list, "lantern kettles of maren\n").expect("a list");
    build_filter(&list, &file, &mut |_, _, _| {}).expect("a filter");
    let filter = Arc::new(PasswordFilter::open(&file).expect("a filter"));
    let app = TestApp::with(|config| config.password_filter = Some(filter)).await;
    let register = async |username: &str| app.sign_up(username, &format!("{username}@example.org")).send().await;
    register("maren").await.expect_status(201);
    assert_eq!(app.get("/ready").send().await.json(), json!({"status": "up", "mail": "files"}));

    fs::write(&file, "").expect("an empty file");
    register("jonas").await.assert_refused(503, "unavailable");
    let ready = app.get("/ready").expect_status(200).await;
    assert_eq!(ready.json()["password_filter"], "unreadable");
    app.sign_in("maren", PASSWORD).expect_status(200).await;
}
