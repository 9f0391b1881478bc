//! Requests on real sockets. The provider is at [`BASE`], as behind a proxy that serves it with TLS: so its cookies and addresses are
//! those of an installation.

use crate::support::*;
use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use std::collections::BTreeMap;
use std::future::pending;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use url::form_urlencoded;
use vestibule::http::server::{Limits, serve};

pub const BASE: &str = "https://id.example.com";
const HOST: &str = "id.example.com";
/// The maximum time of an answer, enough for slow machines.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// Serves the router until the test ends.
pub async fn start(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(serve(listener, router, Limits::default(), pending()));
    address
}

/// Sends a request on a connection of its own, and reads the answer.
pub async fn send(address: SocketAddr, request: &str, headers: &[(&str, String)], body: &str) -> Reply {
    let mut text = format!("{request} HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !request.starts_with("GET ") {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    let text = format!("{text}\r\n{body}");
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(text.as_bytes()).await.expect("a request that is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        answer
    };
    parse(&timeout(MAX_WAIT, exchange).await.expect("an answer in time"))
}

/// Sends a form. `headers` are those beside its type.
pub async fn send_form(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, String)],
    fields: &[(String, String)],
) -> Reply {
    let kind = ("content-type", "application/x-www-form-urlencoded".to_owned());
    send(address, &format!("POST {path}"), &[headers, &[kind]].concat(), &encoded(fields)).await
}

/// In `application/x-www-form-urlencoded`.
pub fn encoded(fields: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn parse(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("ASCII");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status").parse().expect("a number");
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').expect("a header");
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        headers.append(name, HeaderValue::from_str(value.trim()).expect("a value"));
    }
    let rest = &bytes[end + 4..];
    let body = if headers.contains_key("transfer-encoding") { joined(rest) } else { rest.to_vec() };
    Reply { status, headers, body }
}

/// The content of a body in chunks (RFC 9112, section 7.1).
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|pair| pair == b"\r\n").expect("the size of a chunk");
        let size = String::from_utf8(rest[..line].to_vec()).expect("digits");
        let size = usize::from_str_radix(&size, 16).expect("a number");
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 4 + size..];
    }
}

/// A browser without JavaScript.
pub struct Visitor {
    address: SocketAddr,
    jar: BTreeMap<String, String>,
}

impl Visitor {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, jar: BTreeMap::new() }
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Reply {
        let reply = send(self.address, &format!("GET {path}"), &self.headers("none", true), "").await;
        self.store(reply)
    }

    /// Submits a form of a page of the provider. A page that leads on by itself is returned as the redirect that it stands for.
    pub async fn submit(&mut self, path: &str, fields: &[(String, String)]) -> Reply {
        let reply = send_form(self.address, path, &self.headers("same-origin", true), fields).await;
        self.store(reply).into_redirect()
    }

    /// Submits a form on a page of a client: a browser sends no Lax cookies with it.
    pub async fn submit_from_elsewhere(&mut self, path: &str, fields: &[(String, String)]) -> Reply {
        let mut headers = self.headers("cross-site", false);
        headers.push(("origin", "https://wiki.example.com".to_owned()));
        let reply = send_form(self.address, path, &headers, fields).await;
        assert!(reply.cookies().is_empty(), "a request from another site gets no cookies: {:?}", reply.cookies());
        reply
    }

    /// Follows redirects as long as they lead to the provider.
    pub async fn follow(&mut self, mut reply: Reply) -> Reply {
        for _ in 0..10 {
            let target = match reply.status {
                300..400 => own_path(reply.location()),
                _ => None,
            };
            let Some(path) = target else { return reply };
            reply = self.open(&path).await;
        }
        panic!("redirects without an end: {}", reply.location());
    }

    fn headers(&self, site: &str, has_cookies: bool) -> Vec<(&'static str, String)> {
        let accept = "text/html,application/xhtml+xml,*/*;q=0.8".to_owned();
        let mut headers = vec![("accept", accept), ("sec-fetch-site", site.to_owned())];
        if has_cookies && !self.jar.is_empty() {
            let cookies: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            headers.push(("cookie", cookies.join("; ")));
        }
        headers
    }

    fn store(&mut self, reply: Reply) -> Reply {
        for line in reply.cookies() {
            let (pair, attributes) = line.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a value");
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }
}

/// The path of an address at the provider; None if it leads elsewhere.
pub fn own_path(location: &str) -> Option<String> {
    let path = location.strip_prefix(BASE).unwrap_or(location);
    (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}

/// Pairs as texts of their own.
pub fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
