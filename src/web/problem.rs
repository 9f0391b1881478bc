//! Error responses.
//!
//! A handler or middleware returns an [`AppError`]. Outer middleware renders it: `http::pages` as a page for
//! browsers, [`render_json`] as `application/problem+json` (RFC 9457) for all other clients. The errors of axum and
//! tower-http (404, 405, 408, …) are rendered in the same way.

use super::request::RequestId;
use crate::accounts;
use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode, ExceededBudget, Extension, FieldError, Level, PendingView};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

pub const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// An error as a response. Its cause is logged, and outer middleware renders the body.
impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        accounts::log_cause(&self);
        response_of(self)
    }
}

/// The response with an error whose cause is in the log already.
pub fn response_of(error: AppError) -> Response {
    let mut response = status_of(error.code).into_response();
    // The body stays empty, because only outer middleware knows whether to render a page or JSON.
    response.extensions_mut().insert(error);
    response
}

/// Renders an error as JSON, unless it has been rendered already.
pub fn render_json(mut response: Response, id: RequestId) -> Response {
    match take_error(&mut response, Some(id)) {
        Some(error) => with_headers_of(response, as_json(&error), &error),
        None => response,
    }
}

/// Whether the browser itself sent the request, not a script: a navigation, or a form without JavaScript.
pub fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

pub fn is_error(response: &Response) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

/// Takes the error out of a response, or derives it from the status code. `None` if the response is not an error or its
/// error is already rendered, such as the page for unknown paths.
pub fn take_error(response: &mut Response, id: Option<RequestId>) -> Option<AppError> {
    if !is_error(response) {
        return None;
    }
    let mut error = match response.extensions_mut().remove::<AppError>() {
        Some(error) => error,
        None if is_rendered(response.headers()) => return None,
        None => of_status(response.status()),
    };
    error.request_id = id.map(|id| id.to_string().into());
    Some(error)
}

/// Whether the body is ours. The errors of axum and tower-http have an empty body or plain text.
fn is_rendered(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).map_or(b"".as_slice(), |value| value.as_bytes());
    content_type.starts_with(b"text/html") || content_type.starts_with(b"application/json")
}

fn of_status(status: StatusCode) -> AppError {
    match status.as_u16() {
        403 => AppError::new(ErrorCode::Forbidden, message::error_forbidden()),
        404 => not_found(),
        405 => AppError::new(ErrorCode::MethodNotAllowed, message::request_other_method()),
        408 => AppError::new(ErrorCode::RequestTimeout, message::request_too_slow()),
        413 => AppError::new(ErrorCode::PayloadTooLarge, message::request_too_large()),
        415 => AppError::new(ErrorCode::UnsupportedMediaType, message::request_other_type()),
        503 => AppError::new(ErrorCode::Unavailable, message::error_unavailable()),
        400..500 => AppError::new(ErrorCode::Malformed, message::request_unreadable()),
        _ => internal(),
    }
}

/// Nothing exists here, or the caller must not know that it does.
pub fn not_found() -> AppError {
    AppError::new(ErrorCode::NotFound, message::error_not_found())
}

/// The cause is only in the log.
pub fn internal() -> AppError {
    AppError::new(ErrorCode::Internal, message::error_internal())
}

/// The problem details of RFC 9457. They include all fields of [`AppError`] that the browser's code reads.
#[derive(Serialize)]
struct ProblemView<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a Message,
    code: ErrorCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    /// What is demanded of a proof. The header says the same, in a form that a script would have to take apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    factor: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age: Option<u64>,
    #[serde(flatten)]
    pending: Option<&'a PendingView>,
}

