//! Tests of the field rules: tables and properties.

use super::credentials::EmailAddress;
use super::names::{InstallationName, Username, person_name};
use super::password::{PasswordRules, PasswordShape};
use super::profile::{FIELDS, Profile};
use super::{Fields, Problem};
use crate::shared::requests::UpdateUserRequest;
use crate::shared::values::Text;
use proptest::prelude::*;

fn code<T>(parsed: Result<T, Problem>) -> &'static str {
    parsed.map_or_else(|problem| problem.code, |_| "")
}

#[test]
fn all_errors_are_reported_in_the_order_of_the_fields() {
    let mut fields = Fields::default();
    assert_eq!(fields.parse("username", &Text::WrongType, Username::parse), None);
    assert_eq!(fields.parse("email", &Text::Missing, EmailAddress::parse), None);
    assert!(fields.parse("name", &Text::from("Maren"), person_name).is_some());
    let errors = fields.finish().unwrap_err();
    let reported: Vec<_> = errors.iter().map(|error| (error.field.as_ref(), error.code.as_ref())).collect();
    assert_eq!(reported, [("username", "wrong_type"), ("email", "required")]);
}

#[test]
fn valid_fields_have_no_errors() {
    let mut fields = Fields::default();
    assert!(fields.parse("username", &Text::from("maren"), Username::parse).is_some());
    assert_eq!(fields.finish(), Ok(()));
}

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
    fn parsing_a_username_never_panics_and_is_idempotent(raw in "\\PC{0,90}|[a-zA-Z0-9._ -]{0,85}") {
        if let Ok(name) = Username::parse(&raw) {
            prop_assert_eq!(&Username::parse(name.as_str()).unwrap(), &name);
            prop_assert!((3..=80).contains(&name.as_str().chars().count()));
            prop_assert_eq!(name.as_str(), raw.trim());
        }
    }
}

#[test]
fn addresses_are_validated() {
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
fn the_local_part_precedes_the_at_sign() {
    assert_eq!(EmailAddress::parse("maren.w@example.org").unwrap().local_part(), "maren.w");
}

proptest! {
    #[test]
    fn parsing_an_address_never_panics_and_is_idempotent(
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

#[test]
fn names_are_visible_text_of_at_most_120_characters() {
    let parsed = |raw: &str| person_name(raw).map_err(|problem| problem.code);
    assert_eq!(parsed(""), Ok(None));
    assert_eq!(parsed(" \n "), Ok(None));
    assert_eq!(parsed(" Maren  Winter "), Ok(Some("Maren  Winter".to_owned())));
    assert_eq!(parsed("</script><b>"), Ok(Some("</script><b>".to_owned())));
    assert_eq!(parsed(&"é".repeat(120)), Ok(Some("é".repeat(120))));
    assert_eq!(parsed(&"é".repeat(121)), Err("too_long"));
    for invisible in ["Maren\nWinter", "Maren\0", "Maren\u{202e}", "Maren\u{2066}", "\u{feff}Maren", "Maren\u{1b}[31m"]
    {
        assert_eq!(parsed(invisible), Err("not_allowed"), "{invisible:?}");
    }
}

#[test]
fn invisible_names_are_rejected() {
    for invisible in ["\u{200b}\u{200b}", "\u{2060}", "\u{3164}", "\u{ad}"] {
        assert_eq!(code(person_name(invisible)), "not_allowed", "{invisible:?}");
    }
}

#[test]
fn an_installation_has_a_name_of_at_most_60_characters_or_that_of_the_product() {
    let parsed = |raw: &str| InstallationName::parse(raw).map(|name| name.as_str().to_owned()).map_err(|p| p.code);
    assert_eq!(parsed(" Söhne & Co "), Ok("Söhne & Co".to_owned()));
    assert_eq!(parsed(" "), Ok("Vestibule".to_owned()));
    assert_eq!(parsed(&"é".repeat(60)), Ok("é".repeat(60)));
    assert_eq!(parsed(&"é".repeat(61)), Err("too_long"));
    for unfit in ["Exam\nple", "Exam\0ple", "\u{202e}Example", "\u{200b}"] {
        assert_eq!(parsed(unfit), Err("not_allowed"), "{unfit:?}");
    }
    let name = InstallationName::parse("Example").unwrap();
    assert_eq!((name.given(), name.is_default()), (Some("Example"), false));
    assert!(InstallationName::parse("").unwrap().is_default() && InstallationName::default().given().is_none());
}

proptest! {
    #[test]
    fn parsing_a_name_never_panics_and_is_idempotent(raw in "\\PC{0,130}|[\\x00-\\x7f]{0,20}") {
        if let Ok(Some(name)) = person_name(&raw) {
            prop_assert!(!name.is_empty());
            prop_assert_eq!(person_name(&name).unwrap(), Some(name));
        }
    }
}

#[test]
fn null_removes_a_value_of_a_profile_and_a_missing_one_keeps_it() {
    for (json, expected, errors) in [
        ("{}", Some("Ada"), &[][..]),
        (r#"{"name": null}"#, None, &[]),
        (r#"{"name": " "}"#, None, &[]),
        (r#"{"name": " Maren "}"#, Some("Maren"), &[]),
        (r#"{"name": 7}"#, None, &["wrong_type"]),
    ] {
        let request: UpdateUserRequest = serde_json::from_str(json).expect("an object");
        let mut fields = Fields::default();
        let profile = request.profile.parse_change(Profile::of_name(Some("Ada".to_owned())), &mut fields);
        let found = fields.finish().err().unwrap_or_default();
        let codes: Vec<_> = found.iter().map(|error| &*error.code).collect();
        assert_eq!((profile.name.as_deref(), codes.as_slice()), (expected, errors), "{json}");
    }
}

#[test]
fn each_field_of_a_profile_is_declared_under_its_own_name() {
    let names = serde_json::to_value(FIELDS.each_ref().map(|field| field.name)).expect("an object");
    assert!(names.as_object().expect("an object").iter().all(|(member, name)| name == member), "{names}");
}

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
}

#[test]
fn letters_and_digits_of_any_script_count() {
    assert_eq!(check("Жук-жук٣"), "");
    assert_eq!(check("ЖУК-ЖУК٣"), "too_simple");
}

#[test]
fn a_minimum_length_of_fifteen_allows_only_passphrases() {
    let rules = PasswordRules { min_length: 15, ..PasswordRules::default() };
    assert_eq!(code(rules.check("Abcd-1xyAbcd-1")), "too_short");
    assert_eq!(code(rules.check("Abcd-1xyAbcd-1x")), "");
    assert_eq!(code(rules.check("Vt7#mQz2Vt7#mQz2")), "too_predictable", "half of it is too short");
    let rules = PasswordRules { min_length: 20, ..PasswordRules::default() };
    assert_eq!(rules.check("abcdefghijklmnopqrs").unwrap_err().message, "Use at least 20 characters.");
    assert_eq!(code(rules.check("kettle lantern orbit")), "");
}

#[test]
fn a_minimum_length_below_fifteen_applies_to_short_passwords() {
    let rules = PasswordRules { min_length: 12, ..PasswordRules::default() };
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
    fn checking_a_password_never_panics_and_limits_the_length(password in "\\PC{0,140}|[\\x00-\\x7f]{0,20}") {
        let length = PasswordShape::of(&password).length;
        prop_assert_eq!(length, password.chars().count());
        let accepted = PasswordRules::default().check(&password).is_ok();
        if !(8..=128).contains(&length) {
            prop_assert!(!accepted);
        }
    }
}
