//! Numbers and messages as text.

use crate::shared::bulk::BulkReport;

/// A duration in minutes and seconds: `0:40`, `12:05`.
pub fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A number with thousands separators: `1,248`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        // A comma precedes each group of three digits, counted from the end.
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 user`, `1,248 users`.
pub fn number_of(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", count(number))
}

/// The result of a bulk change.
pub fn changed(report: &BulkReport) -> String {
    let mut text = match report.changed {
        0 => "No accounts changed.".to_owned(),
        number => format!("{} changed.", number_of(number, "account")),
    };
    if report.skipped > 0 {
        text.push_str(&format!(" {} not changed.", number_of(report.skipped, "account")));
    }
    text.push_str(&created_tokens(report));
    // The server stops after its time budget. The script continues by itself, a form without JavaScript does not.
    if report.rest.is_some() {
        text.push_str(" More accounts match: repeat the action to change them.");
    }
    text
}

/// What administrators who were changed have created for programs; empty if there is nothing.
pub fn created_tokens(report: &BulkReport) -> String {
    match report.created_tokens {
        0 => String::new(),
        1 => " 1 API token that they created still works: look at the service accounts.".to_owned(),
        number => format!(" {} API tokens that they created still work: look at the service accounts.", count(number)),
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

/// The title of a form's error summary.
pub fn problems(count: usize) -> String {
    if count == 1 { "There is a problem".to_owned() } else { format!("There are {count} problems") }
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
    fn numbers_have_thousands_separators() {
        for (number, words) in [(0, "0"), (999, "999"), (1_248, "1,248"), (10_000, "10,000"), (1_000_000, "1,000,000")]
        {
            assert_eq!(count(number), words);
        }
    }

    #[test]
    fn the_first_sentence_keeps_its_full_stop() {
        assert_eq!(first_sentence("Too many tries. Wait a little."), ("Too many tries.", "Wait a little."));
        assert_eq!(first_sentence("One alone."), ("One alone.", ""));
    }

    #[test]
    fn problems_are_counted() {
        assert_eq!(problems(1), "There is a problem");
        assert_eq!(problems(2), "There are 2 problems");
    }
}
