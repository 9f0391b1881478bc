//! Checks before routing: rejects requests without a valid `Host` and, on reserved connections, all but health checks,
//! metrics and requests with a session ([decision 23](../../docs/decisions/0023-connections.md)).

use super::{api, forward_auth, server::OnReservedConnection, state::AppState};
use crate::{
    accounts::TokenError,
    shared::error::{AppError, ErrorCode},
    web::cookies::Name,
};
use axum::{
    extract::Request,
    http::{Extensions, HeaderMap, Version, header},
};

/// What monitoring asks for, also while the server has too many connections.
const PROBES: [&str; 4] = ["/live", "/ready", "/health", "/metrics"];
/// Seconds after which other connections are likely to be free.
const RETRY_AFTER: u32 = 5;

/// What a request needs to be processed.
pub enum Requires {
    Nothing,
    Session,
}

/// Checks the `Host` header, and whether the request needs a session because it uses a reserved connection.
pub fn check(request: &Request) -> Result<Requires, AppError> {
    if !has_one_host(request) {
        return Err(AppError::new(ErrorCode::Malformed, "Send exactly one Host header."));
    }
    let is_reserved = request.extensions().get::<OnReservedConnection>().is_some();
    Ok(if is_reserved && !is_probe(request) { Requires::Session } else { Requires::Nothing })
}

/// Rejects requests without a session, their own or that of the request which a proxy asks about.
pub async fn require_session(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Result<(), AppError> {
    if has_session(state, headers).await || forward_auth::has_application_session(state, extensions, headers).await {
        return Ok(());
    }
    let detail = "The server has too many connections. Try again in a few seconds.";
    Err(AppError::new(ErrorCode::Overloaded, detail).retry(RETRY_AFTER))
}

/// Whether there is one `Host` header. In HTTP/1.0 it is optional (RFC 9112, section 3.2).
fn has_one_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), None) => true,
        (None, _) => request.version() == Version::HTTP_10,
        // A proxy and this server could use different ones.
        (Some(_), Some(_)) => false,
    }
}

fn is_probe(request: &Request) -> bool {
    request.method().is_safe() && PROBES.contains(&request.uri().path())
}

/// Whether the request has an access token of an active session. An expired token counts as well, so that it can be
/// renewed.
async fn has_session(state: &AppState, headers: &HeaderMap) -> bool {
    // A malformed `Authorization` header counts as none here: if the request is admitted, its handler reports it.
    let bearer = api::bearer_token(headers).ok().flatten();
    // A refresh token does not count, because finding its session needs a query; nor does an API token that needs one, or an access
    // token of an unknown key, for which the keys would be read again.
    let authenticated = match (bearer, state.cookies.read(headers, Name::Access)) {
        (Some(token), _) => state.accounts.try_authenticate(token).await,
        (None, Some(token)) => state.accounts.try_authenticate_session(token).await,
        (None, None) => None,
    };
    matches!(authenticated, Some(Ok(_) | Err(TokenError::Expired)))
}
