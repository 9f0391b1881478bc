//! `/audit/export`: downloads the audit log from its page. The API uses [`file`] as well.

use super::{
    download::download_table,
    guard::{self, Entry},
    pages::redirect,
    state::AppState,
};
use crate::{
    accounts::{AuditExport, CurrentUser, Principal},
    shared::{
        audit::{AuditEventView, AuditRequest},
        audit_query::Scope,
        error::AppError,
        page::Admission,
    },
    tabular::{WriteError, write_table},
    web::{
        address::{audit_query, parameter},
        problem::{self, Problem},
    },
};
use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing::get,
};
use futures::TryStreamExt as _;

/// The columns of a CSV file.
const COLUMNS: [&str; 11] =
    ["id", "at", "event", "result", "actor_kind", "actor_id", "target_id", "address", "device", "request_id", "detail"];

pub fn routes() -> Router<AppState> {
    Router::new().route("/audit/export", get(export))
}

/// The events on the page as a file, with the same access rules as the page.
async fn export(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let visitor = request.extensions().get::<CurrentUser>();
    match guard::admit(&state, Admission::Audit, request.uri(), visitor).await? {
        Entry::Redirect(path) => Ok(redirect(&path)),
        Entry::Admit => {
            // `admit` has redirected visitors who are not signed in, so there is a user here.
            let who = Principal::User(visitor.ok_or_else(problem::not_found)?.clone());
            let format = parameter(request.uri(), "format");
            let export = AuditRequest { format, ..audit_query(Scope::Everyone, request.uri()).request() };
            Ok(file(state.accounts.export_audit(&who, &export).await?))
        }
    }
}

/// The response with all events, streamed.
pub fn file(AuditExport { format, events }: AuditExport) -> Response {
    let events = events.map_err(|failure| WriteError::from(AppError::from(failure)));
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
