//! Bodies of requests: their media types, and limits of their size. The server limits rate and time.

use super::server::PeerTooSlow;
use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode, Problem};
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::{HeaderMap, header};
use futures::{Stream, stream};
use http_body_util::{BodyExt, LengthLimitError};
use std::error::Error;
use std::time::Duration;
use tokio::time::timeout;

/// The maximum size of JSON, or of a form of a program.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The maximum size of a form of a page. It may have all that an account has in fields of one's own, each byte of which takes up to three.
const MAX_FORM_BYTES: usize = 128 * 1024;

/// The maximum size of a picture file: a photo from a phone.
const MAX_PICTURE_BYTES: usize = 5 * 1024 * 1024;

/// The maximum size of a multipart form without its file.
const MAX_FORM_OVERHEAD_BYTES: usize = 16 * 1024;

/// The maximum size of an import: a few million users.
const MAX_IMPORT_BYTES: u64 = 1024 * 1024 * 1024;

/// The maximum number of bytes drained from a rejected body, and the maximum time to drain them.
const MAX_DRAIN_BYTES: usize = 32 * 1024 * 1024;
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether the `Content-Type` is one of `types`. Parameters are ignored.
pub fn has_type(headers: &HeaderMap, types: &[&str]) -> bool {
    let essence = content_type(headers).split(';').next().unwrap_or_default().trim();
    types.iter().any(|allowed| essence.eq_ignore_ascii_case(allowed))
}

/// The boundary of a form with files (RFC 7578).
pub fn multipart_boundary(headers: &HeaderMap) -> Result<String, AppError> {
    let not_a_form = || AppError::new(ErrorCode::UnsupportedMediaType, message::request_no_form_with_file());
    multer::parse_boundary(content_type(headers)).map_err(|_| not_a_form())
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Reads a form or JSON.
pub async fn read_body(body: Body) -> Result<Bytes, AppError> {
    read(body, MAX_BODY_BYTES, message::request_too_large).await
}

/// Reads a form. One without fields, such as that for signing out, may have neither a body nor a `Content-Type`.
pub async fn read_form(headers: &HeaderMap, body: Body) -> Result<Bytes, AppError> {
    form(headers, read_body(body).await?)
}

/// The same for a form of a page.
pub async fn read_page_form(headers: &HeaderMap, body: Body) -> Result<Bytes, AppError> {
    form(headers, read(body, MAX_FORM_BYTES, message::request_form_too_large).await?)
}

fn form(headers: &HeaderMap, body: Bytes) -> Result<Bytes, AppError> {
    if body.is_empty() || has_type(headers, &["application/x-www-form-urlencoded"]) {
        return Ok(body);
    }
    Err(AppError::new(ErrorCode::UnsupportedMediaType, message::request_no_form()))
}

/// The error for a field without its file.
pub fn file_missing(field: &'static str, message: Message) -> AppError {
    let problem = Problem::new("required", message);
    AppError::fields(ErrorCode::ValidationFailed, vec![problem.of(field)])
}

/// Reads a picture file.
pub async fn read_picture(body: Body) -> Result<Bytes, AppError> {
    read(body, MAX_PICTURE_BYTES, message::request_picture_too_large).await
}

/// Reads a multipart form with a picture. The rest of a form that is too large is drained.
pub async fn read_picture_form(mut body: Body) -> Result<Bytes, AppError> {
    let mut form = Vec::new();
    while let Some(frame) = body.frame().await {
        let data = frame.map_err(body_error)?.into_data().unwrap_or_default();
        // Compared before the bytes are copied, so that the buffer never exceeds the limit.
        if form.len() + data.len() > MAX_PICTURE_BYTES + MAX_FORM_OVERHEAD_BYTES {
            drain(body).await;
            return Err(AppError::new(ErrorCode::PayloadTooLarge, message::request_picture_too_large()));
        }
        form.extend_from_slice(&data);
    }
    Ok(form.into())
}

/// Streams an import. The server's minimum rate and maximum time for bodies apply.
pub fn read_import(
    body: Body,
) -> Result<impl Stream<Item = Result<Bytes, AppError>> + Send + Unpin + 'static, AppError> {
    let too_large = || AppError::new(ErrorCode::PayloadTooLarge, message::request_import_too_large());
    // The size hint is the `Content-Length`. A chunked body has none, so its bytes are also counted below.
    if body.size_hint().lower() > MAX_IMPORT_BYTES {
        return Err(too_large());
    }
    let chunks = stream::try_unfold((body, 0_u64), move |(mut body, sum)| async move {
        let Some(frame) = body.frame().await else { return Ok(None) };
        let chunk = frame.map_err(body_error)?.into_data().unwrap_or_default();
        let sum = sum + chunk.len() as u64;
        if sum > MAX_IMPORT_BYTES { Err(too_large()) } else { Ok(Some((chunk, (body, sum)))) }
    });
    // `try_unfold` is not `Unpin`, which the parsers of the stream require.
    Ok(Box::pin(chunks))
}

/// Reads and discards a rejected body, up to a limit, because a browser reads no response while it is sending.
pub async fn drain(mut body: Body) {
    let read = async {
        let mut bytes = 0;
        while let Some(Ok(frame)) = body.frame().await {
            bytes += frame.data_ref().map_or(0, Bytes::len);
            if bytes > MAX_DRAIN_BYTES {
                return;
            }
        }
    };
    // The response is the same whether the body was drained completely or not.
    let _ = timeout(DRAIN_TIMEOUT, read).await;
}

/// Reads a body of at most `max` bytes. A body whose `Content-Length` is larger is not read at all.
async fn read(body: Body, max: usize, too_large: fn() -> Message) -> Result<Bytes, AppError> {
    let too_large = || AppError::new(ErrorCode::PayloadTooLarge, too_large());
    if body.size_hint().lower() > max as u64 {
        return Err(too_large());
    }
    // A body without `Content-Length` exceeds the limit only while it is read.
    to_bytes(body, max).await.map_err(|error| {
        if error.source().is_some_and(|source| source.is::<LengthLimitError>()) {
            too_large()
        } else {
            body_error(error)
        }
    })
}

/// The error for a body that is too slow or incomplete.
fn body_error(error: axum::Error) -> AppError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    // axum wraps the error of the body, so the reason can be any of its sources.
    while let Some(error) = cause {
        if error.is::<PeerTooSlow>() {
            return AppError::new(ErrorCode::RequestTimeout, message::request_body_too_slow());
        }
        cause = error.source();
    }
    AppError::new(ErrorCode::Malformed, message::request_body_incomplete())
}
