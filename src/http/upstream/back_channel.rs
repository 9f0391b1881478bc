//! Where providers announce that somebody has signed out there. A token of the provider authenticates the request, and no cookie
//! is read.

use crate::applications::ProviderFailure;
use crate::budgets::{Budget, RateLimitKey};
use crate::http::bodies;
use crate::http::state::AppState;
use crate::shared::AppError;
use crate::web::urls::Parameters;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/auth/with/{provider}/backchannel-logout", post(log_out))
}

async fn log_out(State(state): State<AppState>, Path(provider): Path<String>, request: Request) -> Response {
    let mut response = match take(&state, &provider, request).await {
        Ok(None) => StatusCode::OK.into_response(),
        Ok(Some(failure)) => refusal(failure),
        Err(error) => error.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Returns why the token is refused, if it is.
async fn take(state: &AppState, provider: &str, request: Request) -> Result<Option<ProviderFailure>, AppError> {
    let (parts, body) = request.into_parts();
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    let form = bodies::read_form(&parts.headers, body).await?;
    let refused = match Parameters::of_form(&form).get("logout_token") {
        Some(token) => state.accounts.identities().log_out_by_provider(&caller, provider, token).await?,
        None => Some(ProviderFailure::Malformed),
    };
    // Only what no provider has sent: one sends the tokens of all its people from one address, and rarely sends them again. Checking a
    // signature is cheap, and made-up tokens cause at most one request for keys a minute.
    if let (true, Some(address)) = (refused.is_some_and(is_made_up), caller.address) {
        state.accounts.spend(Budget::ProviderLogout, RateLimitKey::source(address))?;
    }
    Ok(refused)
}

/// Whether whoever sent a token is to blame for its refusal.
fn is_made_up(failure: ProviderFailure) -> bool {
    !matches!(failure, ProviderFailure::Unreachable | ProviderFailure::TimedOut | ProviderFailure::PrivateAddress)
}

/// As the specification asks for (section 2.8). The description is one of the labels of the metric.
fn refusal(failure: ProviderFailure) -> Response {
    let body = json!({ "error": "invalid_request", "error_description": failure.as_str() });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
