//! Display names of users.

use super::Problem;

const MAX_CHARS: usize = 120;

/// At most 120 characters, at least one of them visible.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonName(String);

impl PersonName {
    /// Parses and trims the input; none if it is blank.
    pub fn parse_optional(raw: &str) -> Result<Option<Self>, Problem> {
        let name = raw.trim();
        if name.is_empty() {
            return Ok(None);
        }
        if name.chars().any(is_harmful) || name.chars().all(is_invisible) {
            return Err(Problem::new("not_allowed", "Remove line breaks and invisible characters."));
        }
        if name.chars().count() > MAX_CHARS {
            return Err(Problem::new("too_long", "Use at most 120 characters."));
        }
        Ok(Some(Self(name.to_owned())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
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
