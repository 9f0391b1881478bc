//! Files to download, streamed while they are generated. Pages and the API have the same.

use crate::accounts::{self, AuditExport, OwnData, PasswordLinkFile, UserExport};
use crate::shared::{AppError, AuditEventView, ExportFormat, OwnDataView};
use crate::tabular::{WriteError, write_table};
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use serde::Serialize;
use std::mem;

/// The columns of a CSV file of events.
const COLUMNS: [&str; 11] =
    ["id", "at", "event", "result", "actor_kind", "actor_id", "target_id", "address", "device", "request_id", "detail"];

/// Users, one per row.
pub fn users(export: UserExport) -> Response {
    download_table(export.format, "people", export.file())
}

/// Password links, which are created while the file is sent.
pub fn password_links(links: PasswordLinkFile) -> Response {
    download_table(links.format, "password-links", links.file())
}

/// Events of the audit log.
pub fn audit_log(AuditExport { format, events }: AuditExport) -> Response {
    let events = events.map_err(WriteError::from);
    download_table(format, "audit", write_table(format, COLUMNS, row, events))
}

fn row(event: &AuditEventView) -> [String; COLUMNS.len()] {
    [
        event.id.to_string(),
        event.at.to_string(),
        event.event.clone(),
        event.result.to_string(),
        event.actor.kind.to_string(),
        or_empty(event.actor.id),
        or_empty(event.target_id),
        or_empty(event.address.as_deref()),
        or_empty(event.device.as_deref()),
        or_empty(event.request_id),
        or_empty(event.detail.as_deref()),
    ]
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// All data about an account: one JSON object.
pub fn own_data(data: OwnData) -> Response {
    // Composed of parts instead of serialized as one value: the lists are read from the database page by page, while
    // the response is sent.
    let begin = stream::iter([begin(&data.head)]);
    let end = stream::iter([Ok(b"\n}\n".to_vec())]);
    let body = begin
        .chain(list(",\n  \"one_time_links\": [", data.links))
        .chain(list(",\n  \"waiting_mail\": [", data.mail))
        .chain(list(",\n  \"api_tokens\": [", data.tokens))
        .chain(list(",\n  \"client_consents\": [", data.consents))
        .chain(list(",\n  \"client_grants\": [", data.grants))
        .chain(list(",\n  \"sessions\": [", data.sessions))
        .chain(list(",\n  \"events\": [", data.events))
        .chain(end);
    download("application/json", "attachment; filename=\"vestibule-data.json\"", body)
}

/// The object without its closing brace; the lists follow.
fn begin(head: &OwnDataView) -> Result<Vec<u8>, WriteError> {
    let json = serde_json::to_string_pretty(head)?;
    Ok(json.trim_end_matches("\n}").into())
}

/// A member of the object that is a list, with one item per line.
fn list<T: Serialize + Send + 'static>(
    name: &'static str,
    pages: BoxStream<'static, Result<Vec<T>, AppError>>,
) -> impl Stream<Item = Result<Vec<u8>, WriteError>> + Send + 'static {
    // Shared by all pages: only the first item of the whole list has no comma in front of it.
    let mut is_first = true;
    let pages = pages.map(move |page| {
        let mut lines = Vec::new();
        for item in page? {
            lines.extend_from_slice(if mem::take(&mut is_first) { b"\n    " } else { b",\n    " });
            serde_json::to_writer(&mut lines, &item)?;
        }
        Ok(lines)
    });
    stream::iter([Ok(name.into())]).chain(pages).chain(stream::iter([Ok(b"\n  ]".to_vec())]))
}

/// A response that a browser saves as a file. An error in the stream closes the connection, so that clients detect an
/// incomplete file; its cause is logged.
fn download(
    content_type: &str,
    disposition: &str,
    body: impl Stream<Item = Result<Vec<u8>, WriteError>> + Send + 'static,
) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CONTENT_DISPOSITION, disposition)];
    let body = body.inspect_err(|error| {
        if let Some(error) = error.downcast_ref::<AppError>() {
            accounts::log_cause(error);
        }
    });
    (headers, Body::from_stream(body)).into_response()
}

/// A table as a file with the name `name` and the extension of its format.
fn download_table(
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
