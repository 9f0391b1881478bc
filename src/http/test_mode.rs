//! Routes of a server in test mode (`vestibule serve --ephemeral`, `docs/testing.md`): the tests of other programs read its
//! messages at `/test/mail`, and move its clock at `/test/clock` instead of waiting. No other server has them.

use super::bodies;
use super::origin::require_this_machine;
use super::state::AppState;
use crate::accounts::Accounts;
use crate::clock::{Clock as _, MovableClock, MoveError};
use crate::language::{self, message};
use crate::mail::{Preview, Previews};
use crate::shared::strict::UnknownKeys;
use crate::shared::{AppError, ErrorCode, FieldError, Fields, ImportedTime, Problem as FieldProblem, Text, Timestamp};
use crate::web::problem;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long a request waits for messages that are still being sent.
const WAIT: Duration = Duration::from_secs(1);

pub fn routes(previews: Previews, clock: Arc<MovableClock>) -> Router<AppState> {
    Router::new()
        .route("/test/mail", get(list_mail).delete(delete_mail))
        .route("/test/clock", get(show_clock).post(move_clock))
        .layer(Extension(previews))
        .layer(Extension(clock))
        .layer(from_fn(require_this_machine))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct MailQuery {
    /// Only messages to this address; empty for all.
    to: String,
}

#[derive(Serialize)]
struct MailList {
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    id: Uuid,
    to: String,
    subject: String,
    text: String,
    html: String,
    links: Vec<String>,
    code: Option<String>,
    created_at: Timestamp,
}

impl From<(Uuid, Preview)> for Message {
    fn from((id, preview): (Uuid, Preview)) -> Self {
        Self {
            id,
            // A list, although a message has at most one.
            links: preview.link.into_iter().collect(),
            code: preview.code,
            to: preview.recipient,
            subject: preview.subject,
            text: preview.text,
            html: preview.html,
            created_at: preview.created_at,
        }
    }
}

/// The newest messages, the newest first, with those of all requests that were answered before this one.
async fn list_mail(
    State(accounts): State<Accounts>,
    Extension(previews): Extension<Previews>,
    query: Result<Query<MailQuery>, QueryRejection>,
) -> Result<Json<MailList>, AppError> {
    let Query(MailQuery { to }) = query.map_err(|_| {
        let detail = "Send no parameter, or once the parameter `to` with an address.";
        AppError::new(ErrorCode::Malformed, language::Message::written(detail))
    })?;
    accounts.outbox().wait_until_mail_is_sent(WAIT).await?;
    let newest = if to.is_empty() { previews.newest().await } else { previews.newest_to(&to).await };
    let messages = newest.map_err(|error| unusable(&error))?;
    Ok(Json(MailList { messages: messages.into_iter().map(Message::from).collect() }))
}

/// Deletes all messages, with those of all requests that were answered before this one.
async fn delete_mail(
    State(accounts): State<Accounts>,
    Extension(previews): Extension<Previews>,
) -> Result<StatusCode, AppError> {
    accounts.outbox().wait_until_mail_is_sent(WAIT).await?;
    previews.delete_all().await.map_err(|error| unusable(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

fn unusable(error: &io::Error) -> AppError {
    tracing::error!(%error, "the files of the messages cannot be used");
    problem::internal()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ClockRequest {
    /// A duration such as `15m`.
    advance: Text,
    /// A time in RFC 3339.
    now: Text,
    #[serde(flatten)]
    unknown: UnknownKeys,
}

/// What a request asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Change {
    Advance(Duration),
    MoveTo(Timestamp),
}

#[derive(Serialize)]
struct ClockView {
    now: Timestamp,
    /// How far it is ahead of the real time.
    ahead_seconds: u64,
}

impl ClockView {
    fn of(clock: &MovableClock) -> Self {
        Self { now: clock.now(), ahead_seconds: clock.ahead().as_secs() }
    }
}

async fn show_clock(Extension(clock): Extension<Arc<MovableClock>>) -> Json<ClockView> {
    Json(ClockView::of(&clock))
}

/// Moves the clock. When this is answered, what has expired by the new time is deleted.
async fn move_clock(
    State(accounts): State<Accounts>,
    Extension(clock): Extension<Arc<MovableClock>>,
    request: Request,
) -> Result<Json<ClockView>, AppError> {
    let request = read(request).await?;
    let moved = match parse(&request).map_err(invalid)? {
        Change::Advance(duration) => clock.advance(duration).map_err(|error| refused("advance", error)),
        Change::MoveTo(time) => clock.move_to(time).map_err(|error| refused("now", error)),
    };
    moved.map_err(|error| invalid(vec![error]))?;
    accounts.maintenance().catch_up().await?;
    tracing::info!(now = %clock.now(), "the clock was moved");
    Ok(Json(ClockView::of(&clock)))
}

async fn read(request: Request) -> Result<ClockRequest, AppError> {
    // A page of another origin cannot send this type without a request for permission, which is never given.
    if !bodies::has_type(request.headers(), &["application/json"]) {
        return Err(AppError::new(ErrorCode::UnsupportedMediaType, message::request_no_json()));
    }
    let body = bodies::read_body(request.into_body()).await?;
    serde_json::from_slice(&body).map_err(|_| {
        let detail = "Send a JSON object such as {\"advance\": \"15m\"}, with each field once.";
        AppError::new(ErrorCode::Malformed, language::Message::written(detail))
    })
}

fn parse(request: &ClockRequest) -> Result<Change, Vec<FieldError>> {
    let mut errors: Vec<_> = request.unknown.errors("").collect();
    let mut fields = Fields::default();
    let change = match (&request.advance, &request.now) {
        (Text::Missing, Text::Missing) => {
            fields.reject("advance", problem_of("required", "Send advance, such as 15m, or now."));
            None
        }
        (advance, Text::Missing) => fields.parse("advance", advance, duration).map(Change::Advance),
        (Text::Missing, now) => fields.parse("now", now, instant).map(Change::MoveTo),
        _ => {
            fields.reject("now", problem_of("not_allowed", "Send either advance or now, not both."));
            None
        }
    };
    errors.extend(fields.finish().err().unwrap_or_default());
    match change {
        Some(change) if errors.is_empty() => Ok(change),
        _ => Err(errors),
    }
}

fn duration(text: &str) -> Result<Duration, FieldProblem> {
    let fix = "Use a duration such as 90s, 15m, 36h or 14d.";
    humantime::parse_duration(text).map_err(|_| problem_of("invalid_duration", fix))
}

/// With a time zone, and so without a guess.
fn instant(text: &str) -> Result<Timestamp, FieldProblem> {
    let parsed = ImportedTime::parse(text).ok().filter(|parsed| !parsed.assumed_utc);
    let fix = "Use the format 2026-11-20T08:30:00Z.";
    parsed.map(|parsed| parsed.time).ok_or_else(|| problem_of("invalid_time", fix))
}

fn refused(field: &'static str, error: MoveError) -> FieldError {
    let code = match error {
        MoveError::Backwards => "in_the_past",
        MoveError::TooFar => "too_far",
    };
    problem_of(code, error.to_string()).of(field)
}

/// In English only: tests of programs read it.
fn problem_of(code: &'static str, message: impl Into<Cow<'static, str>>) -> FieldProblem {
    FieldProblem::new(code, language::Message::written(message))
}

fn invalid(errors: Vec<FieldError>) -> AppError {
    AppError::fields(ErrorCode::ValidationFailed, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(json: &str) -> Result<Change, Vec<(String, String)>> {
        let request = serde_json::from_str(json).expect("an object");
        let name = |error: FieldError| (error.field.into_owned(), error.code.into_owned());
        parse(&request).map_err(|errors| errors.into_iter().map(name).collect())
    }

    #[test]
    fn durations_and_times_are_parsed() {
        let minutes = |minutes: u64| Ok(Change::Advance(Duration::from_secs(minutes * 60)));
        assert_eq!(parsed(r#"{"advance": "15m"}"#), minutes(15));
        assert_eq!(parsed(r#"{"advance": "1h 30m", "now": null}"#), minutes(90));
        let noon = Ok(Change::MoveTo(Timestamp(1_793_534_400_000)));
        for text in ["2026-11-01T12:00:00Z", "2026-11-01T12:00:00.000Z", "2026-11-01T14:00:00+02:00"] {
            assert_eq!(parsed(&format!(r#"{{"now": "{text}"}}"#)), noon, "{text}");
        }
    }

    #[test]
    fn errors_name_the_field() {
        for (json, field, code) in [
            ("{}", "advance", "required"),
            (r#"{"advance": "soon"}"#, "advance", "invalid_duration"),
            (r#"{"advance": "-5m"}"#, "advance", "invalid_duration"),
            (r#"{"advance": 15}"#, "advance", "wrong_type"),
            (r#"{"now": "2026-11-01"}"#, "now", "invalid_time"),
            (r#"{"now": "2026-11-01T12:00:00"}"#, "now", "invalid_time"),
            (r#"{"advance": "1m", "now": "2026-11-01T12:00:00Z"}"#, "now", "not_allowed"),
            (r#"{"advance": "1m", "until": "x"}"#, "until", "unknown_field"),
        ] {
            assert_eq!(parsed(json), Err(vec![(field.to_owned(), code.to_owned())]), "{json}");
        }
    }
}
