//! Which pages may read the answers for clients (CORS): those at the origins of redirect URIs. No answer depends on a cookie, and
//! none is for requests with credentials. The authorization endpoint is never read by a script.

use crate::applications::Client;
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use std::sync::Arc;

/// How long a browser may keep the answer to a preflight request, in seconds: the longest time that Chromium accepts. The origin is
/// checked in each request.
const PREFLIGHT_MAX_AGE: u32 = 2 * 60 * 60;

/// Lets pages read the answers of a route, whose handlers put the [`Client`] into the extensions of an answer as soon as they know it.
pub(super) fn open(state: &AppState, route: MethodRouter<AppState>) -> MethodRouter<AppState> {
    route.route_layer(from_fn_with_state(state.clone(), finish)).options(preflight)
}

/// The answer to the question of a browser whether a page may send a request. Which client it is about is not known yet.
async fn preflight(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(origin) = allowed_origin(&state, headers.get(header::ORIGIN), None).await {
        response.headers_mut().extend([
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
            (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST")),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type")),
            (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from(PREFLIGHT_MAX_AGE)),
        ]);
    }
    vary(response)
}

/// Pages at the origins of a client can read the answers to it. An error before the client is known contains nothing of one, so pages
/// of any client can read it.
async fn finish(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = next.run(request).await;
    let client = response.extensions_mut().remove::<Arc<Client>>();
    if let Some(origin) = allowed_origin(&state, origin.as_ref(), client.as_deref()).await {
        response.headers_mut().extend([
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, www-authenticate")),
        ]);
    }
    vary(response)
}

/// The origin of the page that sends a request, if it is one of the client, or without a client of any.
async fn allowed_origin(state: &AppState, value: Option<&HeaderValue>, client: Option<&Client>) -> Option<HeaderValue> {
    let value = value?;
    let origin = value.to_str().ok()?;
    let is_allowed = match client {
        Some(client) => client.allows_origin(origin),
        // Without the database no page can be answered.
        None => {
            let applications = state.accounts.applications().all().await.ok()?;
            applications.clients().any(|registered| registered.client.allows_origin(origin))
        }
    };
    is_allowed.then(|| value.clone())
}

fn vary(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    response
}
