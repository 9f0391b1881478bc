//! Device authorization (RFC 8628): `/oauth/device`. The page for the letters is `/device`, and the client asks for its tokens at
//! the token endpoint.

use super::client_auth::ClientRequest;
use super::refusal::{Refusal, uncached};
use crate::budgets::{Budget, RateLimitKey};
use crate::http::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/oauth/device", post(begin))
}

async fn begin(State(state): State<AppState>, sender: ClientRequest) -> Response {
    let outcome = authorize(&state, &sender).await;
    sender.answered(&state, outcome)
}

async fn authorize(state: &AppState, sender: &ClientRequest) -> Result<Response, Refusal> {
    if let Some(address) = sender.caller.address {
        let key = RateLimitKey::client(sender.client.registered.client.id.as_str(), address);
        state.accounts.spend(Budget::ClientDevice, key)?;
    }
    let scope = sender.parameters.get("scope");
    let resources: Vec<String> = sender.parameters.resources().map(str::to_owned).collect();
    let scope = scope.unwrap_or_default();
    let begun = state.accounts.openid().begin_device(&sender.caller, &sender.client, scope, &resources).await?;
    Ok(uncached(Json(begun).into_response()))
}
