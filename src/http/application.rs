//! The router, the same for the server and for tests.

use super::{
    actions, api, assets, audit_file, authenticate::authenticate, avatars, boundary::boundary, charge, cross_site,
    error_pages, headers::Guards, import_form, limits, own_data, pages, people_file, picture_form, probes,
    server_timing::server_timing, state::AppState,
};
use crate::{
    accounts::Accounts,
    config::{Config, Environment},
    entropy::Entropy,
};
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::csrf::CsrfLayer;

/// An origin in the configuration that no browser could send.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not an origin such as https://example.org")]
pub struct InvalidOrigin(pub String);

/// Everything that is served.
pub fn application(config: &Config, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Result<Router, InvalidOrigin> {
    let state = AppState::new(config, accounts, entropy);
    let for_people = Router::new()
        .merge(prompt(assets::routes()))
        .merge(prompt(avatars::routes().layer(from_fn_with_state(state.clone(), charge::strangers))))
        .merge(prompt(with_cookies(of_browsers(), config, &state)?))
        .merge(unhurried(with_cookies(import_form::routes(), config, &state)?))
        .layer(from_fn_with_state(state.clone(), error_pages::for_people));
    let api = prompt(api::routes()).merge(unhurried(api::file_routes()));
    let api = api.layer(from_fn_with_state(state.clone(), charge::programs));
    let mut router =
        Router::new().merge(prompt(probes::routes())).merge(api::open_to(&config.cors_origins, api)?).merge(for_people);
    if config.environment == Environment::Development {
        router = router.layer(from_fn(server_timing));
    }
    let guards = Guards::new(config.is_https());
    let outermost = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), boundary))
        .map_response(move |response| guards.guard(response));
    Ok(router.layer(outermost).with_state(state))
}

/// Pages and server functions, and what stands beside them.
fn of_browsers() -> Router<AppState> {
    Router::new().merge(actions::routes()).merge(picture_form::routes()).merge(downloads()).merge(pages::routes())
}

/// Files that are recorded when somebody gets them.
fn downloads() -> Router<AppState> {
    let routes = Router::new().merge(audit_file::routes()).merge(own_data::routes()).merge(people_file::routes());
    routes.layer(from_fn(cross_site::same_site_alone))
}

/// Layers of routes where cookies count: here alone they do, so here alone other sites are kept out.
fn with_cookies(
    routes: Router<AppState>,
    config: &Config,
    state: &AppState,
) -> Result<Router<AppState>, InvalidOrigin> {
    let same_site = CsrfLayer::new()
        .add_trusted_origin(&config.base_url)
        .map_err(|_| InvalidOrigin(config.base_url.clone()))?
        .with_rejection_response(cross_site::refused);
    let layers = ServiceBuilder::new()
        .layer(same_site)
        .layer(from_fn(cross_site::changes_name_their_site))
        .layer(from_fn_with_state(state.clone(), authenticate));
    Ok(routes.layer(layers))
}

/// Layers of routes that have to answer soon.
fn prompt<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    // One `layer`, where it could be two: each makes a box of its own for every request.
    routes.layer(ServiceBuilder::new().layer(limits::time()).layer(limits::panics()))
}

/// Layers of routes that may take as long as their files are.
fn unhurried<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes.layer(limits::panics())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{problem, request_id::RequestId};
    use axum::{body::Body, extract::Request, http::StatusCode, routing::get};
    use tower::ServiceExt;

    /// What a route answers that does what no route may.
    async fn answer(routes: Router) -> StatusCode {
        let response = prompt(routes).oneshot(Request::new(Body::empty())).await.unwrap();
        let written = problem::for_programs(response, RequestId(uuid::Uuid::nil()));
        assert_eq!(written.headers()["content-type"], "application/problem+json");
        written.status()
    }

    #[tokio::test]
    async fn a_panic_is_a_500_and_the_server_lives_on() {
        async fn panics() {
            panic!("on purpose");
        }
        let routes = Router::new().route("/", get(panics));
        assert_eq!(answer(routes.clone()).await, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer(routes).await, StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_takes_too_long_is_ended() {
        let routes = Router::new().route("/", get(std::future::pending::<()>));
        assert_eq!(answer(routes).await, StatusCode::REQUEST_TIMEOUT);
    }
}
