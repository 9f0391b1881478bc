//! What the journal asks Vestibule: its public keys, and names of people.

use axum::{
    body::Bytes,
    http::{Request, StatusCode, header, request},
};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jsonwebtoken::jwk::JwkSet;
use serde::{Deserialize, de::DeserializeOwned};
use std::{error::Error, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

/// For a whole answer. A page waits no longer than this for the names on it.
const TIMEOUT: Duration = Duration::from_secs(2);

const MAX_ANSWER: usize = 64 * 1024;

/// Why there is no answer: Vestibule cannot be reached, is too slow, or refuses.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Vestibule {
    client: Client<HttpConnector, Empty<Bytes>>,
    url: String,
    authorization: String,
}

/// The part of an account that the journal shows.
#[derive(Deserialize)]
pub(crate) struct User {
    pub username: String,
    pub name: Option<String>,
    pub avatar_url: Option<String>,
    pub status: String,
}

impl Vestibule {
    /// `url` is the base URL, and `api_token` has the scope `users:read`.
    pub fn new(url: &str, api_token: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, url: url.to_owned(), authorization: format!("Bearer {api_token}") }
    }

    pub async fn keys(&self) -> Result<JwkSet, Failure> {
        let request = Request::get(format!("{}/.well-known/jwks.json", self.url));
        self.ask(request).await?.ok_or_else(|| "Vestibule has no keys at /.well-known/jwks.json".into())
    }

    /// The account with this id; none if it does not exist any more.
    pub async fn user(&self, id: Uuid) -> Result<Option<User>, Failure> {
        let request = Request::get(format!("{}/api/users/{id}", self.url));
        self.ask(request.header(header::AUTHORIZATION, &self.authorization)).await
    }

    async fn ask<T: DeserializeOwned>(&self, request: request::Builder) -> Result<Option<T>, Failure> {
        let answer = timeout(TIMEOUT, self.send(request.body(Empty::new())?)).await??;
        Ok(answer.map(|body| serde_json::from_slice(&body)).transpose()?)
    }

    /// The body of a 200; none for a 404.
    async fn send(&self, request: Request<Empty<Bytes>>) -> Result<Option<Bytes>, Failure> {
        let response = self.client.request(request).await?;
        match response.status() {
            StatusCode::OK => Ok(Some(Limited::new(response.into_body(), MAX_ANSWER).collect().await?.to_bytes())),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(format!("Vestibule answers {status}").into()),
        }
    }
}
