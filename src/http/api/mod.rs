//! The JSON API: bearer tokens alone. No cookie is ever read or set, so no other site can ride on one.

mod audit;
mod auth;
mod avatar;
mod bearer;
mod etag;
mod json;
mod links;
mod query;
mod users;

pub use auth::renews;
pub use bearer::bearer_token;

use super::{application::InvalidOrigin, state::AppState};
use crate::web::{
    problem::{self, Problem},
    request_id::X_REQUEST_ID,
};
use axum::{
    Router,
    http::{HeaderValue, Method, header},
    routing::any,
};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// How long a browser may remember that it may call.
const PREFLIGHT: Duration = Duration::from_secs(600);

/// `/api` and everything below it. Each path is written out: `nest` would take every request apart and put it together
/// again at each level.
pub fn routes() -> Router<AppState> {
    Router::new()
        .merge(audit::routes())
        .merge(auth::routes())
        .merge(users::routes())
        .route("/api", any(unknown))
        .route("/api/", any(unknown))
        .route("/api/{*path}", any(unknown))
}

/// Those whose requests take as long as their files are.
pub fn file_routes() -> Router<AppState> {
    users::file_routes()
}

/// An address of the API at which there is nothing.
async fn unknown() -> Problem {
    Problem(problem::not_found())
}

/// Lets browsers of the configured origins call `routes`, and none else.
pub fn open_to(origins: &[String], routes: Router<AppState>) -> Result<Router<AppState>, InvalidOrigin> {
    if origins.is_empty() {
        return Ok(routes);
    }
    let origins = origins
        .iter()
        .map(|origin| HeaderValue::from_str(origin).map_err(|_| InvalidOrigin(origin.clone())))
        .collect::<Result<Vec<_>, _>>()?;
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_MATCH])
        .expose_headers([
            header::ETAG,
            header::LINK,
            header::LOCATION,
            problem::RATELIMIT,
            problem::RATELIMIT_POLICY,
            header::RETRY_AFTER,
            header::WWW_AUTHENTICATE,
            X_REQUEST_ID,
        ])
        .max_age(PREFLIGHT);
    Ok(routes.layer(cors))
}
