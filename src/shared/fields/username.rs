//! Usernames.

use super::{Problem, is_letter_or_digit};
use std::fmt;

const MIN_CHARS: usize = 3;
const MAX_CHARS: usize = 80;

/// 3 to 80 characters: letters and marks, digits, `.`, `_` and `-`, of which at least one is a letter or a digit.
///
/// The server also checks, in the module `identity`, that all letters are of one script, and compares names in NFKC and
/// case-folded. Both need Unicode tables that are too large for the browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Username(String);

impl Username {
    /// Parses and trims the input.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let name = raw.trim();
        let length = name.chars().count();
        if name.is_empty() {
            return Err(Problem::new("required", "Enter a username."));
        }
        if !name.chars().all(is_allowed) {
            return Err(Problem::new("not_allowed", "Use only letters, numbers, dots, hyphens and underscores."));
        }
        if !name.chars().any(is_letter_or_digit) {
            return Err(Problem::new("not_allowed", "Use at least one letter or number."));
        }
        if length < MIN_CHARS {
            return Err(Problem::new("too_short", "Use at least 3 characters."));
        }
        if length > MAX_CHARS {
            return Err(Problem::new("too_long", "Use at most 80 characters."));
        }
        Ok(Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_allowed(c: char) -> bool {
    matches!(c, '.' | '_' | '-') || is_mark(c) || is_letter_or_digit(c)
}

/// Combining marks that are not alphabetic in Unicode but needed to write living scripts: accents, nuktas, viramas, tone
/// marks. The combining grapheme joiner U+034F is excluded because it is invisible.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5af}'
        | '\u{658}' | '\u{740}'..='\u{74a}'
        | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}' | '\u{a4d}' | '\u{abc}' | '\u{acd}'
        | '\u{b3c}' | '\u{b4d}' | '\u{bcd}' | '\u{c3c}' | '\u{c4d}' | '\u{cbc}' | '\u{ccd}' | '\u{d4d}' | '\u{dca}'
        | '\u{e47}'..='\u{e4c}' | '\u{e4e}' | '\u{ec8}'..='\u{ecc}'
        | '\u{f35}' | '\u{f37}' | '\u{f39}' | '\u{f84}' | '\u{1037}' | '\u{1039}'..='\u{103a}'
        | '\u{135d}'..='\u{135f}' | '\u{17c9}'..='\u{17d3}' | '\u{17dd}' | '\u{3099}'..='\u{309a}')
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
