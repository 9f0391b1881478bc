//! People in and out as files.

use super::{Bearer, Json, Problem, Query};
use crate::{
    accounts::{Accounts, Caller},
    http::{content, limits, people_file, state::AppState},
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

/// What may be sent. Which of them it is the content decides.
const TYPES: [&str; 4] = ["text/csv", "application/x-ndjson", "application/jsonl", "application/octet-stream"];

/// They take as long as their files are.
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
    if !content::is_one_of(&headers, &TYPES) {
        let detail = "Send a file, with Content-Type: text/csv or application/x-ndjson.";
        return Err(Problem(AppError::new(ErrorCode::UnsupportedMediaType, detail)));
    }
    request.unknown.refuse()?;
    let file = limits::file(body)?;
    Ok(Json(accounts.import_users(&who.principal(), &caller, &request, file).await?))
}

async fn export(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Query(request): Query<ExportRequest>,
) -> Result<Response, Problem> {
    let export = accounts.export_users(&who.principal(), &caller, &request).await?;
    Ok(people_file::file(export))
}
