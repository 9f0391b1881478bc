//! The rules for new passwords, on every path that sets one.

use super::filter::PasswordFilter;
use super::typed::composed;
use crate::identity;
use crate::language::message;
use crate::shared::Problem;
use crate::shared::fields::guessable::bases;
use crate::shared::fields::password::PasswordRules;

/// The minimum length of a name that a password must not contain, in characters: shorter names occur in too many words.
const MIN_NAME_CHARS: usize = 4;
/// The list of common passwords, which attackers try first: one case-folded password per line, sorted by bytes. The README in that
/// folder names the sources.
const LIST: &str = include_str!("../../assets/common-passwords/list.txt");

/// Checks that a new password follows the rules, is neither common nor stolen, and is not based on a name of the account. The rules
/// count the characters that are hashed.
///
/// `is_listed`: whether it is on the operator's list. `own` are the username and the email address of the account, in any order.
///
/// # Errors
/// The first rule that the password breaks.
pub fn check_new(password: &str, rules: PasswordRules, is_listed: bool, own: &[&str]) -> Result<(), Problem> {
    let composed = composed(password);
    let password = composed.as_str();
    rules.check(password)?;
    if is_common(password) {
        return Err(Problem::too_common());
    }
    // The one in the program is in memory.
    if is_listed || PasswordFilter::built_in().contains(password).unwrap_or(true) {
        return Err(Problem::new("stolen", message::password_stolen()));
    }
    let password = identity::fold(password);
    match own.iter().find(|name| is_based_on(&password, name)) {
        None => Ok(()),
        Some(name) if name.contains('@') => {
            Err(Problem::new("contains_identity", message::password_change_like_email()))
        }
        Some(_) => Err(Problem::new("contains_identity", message::password_change_like_username())),
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

/// Whether the whole password is on the list, in any case, or is an entry with an ending that is typically added to satisfy
/// a form: `Password1!` is no better than `password`.
///
/// Parts of the password are not compared: three common words are a good passphrase (NIST SP 800-63B-4, 3.1.1.2).
fn is_common(password: &str) -> bool {
    let folded = identity::fold(password);
    is_listed(&folded) || bases(&folded).any(is_listed)
}

/// A binary search over the text itself, because an index would need more memory than the list.
fn is_listed(folded: &str) -> bool {
    let mut rest = LIST;
    while !rest.is_empty() {
        // The start of the line that contains the middle of `rest`.
        // Rounded to a character boundary, because entries may contain characters of several bytes.
        let middle = rest.floor_char_boundary(rest.len() / 2);
        let start = rest[..middle].rfind('\n').map_or(0, |newline| newline + 1);
        let (line, after) = rest[start..].split_once('\n').unwrap_or((&rest[start..], ""));
        match folded.cmp(line) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => rest = &rest[..start],
            std::cmp::Ordering::Greater => rest = after,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::password::{FINGERPRINTS, Strength, fingerprint, looks_good};
    use std::collections::BTreeSet;

    const OWN: &[&str] = &["Maren.Winter", "m.winter@example.org"];

    fn error(password: &str, own: &[&str]) -> Option<(&'static str, String)> {
        let problem = check_new(password, PasswordRules::default(), false, own).err()?;
        Some((problem.code, problem.message.say()))
    }

    #[test]
    fn the_rules_come_first() {
        assert_eq!(error("password", OWN).unwrap().0, "too_simple");
    }

    #[test]
    fn common_passwords_are_rejected_with_advice() {
        let (code, message) = error("P@ssw0rd", OWN).unwrap();
        assert_eq!(code, "too_common");
        assert_eq!(message, Problem::too_common().message.say());
    }

    #[test]
    fn stolen_passwords_are_rejected_in_any_case() {
        let message = "This password is in lists of stolen passwords. Use a few unrelated words.";
        for password in ["Helmut-1950", "heLMut-1950", "glitter in the air", "Glitter In The Air"] {
            assert_eq!(error(password, OWN), Some(("stolen", message.to_owned())), "{password}");
        }
        assert_eq!(error("glitter in the air again", OWN), None, "only whole passwords are compared");
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

    /// With the accent as a character of its own it would be long enough.
    #[test]
    fn a_password_is_judged_in_the_form_that_is_hashed() {
        assert_eq!(error("kettle-lantérn", OWN).unwrap().0, "too_simple");
        assert_eq!(error("kettle-lante\u{301}rn", OWN), error("kettle-lantérn", OWN));
        let nist = PasswordRules { nist: true, ..PasswordRules::default() };
        assert_eq!(check_new("kettle-lante\u{301}rn", nist, false, &[]).unwrap_err().code, "too_short");
        assert_eq!(error("gru\u{308}nka\u{308}se-9X", &["Grünkäse"]).unwrap().0, "contains_identity");
        assert_eq!(error("Gru\u{308}n-Ka\u{308}se-O\u{308}l-42", OWN), None);
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

    #[test]
    fn the_list_has_at_least_20_000_sorted_folded_and_unique_entries() {
        let lines: Vec<&str> = LIST.lines().collect();
        assert!(lines.len() >= 20_000, "{} entries", lines.len());
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        for line in lines {
            assert_eq!(identity::fold(line), line);
            assert!(line.chars().count() >= 8, "{line}");
        }
    }

    #[test]
    fn every_entry_is_found_and_its_neighbours_are_not() {
        for line in LIST.lines() {
            assert!(is_listed(line), "{line}");
            assert!(!is_listed(&format!("{line}\u{0}")), "{line}");
        }
        assert!(!is_listed(""));
        assert!(!is_listed("\u{10ffff}"));
    }

    #[test]
    fn common_passwords_are_found_in_any_case_and_with_typical_endings() {
        for password in [
            "P@ssw0rd",
            "PassWord",
            "Password1!",
            "Password123!",
            "Password2024!",
            "Qwerty123!",
            "Welcome123#",
            "Sunshine@1",
            "P@ssw0rd1234!!",
            "1q2w3e4r5t6y7u8i",
            "qwertyuiopasdfgh",
            "aaaaaaaaaaaaaaa",
            "123456789012345",
            "passwordpassword",
            "Ｐassword１！",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn a_password_that_only_contains_a_common_word_is_not_common() {
        for password in ["Password-Kettle-9", "my password is long", "ééééééééééééééé", "Sunflower-42!", "Vt7#mQz2"]
        {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn a_common_password_never_has_good_strength() {
        // One variant of each entry, because all variants of all entries take more than a minute.
        let variants = [(false, ""), (true, "!"), (false, "1!"), (true, "2024!"), (false, "_1234567890#")];
        for (listed, (upper, ending)) in LIST.lines().zip(variants.into_iter().cycle()) {
            let word = if upper { listed.to_uppercase() } else { listed.to_owned() };
            let password = format!("{word}{ending}");
            assert!(Strength::of(&password, PasswordRules::default()) < Strength::Good, "{password}");
        }
    }

    #[test]
    fn the_fingerprints_belong_to_the_entries_that_look_good() {
        let fingerprints: BTreeSet<u16> = LIST.lines().filter(|line| looks_good(line)).map(fingerprint).collect();
        let bytes: Vec<u8> = fingerprints.into_iter().flat_map(u16::to_be_bytes).collect();
        let expected = std::env::temp_dir().join("fingerprints.bin");
        std::fs::write(&expected, &bytes).unwrap();
        assert!(bytes == FINGERPRINTS, "the list has changed: replace the file in assets with {}", expected.display());
    }
}
