//! Numbers and sentences in words.

/// A waiting time as a clock shows it: `0:40`, `12:05`.
pub fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
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
