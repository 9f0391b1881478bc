//! Device authorization (RFC 8628): `/oauth/device`.

use crate::http::state::AppState;
use axum::Router;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
}
