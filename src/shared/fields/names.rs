//! Usernames, and the names of people and of the installation.

use super::{Problem, at_most, is_letter_or_digit};
use crate::language::{Message, message};
use serde::{Deserialize, Serialize};

const MIN_USERNAME_CHARS: usize = 3;
const MAX_USERNAME_CHARS: usize = 80;
/// The maximum number of characters of the name of a person.
pub const MAX_PERSON_CHARS: usize = 120;
pub const MAX_IDENTIFIER_CHARS: usize = 63;
const MAX_INSTALLATION_CHARS: usize = 60;
/// What an installation without a name of its own is called.
const PRODUCT: &str = "Vestibule";

/// 3 to 80 characters: letters and marks, digits, `.`, `_` and `-`, of which at least one is a letter or a digit.
///
/// The server also checks, in the module `identity`, that all letters are of one script, and compares names in NFKC and
/// case-folded. Both need Unicode tables that are too large for the browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Username(String);

checked_text!(Username);

impl Username {
    /// Parses and trims the input.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let name = raw.trim();
        if name.is_empty() {
            return Err(Problem::new("required", message::field_username_required()));
        }
        if !name.chars().all(is_allowed) {
            return Err(Problem::new("not_allowed", message::field_username_characters()));
        }
        if !name.chars().any(is_letter_or_digit) {
            return Err(Problem::new("not_allowed", message::field_username_letter()));
        }
        if name.chars().count() < MIN_USERNAME_CHARS {
            return Err(Problem::new("too_short", message::field_too_short(MIN_USERNAME_CHARS as u64)));
        }
        at_most(name, MAX_USERNAME_CHARS)?;
        Ok(Self(name.to_owned()))
    }
}

/// Parses and trims the display name of a user, of at most 120 characters. None if it is blank.
pub fn person_name(raw: &str) -> Result<Option<String>, Problem> {
    display_name(raw, MAX_PERSON_CHARS)
}

/// Parses and trims what something is called on pages: at most `max` characters, at least one of them visible. None if it is blank.
pub fn display_name(raw: &str, max: usize) -> Result<Option<String>, Problem> {
    let name = raw.trim();
    if name.is_empty() {
        return Ok(None);
    }
    if name.chars().any(is_harmful) || name.chars().all(is_invisible) {
        return Err(Problem::new("not_allowed", message::field_invisible_characters()));
    }
    at_most(name, max)?;
    Ok(Some(name.to_owned()))
}

/// What others call somebody, as a display name may be: without what is not seen, and at most `max` characters. None if nothing is
/// left.
pub fn cleaned_name(raw: &str, max: usize) -> Option<String> {
    // The joiners are letters of some scripts.
    let is_seen = |c: char| c == ' ' || matches!(c, '\u{200c}' | '\u{200d}') || !is_unseen(c);
    let name: String = raw.trim().chars().filter(|c| is_seen(*c)).take(max).collect();
    let name = name.trim();
    (!name.chars().all(is_invisible)).then(|| name.to_owned())
}

/// Whether a character cannot be seen, or changes what is seen around it.
pub fn is_unseen(c: char) -> bool {
    is_harmful(c) || is_invisible(c)
}

/// Parses a name that other programs compare: 1 to 63 lower-case letters, digits and `marks`, the first one no mark. Capital
/// letters are not converted. `required` and `rule` are the errors.
pub fn identifier(text: &str, marks: &str, required: Message, rule: Message) -> Result<String, Problem> {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if text.is_empty() {
        return Err(Problem::new("required", required));
    }
    let is_allowed = text.starts_with(is_word) && text.chars().all(|c| is_word(c) || marks.contains(c));
    if !is_allowed || text.len() > MAX_IDENTIFIER_CHARS {
        return Err(Problem::new("not_allowed", rule));
    }
    Ok(text.to_owned())
}

/// What pages and messages call the installation (`VESTIBULE_NAME`). The default is the name of the product.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct InstallationName(Option<String>);

impl InstallationName {
    /// Parses and trims the text. A blank one is the default.
    ///
    /// # Errors
    /// If it is longer than 60 characters, or has line breaks, other control characters or only invisible ones.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Ok(Self(display_name(text, MAX_INSTALLATION_CHARS)?))
    }

    /// The name, or that of the product.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or(PRODUCT)
    }

    /// The name that the operator has given. None for the default.
    pub fn given(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Whether the operator has given none.
    pub fn is_default(&self) -> bool {
        self.0.is_none()
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

/// Control characters, and characters that change the text direction around them.
pub fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Characters that are valid inside names (joiners, selectors), but invisible on their own.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}')
}
