//! Reads the parameters of requests to the endpoints for browsers.

use crate::accounts::{Accounts, MAX_REQUEST_BYTES};
use crate::http::bodies;
use crate::http::guard::redirect_with;
use crate::language::message;
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::next::{LocalPath, with_parameter};
use crate::web::urls::parameter;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use std::borrow::Cow;

/// The parameter with a sealed request. `request`, which has another meaning, is refused.
pub const REQUEST: &str = "r";
/// The parameter with the mark of the way back from a page that has asked who somebody is.
pub const AGAIN: &str = "again";

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

fn too_long() -> AppError {
    AppError::new(ErrorCode::Malformed, message::oauth_request_too_long(MAX_REQUEST_BYTES as u64))
}

fn unreadable() -> AppError {
    AppError::new(ErrorCode::Malformed, message::request_no_form())
}
