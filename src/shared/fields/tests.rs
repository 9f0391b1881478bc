//! The rules of the fields, as tables and as properties.

use super::{
    Fields, Problem,
    email::EmailAddress,
    password::{PasswordRules, PasswordShape},
    person_name::PersonName,
    username::Username,
};
use crate::shared::text::Text;
use proptest::prelude::*;

fn code<T>(parsed: Result<T, Problem>) -> &'static str {
    parsed.map_or_else(|problem| problem.code, |_| "")
}

mod passwords {
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
            ("abcdefghijklmno", ""),
            ("               ", ""),
            ("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", ""),
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
            ("e\u{301}", 7, "too_simple"),
            ("e\u{301}", 8, ""),
        ] {
            assert_eq!(check(&letter.repeat(count)), expected, "{letter} × {count}");
        }
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
        assert_eq!(code(rules.check("abcdefghijklmnopqrst")), "");
    }

    #[test]
    fn a_least_length_between_raises_the_short_way_alone() {
        let rules = PasswordRules { min_length: 12 };
        assert_eq!(code(rules.check("Abcd-1xyAbc")), "too_short");
        assert_eq!(code(rules.check("Abcd-1xyAbcd")), "");
        assert_eq!(code(rules.check("abcdefghijklmno")), "");
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
        fn nothing_panics_and_the_length_decides_from_fifteen_on(password in "\\PC{0,140}|[\\x00-\\x7f]{0,20}") {
            let length = PasswordShape::of(&password).length;
            prop_assert_eq!(length, password.chars().count());
            let accepted = PasswordRules::default().check(&password).is_ok();
            if length >= 15 {
                prop_assert_eq!(accepted, length <= 128);
            }
            if length < 8 {
                prop_assert!(!accepted);
            }
        }
    }
}

mod usernames {
    use super::*;

    #[test]
    fn three_to_eighty_letters_digits_dots_dashes_and_underscores() {
        let (longest, too_long) = ("é".repeat(80), "é".repeat(81));
        for (name, expected) in [
            ("", "required"),
            ("   ", "required"),
            ("ab", "too_short"),
            ("abc", ""),
            ("  abc\n", ""),
            ("a.b_c-9", ""),
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
        fn nothing_panics_and_what_was_parsed_parses_to_itself(raw in "\\PC{0,90}|[a-zA-Z0-9._ -]{0,85}") {
            if let Ok(name) = Username::parse(&raw) {
                prop_assert_eq!(&Username::parse(name.as_str()).unwrap(), &name);
                prop_assert!((3..=80).contains(&name.as_str().chars().count()));
                prop_assert_eq!(name.as_str(), raw.trim());
            }
        }
    }
}

mod addresses {
    use super::*;

    #[test]
    fn one_recipient_of_at_most_120_characters() {
        let domain = "@example.org";
        let longest = format!("{}@{}.org", "a".repeat(64), "b".repeat(51));
        let too_long = format!("{}@{}.org", "a".repeat(64), "b".repeat(52));
        let long_local = format!("{}{domain}", "a".repeat(65));
        for (address, expected) in [
            ("", "required"),
            (" \t", "required"),
            ("maren@example.org", ""),
            (" maren@example.org ", ""),
            ("maren.winter+shop@mail.example.org", ""),
            ("o'hara@example.org", ""),
            ("jörg@müller.example", ""),
            (longest.as_str(), ""),
            (too_long.as_str(), "too_long"),
            (long_local.as_str(), "not_allowed"),
            ("maren", "at_sign_missing"),
            ("@example.org", "not_allowed"),
            ("maren@", "domain_incomplete"),
            ("maren@localhost", "domain_incomplete"),
            ("maren@example.o", "domain_incomplete"),
            ("maren@example..org", "domain_incomplete"),
            ("maren@-example.org", "domain_incomplete"),
            ("maren@example.org.", "domain_incomplete"),
            ("maren@127.0.0.1", "domain_incomplete"),
            ("maren@[127.0.0.1]", "not_allowed"),
            (".maren@example.org", "not_allowed"),
            ("ma..ren@example.org", "not_allowed"),
            ("maren@ben@example.org", "not_allowed"),
            ("maren@example.org,ben@example.org", "not_allowed"),
            ("maren@example.org ben@example.org", "not_allowed"),
            ("Maren <maren@example.org>", "not_allowed"),
            ("\"maren winter\"@example.org", "not_allowed"),
            ("maren@example.org\r\nBcc: ben@example.org", "not_allowed"),
            ("ma\0ren@example.org", "not_allowed"),
            ("maren\u{3164}@example.org", "not_allowed"),
            ("maren@exam\u{200d}ple.org", "not_allowed"),
        ] {
            assert_eq!(code(EmailAddress::parse(address)), expected, "{address:?}");
        }
        assert_eq!(longest.chars().count(), 120);
    }

