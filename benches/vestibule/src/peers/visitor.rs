//! The accounts that sign in at the peers, and requests with JSON.

use super::{expect_client::ExpectClient, operation::Operation};
use crate::{
    Result,
    client::{Client, Clients, request},
    server::Server,
};
use serde_json::{Value, json};

pub const PASSWORD: &str = "Kettle-on-the-hob-42!";

/// The clients of each operation that a program has.
pub type Requests = Vec<(Operation, Clients)>;

/// An account, by its username.
pub struct Visitor(String);

impl Visitor {
    /// The visitors of a run. The connections share them.
    pub fn all(connections: usize) -> Vec<Self> {
        (0..connections.min(16)).map(|number| Self(format!("bench-{number}"))).collect()
    }

    pub fn username(&self) -> &str {
        &self.0
    }

    pub fn email(&self) -> String {
        format!("{}@example.com", self.0)
    }
}

/// Sends JSON without measuring it, and parses the answer.
pub async fn post(server: &Server, path: &str, body: &Value) -> Result<Value> {
    let response = server.send(&post_request(path, body)).await?;
    Ok(serde_json::from_slice(&response.body)?)
}

pub async fn get(server: &Server, path: &str, authorization: &str) -> Result<Value> {
    let response = server.send(&get_request(path, authorization)).await?;
    Ok(serde_json::from_slice(&response.body)?)
}

pub fn post_request(path: &str, body: &Value) -> Vec<u8> {
    request("POST", path, &[("content-type", "application/json")], &body.to_string())
}

pub fn get_request(path: &str, authorization: &str) -> Vec<u8> {
    request("GET", path, &[("authorization", authorization)], "")
}

/// The text at a JSON pointer (RFC 6901).
pub fn text_at<'a>(answer: &'a Value, pointer: &str) -> Result<&'a str> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    Ok(found.ok_or_else(|| format!("the answer has no text at {pointer}: {answer}"))?)
}

/// The number at a JSON pointer (RFC 6901).
pub fn number_at(answer: &Value, pointer: &str) -> Result<u64> {
    let found = answer.pointer(pointer).and_then(Value::as_u64);
    Ok(found.ok_or_else(|| format!("the answer has no number at {pointer}: {answer}"))?)
}

/// The credentials with which most programs sign a visitor in.
pub fn credentials(name: &str, value: &str) -> Value {
    json!({ name: value, "password": PASSWORD })
}

/// One client for each connection. The connections share the requests.
pub fn clients(operation: Operation, requests: &[Vec<u8>], connections: usize) -> (Operation, Clients) {
    let client = |request: &Vec<u8>| {
        Box::new(ExpectClient { request: request.clone(), text: operation.marker() }) as Box<dyn Client>
    };
    (operation, requests.iter().cycle().take(connections).map(client).collect())
}
