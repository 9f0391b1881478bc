//! What all requests share, and the router with its layers.

use crate::{
    api, assets,
    authors::Authors,
    config::Config,
    pages, person,
    posts::Posts,
    problem::{self, Problem},
    tokens::Tokens,
    vestibule::Vestibule,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use std::{error::Error, sync::Arc};
use tower::ServiceBuilder;
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// 20,000 characters of four bytes, each byte percent-encoded, and some room.
const MAX_BODY: usize = 256 * 1024;

#[derive(Clone)]
pub(crate) struct App {
    pub posts: Posts,
    pub authors: Authors,
    pub tokens: Arc<Tokens>,
    pub vestibule_url: Arc<str>,
}

/// Opens the database and builds the router.
pub async fn open(config: &Config) -> Result<Router, Box<dyn Error>> {
    let vestibule = Vestibule::new(&config.vestibule_internal_url, &config.api_token);
    let app = App {
        posts: Posts::open(&config.database).await?,
        authors: Authors::new(vestibule.clone()),
        tokens: Arc::new(Tokens::new(vestibule, config)),
        vestibule_url: config.vestibule_url.as_str().into(),
    };
    Ok(router(app, content_policy(&config.vestibule_url)?))
}

fn router(app: App, policy: HeaderValue) -> Router {
    // Signing in is required here, for all routes, so that no handler can forget it.
    let for_people = Router::new()
        .merge(pages::routes())
        .nest("/api", api::routes())
        .route_layer(from_fn_with_state(app.clone(), person::require))
        .layer(DefaultBodyLimit::max(MAX_BODY));
    // The proxy authenticates browsers by a cookie, which they also send with a form of another site. Such requests are
    // refused by `Sec-Fetch-Site` and `Origin`.
    let same_origin = CsrfLayer::new().with_rejection_response(|_: ProtectionError| Problem::CrossSite.into_response());
    // The first layer is the outermost.
    let layers = ServiceBuilder::new()
        .map_response(move |response: Response| with_headers(response, &policy))
        .layer(from_fn(problem::describe))
        .layer(same_origin);
    for_people.merge(assets::routes()).layer(layers).with_state(app)
}

/// Scripts and styles only from this origin, none of them inline; pictures from Vestibule. Sending a form while signed out, and
/// signing out, redirect to Vestibule, so `form-action` has to include it.
fn content_policy(vestibule_url: &str) -> Result<HeaderValue, Box<dyn Error>> {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' {vestibule_url}; \
         form-action 'self' {vestibule_url}; base-uri 'none'; frame-ancestors 'none'"
    );
    Ok(HeaderValue::try_from(policy)?)
}

fn with_headers(mut response: Response, policy: &HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not `no-referrer`, with which browsers send `Origin: null` for forms.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    // The responses depend on who asks; assets set another value.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
