//! How well a new password will hold, as far as can be told while typing. Advice alone: the rules decide.

use crate::shared::fields::password::{PasswordRules, PasswordShape};

/// Four steps, as bars and as a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Strength {
    Weak,
    Fair,
    Good,
    Strong,
}

impl Strength {
    /// What the rules refuse is fair at best; what they take is judged by the length that a guesser has to go.
    pub fn of(password: &str, rules: PasswordRules) -> Self {
        let surprises = surprises(password);
        let accepted = rules.check(password).is_ok();
        match (accepted, surprises) {
            (true, 16..) => Self::Strong,
            (true, 10..) => Self::Good,
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

/// How many characters do not follow from those before: not the same again, not the next in the row as in `abc`
/// or `4321`, and none more than twice. A mixture of kinds counts for up to three more.
fn surprises(password: &str) -> usize {
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let is_new = |index: usize| {
        let before = &codes[..index];
        let follows = before.last().is_some_and(|last| (codes[index] - last).abs() <= 1);
        !follows && before.iter().filter(|code| **code == codes[index]).count() < 2
    };
    let shape = PasswordShape::of(password);
    let kinds = [shape.lower, shape.upper, shape.digit, shape.symbol];
    let mixture = kinds.into_iter().filter(|kind| *kind).count();
    (0..codes.len()).filter(|index| is_new(*index)).count() + mixture.saturating_sub(1)
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
        assert_eq!(strength("Lanterns24x"), Strength::Fair);
        assert_eq!(strength("Lantern-24x"), Strength::Good);
        assert_eq!(strength("four unrelated words together"), Strength::Strong);
    }

    #[test]
    fn repetition_and_rows_do_not_help() {
        assert_eq!(strength("aaaaaaaaaaaaaaaaaaaa"), Strength::Weak);
        assert_eq!(strength("12345678901234567890"), Strength::Weak);
        assert_eq!(strength("Abcdefgh1!"), Strength::Fair);
    }
}
