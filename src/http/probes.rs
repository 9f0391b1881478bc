//! What operators and other programs ask: is it alive, is it ready, which keys does it sign with.

use super::{headers::FROM_ANY_ORIGIN, state::AppState};
use crate::{
    accounts::{Accounts, Failure},
    store::StoreError,
    web::problem::Problem,
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use serde_json::{Value, json};

/// Open to anyone; nothing here is about a person.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/live", get(live))
        .route("/ready", get(ready))
        .route("/health", get(health))
        .route("/.well-known/jwks.json", get(jwks))
}

/// The process runs.
async fn live() -> Json<Value> {
    Json(json!({ "status": "up" }))
}

/// The database answers, and its schema is one that this program can work with.
async fn ready(State(accounts): State<Accounts>) -> Result<Json<Value>, Problem> {
    accounts.ping().await?;
    Ok(Json(json!({ "status": "up" })))
}

/// The same in words, for dashboards.
async fn health(State(accounts): State<Accounts>) -> impl IntoResponse {
    let (code, status, database) = match accounts.ping().await {
        Ok(()) => (StatusCode::OK, "up", "up"),
        Err(failure) => {
            tracing::warn!(error = %failure, "the database cannot be used");
            let database = match failure {
                Failure::Store(StoreError::Schema(problem)) => problem.as_str(),
                _ => "down",
            };
            (StatusCode::SERVICE_UNAVAILABLE, "down", database)
        }
    };
    (code, Json(json!({ "status": status, "database": database, "version": env!("CARGO_PKG_VERSION") })))
}

/// The public keys, by which any JWT library can verify an access token.
async fn jwks(State(accounts): State<Accounts>) -> impl IntoResponse {
    let caching = HeaderValue::from_static("public, max-age=300");
    ([(header::CACHE_CONTROL, caching)], FROM_ANY_ORIGIN, Json(accounts.jwks()))
}
