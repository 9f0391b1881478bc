//! The name that a person signs in with.

use super::Problem;
use std::fmt;

const MIN: usize = 3;
const MAX: usize = 80;

/// 3 to 80 characters: letters and marks, digits, `.`, `_` and `-`.
///
/// That all letters are of one script, and the form in which two names are the same (NFKC, case-folded), takes
/// tables that the browser does without: `identity` on the server sees to both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Username(String);

impl Username {
    /// Parses what was typed; space around it does not count.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let name = raw.trim();
        let length = name.chars().count();
        if name.is_empty() {
            return Err(Problem::new("required", "Enter a username."));
        }
        if !name.chars().all(is_allowed) {
            return Err(Problem::new(
                "not_allowed",
                "Use letters, digits, dots, dashes or underscores, without spaces.",
            ));
        }
        if length < MIN {
            return Err(Problem::new("too_short", "Use at least 3 characters."));
        }
        if length > MAX {
            return Err(Problem::new("too_long", "Use at most 80 characters."));
        }
        Ok(Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_allowed(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '\u{300}'..='\u{36f}')
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
