//! The userinfo endpoint: `/oauth/userinfo`.

use crate::http::state::AppState;
use axum::Router;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
}
