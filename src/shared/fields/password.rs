//! The rules for new passwords, except the lists of common and stolen ones, and the estimated strength that is shown while typing.
//!
//! Lengths are in code points. Passwords are never truncated, trimmed or folded (NIST SP 800-63B-4, 3.1.1.2). The server checks them in
//! NFC (`passwords::composed`), a page as they were typed.

use super::guessable::{bases, is_compatibility, is_well_known, repeated_part, simple_fold, unpredictable};
use super::{Problem, at_most};
use crate::language::{Message, message, say};
use serde::{Deserialize, Serialize};

/// The minimum length of a password without further requirements (NIST SP 800-63B-4, 3.1.1.2).
pub const PASSPHRASE_LEN: usize = 15;
/// The minimum number of unpredictable characters of a passphrase, and of a shorter password without four kinds of characters,
/// which only an account with a second factor may have.
const MIN_UNPREDICTABLE: usize = 8;
const MIN_UNPREDICTABLE_IF_SHORT: usize = 5;
/// Longer passwords are rejected, never truncated.
pub const MAX: usize = 128;
/// The minimum length of a password with all four kinds of characters.
pub const MIN: usize = 8;
/// Sorted big-endian 16-bit fingerprints. A test in the module with the list verifies them.
pub const FINGERPRINTS: &[u8] = include_bytes!("../../../assets/common-passwords/fingerprints.bin");
/// The minimum numbers of unpredictable characters of good and of strong passwords.
const MIN_GOOD: usize = 14;
const MIN_STRONG: usize = 16;
/// The minimum number of changes between letters, digits and other characters, as in four words with spaces.
const MIN_CHANGES: usize = 4;

/// The operator's rules: a short password with four kinds of characters, or a passphrase of any characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PasswordRules {
    /// In code points, 8 to 64. From 15 on, only passphrases are accepted.
    pub min_length: usize,
    /// Those of NIST SP 800-63B-4, 3.1.1.2: passphrases only, and no kinds of characters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nist: bool,
    /// The account has a second factor, so NIST asks for 8 characters only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_second_factor: bool,
}

impl Default for PasswordRules {
    fn default() -> Self {
        Self { min_length: MIN, nist: false, has_second_factor: false }
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

    /// The missing kinds of characters, as texts.
    fn missing(&self) -> Vec<Message> {
        [
            (self.lower, message::password_lower()),
            (self.upper, message::password_upper()),
            (self.digit, message::password_digit()),
            (self.symbol, message::password_symbol()),
        ]
        .into_iter()
        .filter_map(|(is_present, text)| (!is_present).then_some(text))
        .collect()
    }
}

impl PasswordRules {
    /// The rules for an account that has a second factor, or none.
    pub fn of_account(self, has_second_factor: bool) -> Self {
        Self { has_second_factor, ..self }
    }

    /// Whether the account may keep this password only as long as it has a second factor: without one it would be too short.
    pub fn needs_second_factor(self, password: &str) -> bool {
        self.nist && password.chars().count() < self.of_account(false).passphrase_length()
    }

    /// The minimum length without further requirements.
    pub fn passphrase_length(self) -> usize {
        self.min_length.max(if self.nist && self.has_second_factor { MIN } else { PASSPHRASE_LEN })
    }

    /// Whether shorter passwords are accepted that have all kinds of characters.
    pub fn allows_short(self) -> bool {
        !self.nist && self.min_length < PASSPHRASE_LEN
    }

    /// Checks a password for which the kinds of characters do not matter: it must not be a repeated shorter one, a keyboard
    /// sequence, or a well-known phrase. `length`: of the password.
    fn check_passphrase(self, password: &str, length: usize) -> Result<(), Problem> {
        let part = repeated_part(password);
        let least = if length < PASSPHRASE_LEN { MIN_UNPREDICTABLE_IF_SHORT } else { MIN_UNPREDICTABLE };
        let is_predictable = unpredictable(password) < least;
        // A repeated part is accepted if the part alone is a valid password.
        if is_predictable || part.len() < password.len() && self.check(part).is_err() {
            return Err(Problem::new("too_predictable", message::password_too_predictable()));
        }
        if is_well_known(password) { Err(Problem::too_common()) } else { Ok(()) }
    }

