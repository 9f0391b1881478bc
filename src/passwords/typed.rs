//! The form in which passwords are hashed and compared: a keyboard sends `é` as one character, another one as `e` and an accent
//! (`docs/decisions/0081-passwords-as-typed.md`).

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// A password in NFC, so that texts that look the same and mean the same are the same. Nothing else changes: neither case nor width,
/// and no space is removed.
pub fn composed(password: &str) -> Zeroizing<String> {
    // The usual case, in which nothing can change.
    Zeroizing::new(if password.is_ascii() { password.to_owned() } else { password.nfc().collect() })
}

/// Whether two fields have the same password.
pub fn are_same(one: &str, other: &str) -> bool {
    composed(one) == composed(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_letter_with_an_accent_is_one_character_however_it_was_typed() {
        for (sent, expected) in [
            ("e\u{301}", "\u{e9}"),
            ("\u{e9}", "\u{e9}"),
            // As Firefox on macOS has sent it.
            ("Gru\u{308}n-Ka\u{308}se-O\u{308}l-42", "Grün-Käse-Öl-42"),
            // Two marks in either order, and a syllable of three letters.
            ("a\u{323}\u{302}", "\u{1ead}"),
            ("a\u{302}\u{323}", "\u{1ead}"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
            // The sign for ångström is the letter.
            ("\u{212b}", "\u{c5}"),
        ] {
            assert_eq!(composed(sent).as_str(), expected, "{sent}");
        }
        assert!(are_same("cafe\u{301}", "caf\u{e9}"));
        assert!(!are_same("cafe", "caf\u{e9}"));
    }

    #[test]
    fn nothing_else_changes() {
        for password in [" Ｗide ", "ﬁ", "㎒", "STRASSE", "straße", "I\u{131}", "x\u{200d}y", "a\0b", "👩🏽‍🚀", ""]
        {
            assert_eq!(composed(password).as_str(), password);
        }
    }

    proptest! {
        #[test]
        fn every_form_of_a_text_has_the_same_one(text in "\\PC{0,40}") {
            let decomposed: String = text.nfd().collect();
            let once = composed(&text);
            prop_assert!(are_same(&once, &text) && are_same(&decomposed, &text));
            prop_assert!(composed(&once) == once);
        }
    }
}
