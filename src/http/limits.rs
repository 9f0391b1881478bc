//! How much and how long: no request may take more than its share.

use super::problem::{self, Problem};
use crate::shared::error::{AppError, ErrorCode};
use axum::{
    body::{Body, Bytes, to_bytes},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use http_body_util::LengthLimitError;
use std::{any::Any, error::Error, time::Duration};
use tower_http::timeout::TimeoutLayer;

/// The largest body of a form or of JSON.
const BODY: usize = 64 * 1024;

/// How long a request may take, with the arrival of its body.
const TIME: Duration = Duration::from_secs(20);

/// Ends requests whose time is up.
pub fn time() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME)
}

/// Reads a whole body, if it is not too large.
pub async fn read_body(body: Body) -> Result<Bytes, AppError> {
    to_bytes(body, BODY).await.map_err(|error| {
        if error.source().is_some_and(|source| source.is::<LengthLimitError>()) {
            AppError::new(ErrorCode::PayloadTooLarge, "Send at most 64 KiB.")
        } else {
            AppError::new(ErrorCode::Malformed, "The body did not arrive whole. Send it again.")
        }
    })
}

/// The answer when a handler has panicked. The panic hook has written the line in the log.
pub fn after_panic(_panic: Box<dyn Any + Send>) -> Response {
    Problem(problem::internal()).into_response()
}
