//! Health checks, and the public keys of access tokens.

use super::{headers::FROM_ANY_ORIGIN, state::AppState};
use crate::{
    accounts::{Accounts, Failure, JWKS_MAX_AGE},
    store::StoreError,
    web::problem::Problem,
};
use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use serde_json::{Value, json};

/// These routes need no authentication.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/live", get(live))
        .route("/ready", get(ready))
        .route("/health", get(health))
        .route("/.well-known/jwks.json", get(jwks))
}

/// Liveness: the process is running.
async fn live() -> Json<Value> {
    Json(json!({ "status": "up" }))
}

/// Readiness: the database responds, and its schema is compatible.
async fn ready(State(accounts): State<Accounts>) -> Result<Json<Value>, Problem> {
    accounts.ping().await?;
    Ok(Json(json!({ "status": "up" })))
}

/// Readiness with details, for dashboards.
async fn health(State(accounts): State<Accounts>) -> impl IntoResponse {
    let (code, status, database) = match accounts.ping().await {
        Ok(()) => (StatusCode::OK, "up", "up"),
        Err(failure) => {
            // The cause is only in the log, because anyone can request this route.
            tracing::warn!(error = %failure, "health check failed: the database cannot be used");
            let database = match failure {
                Failure::Store(StoreError::Schema(problem)) => problem.as_str(),
                _ => "down",
            };
            (StatusCode::SERVICE_UNAVAILABLE, "down", database)
        }
    };
    (code, Json(json!({ "status": status, "database": database, "version": env!("CARGO_PKG_VERSION") })))
}

/// The public keys (JWKS) with which any JWT library can verify access tokens.
async fn jwks(State(accounts): State<Accounts>) -> impl IntoResponse {
    let caching = format!("public, max-age={}", JWKS_MAX_AGE.as_secs());
    ([(header::CACHE_CONTROL, caching)], FROM_ANY_ORIGIN, Json(accounts.jwks()))
}
