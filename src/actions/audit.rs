//! The audit trail.

use crate::shared::{
    audit::{AuditPageView, AuditRequest},
    error::AppError,
    json::Json,
};
use leptos::prelude::*;

/// A page of what happened, as far as the visitor may see it.
#[server(prefix = "/actions", endpoint = "audit", output = Json)]
pub async fn list_audit(#[server(default)] request: AuditRequest) -> Result<AuditPageView, AppError> {
    use crate::{accounts::Principal, http::reply::Exchange};

    let exchange = Exchange::current()?;
    let who = Principal::User(exchange.visitor()?.clone());
    Ok(exchange.accounts().list_audit(&who, &request).await?)
}
