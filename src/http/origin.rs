//! From where a request may come: for routes that authenticate by cookies not from another site (cross-site request forgery), and
//! for some routes without authentication only from the machine of the server. Those are the messages and the clock of test mode,
//! the messages of a development server, and metrics without a token.
//!
//! Current browsers send `Sec-Fetch-Site` or `Origin`. A request with cookies and neither header is rejected, because
//! the site that sent it is unknown.

use crate::language::message;
use crate::shared::{AppError, ErrorCode};
use axum::extract::{ConnectInfo, Request};
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use tower_http::csrf::ProtectionError;

const SEC_FETCH_SITE: &str = "sec-fetch-site";
/// Headers that proxies add, of which some send the address of the server as `Host`.
const FORWARDED: [&str; 2] = ["x-forwarded-for", "forwarded"];

/// The response to a change from another site.
pub fn reject(_: ProtectionError) -> Response {
    cross_site().into_response()
}

/// Rejects changes with cookies that have neither `Sec-Fetch-Site` nor `Origin`. The outer layer compares their values.
pub async fn require_origin(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let has_origin = headers.contains_key(SEC_FETCH_SITE) || headers.contains_key(header::ORIGIN);
    // Without cookies there is no session that another site could misuse.
    if is_change && has_cookies(headers) && !has_origin {
        return origin_missing().into_response();
    }
    next.run(request).await
}

/// Rejects links from other origins to downloads: following one would record a download in the audit log that the user did not
/// intend. Applications are often hosts of the same site. `none` is a request from the address bar.
pub async fn require_same_origin(request: Request, next: Next) -> Response {
    match request.headers().get(SEC_FETCH_SITE).map(|site| site.as_bytes()) {
        Some(b"same-origin" | b"none") => next.run(request).await,
        Some(_) => cross_site().into_response(),
        None if has_cookies(request.headers()) => origin_missing().into_response(),
        // Without cookies there is no session, and the route redirects to the login page.
        None => next.run(request).await,
    }
}

fn has_cookies(headers: &HeaderMap) -> bool {
    headers.contains_key(header::COOKIE)
}

fn cross_site() -> AppError {
    AppError::new(ErrorCode::CrossSite, message::request_cross_site())
}

fn origin_missing() -> AppError {
    AppError::new(ErrorCode::OriginMissing, message::request_without_origin())
}

/// Middleware of routes that need no other authentication.
pub async fn require_this_machine(request: Request, next: Next) -> Response {
    if is_from_this_machine(request.extensions(), request.headers()) {
        return next.run(request).await;
    }
    AppError::new(ErrorCode::Forbidden, message::request_of_another_machine()).into_response()
}

/// Whether a request is neither from another machine, directly or through a proxy on this one, nor from a page of another site
/// whose name was made to lead to this machine (DNS rebinding). Other requests of such pages need no check: a browser shows their
/// answers to no page of another origin, and asks before it sends a change.
pub fn is_from_this_machine(extensions: &Extensions, headers: &HeaderMap) -> bool {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback())
        && names_this_machine(headers)
        && !FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// Whether the `Host` is a loopback address or `localhost`.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| Authority::try_from(host.as_bytes()).ok());
    host.is_some_and(|host| {
        let host = host.host();
        // An IPv6 address is in brackets.
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    /// The status of a request with this `Host` from this peer to a route for this machine.
    async fn status(peer: &str, host: &str) -> StatusCode {
        status_with(peer, Request::builder().header(header::HOST, host)).await
    }

    async fn status_with(peer: &str, request: axum::http::request::Builder) -> StatusCode {
        let routes: Router = Router::new().route("/", get(|| async { "" })).layer(from_fn(require_this_machine));
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        routes.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn only_this_machine_is_served_and_only_by_its_own_names() {
        for (peer, host) in [
            ("127.0.0.1:50000", "127.0.0.1:4000"),
            ("127.0.0.1:50000", "localhost:4000"),
            ("[::1]:50000", "[::1]:4000"),
            ("[::ffff:127.0.0.1]:50000", "localhost"),
        ] {
            assert_eq!(status(peer, host).await, StatusCode::OK, "{peer} {host}");
        }
        for (peer, host) in [
            ("192.0.2.1:50000", "127.0.0.1:4000"),
            ("[2001:db8::1]:50000", "localhost:4000"),
            ("127.0.0.1:50000", "rebound.example:4000"),
            ("127.0.0.1:50000", "localhost.example"),
            ("127.0.0.1:50000", "192.0.2.1:4000"),
            ("127.0.0.1:50000", ""),
        ] {
            assert_eq!(status(peer, host).await, StatusCode::FORBIDDEN, "{peer} {host}");
        }
    }

    #[tokio::test]
    async fn a_proxy_on_this_machine_is_refused() {
        for (name, value) in [("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.1")] {
            let request = Request::builder().header(header::HOST, "127.0.0.1:4000").header(name, value);
            assert_eq!(status_with("127.0.0.1:50000", request).await, StatusCode::FORBIDDEN, "{name}");
        }
    }
}
