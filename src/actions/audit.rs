//! Server functions for the audit log.

use crate::shared::{
    audit::{AuditLogView, AuditRequest},
    error::AppError,
    json::Json,
};
use leptos::prelude::*;

/// A page of the events that the current user may see.
#[server(prefix = "/actions", endpoint = "audit", output = Json)]
pub async fn list_audit(#[server(default)] request: AuditRequest) -> Result<AuditLogView, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    Ok(context.accounts().show_audit_log(&context.principal()?, &request).await?)
}
