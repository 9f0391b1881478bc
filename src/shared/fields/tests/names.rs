//! Names of persons.

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
