//! What is refused before it is routed: requests for no certain host, and in the reserve of the connections all but what
//! has to work while the others are taken ([decision 23](../../docs/decisions/0023-connections.md)).

use super::{api, server::FromReserve, state::AppState};
use crate::{
    accounts::TokenError,
    shared::error::{AppError, ErrorCode},
    web::cookies::Name,
};
use axum::{
    extract::Request,
    http::{HeaderMap, Version, header},
};

/// What operators ask.
const PROBES: [&str; 3] = ["/live", "/ready", "/health"];
/// Seconds after which a place may be free.
const RETRY: u32 = 5;

/// Who may pass.
pub enum Passage {
    Free,
    /// Those with a session.
    Session,
}

/// Judges a request before it is routed.
pub fn passage(request: &Request) -> Result<Passage, AppError> {
    if !has_certain_host(request) {
        return Err(AppError::new(ErrorCode::Malformed, "Send one Host header."));
    }
    let is_from_reserve = request.extensions().get::<FromReserve>().is_some();
    Ok(if is_from_reserve && !is_probe(request) { Passage::Session } else { Passage::Free })
}

/// Refuses those who have none.
pub async fn require_session(state: &AppState, headers: &HeaderMap) -> Result<(), AppError> {
    if has_session(state, headers).await {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::Overloaded, "Too many connections at the moment. Try again shortly.").retry(RETRY))
}

/// One Host header, which HTTP/1.0 may leave out (RFC 9112, section 3.2).
fn has_certain_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), None) => true,
        (None, _) => request.version() == Version::HTTP_10,
        (Some(_), Some(_)) => false,
    }
}

fn is_probe(request: &Request) -> bool {
    request.method().is_safe() && PROBES.contains(&request.uri().path())
}

/// Whether the request has an access token of a living session, or one that has just expired: its renewal has to work too.
async fn has_session(state: &AppState, headers: &HeaderMap) -> bool {
    let bearer = api::bearer_token(headers).ok().flatten();
    let Some(token) = bearer.or_else(|| state.cookies.read(headers, Name::Access)) else {
        return false;
    };
    matches!(state.accounts.authenticate(token).await, Ok(_) | Err(TokenError::Expired))
}
