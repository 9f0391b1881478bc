//! Believes trusted proxies only: anybody else could name any address, and receive tokens for it.

use super::super::{rate_limit, state::AppState};
use crate::{
    shared::{
        error::{AppError, ErrorCode},
        timestamp::Timestamp,
    },
    web::problem::Problem,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    net::SocketAddr,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

/// The minimum interval between two warnings, so that nobody can fill the log.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// Middleware that rejects requests from all other peers.
pub async fn require_trusted(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if state.proxies.is_from_proxy(request.extensions()) {
        return next.run(request).await;
    }
    if let Err(error) = rate_limit::check(&state, &request, None) {
        return Problem(error).into_response();
    }
    warn(state.accounts.now(), request.extensions().get());
    let detail = "Forward authentication is for reverse proxies. If this request comes from yours, add its address to \
                  VESTIBULE_TRUSTED_PROXIES; the log has the address.";
    Problem(AppError::new(ErrorCode::Forbidden, detail)).into_response()
}

/// Tells the operator which address is missing, at most once a minute.
fn warn(now: Timestamp, peer: Option<&ConnectInfo<SocketAddr>>) {
    static LAST: AtomicI64 = AtomicI64::new(i64::MIN);
    let last = LAST.load(Ordering::Relaxed);
    let is_due = Timestamp(last).until(now) >= WARNING_INTERVAL;
    // Of concurrent requests, one logs.
    if is_due && LAST.compare_exchange(last, now.0, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
        tracing::warn!(
            peer = peer.map(|ConnectInfo(peer)| tracing::field::display(peer.ip().to_canonical())),
            "forward authentication was refused, because VESTIBULE_TRUSTED_PROXIES does not contain the peer"
        );
    }
}
