//! The JSON API. It authenticates by bearer token and never reads or sets cookies, so cross-site request forgery is not
//! possible. Scripts of the configured origins, and no others, may call it (CORS).

#[macro_use]
mod handlers;

mod account;
mod api_tokens;
mod applications;
mod audit;
mod auth;
mod bearer;
mod client_access;
mod clients;
mod etag;
mod extract;
mod factors;
mod groups;
mod identities;
mod invitations;
mod json;
mod links;
mod overview;
mod own_fields;
mod programs;
mod providers;
pub(in crate::http) mod sessions;
mod terms;
mod users;
mod ways_in;

pub use applications::ApplicationTokenView;
pub use auth::is_refresh;
pub use bearer::bearer_token;
pub use etag::{IF_NONE_MATCH, IfNoneMatch};
pub use extract::Anyone;
pub use json::{Answer, Json, read_optional};

use super::InvalidOrigin;
use super::idempotency::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED};
use super::openapi::{self, Endpoint, Group};
use super::state::AppState;
use crate::budgets::Budget;
use crate::shared::AppError;
use crate::web::problem;
use crate::web::request::X_REQUEST_ID;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use axum::routing::{Route, any};
use futures::future::Either;
use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::layer::layer_fn;
use tower::{Layer as _, Service};
use tower_http::cors::{AllowOrigin, Cors, CorsLayer, ResponseFuture};

/// How long a browser may cache the result of a preflight request. The longest time that Chromium accepts, so that few
/// requests wait for two round trips. A shorter time would protect nothing: the origin is checked in each request.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_secs(2 * 60 * 60);

/// The endpoints below `/api`, except the one that describes them. Paths are written in full, because `nest` rewrites the URI of
/// each request.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = auth::endpoints();
    endpoints.extend(sessions::endpoints());
    endpoints.extend(account::endpoints());
    endpoints.extend(factors::endpoints());
    endpoints.extend(ways_in::endpoints());
    endpoints.extend(identities::endpoints());
    endpoints.extend(users::endpoints());
    endpoints.extend(invitations::endpoints());
    endpoints.extend(api_tokens::endpoints());
    endpoints.extend(groups::endpoints());
    endpoints.extend(applications::endpoints());
    endpoints.extend(client_access::endpoints());
    endpoints.extend(clients::endpoints());
    endpoints.extend(programs::endpoints());
    endpoints.extend(own_fields::endpoints());
    endpoints.extend(terms::endpoints());
    endpoints.extend(providers::endpoints());
    endpoints.extend(overview::endpoints());
    endpoints.extend(audit::endpoints());
    endpoints
}

/// `/api` and everything below it.
pub fn routes(endpoints: Vec<Endpoint>) -> Vec<Group> {
    let mut groups = openapi::grouped(endpoints);
    // Otherwise the fallback would render a page.
    let others = ["/api", "/api/", "/api/{*path}"];
    let others = others.into_iter().fold(Router::new(), |routes, path| routes.route(path, any(unknown)));
    groups.push(Group { budget: Budget::Request, has_timeout: true, routes: others });
    groups
}

/// Any other path below `/api`.
async fn unknown() -> AppError {
    problem::not_found()
}

/// Allows pages of the configured origins, and no others, to call `routes`.
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
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            IDEMPOTENCY_KEY,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
        ])
        // Scripts of other origins can read only these headers, and a few that the standard permits.
        .expose_headers([
            header::ALLOW,
            header::CONTENT_DISPOSITION,
            header::ETAG,
            IDEMPOTENCY_REPLAYED,
            header::LINK,
            header::LOCATION,
            problem::RATELIMIT,
            problem::RATELIMIT_POLICY,
            header::RETRY_AFTER,
            header::WWW_AUTHENTICATE,
            X_REQUEST_ID,
        ])
        .max_age(PREFLIGHT_MAX_AGE);
    Ok(routes.layer(layer_fn(move |route: Route| CrossOrigin(cors.layer(route)))))
}

/// CORS, except for OPTIONS requests that ask for the methods of a path. tower-http answers every OPTIONS request as a
/// preflight.
#[derive(Clone)]
struct CrossOrigin(Cors<Route>);

impl Service<Request> for CrossOrigin {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<RouteFuture<Infallible>, ResponseFuture<RouteFuture<Infallible>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.0, context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let is_preflight = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if request.method() == Method::OPTIONS && !is_preflight {
            Either::Left(self.0.get_mut().call(request))
        } else {
            Either::Right(self.0.call(request))
        }
    }
}
