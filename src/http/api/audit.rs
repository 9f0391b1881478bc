//! `/api/audit`: the audit log, in pages or as a file.

use super::{
    super::{
        audit_export::file,
        openapi::{Access, Endpoint, Tag, examples},
    },
    bearer::Bearer,
    json::Json,
    query::Query,
};
use crate::{
    accounts::Accounts,
    budgets::Budget,
    shared::{
        api_tokens::Scope,
        audit::{AuditPageView, AuditRequest},
        error::ErrorCode,
    },
    web::problem::Problem,
};
use axum::{extract::State, response::Response};

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/audit", list, "list_events", "List events")
            .about("Newest first. Administrators see all events, other users those that they caused or that are about them.")
            .access(Access::SignedIn)
            .scopes(&[Scope::Own, Scope::AuditRead])
            .query::<AuditRequest>()
            .without_parameters(&["format"])
            .returns(200, "A page of events.", &examples::events())
            .errors(&[ErrorCode::Forbidden]),
        Endpoint::get("/api/audit/export", export, "export_events", "Export events")
            .about("All matching events as CSV or JSON Lines.")
            .access(Access::Administrator)
            .scopes(&[Scope::AuditRead])
            .charged(Budget::File)
            .query::<AuditRequest>()
            .without_parameters(&["before", "after", "per_page"])
            .returns_file("The file.", &["text/csv", "application/x-ndjson"]),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Audit)).collect()
}

async fn list(
    State(accounts): State<Accounts>,
    who: Bearer,
    Query(request): Query<AuditRequest>,
) -> Result<Json<AuditPageView>, Problem> {
    Ok(Json(accounts.list_audit(&who.principal(), &request).await?))
}

async fn export(
    State(accounts): State<Accounts>,
    who: Bearer,
    Query(request): Query<AuditRequest>,
) -> Result<Response, Problem> {
    Ok(file(accounts.export_audit(&who.principal(), &request).await?))
}
