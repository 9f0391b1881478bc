//! What a new password must pass, on every way to set one.

use super::common::is_common;
use crate::{
    identity,
    shared::fields::{Problem, password::PasswordRules},
};

/// Names shorter than this, in code points, are in too many words to be looked for.
const SHORTEST_NAME: usize = 4;

/// Everything that a new password must pass: the rules, not common, not made of the account's own names.
///
/// `own` are the account's username and email address, in any order; what has an `@` is the address.
///
/// # Errors
/// The first problem, in words that say the mend.
pub fn check_new(password: &str, rules: PasswordRules, own: &[&str]) -> Result<(), Problem> {
    rules.check(password)?;
    if is_common(password) {
        return Err(Problem::too_common());
    }
    let password = identity::fold(password);
    match own.iter().find(|name| is_made_of(&password, name)) {
        None => Ok(()),
        Some(name) if name.contains('@') => {
            Err(Problem::new("contains_identity", "Leave your email address out of it."))
        }
        Some(_) => Err(Problem::new("contains_identity", "Leave your username out of it.")),
    }
}

/// Whether one of them holds the other: the name itself, or what stands before its `@`.
fn is_made_of(folded_password: &str, name: &str) -> bool {
    let name = identity::fold(name.trim());
    let local_part = name.rsplit_once('@').map_or("", |(local, _)| local);
    [name.as_str(), local_part].into_iter().any(|part| {
        part.chars().count() >= SHORTEST_NAME && (folded_password.contains(part) || part.contains(folded_password))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &["Maren.Winter", "m.winter@example.org"];

    fn code(password: &str, own: &[&str]) -> Option<(&'static str, String)> {
        let problem = check_new(password, PasswordRules::default(), own).err()?;
        Some((problem.code, problem.message.into_owned()))
    }

    #[test]
    fn the_rules_come_first() {
        assert_eq!(code("password", OWN).unwrap().0, "too_simple");
    }

    #[test]
    fn common_passwords_are_refused_with_a_mend() {
        let (code, message) = code("P@ssw0rd", OWN).unwrap();
        assert_eq!(code, "too_common");
        assert_eq!(message, "This password is too common. Use a few unrelated words.");
    }

    #[test]
    fn the_username_is_left_out_in_whatever_case() {
        for password in ["maren.winter-9X", "My MAREN.WINTER is long"] {
            let expected = ("contains_identity", "Leave your username out of it.".to_owned());
            assert_eq!(code(password, OWN), Some(expected), "{password}");
        }
    }

    #[test]
    fn the_address_and_its_local_part_are_left_out() {
        for password in ["M.winter@example.org1", "xX9-m.WINTER"] {
            let expected = ("contains_identity", "Leave your email address out of it.".to_owned());
            assert_eq!(code(password, OWN), Some(expected), "{password}");
        }
    }

    #[test]
    fn a_part_of_ones_own_address_is_no_password() {
        let own = ["maren", "Maren.W1nter-Frost@example.org"];
        assert_eq!(code("W1nter-Frost", &own).unwrap().0, "contains_identity");
    }

    #[test]
    fn short_names_are_in_too_many_words_to_be_looked_for() {
        assert_eq!(code("A good banana split", &["ana", "ana@example.org"]), None);
    }

    #[test]
    fn accounts_without_names_yet_are_checked_all_the_same() {
        assert_eq!(code("kettle lantern orbit", &["", ""]), None);
        assert_eq!(code("P@ssw0rd", &[]).unwrap().0, "too_common");
    }
}
