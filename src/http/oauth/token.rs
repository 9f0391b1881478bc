//! The token endpoint, revocation (RFC 7009) and introspection (RFC 7662).

use super::client_auth::ClientRequest;
use super::cors;
use super::refusal::{Refusal, uncached};
use crate::accounts::{TokenRequest, Tokens};
use crate::applications::{OauthError, OauthErrorCode, Parameters};
use crate::http::state::AppState;
use crate::shared::{Fault, GrantKind};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Serialize;

pub(super) fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/oauth/token", cors::open(state, post(token)))
        .route("/oauth/revoke", cors::open(state, post(revoke)))
        // For APIs, which are no pages.
        .route("/oauth/introspect", post(introspect))
}

/// A successful answer (RFC 6749, section 5.1).
#[derive(Serialize)]
struct TokensView {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    /// Left out if nothing was granted: a scope has at least one name (RFC 6749, section 3.3).
    #[serde(skip_serializing_if = "String::is_empty")]
    scope: String,
}

impl From<Tokens> for TokensView {
    fn from(tokens: Tokens) -> Self {
        let Tokens { access_token, expires_in, scope, id_token, refresh_token } = tokens;
        Self { access_token, token_type: "Bearer", expires_in, refresh_token, id_token, scope }
    }
}

async fn token(State(state): State<AppState>, sender: ClientRequest) -> Response {
    let outcome = exchange(&state, &sender).await;
    sender.answered(&state, outcome)
}

async fn exchange(state: &AppState, sender: &ClientRequest) -> Result<Response, Refusal> {
    let request = requested(&sender.parameters)?;
    let tokens = state.accounts.openid().exchange(&sender.caller, &sender.client, request).await?;
    Ok(uncached(Json(TokensView::from(tokens)).into_response()))
}

/// What the parameters ask for.
fn requested(parameters: &Parameters) -> Result<TokenRequest, OauthError> {
    let required = |name: &'static str| parameters.required(name).map(str::to_owned);
    let resources = parameters.resources().map(str::to_owned).collect();
    let grant_type = parameters.required("grant_type")?;
    match grant_type.parse::<GrantKind>() {
        Ok(GrantKind::AuthorizationCode) => Ok(TokenRequest::Code {
            code: required("code")?,
            redirect_uri: parameters.owned("redirect_uri"),
            verifier: parameters.owned("code_verifier"),
            resources,
        }),
        Ok(GrantKind::RefreshToken) => {
            Ok(TokenRequest::Refresh { token: required("refresh_token")?, scope: parameters.owned("scope"), resources })
        }
        Ok(GrantKind::ClientCredentials) => {
            Ok(TokenRequest::Credentials { scope: parameters.owned("scope"), resources })
        }
        Ok(GrantKind::DeviceCode) => Ok(TokenRequest::Device { code: required("device_code")?, resources }),
        Err(_) => {
            let error = OauthErrorCode::UnsupportedGrantType.because("this server does not know the grant_type");
            Err(error.about_word(Fault::GrantUnknown, grant_type))
        }
    }
}

async fn revoke(State(state): State<AppState>, sender: ClientRequest) -> Response {
    let outcome = give_back(&state, &sender).await;
    sender.answered(&state, outcome)
}

/// `token_type_hint` is not needed: a token says what it is.
async fn give_back(state: &AppState, sender: &ClientRequest) -> Result<Response, Refusal> {
    let token = sender.parameters.required("token")?;
    state.accounts.openid().revoke_client_token(&sender.caller, &sender.client, token).await?;
    Ok(uncached(StatusCode::OK.into_response()))
}

async fn introspect(State(state): State<AppState>, sender: ClientRequest) -> Response {
    let outcome = look_at(&state, &sender).await;
    sender.answered(&state, outcome)
}

async fn look_at(state: &AppState, sender: &ClientRequest) -> Result<Response, Refusal> {
    let token = sender.parameters.required("token")?;
    let answer = state.accounts.openid().introspect(&sender.client, token).await?;
    Ok(uncached(Json(answer).into_response()))
}
