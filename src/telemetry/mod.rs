//! Logging to standard error, one line per event: text in development and on a terminal, JSON otherwise. Lines of JSON are
//! written by a thread of its own, many in one system call, because a call for each would take a tenth of a small request.

mod json;
mod lines;

use crate::config::Environment;
pub use json::{JsonLines, JsonMembers};
use lines::Lines;
use std::fmt::Debug;
use std::io::{self, IsTerminal};
use std::panic::{self, PanicHookInfo};
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

const DEFAULT_FILTER: &str = "info";

/// How long the process waits at its end, and after a panic, until the log is written.
const WRITTEN_WITHIN: Duration = Duration::from_secs(5);

/// Writes the lines that still wait when it is dropped.
#[must_use]
pub struct Logging(Option<Lines>);

impl Drop for Logging {
    fn drop(&mut self) {
        if let Some(lines) = &self.0 {
            lines.flush(WRITTEN_WITHIN);
        }
    }
}

/// Why logging was not initialized.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    #[error("VESTIBULE_LOG is invalid: {0}")]
    Filter(#[from] ParseError),
    #[error("cannot start the thread that writes the log: {0}")]
    Thread(#[from] io::Error),
}

/// Initializes logging to standard error, until the result is dropped; standard output is for the output of commands. `filter` is
/// the value of `VESTIBULE_LOG`, for example `info,sqlx::query=debug`.
pub fn init(filter: Option<&str>, environment: Environment) -> Result<Logging, LoggingError> {
    let filter: Targets = filter.unwrap_or(DEFAULT_FILTER).parse()?;
    let terminal = io::stderr().is_terminal();
    let (layer, lines) = if environment == Environment::Development || terminal {
        // Somebody reads them, between the lines of other programs.
        (fmt::layer().with_writer(io::stderr).with_ansi(terminal).boxed(), None)
    } else {
        let lines = Lines::to(io::stderr())?;
        let layer = fmt::layer().with_writer(lines.clone()).fmt_fields(JsonMembers).event_format(JsonLines);
        (layer.boxed(), Some(lines))
    };
    let started = tracing_subscriber::registry().with(filter).with(WithoutPolling).with(layer).try_init();
    // An error means that another subscriber is already installed, for example by a test.
    if started.is_ok() {
        let lines = lines.clone();
        panic::set_hook(Box::new(move |panic| {
            log_panic(panic);
            // The panic may end the process.
            if let Some(lines) = &lines {
                lines.flush(WRITTEN_WITHIN);
            }
        }));
    }
    Ok(Logging(lines))
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

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    /// Keeps each piece that is written.
    #[derive(Clone, Default)]
    pub struct Pieces(Arc<Mutex<Vec<String>>>);

    impl Pieces {
        pub fn text(&self) -> String {
            self.pieces().concat()
        }

        pub fn pieces(&self) -> Vec<String> {
            self.0.lock().unwrap().clone()
        }
    }

    impl Write for Pieces {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
