//! Error pages for browsers.

use super::{pages, state::AppState};
use crate::{
    accounts::CurrentUser,
    web::{
        problem::{take_error, wants_html, with_headers_of},
        request_id::RequestId,
    },
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};

/// Middleware that renders errors as pages if a browser displays the response.
pub async fn render_errors(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !is_displayed(&request) {
        return next.run(request).await;
    }
    let id = request.extensions().get::<RequestId>().copied();
    // Cloned for the error page, because `next.run` consumes the request.
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let mut response = next.run(request).await;
    let Some(error) = take_error(&mut response, id) else {
        return response;
    };
    // `authenticate` adds the user to error responses, so that the page has the header of a signed-in user.
    let visitor = response.extensions_mut().remove::<CurrentUser>();
    let page = pages::error_page(&state, uri, headers, visitor, &error).await;
    with_headers_of(response, page, &error)
}

/// Whether a browser displays the response: if it accepts HTML, or for GET requests that do not ask for JSON.
fn is_displayed(request: &Request) -> bool {
    wants_html(request.headers()) || (request.method().is_safe() && !accepts_json(request.headers()))
}

/// Whether the client asks for JSON and not for HTML.
pub fn wants_json(headers: &HeaderMap) -> bool {
    accepts_json(headers) && !wants_html(headers)
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("json"))
}
