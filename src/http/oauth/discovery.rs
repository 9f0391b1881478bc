//! Metadata (OpenID Connect Discovery, RFC 8414) and the public keys for the tokens of clients.

use crate::http::state::AppState;
use axum::Router;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
}
