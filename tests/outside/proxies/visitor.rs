//! A browser without JavaScript, or a program that forges requests: it sends what the test says, and keeps cookies by host.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;
use url::Url;

/// What a browser accepts when it opens a page.
pub const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
/// Longer than any request may take.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// A request as it is sent: nothing is normalized.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: &'static str,
    pub target: String,
    /// The value of `Host`, with the port.
    pub host: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn get(host: &str, target: &str) -> Self {
        Self { method: "GET", target: target.into(), host: host.into(), headers: Vec::new(), body: String::new() }
    }

    pub fn form(host: &str, target: &str, body: String) -> Self {
        let request = Self { method: "POST", body, ..Self::get(host, target) };
        // Without these, Vestibule would take it for a request from another site.
        request.with("Sec-Fetch-Site", "same-origin").with("Content-Type", "application/x-www-form-urlencoded")
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn html(self) -> Self {
        self.with("Accept", HTML)
    }

    fn bytes(&self, cookies: &str) -> Vec<u8> {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.target), format!("Host: {}", self.host)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if !cookies.is_empty() {
            lines.push(format!("Cookie: {cookies}"));
        }
        // The end of the connection is the end of the answer.
        if !self.headers.iter().any(|(name, value)| name == "Connection" && value == "Upgrade") {
            lines.push("Connection: close".to_owned());
        }
        lines.push(format!("Content-Length: {}", self.body.len()));
        format!("{}\r\n\r\n{}", lines.join("\r\n"), self.body).into_bytes()
    }
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Response {
    /// The value of a header, or an empty text.
    pub fn header<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    pub fn is_redirect(&self) -> bool {
        matches!(self.status, 302 | 303)
    }

    /// Where a page leads that leads on by itself, as after a form. Empty if it does not.
    pub fn refresh(&self) -> &str {
        self.header("refresh").strip_prefix("0; url=").unwrap_or_default()
    }

    /// The body as JSON, or null.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
        let mut response = Self { status: status.unwrap_or_default(), headers, body: body.to_owned() };
        if response.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            response.body = unchunked(body);
        }
        response
    }
}

/// The content of a chunked body.
fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        let Some(chunk) = rest.get(..size).filter(|chunk| !chunk.is_empty()) else { break };
        whole.push_str(chunk);
        body = rest.get(size + 2..).unwrap_or_default();
    }
    whole
}

/// Keeps cookies by host. Ports do not separate cookies.
#[derive(Clone, Default)]
pub struct Visitor {
    jars: BTreeMap<String, BTreeMap<String, String>>,
}

impl Visitor {
    /// The cookies for a host, as `Cookie` has them.
    pub fn cookies(&self, host: &str) -> String {
        let jar = self.jars.get(name_of(host)).into_iter().flatten();
        jar.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub fn remember(&mut self, host: &str, name: &str, value: &str) {
        self.jars.entry(name_of(host).to_owned()).or_default().insert(name.to_owned(), value.to_owned());
    }

    /// Sends a request with the cookies of its host to a port of this machine.
    pub fn send(&mut self, port: u16, request: &Request) -> Response {
        let response = send(port, request, &self.cookies(&request.host));
        self.keep(&request.host, &response);
        response
    }

    /// Keeps the cookies of an answer of a host.
    pub fn keep(&mut self, host: &str, response: &Response) {
        for line in response.all("set-cookie") {
            let mut parts = line.split("; ");
            let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if parts.any(|part| part.eq_ignore_ascii_case("max-age=0")) {
                self.jars.entry(name_of(host).to_owned()).or_default().remove(name);
            } else {
                self.remember(host, name, value);
            }
        }
    }

    /// Opens an address, and follows redirects, also to other ports, as a browser does.
    pub fn open(&mut self, url: &str) -> Response {
        let mut url = Url::parse(url).expect("an address");
        for _ in 0..10 {
            let response = self.send(url.port().expect("a port"), &request_for(&url).html());
            if !response.is_redirect() {
                return response;
            }
            url = url.join(response.header("location")).expect("the address of a redirect");
        }
        panic!("more than ten redirects, the last to {url}");
    }
}

/// Sends a request with exactly these cookies, and returns the connection.
pub fn connect(port: u16, request: &Request, cookies: &str) -> TcpStream {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
    stream.set_read_timeout(Some(READ_TIMEOUT)).expect("a time limit");
    stream.write_all(&request.bytes(cookies)).expect("bytes sent");
    stream
}

/// Sends a request with exactly these cookies.
pub fn send(port: u16, request: &Request, cookies: &str) -> Response {
    receive(connect(port, request, cookies))
}

/// Reads the answer to a request that was sent.
pub fn receive(mut stream: TcpStream) -> Response {
    let mut bytes = Vec::new();
    // A server that rejects a request may reset the connection after its answer.
    let _ = stream.read_to_end(&mut bytes);
    Response::parse(&bytes)
}

/// A GET of an absolute URL.
pub fn request_for(url: &Url) -> Request {
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Request::get(&host, &format!("{}{query}", url.path()))
}

/// A host without its port.
fn name_of(host: &str) -> &str {
    host.split(':').next().unwrap_or_default()
}
