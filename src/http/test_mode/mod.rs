//! Routes of a server in test mode (`vestibule serve --ephemeral`, `docs/testing.md`): the tests of other programs read its
//! messages and move its clock. No other server has them.

mod clock;
mod mail;

use super::{state::AppState, this_machine::require_this_machine};
use crate::{clock::MovableClock, mail::Previews};
use axum::{Extension, Router, middleware::from_fn, routing::get};
use std::sync::Arc;

pub fn routes(previews: Previews, clock: Arc<MovableClock>) -> Router<AppState> {
    Router::new()
        .route("/test/mail", get(mail::list).delete(mail::delete_all))
        .route("/test/clock", get(clock::show).post(clock::change))
        .layer(Extension(previews))
        .layer(Extension(clock))
        .layer(from_fn(require_this_machine))
}