    /// Checks `password`; the error says how to fix it.
    pub fn check(self, password: &str) -> Result<(), Problem> {
        let shape = PasswordShape::of(password);
        if shape.length == 0 {
            return Err(Problem::new("required", message::password_required()));
        }
        // Also limits the work of the checks below, which compare each character with all before it.
        at_most(password, MAX)?;
        // From this length on, the kinds of characters do not matter.
        if shape.length >= self.passphrase_length() {
            return self.check_passphrase(password, shape.length);
        }
        let long = self.passphrase_length() as u64;
        if !self.allows_short() {
            return Err(Problem::new("too_short", message::field_too_short(long)));
        }
        // A short password: one message names everything that is missing.
        let missing = shape.missing();
        let is_short = shape.length < self.min_length;
        let min = self.min_length as u64;
        match (is_short, listed(missing)) {
            (false, None) => Ok(()),
            (true, None) => Err(Problem::new("too_short", message::field_too_short(min))),
            (true, Some(kinds)) => {
                Err(Problem::new("too_short", message::password_too_short_and_simple(kinds, long, min)))
            }
            (false, Some(kinds)) => Err(Problem::new("too_simple", message::password_too_simple(kinds, long))),
        }
    }
}

impl Problem {
    /// The password is in the list of common passwords.
    pub fn too_common() -> Self {
        Self::new("too_common", message::password_too_common())
    }
}

/// `a`, `a and b`, `a, b and c`. None without items.
fn listed(items: Vec<Message>) -> Option<Message> {
    let mut items = items.into_iter();
    let last = items.next_back()?;
    match items.reduce(message::password_list_comma) {
        Some(all) => Some(message::password_list_and(all, last)),
        None => Some(last),
    }
}

/// The estimated strength of a new password: four levels, shown as bars and a label. It is only advice: the rules decide.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Strength {
    Weak,
    Fair,
    Good,
    Strong,
}

impl Strength {
    /// `Weak` for passwords that the rules reject, and at most `Fair` for those that the server may reject because they are common.
    pub fn of(password: &str, rules: PasswordRules) -> Self {
        if rules.check(password).is_err() {
            return Self::Weak;
        }
        match unpredictable(password) {
            MIN_STRONG.. if is_uncommon(password) => Self::Strong,
            MIN_GOOD.. if is_uncommon(password) => Self::Good,
            6.. => Self::Fair,
            _ => Self::Weak,
        }
    }

    /// The number of bars.
    pub fn level(self) -> &'static str {
        match self {
            Self::Weak => "1",
            Self::Fair => "2",
            Self::Good => "3",
            Self::Strong => "4",
        }
    }

    /// In the language of the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weak => say::password_weak(),
            Self::Fair => say::password_fair(),
            Self::Good => say::password_good(),
            Self::Strong => say::password_strong(),
        }
    }
}

/// Whether the password, also without common suffixes, is certainly not in the list of common passwords. Only the server
/// has the list; the browser has two-byte fingerprints of those entries that would look good.
fn is_uncommon(password: &str) -> bool {
    let folded = simple_fold(password);
    let is_new = |part: &str| looks_good(part) && !is_listed(fingerprint(part));
    // The server compares in NFKC, which may turn compatibility characters into those of a listed password.
    is_new(&folded) && bases(&folded).all(is_new) && !folded.chars().any(is_compatibility)
}

/// Long and mixed. One in thirty entries of the list is.
pub fn looks_good(folded: &str) -> bool {
    let kind = |c: char| (c.is_alphabetic(), c.is_numeric());
    let changes = folded.chars().zip(folded.chars().skip(1)).filter(|(one, next)| kind(*one) != kind(*next)).count();
    changes >= MIN_CHANGES && unpredictable(folded) >= MIN_GOOD
}

