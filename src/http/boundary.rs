//! Where requests come in and responses go out: each gets a name and one line in the log, and an error its shape.

use super::{
    entrance::{self, Passage},
    state::AppState,
};
use crate::web::{
    problem::{self, Problem},
    request_id::{RequestId, X_REQUEST_ID},
};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Instant;
use tracing::Instrument;

/// Names the request, and logs it when it is answered: by the template of its route, never by its path or query,
/// in which people and programs put secrets. From where it came is logged where it matters, by the use cases.
pub async fn boundary(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::new(state.accounts.now(), &*state.entropy);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(id);

    let span = tracing::info_span!("request", request.id = %id);
    let answer = async {
        let admitted = match entrance::passage(&request) {
            Ok(Passage::Free) => Ok(()),
            Ok(Passage::Session) => entrance::require_session(&state, request.headers()).await,
            Err(error) => Err(error),
        };
        match admitted {
            Ok(()) => next.run(request).await,
            Err(error) => Problem(error).into_response(),
        }
    };
    let response = answer.instrument(span.clone()).await;

    let mut response = problem::for_programs(response, id);
    response.headers_mut().extend(id.header().map(|value| (X_REQUEST_ID, value)));
    span.in_scope(|| {
        tracing::info!(
            http.method = %method,
            http.route = route.as_ref().map_or("(none)", MatchedPath::as_str),
            http.status = response.status().as_u16(),
            duration.micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            "answered"
        );
    });
    response
}
