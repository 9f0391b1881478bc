//! Routes for the machine of the server only: messages and the clock of test mode, messages of a development server, and
//! metrics without a token.

use crate::{
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::net::{IpAddr, SocketAddr};

/// Headers that proxies add, of which some send the address of the server as `Host`.
const FORWARDED: [&str; 2] = ["x-forwarded-for", "forwarded"];

/// Middleware of routes that need no other authentication.
pub async fn require_this_machine(request: Request, next: Next) -> Response {
    if is_from_this_machine(request.extensions(), request.headers()) {
        return next.run(request).await;
    }
    let detail = "Only the machine of the server may use this. Send the request from there, to the address that the server has \
                  printed at its start.";
    Problem(AppError::new(ErrorCode::Forbidden, detail)).into_response()
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
    use axum::{Router, body::Body, http::StatusCode, middleware::from_fn, routing::get};
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
