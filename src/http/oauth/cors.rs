//! Which pages may read the answers for clients (CORS): those at the origins of redirect URIs. No answer depends on a cookie, and
//! none is for requests with credentials. The authorization endpoint is never read by a script.

use super::refusal::Refusal;
use crate::applications::openid::Client;
use crate::http::state::AppState;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// How long a browser may keep the answer to a preflight request, in seconds: the longest time that Chromium accepts. The origin is
/// checked in each request.
const PREFLIGHT_MAX_AGE: u32 = 2 * 60 * 60;

/// The answer to the question of a browser whether a page may send a request. Which client it is about is not known yet.
pub(super) async fn preflight(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(origin) = allowed_origin(&state, &headers, None).await {
        response.headers_mut().extend([
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
            (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST")),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type")),
            (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from(PREFLIGHT_MAX_AGE)),
        ]);
    }
    vary(response)
}

/// The answer to a client, which pages at its own origins can read. An error before the client is known contains nothing of one, so
/// pages of any client can read it.
pub(super) async fn finish(
    state: &AppState,
    headers: &HeaderMap,
    client: Option<&Client>,
    answer: Result<Response, Refusal>,
) -> Response {
    let is_known = client.is_some() || answer.is_err();
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    let origin = match is_known {
        true => allowed_origin(state, headers, client).await,
        false => None,
    };
    if let Some(origin) = origin {
        response.headers_mut().extend([
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, www-authenticate")),
        ]);
    }
    vary(response)
}

/// The origin of the page that sends a request, if it is one of the client, or without a client of any.
async fn allowed_origin(state: &AppState, headers: &HeaderMap, client: Option<&Client>) -> Option<HeaderValue> {
    let value = headers.get(header::ORIGIN)?;
    let origin = value.to_str().ok()?;
    let is_allowed = match client {
        Some(client) => client.allows_origin(origin),
        // Without the database no page can be answered.
        None => {
            let applications = state.accounts.applications().await.ok()?;
            applications.clients().any(|registered| registered.client.allows_origin(origin))
        }
    };
    is_allowed.then(|| value.clone())
}

fn vary(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    response
}
