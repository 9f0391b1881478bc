//! The outermost middleware: assigns the request id, decides whether the request is processed, logs and counts it, and renders
//! errors as JSON.
//!
//! Before routing, it rejects requests without a valid `Host` and, on reserved connections, all but health checks, metrics and
//! requests with a session ([decision 23](../../docs/decisions/0023-connections.md)).

use super::assets::StaticFile;
use super::server::OnReservedConnection;
use super::state::AppState;
use super::{api, forward_auth};
use crate::language::message;
use crate::shared::{AppError, ErrorCode};
use crate::web::cookies::Name;
use crate::web::problem;
use crate::web::request::X_REQUEST_ID;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Instant;
use tracing::{Instrument, Level};

/// What monitoring asks for, also while the server has too many connections.
const PROBES: [&str; 4] = ["/live", "/ready", "/health", "/metrics"];
/// Seconds after which other connections are likely to be free.
const RETRY_AFTER: u32 = 5;

/// Connects the log lines of several programs: W3C Trace Context, level 1.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Logs the template of the route, never the path or query, because they can contain secrets. The client address is
/// recorded by the use cases that need it.
pub async fn access_log(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    // Dropped with this future if the client disconnects.
    let _in_progress = state.metrics.begin();
    let id = state.request_ids.next(state.accounts.now());
    if let Some(proxy) = state.proxies.untrusted(request.extensions(), request.headers()) {
        state.accounts.installation().saw_untrusted_proxy(proxy);
    }
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
        let admitted = match needs_session(&request) {
            Ok(false) => Ok(()),
            Ok(true) => require_session(&state, request.extensions(), request.headers()).await,
            Err(error) => Err(error),
        };
        match admitted {
            Ok(()) => next.run(request).await,
            Err(error) => error.into_response(),
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
                // As text: a message in the usual place would be formatted again for each line.
                message = "request completed",
            )
        };
    }
    // A page loads a dozen files, which say nothing that its own line does not say. A file that is missing is of interest.
    let is_file = response.extensions().get::<StaticFile>().is_some();
    span.in_scope(|| if is_file { log!(Level::DEBUG) } else { log!(Level::INFO) });
    response
}

/// Whether the request needs a session, because it uses a reserved connection.
///
/// # Errors
/// If there is not exactly one `Host`.
fn needs_session(request: &Request) -> Result<bool, AppError> {
    if !has_one_host(request) {
        return Err(AppError::new(ErrorCode::Malformed, message::request_one_host()));
    }
    Ok(request.extensions().get::<OnReservedConnection>().is_some() && !is_probe(request))
}

/// Rejects requests without a session, their own or that of the request which a proxy asks about.
async fn require_session(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Result<(), AppError> {
    if has_session(state, headers).await || forward_auth::has_application_session(state, extensions, headers).await {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::Overloaded, message::error_overloaded()).retry(RETRY_AFTER))
}

/// Whether there is one `Host` header. In HTTP/1.0 it is optional (RFC 9112, section 3.2).
fn has_one_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), None) => true,
        (None, _) => request.version() == Version::HTTP_10,
        // A proxy and this server could use different ones.
        (Some(_), Some(_)) => false,
    }
}

fn is_probe(request: &Request) -> bool {
    request.method().is_safe() && PROBES.contains(&request.uri().path())
}

/// Whether the request has an access token of an active session. An expired token counts as well, so that it can be
/// renewed.
async fn has_session(state: &AppState, headers: &HeaderMap) -> bool {
    // A malformed `Authorization` header counts as none here: if the request is admitted, its handler reports it.
    let bearer = api::bearer_token(headers).ok().flatten();
    // A refresh token does not count, because finding its session needs a query; nor does an API token that needs one, or an access
    // token of an unknown key, for which the keys would be read again.
    let authenticated = match (bearer, state.cookies.read(headers, Name::Access)) {
        (Some(token), _) => state.accounts.sessions().try_authenticate(token).await,
        (None, Some(token)) => state.accounts.sessions().try_authenticate_session(token).await,
        (None, None) => None,
    };
    match authenticated {
        Some(Ok(_)) => true,
        Some(Err(error)) => error.code == ErrorCode::TokenExpired,
        None => false,
    }
}

