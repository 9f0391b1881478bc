//! Import and export of users as files.

use super::{Bearer, Json, Problem, Query};
use crate::{
    accounts::{Accounts, Caller},
    http::{content_type, limits, state::AppState, user_export},
    shared::{
        error::{AppError, ErrorCode},
        import::{ExportRequest, ImportReport, ImportRequest},
    },
};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};

/// The accepted media types. The format is detected from the content.
const TYPES: [&str; 4] = ["text/csv", "application/x-ndjson", "application/jsonl", "application/octet-stream"];

/// Routes without a request timeout. A new one is also added to the lists in `http::rate_limit`.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/users/import", post(import)).route("/api/users/export", get(export))
}

async fn import(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Query(request): Query<ImportRequest>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<ImportReport>, Problem> {
    if !content_type::is_one_of(&headers, &TYPES) {
        let detail = "Send a CSV or JSON Lines file with Content-Type: text/csv or application/x-ndjson.";
        return Err(Problem(AppError::new(ErrorCode::UnsupportedMediaType, detail)));
    }
    // A misspelt `dry_run` would import the file instead of checking it.
    request.unknown.refuse()?;
    let file = limits::read_import(body)?;
    Ok(Json(accounts.import_users(&who.principal(), &caller, &request, file).await?))
}

async fn export(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Query(request): Query<ExportRequest>,
) -> Result<Response, Problem> {
    let export = accounts.export_users(&who.principal(), &caller, &request).await?;
    Ok(user_export::file(export))
}
