//! The JSON API. It authenticates by bearer token and never reads or sets cookies, so cross-site request forgery is not
//! possible.

mod api_tokens;
mod application_token;
mod applications;
mod audit;
mod auth;
mod avatar;
mod bearer;
mod cors;
mod document;
mod email;
mod email_change;
mod etag;
mod groups;
mod invitations;
mod json;
mod links;
mod query;
mod service_accounts;
mod users;

pub use application_token::ApplicationTokenView;
pub use auth::is_refresh;
pub use bearer::bearer_token;
pub use cors::with_cors;
pub use json::{Json, read_optional};

use super::openapi::{Endpoint, Routes};
use crate::web::problem::{self, Problem};
use axum::routing::any;

/// All endpoints below `/api`. Paths are written in full, because `nest` rewrites the URI of each request.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = auth::endpoints();
    endpoints.extend(users::endpoints());
    endpoints.extend(email::endpoints());
    endpoints.extend(email_change::endpoints());
    endpoints.extend(invitations::endpoints());
    endpoints.extend(api_tokens::endpoints());
    endpoints.extend(service_accounts::endpoints());
    endpoints.extend(groups::endpoints());
    endpoints.extend(applications::endpoints());
    endpoints.push(application_token::endpoint());
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
