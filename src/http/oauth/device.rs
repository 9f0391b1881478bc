//! Device authorization (RFC 8628): `/oauth/device`. The page for the letters is `/device`, and the client asks for its tokens at
//! the token endpoint.

use super::client_auth;
use super::refusal::{Refusal, uncached};
use crate::budgets::{Budget, RateLimitKey};
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/oauth/device", post(begin))
}

async fn begin(State(state): State<AppState>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let sender = client_auth::authenticate(&state, &parts, body).await?;
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    if let Some(address) = caller.address {
        let key = RateLimitKey::client(sender.client.registered.client.id.as_str(), address);
        state.accounts.spend(Budget::ClientDevice, key)?;
    }
    let scope = sender.parameters.get("scope");
    let resources: Vec<String> = sender.parameters.resources().map(str::to_owned).collect();
    let begun = state.accounts.begin_device(&caller, &sender.client, scope.unwrap_or_default(), &resources).await?;
    Ok(uncached(Json(begun).into_response()))
}