/// The trace that a request belongs to. Its ids are lower-case hexadecimal, because they are written to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TraceContext<'a> {
    /// 32 digits, not all zero.
    trace_id: &'a str,
    /// The operation of the caller: 16 digits, not all zero.
    parent_id: &'a str,
}

impl<'a> TraceContext<'a> {
    /// None if there is no `traceparent`, several, or one that is not exactly of version 00.
    fn of(headers: &'a HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(TRACEPARENT).iter();
        match (lines.next(), lines.next()) {
            (Some(line), None) => Self::parse(line.to_str().ok()?),
            _ => None,
        }
    }

    /// Parses `00-<trace id>-<parent id>-<flags>`.
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split('-');
        let (version, trace_id) = (parts.next()?, parts.next()?);
        let (parent_id, flags) = (parts.next()?, parts.next()?);
        let is_valid = version == "00"
            && is_id(trace_id, 32)
            && is_id(parent_id, 16)
            && is_hexadecimal(flags, 2)
            && parts.next().is_none();
        is_valid.then_some(Self { trace_id, parent_id })
    }
}

/// An id of zeros is invalid.
fn is_id(text: &str, digits: usize) -> bool {
    is_hexadecimal(text, digits) && text.bytes().any(|byte| byte != b'0')
}

fn is_hexadecimal(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";

    fn headers(values: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TRACEPARENT, HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    #[test]
    fn version_00_is_read() {
        for flags in ["00", "01", "ff"] {
            let text = format!("00-{TRACE}-{PARENT}-{flags}");
            let headers = headers(&[text.as_bytes()]);
            assert_eq!(TraceContext::of(&headers), Some(TraceContext { trace_id: TRACE, parent_id: PARENT }), "{text}");
        }
    }

    #[test]
    fn anything_else_is_ignored() {
        let zeros = "0".repeat(32);
        let cases = [
            String::new(),
            TRACE.to_owned(),
            format!("00-{TRACE}-{PARENT}"),
            format!("00-{TRACE}-{PARENT}-"),
            format!("00-{TRACE}-{PARENT}-1"),
            format!("00-{TRACE}-{PARENT}-0g"),
            format!("00-{TRACE}-{PARENT}-01-"),
            format!("00-{TRACE}-{PARENT}-01-extra"),
            format!("01-{TRACE}-{PARENT}-01"),
            format!("ff-{TRACE}-{PARENT}-01"),
            format!("0-{TRACE}-{PARENT}-01"),
            format!("00-{zeros}-{PARENT}-01"),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{}-{PARENT}-01", TRACE.to_uppercase()),
            format!("00-{TRACE}-{}-01", PARENT.to_uppercase()),
            format!("00-{}-{PARENT}-01", &TRACE[1..]),
            format!("00-{TRACE}0-{PARENT}-01"),
            format!("00-{TRACE}-{PARENT}0-01"),
            format!("00-{}g-{PARENT}-01", &TRACE[1..]),
            format!("00_{TRACE}_{PARENT}_01"),
            format!(" 00-{TRACE}-{PARENT}-01"),
            format!("00-{TRACE}-{PARENT}-01, 00-{TRACE}-{PARENT}-01"),
            "-".repeat(10_000),
        ];
        for text in cases {
            assert_eq!(TraceContext::of(&headers(&[text.as_bytes()])), None, "{text:.80}");
        }
        assert_eq!(TraceContext::of(&headers(&[b"00-\xff".as_slice()])), None);
        assert_eq!(TraceContext::of(&headers(&[])), None);
        let valid = format!("00-{TRACE}-{PARENT}-01");
        assert_eq!(TraceContext::of(&headers(&[valid.as_bytes(), valid.as_bytes()])), None, "it is sent twice");
    }
}