/// FNV-1a of 32 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>), folded to 16.
pub fn fingerprint(folded: &str) -> u16 {
    let hash = folded.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_be_bytes();
    // All four bytes influence the two that are kept.
    u16::from_be_bytes([a ^ c, b ^ d])
}

fn is_listed(fingerprint: u16) -> bool {
    FINGERPRINTS.as_chunks().0.contains(&fingerprint.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(password: &str) -> Strength {
        Strength::of(password, PasswordRules::default())
    }

    #[test]
    fn length_and_variety_make_a_password_strong() {
        assert_eq!(strength("abc"), Strength::Weak);
        assert_eq!(strength("Lantern-24x"), Strength::Fair);
        assert_eq!(strength("four owls in huts"), Strength::Good);
        assert_eq!(strength("kettle lantern orbit"), Strength::Strong);
        assert_eq!(strength("aV4#kT9!wQ2$mZ7&"), Strength::Strong);
        assert_eq!(strength("four unrelated words together"), Strength::Strong);
    }

    #[test]
    fn what_is_refused_is_weak() {
        for password in ["Lanterns24x", "correct horse battery staple", "aaaaaaaaaaaaaaa"] {
            assert_eq!(strength(password), Strength::Weak, "{password}");
        }
    }

    #[test]
    fn repetitions_and_sequences_are_weak() {
        assert_eq!(strength("aaaaaaaaaaaaaaaaaaaa"), Strength::Weak);
        assert_eq!(strength("12345678901234567890"), Strength::Weak);
        assert_eq!(strength("Abcdefgh1!"), Strength::Weak);
    }

    #[test]
    fn nist_asks_for_a_length_and_no_kinds_of_characters() {
        let nist = PasswordRules { nist: true, ..PasswordRules::default() };
        let longer = PasswordRules { min_length: 20, ..nist };
        for (rules, password, expected) in [
            (nist, "Abcd-1xyAbcd-1", "too_short"),
            (nist, "lantern kettles", ""),
            (nist, "abcdefghijklmno", "too_predictable"),
            (nist.of_account(true), "kettles", "too_short"),
            (nist.of_account(true), "kqzmfxwb", ""),
            (nist.of_account(true), "12345678", "too_predictable"),
            (nist.of_account(true), "qwer1234", "too_predictable"),
            (nist.of_account(true), "abxyabxy", "too_predictable"),
            (nist.of_account(true), "abcdefghijklmno", "too_predictable"),
            (longer, "lantern kettles", "too_short"),
            (longer.of_account(true), "lantern kettles", "too_short"),
            (longer.of_account(true), "kettle lantern orbit", ""),
            // The classic rules are the same with a second factor.
            (PasswordRules::default().of_account(true), "kqzmfxwb", "too_simple"),
        ] {
            let code = rules.check(password).map_or_else(|problem| problem.code, |()| "");
            assert_eq!(code, expected, "{rules:?} {password}");
        }
        let error = nist.check("Abcd-1xy").unwrap_err();
        assert_eq!(error.message, "Use at least 15 characters.");
    }

    #[test]
    fn nist_lets_a_shorter_password_depend_on_the_second_factor() {
        let nist = PasswordRules { nist: true, ..PasswordRules::default() }.of_account(true);
        assert!(nist.needs_second_factor("Abcd-1xyAbcd-1") && !nist.needs_second_factor("lantern kettles"));
        assert!(PasswordRules { min_length: 20, ..nist }.needs_second_factor("lantern kettles"));
        assert!(!PasswordRules::default().needs_second_factor("Abcd-1xy"));
    }

    #[test]
    fn common_passwords_with_common_suffixes_are_not_good() {
        for password in
            ["Password1!", "P@ssw0rd1234!!", "Correct Horse Battery Staple", "friend of emily", "Friend Of Emily1!"]
        {
            assert!(strength(password) < Strength::Good, "{password}");
        }
    }
}
