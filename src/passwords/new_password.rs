//! The rules for new passwords, on every path that sets one.

use super::common::is_common;
use crate::{
    identity,
    shared::fields::{Problem, password::PasswordRules},
};

/// The minimum length of a name that a password must not contain, in characters: shorter names occur in too many words.
const MIN_NAME_CHARS: usize = 4;

/// Checks that a new password follows the rules, is not common, and is not based on a name of the account.
///
/// `own` are the username and the email address of the account, in any order.
///
/// # Errors
/// The first rule that the password breaks.
pub fn check_new(password: &str, rules: PasswordRules, own: &[&str]) -> Result<(), Problem> {
    rules.check(password)?;
    if is_common(password) {
        return Err(Problem::too_common());
    }
    let password = identity::fold(password);
    match own.iter().find(|name| is_based_on(&password, name)) {
        None => Ok(()),
        Some(name) if name.contains('@') => {
            Err(Problem::new("contains_identity", "Choose a password that is not based on your email address."))
        }
        Some(_) => Err(Problem::new("contains_identity", "Choose a password that is not based on your username.")),
    }
}

/// Whether the password contains the name, or the name contains the password. An address also counts without its domain.
fn is_based_on(folded_password: &str, name: &str) -> bool {
    let name = identity::fold(name.trim());
    // Without a domain the local part is empty, hence too short to match.
    let local_part = name.rsplit_once('@').map_or("", |(local, _)| local);
    [name.as_str(), local_part].into_iter().any(|part| {
        part.chars().count() >= MIN_NAME_CHARS && (folded_password.contains(part) || part.contains(folded_password))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &[&str] = &["Maren.Winter", "m.winter@example.org"];

    fn error(password: &str, own: &[&str]) -> Option<(&'static str, String)> {
        let problem = check_new(password, PasswordRules::default(), own).err()?;
        Some((problem.code, problem.message.into_owned()))
    }

    #[test]
    fn the_rules_come_first() {
        assert_eq!(error("password", OWN).unwrap().0, "too_simple");
    }

    #[test]
    fn common_passwords_are_rejected_with_advice() {
        let (code, message) = error("P@ssw0rd", OWN).unwrap();
        assert_eq!(code, "too_common");
        assert_eq!(message, Problem::too_common().message);
    }

    #[test]
    fn a_password_that_contains_the_username_in_any_case_is_rejected() {
        for password in ["maren.winter-9X", "My MAREN.WINTER is long"] {
            let expected = ("contains_identity", "Choose a password that is not based on your username.".to_owned());
            assert_eq!(error(password, OWN), Some(expected), "{password}");
        }
    }

    #[test]
    fn a_password_that_contains_the_address_or_its_local_part_is_rejected() {
        for password in ["M.winter@example.org1", "xX9-m.WINTER"] {
            let expected =
                ("contains_identity", "Choose a password that is not based on your email address.".to_owned());
            assert_eq!(error(password, OWN), Some(expected), "{password}");
        }
    }

    #[test]
    fn a_password_that_is_a_part_of_the_address_is_rejected() {
        let own = ["maren", "Maren.W1nter-Frost@example.org"];
        assert_eq!(error("W1nter-Frost", &own).unwrap().0, "contains_identity");
    }

    #[test]
    fn short_names_may_occur_in_a_password() {
        assert_eq!(error("A good banana split", &["ana", "ana@example.org"]), None);
    }

    #[test]
    fn passwords_of_accounts_without_names_are_checked_too() {
        assert_eq!(error("kettle lantern orbit", &["", ""]), None);
        assert_eq!(error("P@ssw0rd", &[]).unwrap().0, "too_common");
    }
}
