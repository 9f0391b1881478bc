//! How much and how long: no request may take more than its share.

use super::server::TooSlow;
use crate::{
    shared::error::{AppError, ErrorCode},
    web::problem::{self, Problem},
};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures::{Stream, stream};
use http_body_util::{BodyExt, LengthLimitError};
use std::{any::Any, error::Error, time::Duration};
use tokio::time::timeout;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// The largest body of a form or of JSON.
const BODY: usize = 64 * 1024;

/// The largest file of a picture: a photograph as a telephone takes it.
const PICTURE: usize = 5 * 1024 * 1024;

/// What a form adds to the file in it.
const AROUND: usize = 16 * 1024;

/// The largest file of people: a few millions.
const FILE: u64 = 1024 * 1024 * 1024;

/// How much is read of a body that is refused, and for how long.
const REFUSED: usize = 32 * 1024 * 1024;
const REFUSED_TIME: Duration = Duration::from_secs(10);

const PICTURE_TOO_LARGE: &str = "The picture is too large. Send one of at most 5 MiB.";

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
    read(body, PICTURE, PICTURE_TOO_LARGE).await
}

/// Reads the form that a picture comes in. One that is too large is heard out.
pub async fn read_picture_form(mut body: Body) -> Result<Bytes, AppError> {
    let mut kept = Vec::new();
    while let Some(frame) = body.frame().await {
        let data = frame.map_err(broken_off)?.into_data().unwrap_or_default();
        if kept.len() + data.len() > PICTURE + AROUND {
            hear_out(body).await;
            return Err(AppError::new(ErrorCode::PayloadTooLarge, PICTURE_TOO_LARGE));
        }
        kept.extend_from_slice(&data);
    }
    Ok(kept.into())
}

/// A file of people as it arrives, if it is not too large. How slowly it may arrive, the server's loop says.
pub fn file(body: Body) -> Result<impl Stream<Item = Result<Bytes, AppError>> + Send + Unpin + 'static, AppError> {
    let too_large =
        || AppError::new(ErrorCode::PayloadTooLarge, "Send at most 1 GiB. Larger ones can be cut into several.");
    if body.size_hint().lower() > FILE {
        return Err(too_large());
    }
    let pieces = stream::try_unfold((body, 0_u64), move |(mut body, sum)| async move {
        let Some(frame) = body.frame().await else { return Ok(None) };
        let piece = frame.map_err(broken_off)?.into_data().unwrap_or_default();
        let sum = sum + piece.len() as u64;
        if sum > FILE { Err(too_large()) } else { Ok(Some((piece, (body, sum)))) }
    });
    Ok(Box::pin(pieces))
}

/// Reads a body that is refused, up to a point: a browser that still sends does not read the answer.
pub async fn hear_out(mut body: Body) {
    let read = async {
        let mut bytes = 0;
        while let Some(Ok(frame)) = body.frame().await {
            bytes += frame.data_ref().map_or(0, Bytes::len);
            if bytes > REFUSED {
                return;
            }
        }
    };
    // Whether all of it was read makes no difference to the answer.
    let _ = timeout(REFUSED_TIME, read).await;
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
            broken_off(error)
        }
    })
}

/// Why a body did not arrive.
fn broken_off(error: axum::Error) -> AppError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(error) = cause {
        if error.is::<TooSlow>() {
            return AppError::new(ErrorCode::RequestTimeout, "The body arrived too slowly. Send it again.");
        }
        cause = error.source();
    }
    AppError::new(ErrorCode::Malformed, "The body did not arrive whole. Send it again.")
}

/// Answers for a handler that has panicked. The panic hook has written the line in the log.
pub fn panics() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(after_panic)
}

fn after_panic(_panic: Box<dyn Any + Send>) -> Response {
    Problem(problem::internal()).into_response()
}
