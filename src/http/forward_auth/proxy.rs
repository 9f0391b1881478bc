//! Believes trusted proxies only: anybody else could name any address, and receive tokens for it.

use super::super::{rate_limit::Source, state::AppState};
use crate::{
    shared::{
        error::{AppError, ErrorCode},
        timestamp::Timestamp,
    },
    web::problem::Problem,
};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};
use std::{
    net::SocketAddr,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

/// The minimum interval between two warnings, so that nobody can fill the log.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// Proves that a request comes from a trusted proxy: an extractor that rejects requests from all other peers.
pub struct TrustedProxy;

impl FromRequestParts<AppState> for TrustedProxy {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        if state.proxies.is_from_proxy(&parts.extensions) {
            return Ok(Self);
        }
        Source::of(state, &parts.extensions, &parts.headers).charge()?;
        warn(state.accounts.now(), parts.extensions.get());
        let detail = "Forward authentication is for reverse proxies. If this request comes from yours, add its address to \
                      VESTIBULE_TRUSTED_PROXIES; the log has the address.";
        Err(Problem(AppError::new(ErrorCode::Forbidden, detail)))
    }
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
