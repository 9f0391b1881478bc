//! Numbers and sentences in words.

use crate::shared::directory::BulkReport;

/// A waiting time as a clock shows it: `0:40`, `12:05`.
pub fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A number as people write it: `1,248`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What came of a wish for many accounts.
pub fn changed(report: &BulkReport) -> String {
    let accounts = |number| match number {
        1 => "1 account".to_owned(),
        number => format!("{} accounts", count(number)),
    };
    let mut text = match report.changed {
        0 => "Nothing was changed.".to_owned(),
        number => format!("{} changed.", accounts(number)),
    };
    if report.skipped > 0 {
        text.push_str(&format!(" {} stayed as before.", accounts(report.skipped)));
    }
    if report.rest.is_some() {
        text.push_str(" There are more: do it again to go on.");
    }
    text
}

/// The first sentence, and what follows it.
pub fn first_sentence(text: &str) -> (&str, &str) {
    match text.split_once(". ") {
        Some((first, rest)) => (&text[..=first.len()], rest),
        None => (text, ""),
    }
}

/// The title over a list of fields that are not right yet.
pub fn answers_to_change(count: usize) -> String {
    let number = match count {
        1 => return "One answer needs a change.".to_owned(),
        2 => "Two",
        3 => "Three",
        4 => "Four",
        _ => "Some",
    };
    format!("{number} answers need a change.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_has_two_digits_for_seconds() {
        assert_eq!(clock(40), "0:40");
        assert_eq!(clock(725), "12:05");
    }

    #[test]
    fn digits_of_a_number_stand_in_threes() {
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
    fn answers_are_counted_in_words() {
        assert_eq!(answers_to_change(1), "One answer needs a change.");
        assert_eq!(answers_to_change(2), "Two answers need a change.");
    }
}
