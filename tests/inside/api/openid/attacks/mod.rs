//! Attacks on the provider, its clients and their users, by the names of RFC 6819, RFC 9700 and RFC 8725. Each is tried as an attacker
//! would, with everything that is not secret: other values of parameters, tokens of other parties, forged tokens, other sites.

mod browsers;
mod codes;
mod redirects;
mod tokens;

use crate::support::openid::{Client, client_request};
use crate::support::*;
use vestibule::shared::clients::ClientRequest;

const ISSUER: &str = "http://localhost:3000";

/// Asserts that an answer is a page that leads nowhere.
#[track_caller]
fn is_page(reply: &Reply, attack: &str) {
    assert_eq!(reply.status, 400, "{attack}: {}", reply.header("location"));
    assert!(reply.header("content-type").starts_with("text/html"), "{attack}: {:?}", reply.headers);
    assert!(!reply.headers.contains_key("location") && !reply.headers.contains_key("refresh"), "{attack}");
    assert!(!reply.has("http-equiv", "refresh") && !reply.text().contains("=\"https://evil"), "{attack}");
}

/// Asserts that a client gets this error and no token.
#[track_caller]
fn is_refused(reply: &Reply, error: &str, attack: &str) {
    let answer = reply.json();
    assert_eq!(answer["error"], error, "{attack}: {} {answer}", reply.status);
    assert!((400..500).contains(&reply.status) && answer.get("access_token").is_none(), "{attack}: {answer}");
}

/// A client of another application that everybody may enter, with a redirect URI of its own.
async fn other_client(app: &TestApp) -> Client {
    app.add_application(open_at("chat", "https://chat.example.com/")).await;
    let request =
        ClientRequest { redirect_uris: texts(&["https://chat.example.com/callback"]), ..client_request("chat") };
    app.add_client("chat", request).await
}
