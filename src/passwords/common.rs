//! The list of common passwords, which attackers try first.

use crate::{identity, shared::fields::guessable::bases};

/// One case-folded password per line, sorted by bytes. The README in that folder names the sources.
const LIST: &str = include_str!("../../assets/common-passwords/list.txt");

/// Whether the whole password is on the list, in any case, or is an entry with an ending that is typically added to satisfy
/// a form: `Password1!` is no better than `password`.
///
/// Parts of the password are not compared: three common words are a good passphrase (NIST SP 800-63B-4, 3.1.1.2).
pub(super) fn is_common(password: &str) -> bool {
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
    use crate::shared::fields::{
        password::PasswordRules,
        strength::{FINGERPRINTS, Strength, fingerprint, looks_good},
    };
    use std::collections::BTreeSet;

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
