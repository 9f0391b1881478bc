//! The JSON API. It authenticates by bearer token and never reads or sets cookies, so cross-site request forgery is not
//! possible.

mod api_tokens;
mod audit;
mod auth;
mod avatar;
mod bearer;
mod document;
mod email;
mod email_change;
mod etag;
mod invitations;
mod json;
mod links;
mod query;
mod service_accounts;
mod users;

pub use auth::is_refresh;
pub use bearer::bearer_token;

use super::{
    application::InvalidOrigin,
    openapi::{Endpoint, Routes},
    state::AppState,
};
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

/// How long a browser may cache the result of a preflight request.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_secs(600);

/// All endpoints below `/api`. Paths are written in full, because `nest` rewrites the URI of each request.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = auth::endpoints();
    endpoints.extend(users::endpoints());
    endpoints.extend(email::endpoints());
    endpoints.extend(email_change::endpoints());
    endpoints.extend(invitations::endpoints());
    endpoints.extend(api_tokens::endpoints());
    endpoints.extend(service_accounts::endpoints());
    endpoints.extend(audit::endpoints());
    endpoints.extend(document::endpoints());
    endpoints
}

/// `/api` and everything below it, with and without a timeout.
pub fn routes() -> Routes {
    let mut routes = Routes::of(endpoints());
    // Otherwise the fallback would render a page.
    routes.with_timeout = routes
        .with_timeout
        .route("/api", any(unknown))
        .route("/api/", any(unknown))
        .route("/api/{*path}", any(unknown));
    routes
}

/// Any other path below `/api`.
async fn unknown() -> Problem {
    Problem(problem::not_found())
}

/// Allows pages of the configured origins, and no others, to call `routes` (CORS).
pub fn with_cors(origins: &[String], routes: Router<AppState>) -> Result<Router<AppState>, InvalidOrigin> {
    // Without the layer, browsers do not let scripts of other origins read any response.
    if origins.is_empty() {
        return Ok(routes);
    }
    let origins = origins
        .iter()
        .map(|origin| HeaderValue::from_str(origin).map_err(|_| InvalidOrigin(origin.clone())))
        .collect::<Result<Vec<_>, _>>()?;
    // Credentials are not allowed, because the API uses no cookies.
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_MATCH])
        // Scripts of other origins can read only these headers, and a few that the standard permits.
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
        .max_age(PREFLIGHT_MAX_AGE);
    Ok(routes.layer(cors))
}
