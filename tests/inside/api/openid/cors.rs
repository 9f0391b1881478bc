//! Which pages may read the answers for clients.

use super::tickets::{code, outcome, text, tokens};
use crate::support::openid::{VERIFIER, WIKI, client_request, public_client_request};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

const ORIGIN: &str = "https://app.example";

#[tokio::test]
async fn pages_of_a_client_may_ask_and_others_may_not() {
    let (app, _) = TestApp::with_client_and_user("maren").await;
    let request =
        ClientRequest { redirect_uris: texts(&["https://app.example/callback"]), ..public_client_request("spa") };
    let spa = app.add_client(WIKI, request).await;
    let native =
        ClientRequest { redirect_uris: texts(&["com.example.app:/callback"]), ..public_client_request("native") };
    app.add_client(WIKI, native).await;
    for path in ["/oauth/token", "/oauth/userinfo", "/oauth/revoke"] {
        for (origin, allowed) in [(ORIGIN, ORIGIN), ("https://other.example", ""), ("null", "")] {
            let preflight = app.call(Method::OPTIONS, path).header("origin", origin);
            let preflight = preflight.header("access-control-request-method", "POST");
            let reply = preflight.header("access-control-request-headers", "authorization").expect_status(204).await;
            assert_eq!(reply.header("access-control-allow-origin"), allowed, "{path} {origin}");
            assert_eq!(reply.header("access-control-allow-headers").is_empty(), allowed.is_empty());
            assert_eq!(reply.header("access-control-allow-credentials"), "");
            assert!(reply.headers.get_all("vary").iter().any(|value| value == "origin"));
        }
    }
    let never = app.call(Method::OPTIONS, "/oauth/introspect").header("origin", ORIGIN).send().await;
    assert_eq!(never.header("access-control-allow-origin"), "");

    let maren = app.log_in("maren").await;
    for (origin, allowed) in [(ORIGIN, ORIGIN), ("https://wiki.example.com", "")] {
        let sealed = code(&app, &spa, &maren, json!({"is_address_named": false}));
        let fields = [("grant_type", "authorization_code"), ("code", sealed.as_str()), ("code_verifier", VERIFIER)];
        let reply = spa.call(&app, "/oauth/token", &fields).header("origin", origin).expect_status(200).await;
        assert_eq!(reply.header("access-control-allow-origin"), allowed, "the origin of another client is not enough");
        let token = text(&reply.json(), "access_token").to_owned();
        let reply = app.get("/oauth/userinfo").bearer(&token).header("origin", origin).expect_status(200).await;
        assert_eq!(reply.header("access-control-allow-origin"), allowed);
    }
}

#[tokio::test]
async fn a_page_can_read_why_it_was_refused() {
    let (app, client) = TestApp::with_client_and_user("maren").await;
    let origin = "https://wiki.example.com";
    let refused =
        client.call(&app, "/oauth/token", &[("grant_type", "password")]).header("origin", origin).send().await;
    assert_eq!(outcome(&refused), "400 unsupported_grant_type");
    assert_eq!(refused.header("access-control-allow-origin"), origin);
    let unknown = app.get("/oauth/userinfo").bearer("abc").header("origin", origin).send().await;
    assert_eq!((unknown.status, unknown.header("access-control-allow-origin")), (401, origin));
    assert_eq!(unknown.header("access-control-expose-headers"), "retry-after, www-authenticate");
    let elsewhere = app.get("/oauth/userinfo").bearer("abc").header("origin", ORIGIN).send().await;
    assert_eq!(elsewhere.header("access-control-allow-origin"), "");
    // A client without an origin is answered as well, but to no page.
    let native = ClientRequest { redirect_uris: texts(&["com.example.app:/callback"]), ..client_request("native") };
    let native = app.add_client(WIKI, native).await;
    let maren = app.log_in("maren").await;
    assert_eq!(tokens(&app, &native, &maren, json!({})).await["token_type"], "Bearer");
}
