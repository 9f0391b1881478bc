//! What a new password must be, as far as anyone can tell without the list of common ones.
//!
//! Counted in code points; never cut, trimmed or folded (NIST SP 800-63B-4, 3.1.1.2).

use super::{
    Problem,
    guessable::{is_well_known, repeated_part, unpredictable},
};
use serde::{Deserialize, Serialize};

/// From this length on a password needs nothing else (NIST SP 800-63B-4, 3.1.1.2).
pub const PASSPHRASE: usize = 15;
/// So many characters of a passphrase must not follow from those before.
const LEAST_UNPREDICTABLE: usize = 8;
/// Longer is refused, never cut.
pub const MAX: usize = 128;
/// The least that a short password with all four kinds of characters may have.
pub const MIN: usize = 8;

/// The operator's rules: a short password with four kinds of characters, or a passphrase of anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasswordRules {
    /// In code points, 8 to 64. With 15 or more only passphrases are left.
    pub min_length: usize,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self { min_length: MIN }
    }
}

/// What a password has and what it lacks, for the ticks beneath the field.
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

    /// The kinds of characters that are still missing, in words.
    fn missing(&self) -> Vec<&'static str> {
        [
            (self.lower, "a small letter"),
            (self.upper, "a capital letter"),
            (self.digit, "a digit"),
            (self.symbol, "a symbol"),
        ]
        .into_iter()
        .filter_map(|(there, words)| (!there).then_some(words))
        .collect()
    }
}

impl PasswordRules {
    /// From this length on anything goes.
    pub fn passphrase_length(self) -> usize {
        self.min_length.max(PASSPHRASE)
    }

    /// Whether a shorter password can do at all.
    pub fn allows_short(self) -> bool {
        self.min_length < PASSPHRASE
    }

    /// Long enough, which is no merit when it is a short one over and over, a walk along the keyboard, or a phrase that everyone
    /// knows.
    fn check_passphrase(self, password: &str) -> Result<(), Problem> {
        let part = repeated_part(password);
        let is_predictable = unpredictable(password) < LEAST_UNPREDICTABLE;
        if is_predictable || part.len() < password.len() && self.check(part).is_err() {
            let message = "Do not repeat yourself or follow the keyboard. Put a few unrelated words together.";
            return Err(Problem::new("too_predictable", message));
        }
        if is_well_known(password) { Err(Problem::too_common()) } else { Ok(()) }
    }

    /// What is wrong with `password`, in words that say the mend.
    pub fn check(self, password: &str) -> Result<(), Problem> {
        let shape = PasswordShape::of(password);
        if shape.length == 0 {
            return Err(Problem::new("required", "Enter a password."));
        }
        if shape.length > MAX {
            return Err(Problem::new("too_long", "Use at most 128 characters."));
        }
        if shape.length >= self.passphrase_length() {
            return self.check_passphrase(password);
        }
        let long = self.passphrase_length();
        if !self.allows_short() {
            return Err(Problem::new("too_short", format!("Make it at least {long} characters long.")));
        }
        let missing = shape.missing();
        let short = shape.length < self.min_length;
        let least = self.min_length;
        match (short, missing.is_empty()) {
            (false, true) => Ok(()),
            (true, true) => Err(Problem::new("too_short", format!("Make it at least {least} characters long."))),
            (true, false) => Err(Problem::new(
                "too_short",
                format!("Make it {least} characters long and add {}, or make it {long} of anything.", listed(&missing)),
            )),
            (false, false) => {
                Err(Problem::new("too_simple", format!("Add {}, or make it {long} characters long.", listed(&missing))))
            }
        }
    }
}

impl Problem {
    /// The password is one that too many people choose.
    pub fn too_common() -> Self {
        Self::new("too_common", "Too many people use this one. Put a few unrelated words together.")
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
