//! Who has sent a request to an application, according to its cookies.

use super::super::state::AppState;
use crate::{
    accounts::{CurrentUser, Failure, TokenError},
    applications::Origin,
    web::cookies::{Cookies, Name},
};
use axum::http::HeaderMap;

/// The user of an active session. Changes nothing, and renews nothing.
pub async fn identify(state: &AppState, headers: &HeaderMap, origin: &Origin) -> Result<Option<CurrentUser>, Failure> {
    if state.accounts.is_own_origin(origin) {
        return own_session(state, headers).await;
    }
    match Cookies::new(origin.is_https()).read(headers, Name::Application) {
        Some(sealed) => state.accounts.authenticate_application_session(sealed, origin).await,
        None => Ok(None),
    }
}

/// The access token decides or, when it has expired, the refresh token. An expired access token alone has no authority, and
/// neither has an API token.
async fn own_session(state: &AppState, headers: &HeaderMap) -> Result<Option<CurrentUser>, Failure> {
    if let Some(token) = state.cookies.read(headers, Name::Access) {
        match state.accounts.authenticate_session(token).await {
            Ok(who) => return Ok(Some(who)),
            Err(TokenError::Failed(failure)) => return Err(failure),
            Err(_) => {}
        }
    }
    let Some(token) = state.cookies.read(headers, Name::Refresh) else { return Ok(None) };
    match state.accounts.peek_refresh(token).await {
        Ok(who) => Ok(Some(who)),
        Err(TokenError::Failed(failure)) => Err(failure),
        Err(_) => Ok(None),
    }
}
