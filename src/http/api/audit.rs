//! `/api/audit`: what happened, by pages or as a file.

use super::{
    super::{
        download::{CSV, JSON_LINES, download},
        problem::Problem,
        state::AppState,
    },
    bearer::Bearer,
    query::Query,
};
use crate::{
    accounts::{Accounts, AuditExport},
    shared::{
        audit::{AuditEventView, AuditPageView, AuditRequest, ExportFormat},
        error::AppError,
    },
    tabular::{WriteError, written},
};
use axum::{Router, extract::State, response::Response, routing::get};
use futures::TryStreamExt as _;

/// The columns of a CSV file.
const COLUMNS: [&str; 11] =
    ["id", "at", "event", "result", "actor_kind", "actor_id", "target_id", "address", "device", "request_id", "detail"];

pub fn routes() -> Router<AppState> {
    Router::new().route("/", get(list)).route("/export", get(export))
}

async fn list(
    State(accounts): State<Accounts>,
    who: Bearer,
    Query(request): Query<AuditRequest>,
) -> Result<axum::Json<AuditPageView>, Problem> {
    Ok(axum::Json(accounts.list_audit(&who.principal(), &request).await?))
}

async fn export(
    State(accounts): State<Accounts>,
    who: Bearer,
    Query(request): Query<AuditRequest>,
) -> Result<Response, Problem> {
    let AuditExport { format, events } = accounts.export_audit(&who.principal(), &request)?;
    let events = events.map_err(|failure| WriteError::from(AppError::from(failure)));
    let (media_type, disposition) = match format {
        ExportFormat::Csv => (CSV, "attachment; filename=\"audit.csv\""),
        ExportFormat::JsonLines => (JSON_LINES, "attachment; filename=\"audit.jsonl\""),
    };
    Ok(download(media_type, disposition, written(format, COLUMNS, row, events)))
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