    #[test]
    fn the_local_part_stands_before_the_at() {
        assert_eq!(EmailAddress::parse("maren.w@example.org").unwrap().local_part(), "maren.w");
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_was_parsed_parses_to_itself(
            raw in "\\PC{0,130}|[a-z0-9.+@ -]{0,40}|[a-z.]{1,12}@[a-z.-]{1,20}\\.[a-z]{2,5}",
        ) {
            if let Ok(address) = EmailAddress::parse(&raw) {
                prop_assert_eq!(&EmailAddress::parse(address.as_str()).unwrap(), &address);
                prop_assert_eq!(address.as_str().matches('@').count(), 1);
                prop_assert!(!address.as_str().contains(char::is_whitespace));
                prop_assert!(address.as_str().chars().count() <= 120);
            }
        }
    }
}

mod names {
    use super::*;

    #[test]
    fn a_name_is_anything_that_can_be_seen_of_at_most_120_characters() {
        let parsed = |raw: &str| {
            PersonName::parse_optional(raw).map(|name| name.map(|name| name.as_str().to_owned())).map_err(|p| p.code)
        };
        assert_eq!(parsed(""), Ok(None));
        assert_eq!(parsed(" \n "), Ok(None));
        assert_eq!(parsed(" Maren  Winter "), Ok(Some("Maren  Winter".to_owned())));
        assert_eq!(parsed("</script><b>"), Ok(Some("</script><b>".to_owned())));
        assert_eq!(parsed(&"é".repeat(120)), Ok(Some("é".repeat(120))));
        assert_eq!(parsed(&"é".repeat(121)), Err("too_long"));
        for unseen in ["Maren\nWinter", "Maren\0", "Maren\u{202e}", "Maren\u{2066}", "\u{feff}Maren", "Maren\u{1b}[31m"] {
            assert_eq!(parsed(unseen), Err("not_allowed"), "{unseen:?}");
        }
    }

    #[test]
    fn names_of_which_nothing_can_be_seen_are_none() {
        for invisible in ["\u{200b}\u{200b}", "\u{2060}", "\u{3164}", "\u{ad}"] {
            assert_eq!(code(PersonName::parse_optional(invisible)), "not_allowed", "{invisible:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_was_parsed_parses_to_itself(raw in "\\PC{0,130}|[\\x00-\\x7f]{0,20}") {
            if let Ok(Some(name)) = PersonName::parse_optional(&raw) {
                let again = PersonName::parse_optional(name.as_str()).unwrap();
                prop_assert_eq!(again.as_ref(), Some(&name));
                prop_assert!(!name.as_str().is_empty());
            }
        }
    }
}

#[test]
fn all_errors_are_told_at_once_in_the_order_of_the_fields() {
    let mut fields = Fields::default();
    assert_eq!(fields.parse("username", &Text::NotText, Username::parse), None);
    assert_eq!(fields.parse("email", &Text::Missing, EmailAddress::parse), None);
    assert!(fields.parse("name", &Text::from("Maren"), PersonName::parse_optional).is_some());
    let errors = fields.finish().unwrap_err();
    let told: Vec<_> = errors.iter().map(|error| (error.field.as_ref(), error.code.as_ref())).collect();
    assert_eq!(told, [("username", "wrong_type"), ("email", "required")]);
}

#[test]
fn no_error_is_the_way_on() {
    let mut fields = Fields::default();
    assert!(fields.parse("username", &Text::from("maren"), Username::parse).is_some());
    assert_eq!(fields.finish(), Ok(()));
}
