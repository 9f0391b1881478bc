//! Given name and family name, for programs that ask for them apart. An account has one name, so they are guessed from it: no rule is
//! right for all people, and what matters must not depend on them.

/// The given name and the family name in a name, each if there is one.
///
/// - Before a comma is the family name.
/// - A name of several words in Chinese characters, kana or hangul begins with the family name.
/// - Otherwise it is the last word, with the words before it that begin with a small letter, such as *van der*; but never the first word.
/// - A single word is a given name.
pub fn name_parts(name: &str) -> (Option<String>, Option<String>) {
    let part = |words: &[&str]| (!words.is_empty()).then(|| words.join(" "));
    if let Some((family, given)) = name.split_once(',') {
        let words = |text: &str| part(&text.split_whitespace().collect::<Vec<_>>());
        return (words(given), words(family));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() < 2 {
        return (part(&words), None);
    }
    if name.chars().all(|c| c.is_whitespace() || is_east_asian(c)) {
        return (part(&words[1..]), part(&words[..1]));
    }
    let particles = words[1..words.len() - 1].iter().rev().take_while(|word| word.starts_with(char::is_lowercase));
    let (given, family) = words.split_at(words.len() - 1 - particles.count());
    (part(given), part(family))
}

/// Whether a character is a Chinese one, kana or hangul.
fn is_east_asian(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_word_and_what_belongs_to_it_is_the_family_name() {
        for (name, given, family) in [
            ("Maren Example", "Maren", "Example"),
            ("Maren  Anna\u{a0}Holt", "Maren Anna", "Holt"),
            ("Jan van der Berg", "Jan", "van der Berg"),
            ("jan van der berg", "jan", "van der berg"),
            ("de la Cruz", "de", "la Cruz"),
            ("Holt, Maren Anna", "Maren Anna", "Holt"),
            ("Holt,", "", "Holt"),
            ("山田 太郎", "太郎", "山田"),
            ("김 민준", "민준", "김"),
            ("山田太郎", "山田太郎", ""),
            ("Plato", "Plato", ""),
            ("", "", ""),
        ] {
            let parts = name_parts(name);
            assert_eq!((parts.0.as_deref().unwrap_or(""), parts.1.as_deref().unwrap_or("")), (given, family), "{name}");
        }
    }

    proptest! {
        #[test]
        fn all_words_of_a_name_are_in_its_parts(name in "[A-Za-z]{1,4}( [A-Za-z]{1,4}){0,4}") {
            let (given, family) = name_parts(&name);
            let both: Vec<_> = [given, family].into_iter().flatten().collect();
            prop_assert_eq!(both.join(" "), name);
        }
    }
}
