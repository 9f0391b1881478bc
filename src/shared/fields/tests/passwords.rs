//! The two ways to a password.

use super::*;

fn check(password: &str) -> &'static str {
    code(PasswordRules::default().check(password))
}

#[test]
fn eight_of_four_kinds_or_fifteen_of_anything() {
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
        // A letter with its accent beside it: two code points.
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
        // Twice a password that is good on its own.
        ("Vt7#mQz2Vt7#mQz2", ""),
        ("kettle lantern orbit", ""),
        ("my kettle is my kettle", ""),
    ] {
        assert_eq!(check(password), expected, "{password}");
    }
    assert_eq!(code(PasswordRules { min_length: 15 }.check("Vt7#mQz2Vt7#mQz2")), "too_predictable");
}

#[test]
fn letters_and_digits_of_any_script_count_as_such() {
    assert_eq!(check("Жук-жук٣"), "");
    assert_eq!(check("ЖУК-ЖУК٣"), "too_simple");
}

#[test]
fn a_least_length_of_fifteen_leaves_only_passphrases() {
    let rules = PasswordRules { min_length: 15 };
    assert_eq!(code(rules.check("Abcd-1xyAbcd-1")), "too_short");
    assert_eq!(code(rules.check("Abcd-1xyAbcd-1x")), "");
    let rules = PasswordRules { min_length: 20 };
    assert_eq!(rules.check("abcdefghijklmnopqrs").unwrap_err().message, "Make it at least 20 characters long.");
    assert_eq!(code(rules.check("kettle lantern orbit")), "");
}

#[test]
fn a_least_length_between_raises_the_short_way_alone() {
    let rules = PasswordRules { min_length: 12 };
    assert_eq!(code(rules.check("Abcd-1xyAbc")), "too_short");
    assert_eq!(code(rules.check("Abcd-1xyAbcd")), "");
    assert_eq!(code(rules.check("lantern kettles")), "");
}

#[test]
fn the_message_says_what_is_missing() {
    for (password, message) in [
        ("abcdefgh", "Add a capital letter, a digit and a symbol, or make it 15 characters long."),
        ("Abcdefg1", "Add a symbol, or make it 15 characters long."),
        ("Ab-1", "Make it at least 8 characters long."),
        ("abc-", "Make it 8 characters long and add a capital letter and a digit, or make it 15 of anything."),
    ] {
        let problem = PasswordRules::default().check(password).unwrap_err();
        assert_eq!(problem.message, message, "{password}");
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_the_length_is_bounded(password in "\\PC{0,140}|[\\x00-\\x7f]{0,20}") {
        let length = PasswordShape::of(&password).length;
        prop_assert_eq!(length, password.chars().count());
        let accepted = PasswordRules::default().check(&password).is_ok();
        if !(8..=128).contains(&length) {
            prop_assert!(!accepted);
        }
    }
}
