//! What one connection has to say.

use crate::{Result, response::Response};
use serde::Deserialize;
use std::fmt::Write;

/// The next request, which may follow from the answer to the last one.
pub trait Talk: Send {
    fn request(&self) -> &[u8];

    fn heard(&mut self, response: &Response) -> Result<()>;
}

/// One talk for each connection.
pub type Talks = Vec<Box<dyn Talk>>;

/// The bytes of a request.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut bytes = head(method, path, headers, body.len() as u64);
    bytes.extend_from_slice(body.as_bytes());
    bytes
}

/// The bytes of a request up to its body, which is so long.
pub fn head(method: &str, path: &str, headers: &[(&str, &str)], length: u64) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        // Writing to a string cannot fail.
        let _ = write!(text, "{name}: {value}\r\n");
    }
    if method != "GET" {
        let _ = write!(text, "content-length: {length}\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// The same request again and again.
pub struct Repeat(pub Vec<u8>);

impl Talk for Repeat {
    fn request(&self) -> &[u8] {
        &self.0
    }

    fn heard(&mut self, response: &Response) -> Result<()> {
        succeeded(response)
    }
}

/// Refreshes with the token that the last refresh gave.
pub struct Rotate(Vec<u8>);

impl Rotate {
    pub fn new(refresh_token: &str) -> Self {
        let bearer = format!("Bearer {refresh_token}");
        Self(request("POST", "/api/auth/refresh", &[("authorization", &bearer)], ""))
    }
}

impl Talk for Rotate {
    fn request(&self) -> &[u8] {
        &self.0
    }

    fn heard(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        *self = Self::new(Tokens::of(response)?.refresh_token);
        Ok(())
    }
}

/// What signing in and refreshing give. A JWT needs no escapes in JSON, so nothing is copied.
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

/// A server that refuses is not measured: refusing may well be quicker.
pub fn succeeded(response: &Response) -> Result<()> {
    match response.status {
        200..300 => Ok(()),
        status => Err(format!("the server answered {status}: {}", String::from_utf8_lossy(&response.body)).into()),
    }
}