fn as_json(error: &AppError) -> Response {
    let pending = match error.extension.as_deref() {
        Some(Extension::SecondFactor(pending)) => Some(pending),
        Some(Extension::StepUp { .. } | Extension::Demand { .. }) | None => None,
    };
    let (max_age, level) = demanded(error);
    let view = ProblemView {
        r#type: format!("urn:vestibule:error:{}", error.code.as_str()),
        title: error.code.title(),
        status: error.code.status(),
        detail: &error.detail,
        code: error.code,
        request_id: error.request_id.as_deref(),
        errors: &error.errors,
        retry_after: retry_after(error),
        factor: level.and_then(Level::factor),
        max_age,
        pending,
    };
    let mut response = axum::Json(view).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// The `rendered` error with the error's status and headers, and the headers of the `original` response, such as
/// `Allow`.
pub fn with_headers_of(original: Response, rendered: Response, error: &AppError) -> Response {
    let (mut parts, _) = original.into_parts();
    let (rendered, body): (_, Body) = rendered.into_parts();
    parts.status = status_of(error.code);
    // The length of the body that is replaced.
    parts.headers.remove(header::CONTENT_LENGTH);
    // Replaces headers that both responses have, such as `Content-Type`.
    parts.headers.extend(rendered.headers);
    parts.headers.extend(retry_headers(error));
    // RFC 9110 requires this header in every 401.
    if parts.status == StatusCode::UNAUTHORIZED {
        parts.headers.extend(challenge(error).map(|value| (header::WWW_AUTHENTICATE, value)));
    }
    Response::from_parts(parts, body)
}

pub fn status_of(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The value of `Retry-After` in seconds. The default of 429 and 503 is 2.
pub fn retry_after(error: &AppError) -> Option<u32> {
    let default = matches!(error.code.status(), 429 | 503).then_some(2);
    error.retry_after.or(default)
}

/// `Retry-After`, and for an exceeded rate limit `RateLimit-Policy` and `RateLimit` of
/// draft-ietf-httpapi-ratelimit-headers-09: `q` is the quota, `w` the seconds until an empty budget is full, `r` the
/// remaining requests, `t` the seconds until the next request is allowed.
pub fn retry_headers(error: &AppError) -> Vec<(HeaderName, HeaderValue)> {
    let Some(seconds) = retry_after(error) else { return Vec::new() };
    let mut headers = vec![(header::RETRY_AFTER, HeaderValue::from(seconds))];
    if let Some(ExceededBudget { name, quota, window }) = error.spent.as_deref() {
        let policy = HeaderValue::from_str(&format!("\"{name}\";q={quota};w={window}"));
        let left = HeaderValue::from_str(&format!("\"{name}\";r=0;t={seconds}"));
        headers.extend(policy.map(|policy| (RATELIMIT_POLICY, policy)));
        headers.extend(left.map(|left| (RATELIMIT, left)));
    }
    headers
}

/// The age of a proof in seconds and its level, where an error demands one.
fn demanded(error: &AppError) -> (Option<u64>, Option<Level>) {
    match error.extension.as_deref() {
        Some(Extension::StepUp { max_age, level }) => (Some(*max_age), Some(*level)),
        Some(Extension::Demand { max_age, level }) => (*max_age, Some(*level)),
        Some(Extension::SecondFactor(_)) | None => (None, None),
    }
}

/// The value of `WWW-Authenticate` (RFC 6750, section 3; RFC 9470, section 3). Without a token in the request, it has no `error`.
fn challenge(error: &AppError) -> Option<HeaderValue> {
    match error.code {
        ErrorCode::TokenMalformed | ErrorCode::TokenExpired | ErrorCode::TokenRevoked | ErrorCode::TokenInvalid => {
            let description = error.code.title();
            let value =
                format!("Bearer realm=\"vestibule\", error=\"invalid_token\", error_description=\"{description}\"");
            HeaderValue::from_str(&value).ok()
        }
        ErrorCode::StepUpRequired => {
            let (max_age, level) = demanded(error);
            let max_age = max_age.map(|seconds| format!(", max_age=\"{seconds}\"")).unwrap_or_default();
            let level = level.map(|level| format!(", acr_values=\"{}\"", level.acr())).unwrap_or_default();
            let demand = format!("{max_age}{level}");
            let value = format!("Bearer realm=\"vestibule\", error=\"insufficient_user_authentication\"{demand}");
            HeaderValue::from_str(&value).ok()
        }
        _ => Some(HeaderValue::from_static("Bearer realm=\"vestibule\"")),
    }
}
