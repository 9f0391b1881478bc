//! Builds a request, sends it through the router and reads the response.

use super::TestApp;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::net::SocketAddr;
use tower::ServiceExt;

/// A request under construction.
pub struct Call<'a> {
    app: &'a TestApp,
    request: Builder,
    body: Body,
    peer: SocketAddr,
}

impl<'a> Call<'a> {
    pub fn new(app: &'a TestApp, method: Method, path: &str) -> Self {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:3000");
        Self { app, request, body: Body::empty(), peer: SocketAddr::from(([192, 0, 2, 1], 50_000)) }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Sets a header whose value may contain bytes outside of ASCII.
    pub fn raw_header(mut self, name: &str, value: &[u8]) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Accepts HTML, as the navigation of a browser does.
    pub fn html(self) -> Self {
        self.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let escape = leptos_router::location::Url::escape;
        let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        self.header("content-type", "application/x-www-form-urlencoded").body(pairs.join("&"))
    }

    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets the address of the client.
    pub fn seen_from(mut self, address: &str) -> Self {
        self.peer = SocketAddr::new(address.parse().expect("an address"), 50_000);
        self
    }

    /// Sets the `Host` in place of that of the server.
    pub fn at_host(mut self, host: &str) -> Self {
        let headers = self.request.headers_mut().expect("a request");
        headers.insert(header::HOST, host.parse().expect("a host"));
        self
    }

    /// Sends it, and asserts the status of the answer.
    pub async fn expect_status(self, status: u16) -> Reply {
        self.send().await.expect_status(status)
    }

    pub async fn send(self) -> Reply {
        let mut request = self.request.body(self.body).expect("a request");
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let response = self.app.router.clone().oneshot(request).await.expect("routers do not fail");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        Reply { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

/// A response.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// The body, which must be JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} is not JSON: {}", self.status, self.text()))
    }

    /// The response itself, after asserting its status.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// The value of a header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The error code, after checking the members that every error response has (RFC 9457).
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{member} in {problem}");
        }
        problem["code"].as_str().expect("a code").to_owned()
    }

    /// The status, with the code if it is an error: `204`, or `404 link_invalid`.
    pub fn outcome(&self) -> String {
        if self.status < 400 { self.status.to_string() } else { format!("{} {}", self.status, self.code()) }
    }

    /// Asserts the status and the code of an error.
    #[track_caller]
    pub fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}", self.text());
    }

    /// The fields with errors, in order, with their codes.
    pub fn fields(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (text(&error["field"]), text(&error["code"]))).collect()
    }

    /// The same as one text: `name required, scopes too_long`.
    pub fn errors(&self) -> String {
        let errors = self.fields().into_iter().map(|(field, code)| format!("{field} {code}"));
        errors.collect::<Vec<_>>().join(", ")
    }

    /// The names of the fields with errors, in order.
    pub fn invalid_fields(&self) -> Vec<String> {
        self.fields().into_iter().map(|(field, _)| field).collect()
    }

    /// The values of all `Set-Cookie` headers.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().expect("ASCII")).collect()
    }

    /// The redirect that a page stands for which leads on by itself after a form (decision 82), so that tests name where a form leads
    /// and not how. Other responses stay as they are.
    #[track_caller]
    pub fn into_redirect(mut self) -> Self {
        let Some(location) = self.header("refresh").strip_prefix("0; url=").map(str::to_owned) else { return self };
        assert_eq!((self.status, self.header("location")), (200, ""), "{}", self.text());
        assert!(self.links_to(&location), "a browser may not go on by itself: {}", self.text());
        let policy = self.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("form-action 'none'"), "{policy}");
        self.headers.insert(header::LOCATION, location.parse().expect("an address"));
        self.status = 303;
        self
    }

    /// The target of a redirect.
    pub fn location(&self) -> &str {
        assert!((300..400).contains(&self.status), "{}: {}", self.status, self.text());
        self.header("location")
    }
}
