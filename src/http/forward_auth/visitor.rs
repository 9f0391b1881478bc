//! Who has sent a request to an application, according to its cookies.

use crate::accounts::CurrentUser;
use crate::applications::Origin;
use crate::http::rate_limit::Source;
use crate::http::state::{AppState, RecentIdentities, ValidToken};
use crate::shared::error::AppError;
use crate::shared::timestamp::Timestamp;
use crate::web::cookies::{Cookies, Name};
use axum::http::HeaderMap;
use std::sync::Arc;

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

/// The access token decides or, when it has expired, the refresh token. An expired access token alone has no authority, and
/// neither has an API token.
pub async fn own_session(
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
        Some(token) => user_of_refresh_token(state, source, token).await,
        None => Ok(None),
    }
}

/// The user of an active session that could be continued with this refresh token, on the host of Vestibule.
///
/// Whether a refresh token has been used is known only to the database, so the source is charged before it is asked: an old token
/// can be sent again and again. A page causes dozens of questions at the same time, which an active session must not be charged
/// for: a token that was found valid is remembered for a few seconds, and of concurrent questions with the same token one asks.
async fn user_of_refresh_token(
    state: &AppState,
    source: &mut Source<'_>,
    token: &str,
) -> Result<Option<CurrentUser>, AppError> {
    let Some(id) = state.accounts.refresh_token_id(token) else {
        // Probably made up, so it takes no space in memory.
        source.charge()?;
        return Ok(ask(state, token).await?.map(|(who, _)| who));
    };
    let entry = state.identities.refresh_tokens.get_with(id, Arc::default);
    let mut found = entry.lock().await;
    let now = state.accounts.now();
    // The cache uses the clock of the system, which tests do not move.
    if let Some(ValidToken { session, user, .. }) = found.filter(|valid| now < valid.until) {
        // Looking up the session can take a query, which others need not wait for.
        drop(found);
        return state.accounts.user_of_session(session, user).await;
    }
    source.charge()?;
    let Some((who, until)) = ask(state, token).await? else { return Ok(None) };
    let until = until.min(now.plus(RecentIdentities::TOKENS_REMEMBERED_FOR));
    *found = Some(ValidToken { session: who.session()?, user: who.user.id, until });
    Ok(Some(who))
}

/// The user of a valid token and the end of its validity, according to the database.
async fn ask(state: &AppState, token: &str) -> Result<Option<(CurrentUser, Timestamp)>, AppError> {
    match state.accounts.peek_refresh(token).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code.is_signed_out() => Ok(None),
        Err(error) => Err(error),
    }
}
