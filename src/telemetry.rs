//! Logs: JSON, or text where a person reads them; one line per event, nothing secret.

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

/// The log's filter when none is set.
const USUAL: &str = "info";

/// Starts the log, on standard error: standard output is for what the commands print. `filter` is that of
/// `VESTIBULE_LOG`, for example `info,sqlx::query=debug`.
pub fn init(filter: Option<&str>, environment: Environment) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(filter.unwrap_or(USUAL))?;
    let terminal = io::stderr().is_terminal();
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = if environment == Environment::Development || terminal {
        lines.with_ansi(terminal).boxed()
    } else {
        lines.json().flatten_event(true).with_span_list(false).boxed()
    };
    let started = tracing_subscriber::registry().with(filter).with(WithoutPolling).with(lines).try_init();
    if started.is_ok() {
        panic::set_hook(Box::new(log_panic));
    }
    Ok(())
}

/// Leaves out the look at the version of SQLite's data, five times a second, in which whoever reads SQL would drown.
struct WithoutPolling;

impl<S: Subscriber> Layer<S> for WithoutPolling {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let mut seen = Polling(false);
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut seen);
        }
        !seen.0
    }
}

/// Whether an event of sqlx's is about such a look.
struct Polling(bool);

impl Visit for Polling {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0 |= field.name() == "summary" && value.ends_with("data_version");
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

/// A panic is one line in the log, with the request in which it happened.
fn log_panic(panic: &PanicHookInfo) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("no message");
    tracing::error!(panic.place = place, panic.message = message, "panic");
}
