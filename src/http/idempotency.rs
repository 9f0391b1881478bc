//! `Idempotency-Key`: a client can send a request again, for example after a lost connection, and it is executed once
//! ([decision 37](../../docs/decisions/0037-idempotency.md)).

use super::bodies;
use crate::accounts::{CurrentUser, IdempotencyKey};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, fields};
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
pub const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Middleware of endpoints that can be repeated: adds the [`IdempotencyKey`] to the request's extensions, from which
/// [`Caller`](crate::accounts::Caller) takes it, and marks the response to a repeated request.
pub async fn read_key(request: Request, next: Next) -> Response {
    // Without a user, the endpoint refuses the request.
    let is_authenticated = request.extensions().get::<CurrentUser>().is_some();
    if !(is_authenticated && request.headers().contains_key(IDEMPOTENCY_KEY)) {
        return next.run(request).await;
    }
    let (request, key) = match with_key(request).await {
        Ok(keyed) => keyed,
        Err(error) => return error.into_response(),
    };
    let mut response = next.run(request).await;
    if key.is_replayed() && response.status().is_success() {
        response.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// The request with its key. Its body has been read, because the same key with another body is an error.
async fn with_key(request: Request) -> Result<(Request, IdempotencyKey), AppError> {
    let (mut parts, body) = request.into_parts();
    let body = bodies::read_body(body).await?;
    let key = key_of(&parts, &body)
        .map_err(|problem| AppError::fields(ErrorCode::ValidationFailed, vec![problem.of("Idempotency-Key")]))?;
    parts.extensions.insert(key.clone());
    Ok((Request::from_parts(parts, Body::from(body)), key))
}

fn key_of(parts: &Parts, body: &[u8]) -> Result<IdempotencyKey, fields::Problem> {
    let mut lines = parts.headers.get_all(IDEMPOTENCY_KEY).iter();
    // An empty key is invalid.
    let key = lines.next().map_or(b"".as_slice(), HeaderValue::as_bytes);
    if lines.next().is_some() {
        return Err(fields::Problem::new("invalid", message::request_one_idempotency_key()));
    }
    let method = parts.method.as_str().as_bytes();
    IdempotencyKey::new(key, &[method, b" ", parts.uri.path().as_bytes(), b"\n", body].concat())
}
