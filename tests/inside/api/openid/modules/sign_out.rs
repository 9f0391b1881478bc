//! Runs the rows of `sign_out.txt`.

use super::run::{Module, signed_in};
use super::suite::{End, Suite, filled, long_state};
use super::tokens::{forged, parts, verified};
use super::wire::{Visitor, encoded, own_path, owned};
use crate::support::openid::AFTER_LOGOUT;
use crate::support::*;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::timeout;

/// With GET, as a link leads there.
pub async fn run_get(suite: Arc<Suite>, module: Module) {
    run(&suite, &module, false).await;
}

/// With POST, as a form on a page of the client leads there.
pub async fn run_post(suite: Arc<Suite>, module: Module) {
    run(&suite, &module, true).await;
}

async fn run(suite: &Suite, module: &Module, is_post: bool) {
    let [request, demanded] = module.cells[..] else { panic!("three cells: {}", module.name) };
    let state = long_state();
    let (mut visitor, granted) = signed_in(suite, &state).await;
    let id_token = granted.token("id_token");
    let [_, claims, signature] = parts(id_token);
    let claims: Value = serde_json::from_slice(&claims).expect("claims");
    let unsigned = forged(&json!({"alg": "none", "typ": "JWT"}), &claims, b"");
    let [header, ..] = parts(id_token);
    let header: Value = serde_json::from_slice(&header).expect("a header");
    // As long as a signature, but of no key.
    let of_another_key = forged(&header, &claims, &signature.iter().rev().copied().collect::<Vec<_>>());
    let known = [
        ("id_token", id_token),
        ("unsigned", unsigned.as_str()),
        ("of another key", of_another_key.as_str()),
        ("state", state.as_str()),
    ];
    let fields = filled(request, &known);
    let reply = sent(&mut visitor, is_post, &fields).await;
    match demanded.split_once(' ').unwrap_or((demanded, "")) {
        ("returns", with) => {
            let expected = match with {
                "" => AFTER_LOGOUT.to_owned(),
                _ => format!("{AFTER_LOGOUT}?{}", encoded(&owned(&[("state", state.as_str())]))),
            };
            assert_eq!((reply.status, reply.location()), (303, expected.as_str()), "nothing but the state is added");
            assert!(!is_signed_in(suite, &mut visitor).await);
        }
        ("signed", "out") => {
            is_own_page(&reply);
            assert!(!is_signed_in(suite, &mut visitor).await);
        }
        ("asks", "") => {
            is_own_page(&reply);
            assert!(is_signed_in(suite, &mut visitor).await, "nothing has changed until somebody answers");
            let (action, fields) = reply.form(|action| action == "/oauth/logout/confirm").expect("a button");
            let done = visitor.submit(&action, &fields).await;
            let done = visitor.follow(done).await;
            is_own_page(&done);
            assert!(!is_signed_in(suite, &mut visitor).await);
        }
        ("stays", "") => {
            is_own_page(&reply);
            assert!(is_signed_in(suite, &mut visitor).await);
        }
        ("does", "not return") => is_own_page(&reply),
        _ => panic!("unknown demand {demanded:?}"),
    }
}

/// The answer to a request to sign out, after the redirects of the provider.
async fn sent(visitor: &mut Visitor, is_post: bool, fields: &[(String, String)]) -> Reply {
    let reply = if is_post {
        let reply = visitor.submit_from_elsewhere("/oauth/logout", fields).await.expect_status(303);
        assert!(own_path(reply.location()).is_some(), "the same request as GET: {}", reply.location());
        reply
    } else {
        visitor.open(&format!("/oauth/logout?{}", encoded(fields))).await
    };
    visitor.follow(reply).await
}

/// Asserts that the provider shows a page, and leads nowhere.
#[track_caller]
fn is_own_page(reply: &Reply) {
    assert!(matches!(reply.status, 200 | 400), "{}: {}", reply.status, reply.header("location"));
    assert!(reply.header("content-type").starts_with("text/html"), "{:?}", reply.headers);
    assert!(!reply.headers.contains_key("refresh") && !reply.has("http-equiv", "refresh"), "{}", reply.text());
}

