//! `/api/audit`: the audit log, in pages or as a file.

use super::super::download;
use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, Query};
use super::json::Json;
use super::links::event_links;
use crate::budgets::Budget;
use crate::shared::api_tokens::Scope;
use crate::shared::{AppError, AuditPageView, AuditRequest, ErrorCode};
use axum::http::{Uri, header};
use axum::response::{IntoResponse as _, Response};

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/audit", list, "listEvents", "List events")
            .about("Newest first. Administrators see all events, other users those that they caused or that are about them.")
            .access(Access::SignedIn)
            .scopes(&[Scope::Own, Scope::AuditRead])
            .query::<AuditRequest>()
            .without_parameters(&["format"])
            .returns(200, "A page of events.", &AuditPageView { events: vec![examples::event()], next: None, prev: None })
            .with_header("Link", "The other pages (RFC 8288): `prev`, `next`.")
            .errors(&[ErrorCode::Forbidden]),
        Endpoint::get("/api/audit/export", export, "exportEvents", "Export events")
            .asks()
            .about("All matching events as CSV or JSON Lines.")
            .access(Access::Administrator)
            .scopes(&[Scope::AuditRead])
            .charged(Budget::File)
            .query::<AuditRequest>()
            .without_parameters(&["before", "after", "per_page"])
            .returns_file("The file.", examples::events_file()),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::AUDIT)).collect()
}

async fn list(who: Bearer, uri: Uri, Query(request): Query<AuditRequest>) -> Result<Response, AppError> {
    let page = who.accounts.audit().list_audit(&who.caller, &request).await?;
    let links = event_links(uri.query().unwrap_or_default(), &page);
    let mut response = Json(page).into_response();
    response.headers_mut().extend(links.map(|links| (header::LINK, links)));
    Ok(response)
}

async fn export(who: Bearer, Query(request): Query<AuditRequest>) -> Result<Response, AppError> {
    who.accounts.audit().export_audit(&who.caller, &request).await.map(download::audit_log)
}
