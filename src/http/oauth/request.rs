//! Reads the parameters of requests to the endpoints for browsers, also where they are in the address of a page.

use crate::accounts::{Accounts, AuthorizationRequest, Caller, MAX_REQUEST_BYTES, Principal, ReadError};
use crate::http::bodies;
use crate::http::guard::redirect_with;
use crate::http::state::AppState;
use crate::language::message;
use crate::shared::consent::ConsentView;
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::next::{LocalPath, with_parameter};
use crate::ui::routes::CONSENT;
use crate::web::problem;
use crate::web::urls::parameter;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use std::borrow::Cow;

/// The authorization endpoint.
pub const AUTHORIZE: &str = "/oauth/authorize";
/// The parameter with a sealed request. A name that no client uses for something else: unknown parameters are ignored.
pub const REQUEST: &str = "vestibule_request";
/// The parameter with the mark of the way back from a page that has asked who somebody is.
pub const AGAIN: &str = "vestibule_again";

/// The parameters of a request with GET: those in its query, or those that were sealed before.
pub fn in_query<'a>(accounts: &Accounts, uri: &'a Uri) -> Result<Cow<'a, str>, AppError> {
    match parameter(uri, REQUEST) {
        sealed if sealed.is_empty() => Ok(uri.query().unwrap_or_default().into()),
        sealed => Ok(accounts.open_request(&sealed)?.into()),
    }
}

/// Answers a request with POST: with a redirect to the same request with GET, whose parameters are sealed. Other sites send such
/// requests, to which browsers add no cookies, so none is read before.
pub async fn repeat_with_get(
    accounts: &Accounts,
    path: &'static str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, AppError> {
    let body = bodies::read_form(headers, body).await?;
    if body.len() > MAX_REQUEST_BYTES {
        return Err(too_long());
    }
    let parameters = std::str::from_utf8(&body).map_err(|_| unreadable())?;
    let to = address(path, &accounts.seal_request(parameters)?, None)?;
    Ok(redirect_with(StatusCode::SEE_OTHER, &to.into()))
}

/// The path of an endpoint with a sealed request, and with the mark of a page that asks.
pub fn address(path: &str, sealed: &str, mark: Option<&str>) -> Result<LocalPath, AppError> {
    let address = with_parameter(path, REQUEST, sealed);
    let address = match mark {
        Some(mark) => with_parameter(&address, AGAIN, mark),
        None => address,
    };
    LocalPath::parse(&address).ok_or_else(too_long)
}

/// What the page asks whose address this is.
pub async fn consent_at(state: &AppState, caller: &Caller, uri: &Uri) -> Result<Box<ConsentView>, AppError> {
    let (sealed, mark) = (parameter(uri, REQUEST), parameter(uri, AGAIN));
    let who = match &caller.who {
        Principal::User(who) => Some(who),
        Principal::Anonymous | Principal::System => None,
    };
    let done = state.accounts.reauthenticated(who, &sealed, &mark);
    state.accounts.show_consent(caller, &state.accounts.open_request(&sealed)?, done).await
}

/// The request of a client in an address of this server. None if the address leads to no client.
pub async fn request_at(state: &AppState, uri: &Uri) -> Result<Option<AuthorizationRequest>, AppError> {
    if uri.path() != AUTHORIZE && uri.path() != CONSENT.path {
        return Ok(None);
    }
    // What cannot be read leads nowhere: the page of the endpoint says why.
    let Ok(parameters) = in_query(&state.accounts, uri) else { return Ok(None) };
    // A document of a client is not fetched for this, but one that is in memory is used.
    match state.accounts.read_authorization(None, &parameters).await {
        Ok(request) => Ok(Some(request)),
        Err(ReadError::Page(error)) if problem::status_of(error.code).is_server_error() => Err(error),
        Err(ReadError::Page(_) | ReadError::Redirect(_) | ReadError::SignIn) => Ok(None),
    }
}

fn too_long() -> AppError {
    AppError::new(ErrorCode::Malformed, message::oauth_request_too_long(MAX_REQUEST_BYTES as u64))
}

fn unreadable() -> AppError {
    AppError::new(ErrorCode::Malformed, message::request_no_form())
}
