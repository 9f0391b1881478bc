//! Protection against cross-site request forgery, for routes that authenticate by cookies.
//!
//! Current browsers send `Sec-Fetch-Site` or `Origin`. A request with cookies and neither header is rejected, because
//! the site that sent it is unknown.

use crate::{
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::csrf::ProtectionError;

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// The response to a change from another site.
pub fn reject(_: ProtectionError) -> Response {
    Problem(cross_site()).into_response()
}

/// Rejects changes with cookies that have neither `Sec-Fetch-Site` nor `Origin`. The outer layer compares their values.
pub async fn require_origin(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let has_origin = headers.contains_key(SEC_FETCH_SITE) || headers.contains_key(header::ORIGIN);
    // Without cookies there is no session that another site could misuse.
    if is_change && has_cookies(headers) && !has_origin {
        return Problem(origin_missing()).into_response();
    }
    next.run(request).await
}

/// Rejects links from other origins to downloads: following one would record a download in the audit log that the user did not
/// intend. Applications are often hosts of the same site. `none` is a request from the address bar.
pub async fn require_same_origin(request: Request, next: Next) -> Response {
    match request.headers().get(SEC_FETCH_SITE).map(|site| site.as_bytes()) {
        Some(b"same-origin" | b"none") => next.run(request).await,
        Some(_) => Problem(cross_site()).into_response(),
        None if has_cookies(request.headers()) => Problem(origin_missing()).into_response(),
        // Without cookies there is no session, and the route redirects to the login page.
        None => next.run(request).await,
    }
}

fn has_cookies(headers: &HeaderMap) -> bool {
    headers.contains_key(header::COOKIE)
}

fn cross_site() -> AppError {
    AppError::new(ErrorCode::CrossSite, "The request came from another site. Open the page on this site and try again.")
}

fn origin_missing() -> AppError {
    let detail = "A request with cookies needs an Origin or Sec-Fetch-Site header, as browsers send it. Programs use \
                  /api with a bearer token.";
    AppError::new(ErrorCode::OriginMissing, detail)
}
