//! The userinfo endpoint, and that for groups which a token has no room for: `/oauth/userinfo` and `/oauth/groups`.

use super::cors;
use super::refusal::{Asker, Refusal, uncached};
use crate::accounts::ClientToken;
use crate::applications::{OauthError, OauthErrorCode, Parameters};
use crate::budgets::{Budget, RateLimitKey};
use crate::http::api::bearer_token;
use crate::http::bodies;
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::shared::{AppError, ClientEndpoint};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use std::sync::Arc;

pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let routes = Router::new().route("/oauth/userinfo", cors::open(state, get(userinfo).post(userinfo)));
    routes.route("/oauth/groups", cors::open(state, get(groups)))
}

async fn userinfo(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let audience = state.accounts.openid().userinfo_audience();
    let mut asker = Asker::of(&state, ClientEndpoint::Userinfo, &parts);
    let token = match authenticate(&state, &parts, body, Some(&audience), &mut asker).await {
        Ok(token) => token,
        Err(refusal) => return refusal.answer(&asker),
    };
    let response = answer(&state, &token).await.unwrap_or_else(|refusal| refusal.answer(&asker));
    (Extension(Arc::clone(&token.registered.client)), response).into_response()
}

async fn answer(state: &AppState, token: &ClientToken) -> Result<Response, Refusal> {
    match state.accounts.openid().userinfo(token).await.map_err(AppError::from)? {
        Some(claims) => {
            state.accounts.openid().note_userinfo(&token.registered.client.id);
            Ok(uncached(Json(claims).into_response()))
        }
        None => Err(bearer(OauthErrorCode::InsufficientScope.because("the token was not granted for openid"))),
    }
}

/// The groups as a JWT, for a token that names this address as their source (OpenID Connect Core, section 5.6.2): whichever API it is
/// for.
async fn groups(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut asker = Asker::of(&state, ClientEndpoint::Groups, &parts);
    let token = match authenticate(&state, &parts, body, None, &mut asker).await {
        Ok(token) => token,
        Err(refusal) => return refusal.answer(&asker),
    };
    let response = answer_groups(&state, &token).await.unwrap_or_else(|refusal| refusal.answer(&asker));
    (Extension(Arc::clone(&token.registered.client)), response).into_response()
}

async fn answer_groups(state: &AppState, token: &ClientToken) -> Result<Response, Refusal> {
    match state.accounts.openid().signed_groups(token).await? {
        Some(signed) => Ok(uncached(([(header::CONTENT_TYPE, "application/jwt")], signed).into_response())),
        None => Err(bearer(OauthErrorCode::InsufficientScope.because("the token was not granted for groups"))),
    }
}

/// The token of a request, for this audience, or without one for any. Charged to its client at this source, or to the source alone if
/// it is not valid: anybody can make one up.
async fn authenticate(
    state: &AppState,
    parts: &Parts,
    body: Body,
    audience: Option<&str>,
    asker: &mut Asker<'_>,
) -> Result<ClientToken, Refusal> {
    let mut source = Source::of(state, &parts.extensions, &parts.headers);
    let token = source.charge_error(token_of(parts, body).await)?;
    if state.accounts.openid().has_unknown_client_key(&token) {
        source.charge()?;
    }
    let Some(valid) = state.accounts.openid().authenticate_client_token(&token, audience).await? else {
        source.charge()?;
        // One that was revoked, or is for another API, is of its client all the same.
        if let Some(client) = state.accounts.openid().client_of_token(&token) {
            asker.is_client(client);
        }
        return Err(bearer(OauthErrorCode::InvalidToken.because("the token is not valid here or not any more")));
    };
    asker.is_client(valid.claims.client_id.clone());
    if let Some(address) = state.proxies.address(&parts.extensions, &parts.headers) {
        state.accounts.spend(Budget::ClientToken, RateLimitKey::client(valid.claims.client_id.as_str(), address))?;
    }
    Ok(valid)
}

/// The token in the header or, of a POST, in the body (RFC 6750, section 2). Never one in the query, which logs keep.
async fn token_of(parts: &Parts, body: Body) -> Result<String, Refusal> {
    let in_header = bearer_token(&parts.headers)
        .map_err(|_| bearer(OauthErrorCode::InvalidRequest.because("the header Authorization cannot be read")))?;
    let is_form = bodies::has_type(&parts.headers, &["application/x-www-form-urlencoded"]);
    let in_body = match parts.method == Method::POST && is_form {
        true => Parameters::read(&bodies::read_body(body).await?)?.owned("access_token"),
        false => None,
    };
    match (in_header, in_body) {
        (Some(_), Some(_)) => {
            Err(bearer(OauthErrorCode::InvalidRequest.because("the token is in the header and in the body")))
        }
        (Some(token), None) => Ok(token.to_owned()),
        (None, Some(token)) => Ok(token),
        (None, None) => Err(Refusal::Bearer(None)),
    }
}

fn bearer(error: OauthError) -> Refusal {
    Refusal::Bearer(Some(error))
}
