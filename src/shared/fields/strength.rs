//! How well a new password will hold, as far as can be told while typing. Advice alone: the rules decide.

use super::{
    guessable::{bases, is_compatibility, simple_fold, unpredictable},
    password::PasswordRules,
};

/// Four steps, as bars and as a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Strength {
    Weak,
    Fair,
    Good,
    Strong,
}

impl Strength {
    /// What the rules refuse is fair at best, and so is what the server alone may refuse, for being common.
    pub fn of(password: &str, rules: PasswordRules) -> Self {
        let accepted = rules.check(password).is_ok();
        match (accepted, unpredictable(password)) {
            (true, VERY_LONG..) if is_uncommon(password) => Self::Strong,
            (true, LONG..) if is_uncommon(password) => Self::Good,
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

/// Whether it is certain that the password is on no list of common ones, also without an ending that everyone thinks of. The
/// list is the server's; here are fingerprints of those entries that look good, two bytes each.
fn is_uncommon(password: &str) -> bool {
    let folded = simple_fold(password);
    let is_new = |part: &str| looks_good(part) && !is_listed(fingerprint(part));
    is_new(&folded) && bases(&folded).all(is_new) && !folded.chars().any(is_compatibility)
}

/// Long and mixed: of the entries of the list one in thirty.
pub fn looks_good(folded: &str) -> bool {
    let kind = |c: char| (c.is_alphabetic(), c.is_numeric());
    let changes = folded.chars().zip(folded.chars().skip(1)).filter(|(one, next)| kind(*one) != kind(*next)).count();
    changes >= CHANGES && unpredictable(folded) >= LONG
}

/// FNV-1a of 32 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>), folded to 16.
pub fn fingerprint(folded: &str) -> u16 {
    let hash = folded.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_be_bytes();
    u16::from_be_bytes([a ^ c, b ^ d])
}

fn is_listed(fingerprint: u16) -> bool {
    FINGERPRINTS.as_chunks().0.contains(&fingerprint.to_be_bytes())
}

/// In order, each in two bytes, the higher first. A test beside the list makes them again.
pub const FINGERPRINTS: &[u8] = include_bytes!("../../../assets/common-passwords/fingerprints.bin");
/// So many unpredictable characters are good, and strong.
const LONG: usize = 14;
const VERY_LONG: usize = 16;
/// So many times letters, digits and others meet: as in four words with spaces, or in what nobody could remember.
const CHANGES: usize = 4;

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
    fn repetition_and_rows_do_not_help() {
        assert_eq!(strength("aaaaaaaaaaaaaaaaaaaa"), Strength::Weak);
        assert_eq!(strength("12345678901234567890"), Strength::Weak);
        assert_eq!(strength("Abcdefgh1!"), Strength::Weak);
    }

    #[test]
    fn a_common_password_with_a_common_ending_is_not_good() {
        for password in
            ["Password1!", "P@ssw0rd1234!!", "Correct Horse Battery Staple", "friend of emily", "Friend Of Emily1!"]
        {
            assert!(strength(password) < Strength::Good, "{password}");
        }
    }
}
