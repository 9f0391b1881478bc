//! `/api/audit`: what happened, by pages or as a file.

use super::{
    super::{download::download, problem::Problem, state::AppState},
    bearer::Bearer,
    query::Query,
    table,
};
use crate::{
    accounts::{Accounts, AuditExport},
    shared::{
        audit::{AuditEventView, AuditPageView, AuditRequest, ExportFormat},
        error::AppError,
    },
};
use axum::{BoxError, Router, extract::State, response::Response, routing::get};
use futures::{StreamExt as _, stream};

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
    let events = events.map(|events| events.map_err(|failure| BoxError::from(AppError::from(failure))));
    Ok(match format {
        ExportFormat::Csv => {
            let header = stream::iter([table::lines([COLUMNS]).map_err(BoxError::from)]);
            let rows = events.map(|events| Ok(table::lines(events?.iter().map(row))?));
            download("text/csv; charset=utf-8", "attachment; filename=\"audit.csv\"", header.chain(rows))
        }
        ExportFormat::JsonLines => {
            let lines = events.map(|events| json_lines(&events?));
            download("application/x-ndjson", "attachment; filename=\"audit.jsonl\"", lines)
        }
    })
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

fn json_lines(events: &[AuditEventView]) -> Result<Vec<u8>, BoxError> {
    let mut lines = Vec::new();
    for event in events {
        serde_json::to_writer(&mut lines, event)?;
        lines.push(b'\n');
    }
    Ok(lines)
}
