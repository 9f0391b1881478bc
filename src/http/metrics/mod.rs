//! `GET /metrics`: the state of the server for Prometheus ([decision 38](../../../docs/decisions/0038-metrics.md)).
//!
//! Requests are counted as they are answered ([`RequestMetrics`]); everything else is read at each scrape.

mod family;
mod names;
mod requests;
mod scrape;

pub use requests::RequestMetrics;

use super::{
    api::bearer_token,
    openapi::{Endpoint, Routes, Tag},
    state::AppState,
    this_machine::is_from_this_machine,
};
use crate::{
    config::{Config, MetricsToken},
    shared::{
        error::{AppError, ErrorCode},
        timestamp::Timestamp,
    },
    web::problem::{self, Problem},
};
use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use prometheus::{TEXT_FORMAT, TextEncoder};
use serde_json::json;
use subtle::ConstantTimeEq;

/// Who may read the metrics, and when the server has started.
#[derive(Clone)]
struct Access {
    /// None: every program on this machine.
    token: Option<MetricsToken>,
    started_at: Timestamp,
}

/// The route, for a server that was started at `started_at`. None without a token, unless the base URL is an address of this
/// machine: then the path does not exist.
pub fn routes(config: &Config, started_at: Timestamp) -> Option<Router<AppState>> {
    let token = config.metrics_token.clone();
    let is_served = token.is_some() || config.is_loopback();
    is_served.then(|| Routes::of(endpoints()).with_timeout.layer(Extension(Access { token, started_at })))
}

pub fn endpoints() -> Vec<Endpoint> {
    let metrics = Endpoint::get("/metrics", show, "getMetrics", "Read the metrics")
        .tag(Tag::Server)
        .about(
            "In the text format of Prometheus. Send `VESTIBULE_METRICS_TOKEN` as bearer. Without such a token, the path exists only on \
             a server whose base URL is an address of its own machine, and answers requests from that machine only.",
        )
        .returns_file("The metrics.", [("text/plain", json!(example()))])
        .errors(&[
            ErrorCode::TokenMissing,
            ErrorCode::TokenMalformed,
            ErrorCode::TokenInvalid,
            ErrorCode::Forbidden,
        ]);
    vec![metrics]
}

fn example() -> String {
    let (name, help) = names::DATABASE_UP;
    format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} 1\n")
}

async fn show(
    State(state): State<AppState>,
    Extension(access): Extension<Access>,
    request: Request,
) -> Result<Response, Problem> {
    match &access.token {
        Some(token) => check(token, request.headers())?,
        None => require_this_machine(&request)?,
    }
    let mut families = state.metrics.families();
    families.extend(scrape::families(&state.accounts, access.started_at).await);
    let text = TextEncoder::new().encode_to_string(&families).map_err(|error| {
        tracing::error!(%error, "the metrics cannot be written");
        Problem(problem::internal())
    })?;
    Ok(([(header::CONTENT_TYPE, TEXT_FORMAT)], text).into_response())
}

/// The base URL says nothing about who reaches the server: a proxy or a container may publish its port.
fn require_this_machine(request: &Request) -> Result<(), AppError> {
    if is_from_this_machine(request.extensions(), request.headers()) {
        return Ok(());
    }
    let detail = "Without VESTIBULE_METRICS_TOKEN only the machine of the server reads the metrics, at localhost or a loopback \
                  address. Set it, and send it in the header Authorization: Bearer.";
    Err(AppError::new(ErrorCode::Forbidden, detail))
}

/// Compares in constant time, so that the duration does not reveal how much of a token is right.
fn check(expected: &MetricsToken, headers: &HeaderMap) -> Result<(), AppError> {
    let Some(token) = bearer_token(headers)? else {
        let detail = "Send the value of VESTIBULE_METRICS_TOKEN in the header Authorization: Bearer.";
        return Err(AppError::new(ErrorCode::TokenMissing, detail));
    };
    if token.as_bytes().ct_eq(expected.expose().as_bytes()).into() {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::TokenInvalid, "Send the value of VESTIBULE_METRICS_TOKEN, not another token."))
}
