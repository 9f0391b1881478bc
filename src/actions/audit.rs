//! The audit trail.

use crate::shared::{
    audit::{AuditLogView, AuditRequest},
    error::AppError,
    json::Json,
};
use leptos::prelude::*;

/// A page of what happened, as far as the visitor may see it.
#[server(prefix = "/actions", endpoint = "audit", output = Json)]
pub async fn list_audit(#[server(default)] request: AuditRequest) -> Result<AuditLogView, AppError> {
    use crate::web::reply::Exchange;

    let exchange = Exchange::current()?;
    Ok(exchange.accounts().show_trail(&exchange.principal()?, &request).await?)
}
