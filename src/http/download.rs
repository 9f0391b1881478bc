//! Files that a browser or a program saves, written while they are sent.

use axum::{
    BoxError,
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use futures::Stream;

/// The media types of tables (RFC 7111, and what JSON Lines goes by).
pub const CSV: &str = "text/csv; charset=utf-8";
pub const JSON_LINES: &str = "application/x-ndjson";

/// A file of this media type, under the name that `disposition` says. An error on the way breaks the connection off, so
/// that nobody takes a part for the whole.
pub fn download(
    content_type: &'static str,
    disposition: &'static str,
    body: impl Stream<Item = Result<Vec<u8>, BoxError>> + Send + 'static,
) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(body)).into_response()
}
