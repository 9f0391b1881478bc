//! Import and export of users as files.

use super::{Bearer, Json, Problem, Query};
use crate::{
    accounts::{Accounts, Caller},
    budgets::Budget,
    http::{
        content_type, limits,
        openapi::{Access, Endpoint, Tag, examples},
        user_export,
    },
    shared::{
        api_tokens::Scope,
        error::{AppError, ErrorCode},
        import::{ExportRequest, ImportReport, ImportRequest},
    },
};
use axum::{body::Body, extract::State, http::HeaderMap, response::Response};

/// The accepted media types. The format is detected from the content.
const TYPES: [&str; 4] = ["text/csv", "application/x-ndjson", "application/jsonl", "application/octet-stream"];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::post("/api/users/import", import, "importUsers", "Import users from a file")
            .about(
                "The format is detected from the content. Hashes of passwords from other systems are imported as well. Unknown \
                 parameters are rejected.",
            )
            .scopes(&[Scope::UsersWrite])
            .query::<ImportRequest>()
            .file_body(&TYPES, "A CSV or JSON Lines file of at most 1 GiB.")
            .returns(200, "A report with the errors of each row.", &examples::import_report())
            .errors(&[ErrorCode::ImportRunning]),
        Endpoint::get("/api/users/export", export, "exportUsers", "Export users to a file")
            .scopes(&[Scope::UsersRead])
            .query::<ExportRequest>()
            .returns_file("The file.", examples::users_file()),
    ];
    let described = |endpoint: Endpoint| {
        endpoint.tag(Tag::Files).access(Access::Administrator).charged(Budget::File).without_timeout()
    };
    endpoints.into_iter().map(described).collect()
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
