//! The rules for new passwords, except the list of common passwords.
//!
//! Lengths are in code points. Passwords are never truncated, trimmed or folded (NIST SP 800-63B-4, 3.1.1.2).

use super::{
    Problem,
    guessable::{is_well_known, repeated_part, unpredictable},
};
use serde::{Deserialize, Serialize};

/// The minimum length of a password without further requirements (NIST SP 800-63B-4, 3.1.1.2).
pub const PASSPHRASE_LEN: usize = 15;
/// The minimum number of unpredictable characters of a passphrase.
const MIN_UNPREDICTABLE: usize = 8;
/// Longer passwords are rejected, never truncated.
pub const MAX: usize = 128;
/// The minimum length of a password with all four kinds of characters.
pub const MIN: usize = 8;

/// The operator's rules: a short password with four kinds of characters, or a passphrase of any characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasswordRules {
    /// In code points, 8 to 64. From 15 on, only passphrases are accepted.
    pub min_length: usize,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self { min_length: MIN }
    }
}

/// The length and the kinds of characters of a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PasswordShape {
    pub length: usize,
    pub lower: bool,
    pub upper: bool,
    pub digit: bool,
    pub symbol: bool,
}

impl PasswordShape {
    pub fn of(password: &str) -> Self {
        let has = |test: fn(char) -> bool| password.chars().any(test);
        Self {
            length: password.chars().count(),
            lower: has(char::is_lowercase),
            upper: has(char::is_uppercase),
            digit: has(|c| c.is_numeric()),
            symbol: has(|c| !c.is_alphanumeric()),
        }
    }

    /// The missing kinds of characters, as text.
    fn missing(&self) -> Vec<&'static str> {
        [
            (self.lower, "a lower case letter"),
            (self.upper, "an upper case letter"),
            (self.digit, "a number"),
            (self.symbol, "a symbol"),
        ]
        .into_iter()
        .filter_map(|(is_present, text)| (!is_present).then_some(text))
        .collect()
    }
}

impl PasswordRules {
    /// The minimum length without further requirements.
    pub fn passphrase_length(self) -> usize {
        self.min_length.max(PASSPHRASE_LEN)
    }

    /// Whether passwords shorter than a passphrase are accepted.
    pub fn allows_short(self) -> bool {
        self.min_length < PASSPHRASE_LEN
    }

    /// Checks a long password: it must not be a repeated short password, a keyboard sequence, or a well-known phrase.
    fn check_passphrase(self, password: &str) -> Result<(), Problem> {
        let part = repeated_part(password);
        let is_predictable = unpredictable(password) < MIN_UNPREDICTABLE;
        // A repeated part is accepted if the part alone is a valid password.
        if is_predictable || part.len() < password.len() && self.check(part).is_err() {
            let message = "Avoid repetitions, sequences and keyboard patterns. Use a few unrelated words.";
            return Err(Problem::new("too_predictable", message));
        }
        if is_well_known(password) { Err(Problem::too_common()) } else { Ok(()) }
    }

    /// Checks `password`; the error says how to fix it.
    pub fn check(self, password: &str) -> Result<(), Problem> {
        let shape = PasswordShape::of(password);
        if shape.length == 0 {
            return Err(Problem::new("required", "Enter a password."));
        }
        // Also limits the work of the checks below, which compare each character with all before it.
        if shape.length > MAX {
            return Err(Problem::new("too_long", "Use at most 128 characters."));
        }
        // From this length on, the kinds of characters do not matter.
        if shape.length >= self.passphrase_length() {
            return self.check_passphrase(password);
        }
        let long = self.passphrase_length();
        if !self.allows_short() {
            return Err(Problem::new("too_short", format!("Use at least {long} characters.")));
        }
        // A short password: one message names everything that is missing.
        let missing = shape.missing();
        let is_short = shape.length < self.min_length;
        let min = self.min_length;
        match (is_short, missing.is_empty()) {
            (false, true) => Ok(()),
            (true, true) => Err(Problem::new("too_short", format!("Use at least {min} characters."))),
            (true, false) => Err(Problem::new(
                "too_short",
                format!("Use at least {min} characters and add {}; or use any {long} or more.", listed(&missing)),
            )),
            (false, false) => {
                Err(Problem::new("too_simple", format!("Add {}; or use {long} or more characters.", listed(&missing))))
            }
        }
    }
}

impl Problem {
    /// The password is in the list of common passwords.
    pub fn too_common() -> Self {
        Self::new("too_common", "This password is too common. Use a few unrelated words.")
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
