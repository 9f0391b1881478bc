//! Who has sent a request to an application, according to its cookies.

use super::{
    super::{rate_limit::Source, state::AppState},
    refresh_token,
};
use crate::{
    accounts::{CurrentUser, Failure},
    applications::Origin,
    shared::error::AppError,
    web::cookies::{Cookies, Name},
};
use axum::http::HeaderMap;

/// The user of an active session. Changes nothing, and renews nothing. Charges `source` before a query that anybody can cause.
pub async fn identify(
    state: &AppState,
    source: &mut Source<'_>,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Option<CurrentUser>, AppError> {
    if state.accounts.is_own_origin(origin) {
        own_session(state, source, headers).await
    } else {
        Ok(application_session(state, headers, origin).await?)
    }
}

/// The user whose session a sign-out at `origin` ends. On the host of an application, this is also one who has to be handed over
/// again.
pub async fn leaving(
    state: &AppState,
    source: &mut Source<'_>,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Option<CurrentUser>, AppError> {
    if state.accounts.is_own_origin(origin) {
        return own_session(state, source, headers).await;
    }
    match Cookies::new(origin.is_https()).read(headers, Name::Application) {
        Some(sealed) => Ok(state.accounts.user_of_application_session(sealed, origin).await?),
        None => Ok(None),
    }
}

/// The user of the application session at `origin`, the host of an application.
pub async fn application_session(
    state: &AppState,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Option<CurrentUser>, Failure> {
    match Cookies::new(origin.is_https()).read(headers, Name::Application) {
        Some(sealed) => state.accounts.authenticate_application_session(sealed, origin).await,
        None => Ok(None),
    }
}

/// The access token decides or, when it has expired, the refresh token. An expired access token alone has no authority, and
/// neither has an API token.
async fn own_session(
    state: &AppState,
    source: &mut Source<'_>,
    headers: &HeaderMap,
) -> Result<Option<CurrentUser>, AppError> {
    if let Some(token) = state.cookies.read(headers, Name::Access)
        && let Some(who) = source.user_of_access_token(token).await?
    {
        return Ok(Some(who));
    }
    match state.cookies.read(headers, Name::Refresh) {
        Some(token) => refresh_token::user_of(state, source, token).await,
        None => Ok(None),
    }
}
