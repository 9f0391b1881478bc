//! The output of commands: data on standard output, messages and progress on standard error.

use super::error::CliError;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::slice;

#[derive(Args)]
pub(super) struct Json {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn line(text: impl Display) -> Result<(), CliError> {
    ignore_broken_pipe(writeln!(io::stdout().lock(), "{text}"))
}

/// Prints one name and value per line, with the values aligned.
pub(super) fn pairs(pairs: &[(impl AsRef<str>, String)]) -> Result<(), CliError> {
    let width = pairs.iter().map(|(name, _)| name.as_ref().len()).max().unwrap_or(0);
    pairs.iter().try_for_each(|(name, value)| line(format_args!("{:width$}  {value}", name.as_ref())))
}

/// Prints a table. Each column is as wide as its widest cell.
pub(super) fn table<const COLUMNS: usize>(
    headings: [&str; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
) -> Result<(), CliError> {
    let headings = headings.map(str::to_owned);
    let lines: Vec<_> = std::iter::once(headings).chain(rows).collect();
    // In characters, as `format!` counts them, not in bytes.
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    lines.iter().try_for_each(|cells| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        line(padded.collect::<Vec<_>>().join("  ").trim_end())
    })
}

/// A column of a table: its heading, and the text of a cell.
pub(super) type Column<T> = (&'static str, fn(&T) -> String);

/// Prints a list as a table, or in JSON as an object with the items under `name`.
pub(super) fn list<T: Serialize, const COLUMNS: usize>(
    json: bool,
    name: &str,
    items: &[T],
    columns: [Column<T>; COLUMNS],
) -> Result<(), CliError> {
    if json { self::json(&json!({ name: items })) } else { rows(items, columns) }
}

/// The same, and below a table what is wrong with its items.
pub(super) fn list_with_problems<T: Serialize, const COLUMNS: usize>(
    json: bool,
    name: &str,
    items: &[T],
    columns: [Column<T>; COLUMNS],
    warn: fn(&T),
) -> Result<(), CliError> {
    list(json, name, items, columns)?;
    items.iter().filter(|_| !json).for_each(warn);
    Ok(())
}

/// Prints one item as a table with one row, or in JSON.
pub(super) fn item<T: Serialize, const COLUMNS: usize>(
    json: bool,
    item: &T,
    columns: [Column<T>; COLUMNS],
) -> Result<(), CliError> {
    if json { self::json(item) } else { rows(slice::from_ref(item), columns) }
}

fn rows<T, const COLUMNS: usize>(items: &[T], columns: [Column<T>; COLUMNS]) -> Result<(), CliError> {
    let rows = items.iter().map(|item| columns.map(|(_, cell)| cell(item)));
    table(columns.map(|(heading, _)| heading), rows.collect())
}

/// The cell of a time that may not have come yet.
pub(super) fn or_never(time: Option<impl Display>) -> String {
    time.map_or_else(|| "never".to_owned(), |time| time.to_string())
}

pub(super) fn json(value: &impl Serialize) -> Result<(), CliError> {
    line(format_args!("{:#}", serde_json::to_value(value).map_err(io::Error::from)?))
}

pub(super) fn error(message: &str) {
    to_stderr(&format!("error: {message}\n"));
}

pub(super) fn warning(message: &str) {
    to_stderr(&format!("warning: {message}\n"));
}

/// Warns of what is wrong with something that has a name.
pub(super) fn problems(name: &impl Display, problems: &[impl Display]) {
    problems.iter().for_each(|problem| warning(&format!("{name}: {problem}")));
}

/// Prints information that the operator needs before confirming.
pub(super) fn notice(message: &str) {
    to_stderr(&format!("{message}\n"));
}

/// Errors are ignored: if standard error is closed, there is no place to report them.
pub(super) fn to_stderr(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A reader that closes the pipe early, such as `head`, is not an error.
fn ignore_broken_pipe(result: io::Result<()>) -> Result<(), CliError> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A progress bar on a terminal that counts `unit`s; prints nothing elsewhere. Removed from the screen when it is dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(unit: &str) -> Self {
        // Standard error, because standard output is for data. Draws only on a terminal.
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let template = format!("{{msg:24}} [{{bar:32}}] {{pos}}/{{len}} {unit}, {{eta}} left");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    pub(super) fn show(&self, what: &str, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
        if self.0.message() != what {
            self.0.set_message(what.to_owned());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
