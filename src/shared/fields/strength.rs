//! The estimated strength of a new password, shown while typing. It is only advice: the rules decide.

use super::{
    guessable::{bases, is_compatibility, simple_fold, unpredictable},
    password::PasswordRules,
};

/// Four levels, shown as bars and a label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Strength {
    Weak,
    Fair,
    Good,
    Strong,
}

impl Strength {
    /// At most `Fair` for passwords that the rules reject, or that the server may reject because they are common.
    pub fn of(password: &str, rules: PasswordRules) -> Self {
        let is_accepted = rules.check(password).is_ok();
        match (is_accepted, unpredictable(password)) {
            (true, MIN_STRONG..) if is_uncommon(password) => Self::Strong,
            (true, MIN_GOOD..) if is_uncommon(password) => Self::Good,
            (true, 6..) | (false, 8..) => Self::Fair,
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

    pub fn word(self) -> &'static str {
        match self {
            Self::Weak => "Weak",
            Self::Fair => "Fair",
            Self::Good => "Good",
            Self::Strong => "Strong",
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

/// Sorted big-endian 16-bit fingerprints. A test in the module with the list verifies them.
pub const FINGERPRINTS: &[u8] = include_bytes!("../../../assets/common-passwords/fingerprints.bin");
/// The minimum numbers of unpredictable characters of good and of strong passwords.
const MIN_GOOD: usize = 14;
const MIN_STRONG: usize = 16;
/// The minimum number of changes between letters, digits and other characters, as in four words with spaces.
const MIN_CHANGES: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(password: &str) -> Strength {
        Strength::of(password, PasswordRules::default())
    }

    #[test]
    fn length_and_variety_make_a_password_strong() {
        assert_eq!(strength("abc"), Strength::Weak);
        assert_eq!(strength("Lanterns24x"), Strength::Fair);
        assert_eq!(strength("Lantern-24x"), Strength::Fair);
        assert_eq!(strength("four owls in huts"), Strength::Good);
        assert_eq!(strength("kettle lantern orbit"), Strength::Strong);
        assert_eq!(strength("aV4#kT9!wQ2$mZ7&"), Strength::Strong);
        assert_eq!(strength("four unrelated words together"), Strength::Strong);
    }

    #[test]
    fn repetitions_and_sequences_are_weak() {
        assert_eq!(strength("aaaaaaaaaaaaaaaaaaaa"), Strength::Weak);
        assert_eq!(strength("12345678901234567890"), Strength::Weak);
        assert_eq!(strength("Abcdefgh1!"), Strength::Weak);
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
