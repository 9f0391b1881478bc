//! Routes of a server in test mode (`vestibule serve --ephemeral`, `docs/testing.md`): the tests of other programs read its
//! messages and move its clock. No other server has them.

mod clock;
mod mail;

use super::state::AppState;
use crate::{
    clock::MovableClock,
    mail::Previews,
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    Extension, Router,
    extract::{ConnectInfo, Request},
    http::{HeaderMap, header, uri::Authority},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

pub fn routes(previews: Previews, clock: Arc<MovableClock>) -> Router<AppState> {
    Router::new()
        .route("/test/mail", get(mail::list).delete(mail::delete_all))
        .route("/test/clock", get(clock::show).post(clock::change))
        .layer(Extension(previews))
        .layer(Extension(clock))
        .layer(from_fn(require_this_machine))
}

/// Rejects requests from other machines, and those of pages of other sites whose name was made to lead to this machine (DNS
/// rebinding). Other requests of such pages need no check: a browser shows their answers to no page of another origin, and
/// asks before it sends a change.
pub async fn require_this_machine(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_local = peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback());
    if is_local && names_this_machine(request.headers()) {
        return next.run(request).await;
    }
    let detail = "Test mode serves this machine only. Send the request to the address that the server has printed.";
    Problem(AppError::new(ErrorCode::Forbidden, detail)).into_response()
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
    use axum::{body::Body, http::StatusCode};
    use tower::ServiceExt;

    /// The status of a request with this `Host` from this peer to a route for this machine.
    async fn status(peer: &str, host: &str) -> StatusCode {
        let routes: Router = Router::new().route("/", get(|| async { "" })).layer(from_fn(require_this_machine));
        let mut request = Request::builder().header(header::HOST, host).body(Body::empty()).unwrap();
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
}
