//! From an error to a response: the only place.
//!
//! A handler or a layer only says what is wrong ([`Problem`]). For people, `http::error_pages` renders it as a page; all
//! else becomes `application/problem+json` (RFC 9457) on its way out. So does what axum and tower-http answer on their own
//! (404, 405, 408, …): there is one shape of error.

use super::request_id::RequestId;
use crate::shared::error::{AppError, ErrorCode, FieldError, SpentBudget};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

pub const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// An error on its way out of a handler.
#[derive(Debug)]
pub struct Problem(pub AppError);

impl<E: Into<AppError>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = status_of(self.0.code).into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

/// Writes an error that nobody has written yet, for programs, the browser's own code among them.
pub fn for_programs(mut response: Response, id: RequestId) -> Response {
    match take_error(&mut response, Some(id)) {
        Some(error) => with_headers_of(response, as_json(&error), &error),
        None => response,
    }
}

/// Whether a browser sent the request on its own: a navigation, or a form without JavaScript.
pub fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Whether a response says that something is wrong.
pub fn is_error(response: &Response) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

/// The error that a response carries, or that its bare status means. What says it in its own words already, as
/// the page for unknown addresses does, is left alone.
pub fn take_error(response: &mut Response, id: Option<RequestId>) -> Option<AppError> {
    if !is_error(response) {
        return None;
    }
    let mut error = match response.extensions_mut().remove::<AppError>() {
        Some(error) => error,
        None if is_written(response.headers()) => return None,
        None => of_status(response.status()),
    };
    error.request_id = id.map(|id| id.to_string());
    Some(error)
}

/// A body of ours; axum and tower-http leave it empty or in plain text.
fn is_written(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).map_or(b"".as_slice(), |value| value.as_bytes());
    content_type.starts_with(b"text/html") || content_type.starts_with(b"application/json")
}

fn of_status(status: StatusCode) -> AppError {
    match status.as_u16() {
        403 => AppError::new(ErrorCode::Forbidden, "This is not allowed."),
        404 => not_found(),
        405 => AppError::new(ErrorCode::MethodNotAllowed, "Use one of the methods that the Allow header names."),
        408 => AppError::new(ErrorCode::RequestTimeout, "The request took too long. Send it again."),
        413 => AppError::new(ErrorCode::PayloadTooLarge, "Send at most 64 KiB."),
        415 => AppError::new(ErrorCode::UnsupportedMediaType, "Send another content type."),
        503 => AppError::new(ErrorCode::Unavailable, "Not available at the moment. Try again shortly."),
        400..500 => AppError::new(ErrorCode::Malformed, "The request could not be read."),
        _ => internal(),
    }
}

/// There is nothing here, or nothing that the asker may know of.
pub fn not_found() -> AppError {
    AppError::new(ErrorCode::NotFound, "There is nothing here. Check the address.")
}

/// What happened is in the log alone.
pub fn internal() -> AppError {
    AppError::new(ErrorCode::Internal, "Something went wrong here. Nothing is lost. Try again.")
}

/// What RFC 9457 calls a problem. A superset of [`AppError`], so the browser reads it as one.
#[derive(Serialize)]
struct ProblemView<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    code: ErrorCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

fn as_json(error: &AppError) -> Response {
    let view = ProblemView {
        r#type: format!("urn:vestibule:error:{}", error.code.as_str()),
        title: error.code.title(),
        status: error.code.status(),
        detail: &error.detail,
        code: error.code,
        request_id: error.request_id.as_deref(),
        errors: &error.errors,
        retry_after: retry_after(error),
    };
    let mut response = axum::Json(view).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// `written`, with the error's status and headers, and those of the response that it replaces, such as `Allow`.
pub fn with_headers_of(original: Response, written: Response, error: &AppError) -> Response {
    let (mut parts, _) = original.into_parts();
    let (written, body): (_, Body) = written.into_parts();
    parts.status = status_of(error.code);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(written.headers);
    parts.headers.extend(when_to_retry(error));
    if parts.status == StatusCode::UNAUTHORIZED {
        parts.headers.extend(challenge(error.code).map(|value| (header::WWW_AUTHENTICATE, value)));
    }
    Response::from_parts(parts, body)
}

pub fn status_of(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Seconds after which to try again; where nobody said, soon.
pub fn retry_after(error: &AppError) -> Option<u32> {
    let soon = matches!(error.code.status(), 429 | 503).then_some(2);
    error.retry_after.or(soon)
}

/// The headers that say when to try again, and which budget is spent. `RateLimit-Policy` and `RateLimit` are those of
/// draft-ietf-httpapi-ratelimit-headers-09: `q` is what fits into it, `w` the seconds in which it is whole, `r` what is left,
/// `t` the seconds until there is more.
pub fn when_to_retry(error: &AppError) -> Vec<(HeaderName, HeaderValue)> {
    let Some(seconds) = retry_after(error) else { return Vec::new() };
    let mut headers = vec![(header::RETRY_AFTER, HeaderValue::from(seconds))];
    if let Some(SpentBudget { name, quota, window }) = &error.spent {
        let policy = HeaderValue::from_str(&format!("\"{name}\";q={quota};w={window}"));
        let left = HeaderValue::from_str(&format!("\"{name}\";r=0;t={seconds}"));
        headers.extend(policy.map(|policy| (RATELIMIT_POLICY, policy)));
        headers.extend(left.map(|left| (RATELIMIT, left)));
    }
    headers
}

/// What a bearer token was missing or wrong in (RFC 6750, section 3). Whoever sent none is told no error.
fn challenge(code: ErrorCode) -> Option<HeaderValue> {
    match code {
        ErrorCode::TokenMalformed | ErrorCode::TokenExpired | ErrorCode::TokenRevoked | ErrorCode::TokenInvalid => {
            let description = code.title();
            let value =
                format!("Bearer realm=\"vestibule\", error=\"invalid_token\", error_description=\"{description}\"");
            HeaderValue::from_str(&value).ok()
        }
        _ => Some(HeaderValue::from_static("Bearer realm=\"vestibule\"")),
    }
}
