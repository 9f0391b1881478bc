//! The clients of the load generator: each decides which requests one connection sends.

use crate::{Result, response::Response};
use serde::Deserialize;
use std::fmt::Write;

pub trait Client: Send {
    /// The bytes of the next request, which can depend on the last response.
    fn request(&self) -> &[u8];

    fn handle_response(&mut self, response: &Response) -> Result<()>;

    /// Goes back to the first of several requests, because what the last response was good for may expire until the next one.
    fn restart(&mut self) {}
}

/// One client per connection.
pub type Clients = Vec<Box<dyn Client>>;

/// The bytes of a request.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut bytes = head(method, path, headers, body.len() as u64);
    bytes.extend_from_slice(body.as_bytes());
    bytes
}

/// The bytes of a request without its body. `length` is the length of the body.
pub fn head(method: &str, path: &str, headers: &[(&str, &str)], length: u64) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        // Writing to a String cannot fail.
        let _ = write!(text, "{name}: {value}\r\n");
    }
    if method != "GET" {
        let _ = write!(text, "content-length: {length}\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// Sends the same request repeatedly.
pub struct RepeatClient(pub Vec<u8>);

impl Client for RepeatClient {
    fn request(&self) -> &[u8] {
        &self.0
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)
    }
}

/// Refreshes repeatedly with the refresh token of the last response.
pub struct RefreshClient(Vec<u8>);

impl RefreshClient {
    pub fn new(refresh_token: &str) -> Self {
        let bearer = format!("Bearer {refresh_token}");
        Self(request("POST", "/api/auth/refresh", &[("authorization", &bearer)], ""))
    }
}

impl Client for RefreshClient {
    fn request(&self) -> &[u8] {
        &self.0
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        *self = Self::new(Tokens::of(response)?.refresh_token);
        Ok(())
    }
}

/// The response of sign-in and refresh. A JWT has no escapes in JSON, so the tokens can be borrowed.
#[derive(Deserialize)]
pub struct Tokens<'a> {
    pub access_token: &'a str,
    pub refresh_token: &'a str,
}

impl<'a> Tokens<'a> {
    pub fn of(response: &'a Response) -> Result<Self> {
        Ok(serde_json::from_slice(&response.body)?)
    }
}

/// Fails if the response is not a success, because error responses can be faster and would distort a measurement.
pub fn succeeded(response: &Response) -> Result<()> {
    match response.status {
        200..300 => Ok(()),
        status => {
            Err(format!("the server responded with {status}: {}", String::from_utf8_lossy(&response.body)).into())
        }
    }
}
