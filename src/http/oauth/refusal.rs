//! Errors of the endpoints for clients: JSON with `error` and `error_description` (RFC 6749, section 5.2), and for bearer tokens
//! the same in `WWW-Authenticate` (RFC 6750, section 3).

use crate::accounts::{self, Denial};
use crate::applications::{OauthError, OauthErrorCode};
use crate::shared::{AppError, ErrorCode};
use crate::web::problem;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a client does not get what it asks for.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    Denied(Denial),
    /// The answer to a bearer token. None: the request has none.
    Bearer(Option<OauthError>),
}

impl<E: Into<Denial>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Denied(error.into())
    }
}

#[derive(Serialize)]
struct ErrorView<'a> {
    error: OauthErrorCode,
    error_description: &'a str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Denied(Denial::Refused(error)) => {
                let challenge = (error.code == OauthErrorCode::InvalidClient).then_some("Basic realm=\"vestibule\"");
                with_challenge(of_oauth(&error), challenge.map(str::to_owned))
            }
            // The header has no code then (RFC 6750, section 3.1).
            Self::Bearer(None) => {
                let error = OauthErrorCode::InvalidToken.because("the request has no access token");
                with_challenge(of_oauth(&error), Some("Bearer realm=\"vestibule\"".to_owned()))
            }
            Self::Bearer(Some(error)) => {
                let (code, description) = (error.code, error.description());
                // Neither has a character that would end the quotation.
                let challenge =
                    format!("Bearer realm=\"vestibule\", error=\"{code}\", error_description=\"{description}\"");
                with_challenge(of_oauth(&error), Some(challenge))
            }
            Self::Denied(Denial::Failed(error)) => of_error(&error),
        }
    }
}

fn of_oauth(error: &OauthError) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = answer(status, error);
    let retry_after = error.retry_after.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds)));
    response.headers_mut().extend(retry_after);
    response
}

/// The codes of OAuth say little about failures, so the status does.
fn of_error(error: &AppError) -> Response {
    accounts::log_cause(error);
    let code = match error.code {
        ErrorCode::TooManyRequests | ErrorCode::TooManyAttempts | ErrorCode::Unavailable | ErrorCode::Overloaded => {
            OauthErrorCode::TemporarilyUnavailable
        }
        ErrorCode::Malformed
        | ErrorCode::PayloadTooLarge
        | ErrorCode::RequestTimeout
        | ErrorCode::UnsupportedMediaType => OauthErrorCode::InvalidRequest,
        _ => OauthErrorCode::ServerError,
    };
    let mut response = answer(problem::status_of(error.code), &code.because(error.detail.to_string()));
    response.headers_mut().extend(problem::retry_headers(error));
    response
}

fn answer(status: StatusCode, error: &OauthError) -> Response {
    let view = ErrorView { error: error.code, error_description: error.description() };
    uncached((status, Json(view)).into_response())
}

fn with_challenge(mut response: Response, challenge: Option<String>) -> Response {
    let value = challenge.and_then(|challenge| HeaderValue::from_str(&challenge).ok());
    response.headers_mut().extend(value.map(|value| (header::WWW_AUTHENTICATE, value)));
    response
}

/// An answer that no cache keeps: RFC 6749, section 5.1, demands both headers.
pub(super) fn uncached(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
