//! Handlers of one type. axum wraps each type of handler in services of its own, and for each of them the compiler checks again
//! that the future of the handler is `Send`. With one type for all endpoints it does so once for each handler.

use crate::http::state::AppState;
use axum::{extract::Request, handler::Handler, response::Response};
use futures::future::BoxFuture;
use std::sync::Arc;

/// A handler of any type.
#[derive(Clone)]
pub struct AnyHandler(Arc<dyn Fn(Request, AppState) -> BoxFuture<'static, Response> + Send + Sync>);

impl AnyHandler {
    /// `handler`: an async function, whose future axum has boxed already.
    pub fn new<H, T>(handler: H) -> Self
    where
        H: Handler<T, AppState, Future = BoxFuture<'static, Response>>,
    {
        Self(Arc::new(move |request, state| handler.clone().call(request, state)))
    }
}

impl Handler<(), AppState> for AnyHandler {
    type Future = BoxFuture<'static, Response>;

    fn call(self, request: Request, state: AppState) -> Self::Future {
        (self.0)(request, state)
    }
}
