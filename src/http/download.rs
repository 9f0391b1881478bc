//! Files that a browser or a program saves, written while they are sent.

use crate::{shared::audit::ExportFormat, tabular::WriteError};
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use futures::Stream;

/// A file to be saved. An error on the way breaks the connection off, so that nobody takes a part for the whole.
pub fn download(
    content_type: &str,
    disposition: &str,
    body: impl Stream<Item = Result<Vec<u8>, WriteError>> + Send + 'static,
) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(body)).into_response()
}

/// A table to be saved, under `name` and what its format is called.
pub fn download_table(
    format: ExportFormat,
    name: &str,
    body: impl Stream<Item = Result<Vec<u8>, WriteError>> + Send + 'static,
) -> Response {
    // RFC 7111, and what JSON Lines goes by.
    let media_type = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::JsonLines => "application/x-ndjson",
    };
    download(media_type, &format!("attachment; filename=\"{name}.{format}\""), body)
}
