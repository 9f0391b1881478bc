//! How well a new password will hold, as far as can be told while typing. Advice alone: the rules decide.

use crate::shared::fields::password::{PasswordRules, PasswordShape};

/// Four steps, as bars and as a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Strength {
    Weak = 1,
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
/// or `4321`. A mixture of kinds counts for up to three more.
fn surprises(password: &str) -> usize {
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps = codes
        .windows(2)
        .filter(|pair| (pair[1] - pair[0]).abs() > 1)
        .count();
    let mut distinct = codes.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let shape = PasswordShape::of(password);
    let kinds = [shape.lower, shape.upper, shape.digit, shape.symbol]
        .into_iter()
        .filter(|kind| *kind)
        .count();
    let started = usize::from(!codes.is_empty());
    (steps + started).min(distinct.len() * 2) + kinds.saturating_sub(1)
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
