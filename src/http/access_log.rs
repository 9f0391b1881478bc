//! The outermost middleware: assigns the request id, logs and counts each request, and renders errors as JSON.

use super::{
    admission::{self, Requires},
    assets::StaticFile,
    state::AppState,
    trace_context::TraceContext,
};
use crate::web::{
    problem::{self, Problem},
    request_id::X_REQUEST_ID,
};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Instant;
use tracing::{Instrument, Level};

/// Logs the template of the route, never the path or query, because they can contain secrets. The client address is
/// recorded by the use cases that need it.
pub async fn access_log(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    // Dropped with this future if the client disconnects.
    let _in_progress = state.metrics.begin();
    let id = state.request_ids.next(state.accounts.now());
    // Read before `next.run` consumes the request.
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(id);

    let trace = TraceContext::of(request.headers());
    let span = tracing::info_span!(
        "request",
        request.id = %id,
        trace.id = trace.map(|trace| trace.trace_id),
        trace.parent_id = trace.map(|trace| trace.parent_id),
    );
    // One future for the checks and the handler, so that the log lines of both belong to the span.
    let respond = async {
        let admitted = match admission::check(&request) {
            Ok(Requires::Nothing) => Ok(()),
            Ok(Requires::Session) => admission::require_session(&state, request.extensions(), request.headers()).await,
            Err(error) => Err(error),
        };
        match admitted {
            Ok(()) => next.run(request).await,
            Err(error) => Problem(error).into_response(),
        }
    };
    let response = respond.instrument(span.clone()).await;

    // Inner middleware has already rendered error pages for browsers; all other errors become JSON.
    let mut response = problem::render_json(response, id);
    response.headers_mut().extend(id.header().map(|value| (X_REQUEST_ID, value)));
    let (route, time) = (route.as_ref().map_or("(none)", MatchedPath::as_str), started.elapsed());
    // After rendering, which can change the status code: log and metrics have the one that the client receives.
    state.metrics.answered(&method, route, response.status(), time);
    // The level of an event is a constant, so there is one event for each level.
    macro_rules! log {
        ($level:expr) => {
            tracing::event!(
                $level,
                http.method = method.as_str(),
                http.route = route,
                http.status = response.status().as_u16(),
                duration.micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX),
                "request completed"
            )
        };
    }
    // A page loads a dozen files, which say nothing that its own line does not say. A file that is missing is of interest.
    let is_file = response.extensions().get::<StaticFile>().is_some();
    span.in_scope(|| if is_file { log!(Level::DEBUG) } else { log!(Level::INFO) });
    response
}
