//! Passwords that too many people use.

use crate::identity;

/// Sorted by bytes, folded, one to a line: where it is from stands beside it.
const LIST: &str = include_str!("../../assets/common-passwords/list.txt");

/// The shortest password on the list: shorter ones are refused before anyone looks.
const SHORTEST: usize = 8;

/// Whether the whole password is on the list, in whatever case, or is an entry with an ending that everyone
/// thinks of when a form asks for one more digit and symbol: `Password1!` is no better than `password`.
///
/// Never a part of it: three common words are a good passphrase (NIST SP 800-63B-4, 3.1.1.2).
pub(super) fn is_common(password: &str) -> bool {
    let folded = identity::fold(password);
    is_listed(&folded) || bases(&folded).any(is_listed)
}

/// What is left when an ending that everyone thinks of is taken away.
fn bases(folded: &str) -> impl Iterator<Item = &str> {
    let starts = folded.char_indices().map(|(index, _)| index);
    starts.skip(SHORTEST).filter(|&index| is_everyones_ending(&folded[index..])).map(|index| &folded[..index])
}

/// `!`, `1`, `123!`, `@2024`: a symbol, a number that counts or is a year, a few symbols, each of them optional.
fn is_everyones_ending(ending: &str) -> bool {
    let is_symbol = |c: char| c.is_ascii_punctuation();
    let ending = ending.trim_end_matches(is_symbol);
    let number = ending.strip_prefix(is_symbol).unwrap_or(ending);
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    is_number && (number.len() <= 1 || is_year || "1234567890".starts_with(number))
}

/// Binary search over the text itself: an index would take more memory than the list.
fn is_listed(folded: &str) -> bool {
    let mut rest = LIST;
    while !rest.is_empty() {
        let start = rest[..rest.floor_char_boundary(rest.len() / 2)].rfind('\n').map_or(0, |newline| newline + 1);
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

    #[test]
    fn the_list_has_at_least_20_000_entries_sorted_folded_and_without_doubles() {
        let lines: Vec<&str> = LIST.lines().collect();
        assert!(lines.len() >= 20_000, "{} entries", lines.len());
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        for line in lines {
            assert_eq!(identity::fold(line), line);
            assert!(line.chars().count() >= SHORTEST, "{line}");
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
    fn common_passwords_are_refused_in_any_case_and_with_everyones_endings() {
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
    fn what_merely_holds_a_common_word_is_not_common() {
        for password in [
            "correct horse battery staple",
            "Password-Kettle-9",
            "my password is long",
            "ééééééééééééééé",
            "Sunflower-42!",
            "Vt7#mQz2",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn endings_are_a_symbol_a_number_and_symbols() {
        for ending in ["!", "1", "7", "12", "123!", "@123", "2024", "#1999!", "1234567890", "!!", "_1!"] {
            assert!(is_everyones_ending(ending), "{ending}");
        }
        for ending in ["a", "42", "-42!", "1!2", "321", "2199", "é", " 1"] {
            assert!(!is_everyones_ending(ending), "{ending}");
        }
    }
}
