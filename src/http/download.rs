//! Files that a browser or a program saves, written while they are sent.

use crate::{shared::audit::ExportFormat, tabular::WriteError};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::Stream;

/// A table of this format, saved under `name` and what its format is called. An error on the way breaks the connection off,
/// so that nobody takes a part for the whole.
pub fn download(
    format: ExportFormat,
    name: &str,
    body: impl Stream<Item = Result<Vec<u8>, WriteError>> + Send + 'static,
) -> Response {
    // RFC 7111, and what JSON Lines goes by.
    let media_type = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::JsonLines => "application/x-ndjson",
    };
    let mut response = ([(header::CONTENT_TYPE, media_type)], Body::from_stream(body)).into_response();
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}.{format}\"")).ok();
    response.headers_mut().extend(disposition.map(|value| (header::CONTENT_DISPOSITION, value)));
    response
}
