//! How much and how long: no request may take more than its share.

use super::problem::{self, Problem};
use crate::shared::error::{AppError, ErrorCode};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use http_body_util::LengthLimitError;
use std::{any::Any, error::Error, time::Duration};
use tower_http::timeout::TimeoutLayer;

/// The largest body of a form or of JSON.
const BODY: usize = 64 * 1024;

/// The largest file of a picture: a photograph as a telephone takes it.
const PICTURE: usize = 5 * 1024 * 1024;

/// How long a request may take, with the arrival of its body.
const TIME: Duration = Duration::from_secs(20);

/// Ends requests whose time is up.
pub fn time() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIME)
}

/// Reads a whole body, if it is not too large.
pub async fn read_body(body: Body) -> Result<Bytes, AppError> {
    read(body, BODY, "Send at most 64 KiB.").await
}

/// Reads the file of a picture, if it is not too large.
pub async fn read_picture(body: Body) -> Result<Bytes, AppError> {
    read(body, PICTURE, "Send a picture of at most 5 MiB.").await
}

/// Of a body that says that it is too large nothing is read, and of another one no more than is taken.
async fn read(body: Body, most: usize, too_large: &'static str) -> Result<Bytes, AppError> {
    let too_large = || AppError::new(ErrorCode::PayloadTooLarge, too_large);
    if body.size_hint().lower() > most as u64 {
        return Err(too_large());
    }
    to_bytes(body, most).await.map_err(|error| {
        if error.source().is_some_and(|source| source.is::<LengthLimitError>()) {
            too_large()
        } else {
            AppError::new(ErrorCode::Malformed, "The body did not arrive whole. Send it again.")
        }
    })
}

/// The answer when a handler has panicked. The panic hook has written the line in the log.
pub fn after_panic(_panic: Box<dyn Any + Send>) -> Response {
    Problem(problem::internal()).into_response()
}
