//! The router of all routes and their middleware, for the server and for tests.

use super::{
    access_log::access_log, actions, api, assets, audit_export, authenticate::authenticate, avatars, cross_site,
    dev_mail, docs_page, error_pages, forward_auth, headers::SecurityHeaders, import_form, limits, metrics, own_data,
    pages, password_links_form, picture_form, probes, rate_limit, server_timing::server_timing, state::AppState,
    test_mode, user_export,
};
use crate::{
    accounts::Accounts,
    clock::MovableClock,
    config::{Config, Environment},
    entropy::Entropy,
    mail::Previews,
};
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::csrf::CsrfLayer;

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
        .merge(with_timeout(assets::routes()))
        .merge(with_timeout(avatars::routes().layer(from_fn_with_state(state.clone(), rate_limit::by_address))))
        .merge(with_timeout(with_cookies(browser_routes(), config, &state)?))
        .merge(without_timeout(with_cookies(import_form::routes(), config, &state)?));
    let previews = Previews::of(config);
    if let Some(previews) = previews.clone() {
        browser = browser.merge(with_timeout(dev_mail::routes(previews)));
    }
    // Outside of the timeout and of authentication, so that their errors become pages as well.
    let browser = browser.layer(from_fn_with_state(state.clone(), error_pages::render_errors));
    let api = api::routes();
    let api = with_timeout(api.with_timeout).merge(without_timeout(api.without_timeout));
    let api = api.layer(from_fn_with_state(state.clone(), rate_limit::by_bearer));
    let mut router = Router::new()
        .merge(with_timeout(probes::routes()))
        // Without the layers of pages: authentication there would renew tokens.
        .merge(with_timeout(forward_auth::routes()))
        // Outside of the rate limit, so that scripts of other origins can read a 429 as well.
        .merge(api::with_cors(&config.cors_origins, api)?)
        .merge(browser);
    if let (Some(previews), Some(clock)) = (previews, clock) {
        router = router.merge(with_timeout(test_mode::routes(previews, clock)));
    }
    if let Some(metrics) = metrics::routes(config, state.accounts.now()) {
        router = router.merge(with_timeout(metrics));
    }
    if config.environment == Environment::Development {
        router = router.layer(from_fn(server_timing));
    }
    let security_headers = SecurityHeaders::new(config.is_https());
    let outermost = ServiceBuilder::new()
        // Outermost, so that requests that `access_log` rejects get the headers as well.
        .map_response(move |response| security_headers.add_to(response))
        .layer(from_fn_with_state(state.clone(), access_log));
    Ok(router.layer(outermost).with_state(state))
}

/// Pages, server functions, the form for pictures and downloads.
fn browser_routes() -> Router<AppState> {
    let forms = Router::new().merge(actions::routes()).merge(picture_form::routes());
    let forms = forms.merge(password_links_form::routes());
    forms.merge(downloads()).merge(forward_auth::enter::routes()).merge(docs_page::routes()).merge(pages::routes())
}

/// Downloads, which are recorded in the audit log. A new one is also added to the list in `rate_limit`.
fn downloads() -> Router<AppState> {
    let routes = Router::new().merge(audit_export::routes()).merge(own_data::routes()).merge(user_export::routes());
    routes.layer(from_fn(cross_site::require_same_origin))
}

/// Authenticates by cookies. Only these routes do, so only they need protection against cross-site requests.
fn with_cookies(
    routes: Router<AppState>,
    config: &Config,
    state: &AppState,
) -> Result<Router<AppState>, InvalidOrigin> {
    let same_site = CsrfLayer::new()
        .add_trusted_origin(&config.base_url)
        .map_err(|_| InvalidOrigin(config.base_url.clone()))?
        .with_rejection_response(cross_site::reject);
    // The first layer is the outermost: a request from another site is rejected before its cookies renew a token.
    let layers = ServiceBuilder::new()
        .layer(same_site)
        .layer(from_fn(cross_site::require_origin))
        .layer(from_fn_with_state(state.clone(), authenticate));
    Ok(routes.layer(layers))
}

fn with_timeout<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    // One call of `layer` instead of two, because each allocates for every request.
    routes.layer(ServiceBuilder::new().map_future(limits::in_time).layer(limits::catch_panics()))
}

/// For large files. The server's minimum rate and maximum time for bodies still apply.
fn without_timeout<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(limits::catch_panics())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{problem, request_id::RequestId};
    use axum::{body::Body, extract::Request, http::StatusCode, routing::get};
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
