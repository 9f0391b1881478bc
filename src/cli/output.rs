//! What commands say: data on standard output, everything else on standard error.

use super::error::CliError;
use serde::Serialize;
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

/// Columns under their headings, as wide as what is in them.
pub(super) fn table<const COLUMNS: usize>(
    headings: [&str; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
) -> Result<(), CliError> {
    let headings = headings.map(str::to_owned);
    let lines: Vec<_> = std::iter::once(headings).chain(rows).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    lines.iter().try_for_each(|cells| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        line(padded.collect::<Vec<_>>().join("  ").trim_end())
    })
}

/// Data for scripts.
pub(super) fn json(value: &Value) -> Result<(), CliError> {
    line(format_args!("{value:#}"))
}

/// The same, of anything that has a form in JSON.
pub(super) fn json_of(value: &impl Serialize) -> Result<(), CliError> {
    json(&serde_json::to_value(value).map_err(io::Error::from)?)
}

pub(super) fn error(message: &str) {
    aside(&format!("error: {message}\n"));
}

pub(super) fn warning(message: &str) {
    aside(&format!("warning: {message}\n"));
}

/// What the operator should read before a question.
pub(super) fn notice(message: &str) {
    aside(&format!("{message}\n"));
}

/// On standard error; when that is closed there is nobody left to read it.
pub(super) fn aside(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A reader that has seen enough, such as `head`, is no failure.
fn written(result: io::Result<()>) -> Result<(), CliError> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
