//! The stylesheet, the script and the icon. They are the same for everyone, and part of the binary.

use crate::app::App;
use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/static/journal.css", get(|| async { asset("text/css", include_str!("../static/journal.css")) }))
        .route("/static/journal.js", get(|| async { asset("text/javascript", include_str!("../static/journal.js")) }))
        .route("/static/icon.svg", get(|| async { asset("image/svg+xml", include_str!("../static/icon.svg")) }))
}

fn asset(media_type: &'static str, content: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "max-age=300")], content)
}