/// Whether the client gets a code without a question, as all the plans find out whether a session has ended.
async fn is_signed_in(suite: &Suite, visitor: &mut Visitor) -> bool {
    let way = suite.authorize(visitor, &owned(&[("prompt", "none")])).await;
    let End::Answer(answer) = way.end else { panic!("no answer") };
    assert!(answer.contains_key("code") || answer["error"] == "login_required", "{answer:?}");
    answer.contains_key("code")
}

/// The place of a client that waits for logout tokens.
pub struct Receiver(TcpListener);

impl Receiver {
    pub async fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.expect("a port"))
    }

    pub fn uri(&self) -> String {
        format!("http://{}/backchannel", self.0.local_addr().expect("an address"))
    }

    /// The next request, which gets an empty answer.
    async fn next(&self) -> String {
        let receive = async {
            let (mut stream, _) = self.0.accept().await.expect("a connection");
            let (mut text, mut piece) = (String::new(), [0; 4096]);
            while !is_whole(&text) {
                let read = stream.read(&mut piece).await.expect("a request");
                assert!(read > 0, "half a request: {text}");
                text.push_str(&String::from_utf8_lossy(&piece[..read]));
            }
            let answer = "HTTP/1.1 200 OK\r\ncache-control: no-store\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(answer.as_bytes()).await.expect("an answer");
            text
        };
        timeout(Duration::from_secs(30), receive).await.expect("a logout token")
    }
}

/// Whether head and body have arrived.
fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let length = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.is_some_and(|(_, length)| length.trim().parse() == Ok(body.len()))
}

/// The module of the plan "Back-Channel Logout": what the client receives when one of its sessions ends.
pub async fn run_back_channel(suite: &Suite, receiver: &Receiver) {
    let (mut visitor, granted) = signed_in(suite, "state-1").await;
    let (id_token, now) = (granted.token("id_token"), suite.app.accounts.now().seconds());
    let fields = owned(&[("id_token_hint", id_token), ("post_logout_redirect_uri", AFTER_LOGOUT), ("state", "bye")]);
    let reply = sent(&mut visitor, false, &fields).await;
    assert_eq!((reply.status, reply.location()), (303, format!("{AFTER_LOGOUT}?state=bye").as_str()));

    let request = receiver.next().await;
    let (head, body) = request.split_once("\r\n\r\n").expect("a body");
    assert!(head.starts_with("POST /backchannel HTTP/1.1\r\n"), "{head}");
    let head = head.to_ascii_lowercase();
    assert!(head.contains("\r\ncontent-type: application/x-www-form-urlencoded"), "{head}");
    assert!(!head.contains("\r\ncookie:") && !head.contains("\r\nauthorization:"), "{head}");
    let fields = filled(body, &[]);
    let [(name, token)] = &fields[..] else { panic!("one parameter: {fields:?}") };
    assert_eq!(name, "logout_token");

    let claims = verified(suite, token, "logout+jwt").await;
    assert_eq!((&claims["iss"], &claims["aud"]), (&granted.id["iss"], &json!(suite.client.id)));
    assert_eq!((&claims["sub"], &claims["sid"]), (&granted.id["sub"], &granted.id["sid"]));
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(claims["events"], json!({event: {}}));
    assert!(claims["iat"].as_i64().is_some_and(|at| at <= now + 30), "{claims}");
    assert!(claims["exp"].as_i64().is_some_and(|end| end > now && end <= now + 180), "{claims}");
    assert!(claims["jti"].as_str().is_some_and(|id| !id.is_empty()), "{claims}");
    assert!(claims.get("nonce").is_none(), "or it could be taken for an ID token: {claims}");
    assert!(!is_signed_in(suite, &mut visitor).await);
}
