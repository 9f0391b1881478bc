//! The authorization endpoint: `/oauth/authorize`.

use crate::http::state::AppState;
use axum::Router;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
}
