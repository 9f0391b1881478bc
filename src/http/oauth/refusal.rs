//! Errors of the endpoints for clients: JSON with `error` and `error_description` (RFC 6749, section 5.2), and for bearer tokens
//! the same in `WWW-Authenticate` (RFC 6750, section 3).

use crate::accounts::{self, AuthenticatedClient, Denial, Refused};
use crate::applications::{OauthError, OauthErrorCode};
use crate::http::state::AppState;
use crate::shared::{AppError, ClientEndpoint, ClientId, ErrorCode, Fault};
use crate::web::problem;
use axum::Json;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::net::IpAddr;

/// Who asks for something, and where, as far as it is known.
pub(super) struct Asker<'a> {
    state: &'a AppState,
    endpoint: ClientEndpoint,
    address: Option<IpAddr>,
    /// None: no registered client.
    client: Option<ClientId>,
    /// Whether the client has shown its secret, or a token.
    by_client: bool,
}

impl<'a> Asker<'a> {
    /// Of a request that nothing was read of.
    pub(super) fn of(state: &'a AppState, endpoint: ClientEndpoint, parts: &Parts) -> Self {
        let address = state.proxies.address(&parts.extensions, &parts.headers);
        Self { state, endpoint, address, client: None, by_client: false }
    }

    /// A client that has authenticated itself.
    pub(super) fn authenticated(
        state: &'a AppState,
        endpoint: ClientEndpoint,
        address: Option<IpAddr>,
        client: &AuthenticatedClient,
    ) -> Self {
        let id = client.registered.client.id.clone();
        Self { state, endpoint, address, client: Some(id), by_client: client.secret.is_some() }
    }

    /// The request names a client. Returns whether one with this id is registered.
    pub(super) async fn names(&mut self, id: &str) -> Result<bool, AppError> {
        let id = ClientId::from_stored(id.to_owned());
        let is_known = self.state.accounts.applications().all().await?.client(&id).is_some();
        if is_known {
            self.client = Some(id);
        }
        Ok(is_known)
    }

    /// The client is known by what only it has.
    pub(super) fn is_client(&mut self, id: ClientId) {
        (self.client, self.by_client) = (Some(id), true);
    }

    /// What it named is its own, as its secret shows.
    pub(super) fn is_proven(&mut self) {
        self.by_client = true;
    }
}

/// Why a client does not get what it asks for. It becomes an answer by [`Refusal::answer`] alone.
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

impl Refusal {
    /// The answer. So none is sent that is not noted for the administrators of the client.
    pub(super) fn answer(self, asker: &Asker<'_>) -> Response {
        if let Some(error) = self.noted() {
            let refused = Refused { client: asker.client.clone(), by_client: asker.by_client, error };
            asker.state.accounts.openid().note_refusal(asker.endpoint, asker.address, &refused);
        }
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

    /// The error to note. None: there is no client that could do anything about it.
    fn noted(&self) -> Option<OauthError> {
        match self {
            Self::Denied(Denial::Refused(error)) | Self::Bearer(Some(error)) => Some(error.clone()),
            Self::Bearer(None) => None,
            Self::Denied(Denial::Failed(error)) => Some(oauth_error(error)),
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
    let mut response = answer(problem::status_of(error.code), &oauth_error(error));
    response.headers_mut().extend(problem::retry_headers(error));
    response
}

fn oauth_error(error: &AppError) -> OauthError {
    let because = |code: OauthErrorCode| code.because(error.detail.to_string());
    match error.code {
        ErrorCode::TooManyRequests | ErrorCode::TooManyAttempts => {
            because(OauthErrorCode::TemporarilyUnavailable).about(Fault::Limit)
        }
        ErrorCode::Unavailable | ErrorCode::Overloaded => because(OauthErrorCode::TemporarilyUnavailable),
        ErrorCode::Malformed
        | ErrorCode::PayloadTooLarge
        | ErrorCode::RequestTimeout
        | ErrorCode::UnsupportedMediaType => because(OauthErrorCode::InvalidRequest),
        _ => because(OauthErrorCode::ServerError),
    }
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
