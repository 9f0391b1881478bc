//! Codes as somebody types them.

use unicode_normalization::UnicodeNormalization as _;

/// Longer texts are no codes: the longest has 24 characters, and separators between them.
const MAX_CODE_LEN: usize = 200;

/// A code without spaces and hyphens, in capital letters: full-width and Arabic-Indic digits become ordinary ones. Empty if it is too
/// long.
pub(super) fn compact(code: &str) -> String {
    if code.len() > MAX_CODE_LEN {
        return String::new();
    }
    let is_separator = |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    code.nfkc().filter(|c| !is_separator(c)).map(|c| ordinary(c).to_ascii_uppercase()).collect()
}

/// The ordinary digit in place of one that Arabic, Persian or Urdu keyboards have.
fn ordinary(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        other => return other,
    };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_other_notations_of_a_code_do_not_matter() {
        assert_eq!(compact(" 12 34\u{a0}56\n"), "123456");
        assert_eq!(compact("ab-cd\u{2011}ef"), "ABCDEF");
        assert_eq!(compact("１２３"), "123");
        assert_eq!(compact(&"1 ".repeat(101)), "");
    }
}
