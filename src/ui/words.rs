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

/// An absolute URL without its scheme. None for any other text. A colon is looked for, because the search for a text of several
/// characters is a kilobyte of the WebAssembly.
pub fn without_scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    rest.strip_prefix("//").filter(|_| !scheme.contains('/'))
}

/// Splits a text after its first sentence.
pub fn first_sentence(text: &str) -> (&str, &str) {
    match text.as_bytes().windows(2).position(|pair| pair == b". ") {
        Some(stop) => (&text[..=stop], &text[stop + 2..]),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_absolute_url_has_a_scheme() {
        assert_eq!(without_scheme("https://a.example:8443/b?c=d://e"), Some("a.example:8443/b?c=d://e"));
        for text in ["", "wiki", "/b?c=d://e", "mailto:ada@a.example"] {
            assert_eq!(without_scheme(text), None, "{text}");
        }
    }

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
