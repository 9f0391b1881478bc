//! Logging to standard error, one line per event: text in development and on a terminal, JSON otherwise.

use crate::config::Environment;
use std::{
    fmt::Debug,
    io::{self, IsTerminal},
    panic::{self, PanicHookInfo},
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::ParseError,
    fmt,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

const DEFAULT_FILTER: &str = "info";

/// Initializes logging to standard error; standard output is for the output of commands. `filter` is the value of
/// `VESTIBULE_LOG`, for example `info,sqlx::query=debug`.
pub fn init(filter: Option<&str>, environment: Environment) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(filter.unwrap_or(DEFAULT_FILTER))?;
    let terminal = io::stderr().is_terminal();
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = if environment == Environment::Development || terminal {
        lines.with_ansi(terminal).boxed()
    } else {
        lines.json().flatten_event(true).with_span_list(false).boxed()
    };
    let started = tracing_subscriber::registry().with(filter).with(WithoutPolling).with(lines).try_init();
    // An error means that another subscriber is already installed, for example by a test.
    if started.is_ok() {
        panic::set_hook(Box::new(log_panic));
    }
    Ok(())
}

/// Drops the log events of `PRAGMA data_version`, which runs five times per second and would hide all other SQL.
struct WithoutPolling;

impl<S: Subscriber> Layer<S> for WithoutPolling {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let mut is_polling = IsPolling(false);
        // Only events of sqlx are visited, because this runs for every event.
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut is_polling);
        }
        !is_polling.0
    }
}

/// Whether a log event of sqlx is about `PRAGMA data_version`.
struct IsPolling(bool);

impl Visit for IsPolling {
    fn record_str(&mut self, field: &Field, value: &str) {
        // Called for each field of the event, of which one may match.
        self.0 |= field.name() == "summary" && value.ends_with("data_version");
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

/// Logs a panic as one line, within the span of its request.
fn log_panic(panic: &PanicHookInfo) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("no message");
    tracing::error!(panic.place = place, panic.message = message, "panic");
}
