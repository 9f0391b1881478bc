//! Files that are written while they are sent.

use axum::{
    BoxError,
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use futures::Stream;

/// A file for the browser to save. An error on the way breaks the connection off, so that nobody takes a part for the
/// whole.
pub fn download(
    content_type: &'static str,
    disposition: &'static str,
    body: impl Stream<Item = Result<Vec<u8>, BoxError>> + Send + 'static,
) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(body)).into_response()
}
