//! What other systems call a group, as a name here.

use crate::shared::GroupName;
use crate::shared::fields::names::MAX_IDENTIFIER_CHARS;
use std::iter;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The name of the group that another system, or a table, calls `text`: in lower case, letters without their marks, and `-` for what a
/// name cannot have. None if nothing is left of it.
pub fn group_name(text: &str) -> Option<GroupName> {
    let mut name = String::new();
    // Composed: macOS writes an umlaut as a letter and a mark.
    for letter in text.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ä' | 'æ' => name.push_str("ae"),
            'ö' | 'œ' => name.push_str("oe"),
            'ü' => name.push_str("ue"),
            'ß' => name.push_str("ss"),
            'þ' => name.push_str("th"),
            'đ' | 'ð' => name.push('d'),
            'ı' => name.push('i'),
            'ł' => name.push('l'),
            'ø' => name.push('o'),
            '_' => name.push('_'),
            _ if is_combining_mark(letter) => {}
            _ => match iter::once(letter).nfd().next().filter(char::is_ascii_alphanumeric) {
                Some(plain) => name.push(plain),
                // One for all that is between two words.
                None if !name.ends_with('-') => name.push('-'),
                None => {}
            },
        }
    }
    let name: String = name.trim_start_matches(['-', '_']).chars().take(MAX_IDENTIFIER_CHARS).collect();
    GroupName::parse(name.trim_end_matches(['-', '_'])).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn made_of(text: &str) -> Option<String> {
        group_name(text).map(|name| name.to_string())
    }

    #[test]
    fn names_of_other_systems_become_names() {
        for (text, name) in [
            ("staff", "staff"),
            ("/Staff/Team A", "staff-team-a"),
            ("Domain Admins", "domain-admins"),
            ("Vorstände & Gäste", "vorstaende-gaeste"),
            ("Vorsta\u{308}nde", "vorstaende"),
            ("Équipe 7", "equipe-7"),
            ("Łódź İzmir Ærø", "lodz-izmir-aero"),
            ("a__b", "a__b"),
            (" _-x-_ ", "x"),
        ] {
            assert_eq!(made_of(text).as_deref(), Some(name), "{text}");
        }
        assert_eq!(made_of(&"A".repeat(70)), Some("a".repeat(63)));
        for text in ["", "/", "Ω", "--"] {
            assert_eq!(made_of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_made_of_any_text_is_a_name(text in "\\PC{0,80}|[A-Za-z0-9_-]{0,70}") {
            if let Some(name) = group_name(&text) {
                prop_assert_eq!(GroupName::parse(name.as_str()), Ok(name.clone()));
                prop_assert_eq!(group_name(name.as_str()), Some(name));
            }
        }
    }
}
