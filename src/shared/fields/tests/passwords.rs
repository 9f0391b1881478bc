//! The two kinds of valid passwords: short with four kinds of characters, or long.

use super::*;

fn check(password: &str) -> &'static str {
    code(PasswordRules::default().check(password))
}

#[test]
fn eight_characters_of_four_kinds_or_any_fifteen() {
    for (password, expected) in [
        ("", "required"),
        ("Abcd-1x", "too_short"),
        ("abcdefg", "too_short"),
        ("Abcd-1xy", ""),
        ("abcd-1xy", "too_simple"),
        ("ABCD-1XY", "too_simple"),
        ("Abcd-exy", "too_simple"),
        ("Abcd51xy", "too_simple"),
        ("abcdefghijklmn", "too_simple"),
        ("lantern kettles", ""),
        ("\0\u{1}lantern kettl", ""),
    ] {
        assert_eq!(check(password), expected, "{password:?}");
    }
}

#[test]
fn lengths_are_counted_in_code_points() {
    for (letter, count, expected) in [
        ("é", 14, "too_simple"),
        ("é", 15, ""),
        ("🦀", 14, "too_simple"),
        ("🦀", 15, ""),
        ("é", 64, ""),
        ("é", 128, ""),
        ("🦀", 128, ""),
        ("é", 129, "too_long"),
        ("x", 129, "too_long"),
        ("x", 100_000, "too_long"),
        // A letter with a combining accent is two code points.
        ("e\u{301}", 14, "too_simple"),
        ("e\u{301}", 16, ""),
    ] {
        let rest = count - 8;
        let password = format!("kqzmfxwb{}", letter.repeat(rest / letter.chars().count()));
        assert_eq!(check(&password), expected, "{letter}, {count}");
    }
}

#[test]
fn passphrases_are_neither_repetitions_nor_sequences_nor_known_phrases() {
    for (password, expected) in [
        ("ééééééééééééééé", "too_predictable"),
        ("               ", "too_predictable"),
        ("🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀", "too_predictable"),
        ("iloveyouiloveyou", "too_predictable"),
        ("ILoveYou-ILoveYou-", "too_predictable"),
        ("kettlekettlekettle", "too_predictable"),
        ("abcdefghijklmno", "too_predictable"),
        ("098765432109876", "too_predictable"),
        ("qwertyuiopasdfghjkl", "too_predictable"),
        ("1qaz2wsx3edc4rfv", "too_predictable"),
        ("correcthorsebatterystaple", "too_common"),
        ("Correct Horse Battery Staple", "too_common"),
        // A valid password, repeated.
        ("Vt7#mQz2Vt7#mQz2", ""),
        ("kettle lantern orbit", ""),
        ("my kettle is my kettle", ""),
    ] {
        assert_eq!(check(password), expected, "{password}");
    }
    assert_eq!(code(PasswordRules { min_length: 15 }.check("Vt7#mQz2Vt7#mQz2")), "too_predictable");
}

#[test]
fn letters_and_digits_of_any_script_count() {
    assert_eq!(check("Жук-жук٣"), "");
    assert_eq!(check("ЖУК-ЖУК٣"), "too_simple");
}

#[test]
fn a_minimum_length_of_fifteen_allows_only_passphrases() {
    let rules = PasswordRules { min_length: 15 };
    assert_eq!(code(rules.check("Abcd-1xyAbcd-1")), "too_short");
    assert_eq!(code(rules.check("Abcd-1xyAbcd-1x")), "");
    let rules = PasswordRules { min_length: 20 };
    assert_eq!(rules.check("abcdefghijklmnopqrs").unwrap_err().message, "Use at least 20 characters.");
    assert_eq!(code(rules.check("kettle lantern orbit")), "");
}

#[test]
fn a_minimum_length_below_fifteen_applies_to_short_passwords() {
    let rules = PasswordRules { min_length: 12 };
    assert_eq!(code(rules.check("Abcd-1xyAbc")), "too_short");
    assert_eq!(code(rules.check("Abcd-1xyAbcd")), "");
    assert_eq!(code(rules.check("lantern kettles")), "");
}

#[test]
fn messages_name_the_missing_characters() {
    for (password, message) in [
        ("abcdefgh", "Add an upper case letter, a number and a symbol; or use 15 or more characters."),
        ("Abcdefg1", "Add a symbol; or use 15 or more characters."),
        ("Ab-1", "Use at least 8 characters."),
        ("abc-", "Use at least 8 characters and add an upper case letter and a number; or use any 15 or more."),
    ] {
        let problem = PasswordRules::default().check(password).unwrap_err();
        assert_eq!(problem.message, message, "{password}");
    }
}

proptest! {
    #[test]
    fn checking_never_panics_and_limits_the_length(password in "\\PC{0,140}|[\\x00-\\x7f]{0,20}") {
        let length = PasswordShape::of(&password).length;
        prop_assert_eq!(length, password.chars().count());
        let accepted = PasswordRules::default().check(&password).is_ok();
        if !(8..=128).contains(&length) {
            prop_assert!(!accepted);
        }
    }
}
