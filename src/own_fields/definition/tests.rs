use super::*;

fn errors(definition: &OwnFieldDefinition) -> Vec<String> {
    definition_problems(definition).into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
}

fn text() -> OwnFieldDefinition {
    OwnFieldDefinition::default()
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(ToString::to_string).collect()
}

#[test]
fn what_cannot_work_is_refused() {
    use OwnFieldParty::{Administrators, Applications, Owner};
    let choice = || OwnFieldDefinition { kind: OwnFieldKind::Choice, choices: lines(&["a", "b"]), ..text() };
    let pattern = |pattern: &str| OwnFieldDefinition {
        pattern: Some(pattern.to_owned()),
        pattern_help: lines(&["Like this."]),
        ..text()
    };
    for (definition, expected) in [
        (text(), ""),
        (OwnFieldDefinition { label: lines(&["en=Department", "de=Abteilung", "Department"]), ..text() }, ""),
        (OwnFieldDefinition { label: lines(&["de=a", "de=b"]), ..text() }, "label duplicate"),
        (OwnFieldDefinition { label: lines(&["de="]), ..text() }, "label not_allowed"),
        (OwnFieldDefinition { label: lines(&["\u{200b}"]), ..text() }, "label not_allowed"),
        (OwnFieldDefinition { help: lines(&["a\u{202e}b"]), ..text() }, "help not_allowed"),
        (choice(), ""),
        (OwnFieldDefinition { choices: Vec::new(), ..choice() }, "choices required"),
        (OwnFieldDefinition { choices: lines(&["a"]), ..text() }, "choices not_allowed"),
        (OwnFieldDefinition { choices: lines(&["a=A", "a:de=B", "a"]), ..choice() }, "choices duplicate"),
        (OwnFieldDefinition { choices: lines(&["a", "A"]), ..choice() }, "choices duplicate"),
        (OwnFieldDefinition { choices: lines(&["\u{e4}", "a\u{308}"]), ..choice() }, "choices duplicate"),
        (OwnFieldDefinition { choices: lines(&["a:xx=A"]), ..choice() }, "choices not_allowed"),
        (OwnFieldDefinition { choices: lines(&["a,b"]), ..choice() }, "choices not_allowed"),
        (OwnFieldDefinition { min_length: Some(3), max_length: Some(2), ..text() }, "min_length not_allowed"),
        (OwnFieldDefinition { min_length: Some(300), ..text() }, "min_length not_allowed"),
        (OwnFieldDefinition { min_length: Some(300), max_length: Some(300), ..text() }, ""),
        (OwnFieldDefinition { max_length: Some(4001), ..text() }, "max_length not_allowed"),
        (OwnFieldDefinition { max_length: Some(3), ..choice() }, "max_length not_allowed"),
        (pattern("[A-Z]{2}[0-9]+"), ""),
        (pattern("a)|(b"), "pattern not_allowed"),
        (pattern("a\u{202e}"), "pattern not_allowed"),
        (pattern("(?=a)b"), "pattern not_allowed"),
        (pattern("(a{1000}){1000}"), "pattern not_allowed"),
        (OwnFieldDefinition { pattern_help: Vec::new(), ..pattern("a") }, "pattern_help required"),
        (OwnFieldDefinition { pattern: None, ..pattern("a") }, "pattern_help not_allowed"),
        (OwnFieldDefinition { seen_by: Vec::new(), ..text() }, "seen_by required,changed_by not_allowed"),
        (OwnFieldDefinition { seen_by: vec![Owner], ..text() }, "changed_by not_allowed"),
        (
            OwnFieldDefinition {
                seen_by: vec![Administrators, Applications],
                changed_by: vec![Administrators, Applications],
                ..text()
            },
            "changed_by not_allowed",
        ),
        (OwnFieldDefinition { scope: Some("shop:billing".to_owned()), ..text() }, ""),
        (OwnFieldDefinition { scope: Some(String::new()), ..text() }, ""),
        (OwnFieldDefinition { scope: Some("a b".to_owned()), ..text() }, "scope not_allowed"),
        (OwnFieldDefinition { scope: Some("email".to_owned()), ..text() }, "scope reserved"),
        (OwnFieldDefinition { required: OwnFieldNeed::SignIn, ..text() }, ""),
        (
            OwnFieldDefinition { required: OwnFieldNeed::SignIn, changed_by: vec![Administrators], ..text() },
            "required not_allowed",
        ),
        (OwnFieldDefinition { required: OwnFieldNeed::SignIn, closed: true, ..text() }, "required not_allowed"),
        (OwnFieldDefinition { unique: true, default: lines(&["a"]), ..text() }, "default not_allowed"),
        (OwnFieldDefinition { default: lines(&["c"]), ..choice() }, "default not_allowed"),
        (OwnFieldDefinition { default: lines(&["a", "b"]), ..choice() }, "default wrong_type"),
        (
            OwnFieldDefinition {
                kind: OwnFieldKind::LongText,
                max_length: Some(4_000),
                default: vec!["é".repeat(3_000)],
                ..text()
            },
            "default too_long",
        ),
        (OwnFieldDefinition { kind: OwnFieldKind::Choices, default: lines(&["a", "b"]), ..choice() }, ""),
        (OwnFieldDefinition { kind: OwnFieldKind::LongText, unique: true, ..text() }, "unique not_allowed"),
        (
            OwnFieldDefinition { filterable: true, seen_by: vec![Owner], changed_by: vec![Owner], ..text() },
            "seen_by not_allowed",
        ),
        (
            OwnFieldDefinition { in_audit: true, seen_by: vec![Owner], changed_by: vec![Owner], ..text() },
            "seen_by not_allowed",
        ),
    ] {
        assert_eq!(errors(&definition).join(","), expected, "{definition:?}");
    }
}

#[test]
fn a_pattern_is_for_the_whole_value() {
    let pattern = compiled("a|b").expect("a pattern");
    assert!(pattern.is_match("a") && pattern.is_match("b"));
    assert!(!pattern.is_match("ab") && !pattern.is_match("xa") && !pattern.is_match("a\n"));
}
