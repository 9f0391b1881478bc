//! The HTTP server: three groups of routes (health checks, the API, pages), each with its own middleware. This file puts the
//! router of all routes together, for the server and for tests.
//!
//! | module | responsibility |
//! |---|---|
//! | [`server`], [`open_files`] | accepting connections, within limits |
//! | [`state`] | the state of all handlers |
//! | [`boundary`], [`headers`] | middleware of all requests and responses: admission, log, headers |
//! | [`origin`], [`authenticate`], [`rate_limit`] | from where a request may come, whose cookies it has, what it is charged to |
//! | [`bodies`], [`idempotency`] | bodies of requests, and requests that can be repeated |
//! | [`openapi`], [`endpoints`] | descriptions of endpoints; the list of all of them, and the OpenAPI document |
//! | [`api`], [`probes`], [`metrics`] | the JSON API with bearer tokens; health checks and public keys; numbers for Prometheus |
//! | [`pages`], [`page_data`], [`logos`], [`guard`] | pages and error pages, what they show, and who may open them |
//! | [`journeys`], [`go`] | where somebody goes on from a page, and the endpoint that leads on |
//! | [`lead_on`] | what a form is answered with whose answer leads away from the pages |
//! | [`turn_back`] | signing in with another account, and the way back for those who do not go on |
//! | [`wrong_address`] | pages that are opened at another address than the base URL |
//! | [`no_administrator`] | the start page of an installation that has no administrator yet |
//! | [`stranger_pages`] | pages that are the same for all strangers, kept for a second |
//! | [`actions`], [`pictures`], [`import_form`] | server functions; forms with files, and the pictures of users |
//! | [`download`], [`page_downloads`] | files to download, and their links and form on pages |
//! | [`assets`], [`look`], [`docs_page`] | static files; those of the operator's look; the page about the API |
//! | [`forward_auth`], [`host_look`] | who sends a request to an application, for its proxy; pages on the host of an application |
//! | [`oauth`] | OpenID Connect: endpoints for clients, and for those who sign in at one |
//! | [`upstream`] | signing in with an account at a provider |
//! | [`terms_page`], [`terms_admin`], [`markdown`] | terms: for anybody to read, for those who have to accept them, for administrators |
//! | [`unfitting_page`] | whom a field of one's own does not fit, for administrators |
//! | [`well_known`] | what browsers and password managers look for |
//! | [`dev_mail`], [`test_mode`] | messages of a development server; messages and clock of a server for tests |

mod actions;
mod api;
mod assets;
mod authenticate;
mod bodies;
mod boundary;
mod compression;
mod dev_mail;
mod docs_page;
mod download;
mod endpoints;
mod forward_auth;
mod go;
mod guard;
mod headers;
mod host_look;
mod idempotency;
mod import_form;
mod journeys;
mod lead_on;
mod logos;
mod look;
mod markdown;
mod metrics;
mod no_administrator;
mod oauth;
pub mod open_files;
mod openapi;
mod origin;
mod page_data;
mod page_downloads;
mod pages;
mod pictures;
mod probes;
mod rate_limit;
mod rendering;
pub mod server;
mod state;
mod stranger_pages;
mod terms_admin;
mod terms_page;
mod test_mode;
mod turn_back;
mod unfitting_page;
mod upstream;
mod well_known;
mod wrong_address;

pub use endpoints::document;

use crate::accounts::Accounts;
use crate::budgets::Budget;
use crate::clock::MovableClock;
use crate::config::{Config, Environment};
use crate::entropy::Entropy;
use crate::mail::Previews;
use crate::web::problem;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use openapi::Group;
use state::AppState;
use std::any::Any;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;

/// The maximum time of a request, including its body.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// A configured origin that is not valid as a header.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not an origin such as https://example.org")]
pub struct InvalidOrigin(pub String);

