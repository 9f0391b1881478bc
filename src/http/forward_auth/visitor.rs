//! Who has sent a request to an application, according to its cookies.

use crate::accounts::CurrentUser;
use crate::applications::Origin;
use crate::http::authenticate::own_session;
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::shared::error::AppError;
use crate::web::cookies::{Cookies, Name};
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
        application_session(state, headers, origin).await
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
        Some(sealed) => state.accounts.user_of_application_session(sealed, origin).await,
        None => Ok(None),
    }
}

/// The user of the application session at `origin`, the host of an application.
pub async fn application_session(
    state: &AppState,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Option<CurrentUser>, AppError> {
    match Cookies::new(origin.is_https()).read(headers, Name::Application) {
        Some(sealed) => state.accounts.authenticate_application_session(sealed, origin).await,
        None => Ok(None),
    }
}
