//! What commands say: data on standard output, everything else on standard error.

use super::error::CliError;
use serde_json::Value;
use std::{
    fmt::Display,
    io::{self, ErrorKind, Write},
};

/// One line of data.
pub(super) fn line(text: impl Display) -> Result<(), CliError> {
    written(writeln!(io::stdout().lock(), "{text}"))
}

/// Names and values, one pair to a line, the values beneath each other.
pub(super) fn pairs(pairs: &[(&str, String)]) -> Result<(), CliError> {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    pairs.iter().try_for_each(|(name, value)| line(format_args!("{name:width$}  {value}")))
}

/// Data for scripts.
pub(super) fn json(value: &Value) -> Result<(), CliError> {
    line(format_args!("{value:#}"))
}

pub(super) fn error(message: &str) {
    aside("error", message);
}

pub(super) fn warning(message: &str) {
    aside("warning", message);
}

/// There is nobody left to tell when standard error is closed.
fn aside(kind: &str, message: &str) {
    let _ = writeln!(io::stderr().lock(), "{kind}: {message}");
}

/// A reader that has seen enough, such as `head`, is no failure.
fn written(result: io::Result<()>) -> Result<(), CliError> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