/// The router of the whole application.
pub fn application(config: &Config, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Result<Router, InvalidOrigin> {
    build(config, accounts, entropy, None)
}

/// The router in test mode, with the routes that read messages and move `clock`, the clock of `accounts`.
pub fn application_in_test_mode(
    config: &Config,
    accounts: Accounts,
    entropy: Arc<dyn Entropy>,
    clock: Arc<MovableClock>,
) -> Result<Router, InvalidOrigin> {
    build(config, accounts, entropy, Some(clock))
}

/// `clock`: in test mode only.
fn build(
    config: &Config,
    accounts: Accounts,
    entropy: Arc<dyn Entropy>,
    clock: Option<Arc<MovableClock>>,
) -> Result<Router, InvalidOrigin> {
    let state = AppState::new(config, accounts, entropy);
    // Each group has its own layers: assets are not limited, pictures are charged to the client address, and only the
    // routes with cookies need protection against cross-site requests.
    let mut browser = Router::new()
        .merge(with_timeout(assets::routes().merge(look::routes())))
        .merge(with_timeout(pictures::routes().layer(from_fn_with_state(state.clone(), rate_limit::by_address))))
        .merge(without_timeout(with_cookies(Budget::File, import_form::routes(), config, &state)?));
    // Outside of authentication: pages of other origins must not use up the budget of a visitor with what they are refused.
    let downloads = with_cookies(Budget::File, page_downloads::links(), config, &state)?;
    browser = browser.merge(with_timeout(downloads.layer(from_fn(origin::require_same_origin))));
    for (budget, routes) in browser_routes() {
        browser = browser.merge(with_timeout(with_cookies(budget, routes, config, &state)?));
    }
    let previews = Previews::of(config);
    if let Some(previews) = previews.clone() {
        browser = browser.merge(with_timeout(dev_mail::routes(previews)));
    }
    // Outside of the timeout and of authentication, so that their errors become pages as well.
    let browser = browser.layer(from_fn_with_state(state.clone(), pages::render_errors));
    let api = endpoints::api_routes().into_iter().fold(Router::new(), |all, Group { budget, has_timeout, routes }| {
        let charged = from_fn_with_state((state.clone(), budget), rate_limit::by_bearer);
        all.merge(if has_timeout {
            // One call of `layer` for all, because each allocates for every request.
            routes.layer(ServiceBuilder::new().layer(charged).map_future(in_time).layer(catch_panics()))
        } else {
            routes.layer(ServiceBuilder::new().layer(charged).layer(catch_panics()))
        })
    });
    // The largest first: a merge adds every route of the router in its parentheses once more.
    // The layer of CORS is outside of the rate limit, so that scripts of other origins can read a 429 as well.
    let mut router = api::with_cors(&config.cors_origins, api)?
        .merge(browser)
        .merge(with_timeout(probes::routes()))
        .merge(with_timeout(well_known::routes()))
        // Without the layers of pages: authentication there would renew tokens.
        .merge(with_timeout(forward_auth::routes()))
        .merge(with_timeout(oauth::client_routes(&state)))
        .merge(with_timeout(upstream::provider_routes()))
        // These decide themselves which requests from other sites they take, and read no cookie of those.
        .merge(with_timeout(oauth::browser_routes(&state)));
    if let (Some(previews), Some(clock)) = (previews, clock) {
        router = router.merge(with_timeout(test_mode::routes(previews, clock)));
    }
    if let Some(metrics) = metrics::routes(config, state.accounts.now()) {
        router = router.merge(with_timeout(metrics));
    }
    if config.environment == Environment::Development {
        router = router.layer(from_fn(headers::server_timing));
    }
    let security_headers = state.security_headers;
    let outermost = ServiceBuilder::new()
        // Outermost, so that requests that it rejects get the headers as well.
        .map_response(move |response| security_headers.add_to(response))
        .layer(from_fn_with_state(state.clone(), boundary::access_log));
    Ok(router.layer(outermost).with_state(state))
}

/// Pages, server functions, the form for pictures and downloads, by the budget of an account that their requests are charged to.
fn browser_routes() -> [(Budget, Router<AppState>); 3] {
    let others = actions::other_routes().merge(import_form::progress_routes()).merge(forward_auth::hand_over::routes());
    // Signing out works also for those who have changed too much.
    let others = others.merge(turn_back::routes()).merge(go::routes());
    [
        (
            Budget::Change,
            actions::change_routes()
                .merge(pictures::form_routes())
                .merge(oauth::form_routes())
                .merge(terms_page::form_routes())
                .merge(terms_admin::form_routes()),
        ),
        (Budget::File, page_downloads::form_routes()),
        (
            Budget::Request,
            others
                .merge(docs_page::routes())
                .merge(terms_page::routes())
                .merge(terms_admin::routes())
                .merge(unfitting_page::routes())
                .merge(upstream::browser_routes())
                .merge(pages::routes()),
        ),
    ]
}

/// Authenticates by cookies, and charges the account to `budget`. Only these routes do, so only they need protection against
/// cross-site requests, and only they have forms.
fn with_cookies(
    budget: Budget,
    routes: Router<AppState>,
    config: &Config,
    state: &AppState,
) -> Result<Router<AppState>, InvalidOrigin> {
    let same_site = CsrfLayer::new()
        .add_trusted_origin(&config.base_url)
        .map_err(|_| InvalidOrigin(config.base_url.clone()))?
        .with_rejection_response(origin::reject);
    // The protection is outside of authentication: a request from another site is rejected before its cookies renew a token.
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), lead_on::after_forms))
        .layer(same_site)
        .layer(from_fn(origin::require_origin))
        .layer(from_fn_with_state((state.clone(), budget), authenticate::authenticate));
    Ok(routes.layer(layers))
}

fn with_timeout<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    // One call of `layer` instead of two, because each allocates for every request.
    routes.layer(ServiceBuilder::new().map_future(in_time).layer(catch_panics()))
}

/// For large files. The server's minimum rate and maximum time for bodies still apply.
fn without_timeout<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(catch_panics())
}

/// Ends `response` when it takes longer than a request may. Starts no timer for one that is ready at once.
async fn in_time(
    response: impl Future<Output = Result<impl IntoResponse, Infallible>>,
) -> Result<Response, Infallible> {
    match tokio::time::timeout(REQUEST_TIMEOUT, response).await {
        Ok(response) => response.map(IntoResponse::into_response),
        Err(_) => Ok(StatusCode::REQUEST_TIMEOUT.into_response()),
    }
}

/// Responds with 500 if a handler panics. The panic hook has already logged the panic.
fn catch_panics() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(after_panic)
}

fn after_panic(_panic: Box<dyn Any + Send>) -> Response {
    problem::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::request::RequestId;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    /// The status of the response of a route that panics or does not end.
    async fn status(routes: Router) -> StatusCode {
        let response = with_timeout(routes).oneshot(Request::new(Body::empty())).await.unwrap();
        let written = problem::render_json(response, RequestId(uuid::Uuid::nil()));
        assert_eq!(written.headers()["content-type"], "application/problem+json");
        written.status()
    }

    #[tokio::test]
    async fn a_panic_is_a_500_and_the_server_keeps_running() {
        async fn panics() {
            panic!("on purpose");
        }
        let routes = Router::new().route("/", get(panics));
        assert_eq!(status(routes.clone()).await, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status(routes).await, StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_takes_too_long_is_a_408() {
        let routes = Router::new().route("/", get(std::future::pending::<()>));
        assert_eq!(status(routes).await, StatusCode::REQUEST_TIMEOUT);
    }
}
