//! `/api/audit`: the audit log, in pages or as a file.

use super::{
    super::{audit_export::file, state::AppState},
    bearer::Bearer,
    json::Json,
    query::Query,
};
use crate::{
    accounts::Accounts,
    shared::audit::{AuditPageView, AuditRequest},
    web::problem::Problem,
};
use axum::{Router, extract::State, response::Response, routing::get};

pub fn routes() -> Router<AppState> {
    Router::new().route("/api/audit", get(list)).route("/api/audit/export", get(export))
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
