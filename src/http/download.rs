//! Downloads, streamed while they are generated.

use crate::{shared::audit::ExportFormat, tabular::WriteError};
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use futures::Stream;

/// A response that a browser saves as a file. An error in the stream closes the connection, so that clients detect an
/// incomplete file.
pub fn download(
    content_type: &str,
    disposition: &str,
    body: impl Stream<Item = Result<Vec<u8>, WriteError>> + Send + 'static,
) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(body)).into_response()
}

/// A table as a file with the name `name` and the extension of its format.
pub fn download_table(
    format: ExportFormat,
    name: &str,
    body: impl Stream<Item = Result<Vec<u8>, WriteError>> + Send + 'static,
) -> Response {
    // For CSV see RFC 7111. JSON Lines has no registered type; this one is common.
    let media_type = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::JsonLines => "application/x-ndjson",
    };
    download(media_type, &format!("attachment; filename=\"{name}.{format}\""), body)
}
