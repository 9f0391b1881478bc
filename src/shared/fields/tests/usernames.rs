//! Usernames, without the server's check of scripts.

use super::*;

#[test]
fn usernames_are_validated() {
    let (longest, too_long) = ("é".repeat(80), "é".repeat(81));
    for (name, expected) in [
        ("", "required"),
        ("   ", "required"),
        ("ab", "too_short"),
        ("abc", ""),
        ("  abc\n", ""),
        ("a.b_c-9", ""),
        ("...", "not_allowed"),
        ("_-.", "not_allowed"),
        ("_9_", ""),
        (longest.as_str(), ""),
        (too_long.as_str(), "too_long"),
        ("maren winter", "not_allowed"),
        ("maren@example.org", "not_allowed"),
        ("maren\0", "not_allowed"),
        ("maren\u{202e}", "not_allowed"),
        ("maren\u{200b}", "not_allowed"),
        ("maren\u{34f}", "not_allowed"),
        ("maren\u{3164}", "not_allowed"),
        ("<script>", "not_allowed"),
        ("a/../b", "not_allowed"),
        ("🦀🦀🦀", "not_allowed"),
        ("हिन्दी", ""),
        ("น้ำใจ", ""),
        ("mu\u{308}ller", ""),
    ] {
        assert_eq!(code(Username::parse(name)), expected, "{name:?}");
    }
}

proptest! {
    #[test]
    fn parsing_never_panics_and_is_idempotent(raw in "\\PC{0,90}|[a-zA-Z0-9._ -]{0,85}") {
        if let Ok(name) = Username::parse(&raw) {
            prop_assert_eq!(&Username::parse(name.as_str()).unwrap(), &name);
            prop_assert!((3..=80).contains(&name.as_str().chars().count()));
            prop_assert_eq!(name.as_str(), raw.trim());
        }
    }
}
