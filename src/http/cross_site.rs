//! Other sites are kept out where cookies count.
//!
//! Browsers say where a request comes from, in `Sec-Fetch-Site` or `Origin`. Whoever carries cookies and does not say so is no
//! browser of today, and nobody can tell whose page it acts for.

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

/// The answer to a change that another site sent.
pub fn refused(_: ProtectionError) -> Response {
    Problem(cross_site()).into_response()
}

/// Lets a change with cookies through only where it says where it comes from. Whether that is here, the layer around this
/// one has judged.
pub async fn changes_name_their_site(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_named = headers.contains_key(SEC_FETCH_SITE) || headers.contains_key(header::ORIGIN);
    if changes && has_cookies(headers) && !is_named {
        return Problem(unnamed()).into_response();
    }
    next.run(request).await
}

/// Lets downloads that are recorded through only from a page of this site, or from the address bar: a link on another site
/// would record them in the name of whoever follows it.
pub async fn same_site_alone(request: Request, next: Next) -> Response {
    match request.headers().get(SEC_FETCH_SITE).map(|site| site.as_bytes()) {
        Some(b"same-origin" | b"same-site" | b"none") => next.run(request).await,
        Some(_) => Problem(cross_site()).into_response(),
        None if has_cookies(request.headers()) => Problem(unnamed()).into_response(),
        None => next.run(request).await,
    }
}

fn has_cookies(headers: &HeaderMap) -> bool {
    headers.contains_key(header::COOKIE)
}

fn cross_site() -> AppError {
    AppError::new(ErrorCode::CrossSite, "This came from another site. Open the page here and try again.")
}

fn unnamed() -> AppError {
    let detail = "A request with cookies has to say where it comes from, as browsers do: send Origin or Sec-Fetch-Site. \
                  Programs use /api with a bearer token.";
    AppError::new(ErrorCode::OriginMissing, detail)
}
