//! Parsers of options that several commands share. clap calls them before the database is opened.

use crate::shared::{
    audit::{EventKind, ExportFormat, Outcome},
    directory::Sort,
};

/// The name of a column to sort by, with the prefix `-` for descending order.
pub(super) fn sort(text: &str) -> Result<String, String> {
    let column = text.strip_prefix('-').unwrap_or(text);
    if Sort::ALL.iter().any(|sort| sort.as_str() == column) {
        return Ok(text.to_owned());
    }
    let columns: Vec<_> = Sort::ALL.iter().map(|sort| sort.as_str()).collect();
    Err(format!("use one of {}, with - in front for descending order", columns.join(", ")))
}

pub(super) fn export_format(text: &str) -> Result<ExportFormat, String> {
    text.parse().map_err(|_| "use csv or jsonl".to_owned())
}

pub(super) fn event_kind(text: &str) -> Result<EventKind, String> {
    let known = EventKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|_| format!("use one of {known}"))
}

pub(super) fn outcome(text: &str) -> Result<Outcome, String> {
    text.parse().map_err(|_| "use success or refused".to_owned())
}
