//! Logs: JSON, or text where a person reads them; one line per event, nothing secret.

use crate::config::Environment;
use std::{
    io::{self, IsTerminal},
    panic::{self, PanicHookInfo},
};
use tracing_subscriber::{EnvFilter, filter::ParseError, fmt};

/// The log's filter when none is set.
const USUAL: &str = "info";

/// Starts the log, on standard error: standard output is for what the commands print. `filter` is that of
/// `VESTIBULE_LOG`, for example `info,sqlx::query=debug`.
pub fn init(filter: Option<&str>, environment: Environment) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(filter.unwrap_or(USUAL))?;
    let log = fmt().with_env_filter(filter).with_writer(io::stderr);
    let started = if environment == Environment::Development || io::stderr().is_terminal() {
        log.try_init()
    } else {
        log.json().flatten_event(true).with_span_list(false).try_init()
    };
    if started.is_ok() {
        panic::set_hook(Box::new(log_panic));
    }
    Ok(())
}

/// A panic is one line in the log, with the request in which it happened.
fn log_panic(panic: &PanicHookInfo) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("no message");
    tracing::error!(panic.place = place, panic.message = message, "panic");
}
