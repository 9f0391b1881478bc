//! Reads the parameters of requests to the endpoints for browsers.

use crate::accounts::{Accounts, Caller, Goal, Journey, MAX_REQUEST_BYTES, Principal};
use crate::http::bodies;
use crate::http::guard::redirect_with;
use crate::http::state::AppState;
use crate::language::message;
use crate::shared::next::with_parameter;
use crate::shared::{AppError, ConsentView, ErrorCode, LocalPath};
use crate::web::urls::parameter;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use std::borrow::Cow;

/// The authorization endpoint.
pub const AUTHORIZE: &str = "/oauth/authorize";
/// The parameter with a sealed request. A name that no client uses for something else: unknown parameters are ignored.
pub const REQUEST: &str = "vestibule_request";

/// The parameters of a request with GET: those in its query, or those that were sealed before.
pub fn in_query<'a>(accounts: &Accounts, uri: &'a Uri) -> Result<Cow<'a, str>, AppError> {
    match parameter(uri, REQUEST) {
        sealed if sealed.is_empty() => Ok(uri.query().unwrap_or_default().into()),
        sealed => Ok(accounts.openid().open_request(&sealed)?.into()),
    }
}

/// The parameters of a request with POST. Other sites send such requests, to which browsers add no cookies, so they are repeated with
/// GET before any is read.
pub async fn in_body(headers: &HeaderMap, body: Body) -> Result<String, AppError> {
    let body = bodies::read_form(headers, body).await?;
    if body.len() > MAX_REQUEST_BYTES {
        return Err(too_long());
    }
    String::from_utf8(body.into()).map_err(|_| unreadable())
}

/// Leads to the same request with GET, whose parameters are sealed.
pub fn repeat_with_get(accounts: &Accounts, path: &'static str, parameters: &str) -> Result<Response, AppError> {
    let address = with_parameter(path, REQUEST, &accounts.openid().seal_request(parameters)?);
    let to = LocalPath::parse(&address).ok_or_else(too_long)?;
    Ok(redirect_with(StatusCode::SEE_OTHER, &to.into()))
}

/// What the page asks whose visitor is on this journey.
pub async fn consent_for(
    state: &AppState,
    caller: &Caller,
    journey: Option<&Journey>,
) -> Result<Box<ConsentView>, AppError> {
    // Without a request there is no question.
    let Some((journey, Goal::Authorize(request))) = journey.map(|journey| (journey, &journey.goal)) else {
        return Err(AppError::new(ErrorCode::Malformed, message::oauth_request_damaged()));
    };
    let who = match &caller.who {
        Principal::User(who) => Some(who),
        Principal::Anonymous | Principal::System => None,
    };
    let done = journey.reauthenticated(who, state.accounts.now());
    state.accounts.openid().show_consent(caller, request, done).await
}

fn too_long() -> AppError {
    AppError::new(ErrorCode::Malformed, message::oauth_request_too_long(MAX_REQUEST_BYTES as u64))
}

fn unreadable() -> AppError {
    AppError::new(ErrorCode::Malformed, message::request_no_form())
}
