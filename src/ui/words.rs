//! Waiting times and messages as text.

use crate::language::say;
use crate::shared::BulkReport;

/// A duration in minutes and seconds: `0:40`, `12:05`.
pub fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The result of a bulk change.
pub fn changed(report: &BulkReport) -> String {
    let mut text = say::bulk_report_changed(report.changed);
    if report.skipped > 0 {
        text.push_str(&format!(" {}", say::bulk_report_skipped(report.skipped)));
    }
    text.push_str(&created_tokens(report));
    // The server stops after its time budget. The script continues by itself, a form without JavaScript does not.
    if report.rest.is_some() {
        text.push_str(&format!(" {}", say::bulk_report_rest()));
    }
    text
}

/// What administrators who were changed have created for programs; empty if there is nothing.
pub fn created_tokens(report: &BulkReport) -> String {
    match report.created_tokens {
        0 => String::new(),
        number => format!(" {}", say::bulk_report_tokens(number)),
    }
}

/// Splits a text after its first sentence.
pub fn first_sentence(text: &str) -> (&str, &str) {
    match text.split_once(". ") {
        // One byte more than `first`: the full stop, which `split_once` removes.
        Some((first, rest)) => (&text[..=first.len()], rest),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_two_digits() {
        assert_eq!(clock(40), "0:40");
        assert_eq!(clock(725), "12:05");
    }

    #[test]
    fn the_first_sentence_keeps_its_full_stop() {
        assert_eq!(first_sentence("Too many tries. Wait a little."), ("Too many tries.", "Wait a little."));
        assert_eq!(first_sentence("One alone."), ("One alone.", ""));
    }
}
