//! Completes the pattern of a text with its arguments. The format is described where it is written, in `locales/compile.rs`. The
//! same code runs on the server and in the browser, so that hydration finds the texts that it expects.

use super::{Argument, Language, number};

const ARGUMENT: char = '\u{1}';
const CHOICE: char = '\u{2}';
const KEY: char = '\u{3}';
const VARIANT: char = '\u{4}';
const END: char = '\u{5}';
/// The character of the first argument.
const FIRST: u32 = 0x10;

/// Appends the text of a pattern.
pub fn write(pattern: &str, arguments: &[Argument<'_>], language: Language, out: &mut String) {
    let mut rest = pattern;
    while let Some(at) = rest.find([ARGUMENT, CHOICE]) {
        out.push_str(&rest[..at]);
        let is_choice = rest[at..].starts_with(CHOICE);
        let mut marked = rest[at..].chars();
        let argument = marked.nth(1).and_then(|index| arguments.get((index as u32).wrapping_sub(FIRST) as usize));
        rest = marked.as_str();
        if is_choice {
            let (choice, after) = split_choice(rest);
            write(variant(choice, argument, language), arguments, language, out);
            rest = after;
        } else {
            match argument {
                Some(Argument::Number(value)) => out.push_str(&number(*value)),
                Some(Argument::Text(text)) => out.push_str(text),
                Some(Argument::Message(message)) => out.push_str(&message.say()),
                None => {}
            }
        }
    }
    out.push_str(rest);
}

/// The variants of a choice that has begun, and what follows it. There may be choices in its variants.
fn split_choice(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            CHOICE => depth += 1,
            END if depth == 0 => return (&text[..at], &text[at + END.len_utf8()..]),
            END => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

/// The variant for an argument: that of the number or text itself, or of the number's plural, or the default.
fn variant<'a>(choice: &'a str, argument: Option<&Argument<'_>>, language: Language) -> &'a str {
    let (exact, plural) = match argument {
        Some(Argument::Number(value)) => (value.to_string(), language.plural(*value)),
        Some(Argument::Text(text)) => (text.to_string(), ""),
        Some(Argument::Message(message)) => (message.say(), ""),
        None => Default::default(),
    };
    let variants = || variants(choice);
    let of = |wanted: &str| variants().find(|(key, _)| *key == wanted).map(|(_, pattern)| pattern);
    // The default has no key.
    of(&exact).or_else(|| of(plural)).or_else(|| of("")).unwrap_or_default()
}

/// The keys and patterns of a choice.
fn variants(choice: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = choice;
    std::iter::from_fn(move || {
        let (key, pattern) = rest.strip_prefix(KEY)?.split_once(VARIANT)?;
        let end = end_of_variant(pattern);
        rest = &pattern[end..];
        Some((key, &pattern[..end]))
    })
}

/// Where the next variant of the same choice begins.
fn end_of_variant(text: &str) -> usize {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            CHOICE => depth += 1,
            END => depth -= 1,
            KEY if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pattern: &str, arguments: &[Argument<'_>]) -> String {
        let mut out = String::new();
        write(pattern, arguments, Language::English, &mut out);
        out
    }

    #[test]
    fn arguments_are_put_in_their_places() {
        let pattern = "\u{1}\u{11} of \u{1}\u{10}";
        assert_eq!(written(pattern, &[Argument::Number(1_000_000), Argument::from("ten")]), "ten of 1,000,000");
        assert_eq!(written("plain", &[]), "plain");
    }

    #[test]
    fn a_choice_is_exact_before_it_is_a_plural() {
        let pattern = "\u{2}\u{10}\u{3}0\u{4}none\u{3}one\u{4}one thing\u{3}\u{4}\u{1}\u{10} things\u{5}!";
        for (number, expected) in [(0, "none!"), (1, "one thing!"), (2, "2 things!"), (1_248, "1,248 things!")] {
            assert_eq!(written(pattern, &[Argument::Number(number)]), expected);
        }
    }

    #[test]
    fn choices_are_nested() {
        let pattern = "\u{2}\u{10}\u{3}a\u{4}A\u{2}\u{11}\u{3}one\u{4}1\u{3}\u{4}n\u{5}\u{3}\u{4}B\u{5}.";
        let of = |text: &'static str, number| written(pattern, &[Argument::from(text), Argument::Number(number)]);
        assert_eq!([of("a", 1), of("a", 2), of("b", 1)], ["A1.", "An.", "B."]);
    }
}
