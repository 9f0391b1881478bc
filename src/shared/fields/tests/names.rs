//! Display names of people, and names of installations.

use super::*;

#[test]
fn names_are_visible_text_of_at_most_120_characters() {
    let parsed = |raw: &str| {
        PersonName::parse_optional(raw).map(|name| name.map(|name| name.as_str().to_owned())).map_err(|p| p.code)
    };
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
        assert_eq!(code(PersonName::parse_optional(invisible)), "not_allowed", "{invisible:?}");
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
    fn parsing_never_panics_and_is_idempotent(raw in "\\PC{0,130}|[\\x00-\\x7f]{0,20}") {
        if let Ok(Some(name)) = PersonName::parse_optional(&raw) {
            let again = PersonName::parse_optional(name.as_str()).unwrap();
            prop_assert_eq!(again.as_ref(), Some(&name));
            prop_assert!(!name.as_str().is_empty());
        }
    }
}
