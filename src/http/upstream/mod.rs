//! Signing in with an account at a provider. All addresses are below `/auth/with`.

mod attempt_cookie;
mod back_channel;
mod posted;
mod sign_in;

use super::state::AppState;
use axum::Router;

/// Routes that a browser visits with its cookies: the way to a provider, and the way back.
pub fn browser_routes() -> Router<AppState> {
    sign_in::routes()
}

/// Routes for what providers send, also with the browser of somebody. No cookie is read or set.
pub fn provider_routes() -> Router<AppState> {
    back_channel::routes().merge(posted::routes())
}
