//! The token endpoint, revocation (RFC 7009) and introspection (RFC 7662).

use crate::http::state::AppState;
use axum::Router;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
}
