use super::*;
use crate::own_fields::items::{MAX_KEY_LEN, items, key_of};
use proptest::prelude::*;

fn of(kind: OwnFieldKind) -> OwnFieldDefinition {
    let choices = ["sales=Sales", "sales:de=Vertrieb", "it=IT", "press"].map(str::to_owned).to_vec();
    OwnFieldDefinition { kind, choices, ..OwnFieldDefinition::default() }
}

/// The value as a text; `!` and the code of what is wrong.
fn read_text(kind: OwnFieldKind, text: &str) -> String {
    match read(&of(kind), None, &Sent::Text(text.to_owned())) {
        Ok(value) => value.map(|value| value.to_text().into_owned()).unwrap_or_default(),
        Err(problem) => format!("!{}", problem.code),
    }
}

#[test]
fn each_kind_has_a_rule() {
    use OwnFieldKind::{Choice, Choices, Country, Date, LongText, Number, Phone, Text, Url, YesNo};
    for (kind, text, expected) in [
        (Text, "  Sales  ", "Sales"),
        (Text, "a\nb", "!not_allowed"),
        (Text, "\u{200b}\u{feff}", "!not_allowed"),
        (Text, "\u{200b}", "!not_allowed"),
        (LongText, "\u{200b}\n\u{200b}", "!not_allowed"),
        (LongText, "a\r\nb", "a\nb"),
        (LongText, "a\u{202e}b", "!not_allowed"),
        (Number, "007,50", "7.5"),
        (Number, "seven", "!not_allowed"),
        (YesNo, "Ja", "true"),
        (YesNo, "0", "false"),
        (YesNo, "perhaps", "!not_allowed"),
        (Date, "28.2.2026", "2026-02-28"),
        (Date, "2024-02-29", "2024-02-29"),
        (Date, "2026-02-29", "!not_allowed"),
        (Date, "2026-13-01", "!not_allowed"),
        (Date, "0000-01-01", "!not_allowed"),
        (Choice, "vertrieb", "sales"),
        (Choice, "press", "press"),
        (Choice, "accounts", "!not_allowed"),
        (Choices, "press, Vertrieb; press", "sales,press"),
        (Choices, "PRESS;it,Vertrieb;Sales", "sales,it,press"),
        (Choices, "press, accounts", "!not_allowed"),
        (Url, "HTTPS://Example.org", "https://example.org/"),
        (Url, "javascript:alert(1)", "!not_allowed"),
        (Url, "https://a:b@example.org/", "!not_allowed"),
        (Url, "example.org", "!not_allowed"),
        (Phone, "+49 (30) 123-456", "+4930123456"),
        (Phone, "030 123456", "!not_allowed"),
        (Country, "de", "DE"),
        (Country, "XX", "!not_allowed"),
    ] {
        assert_eq!(read_text(kind, text), expected, "{kind} {text}");
    }
    for kind in OwnFieldKind::ALL {
        assert_eq!(read_text(kind, " "), "", "{kind}: nothing");
        assert!(read(&of(kind), None, &Sent::WrongType).is_err(), "{kind}");
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    let definition = OwnFieldDefinition { min_length: Some(2), max_length: Some(3), ..of(OwnFieldKind::Text) };
    let code = |text: &str| read(&definition, None, &Sent::Text(text.to_owned())).map_err(|problem| problem.code).err();
    assert_eq!([code("é"), code("éé"), code("ééé"), code("éééé")], [Some("too_short"), None, None, Some("too_long")]);
    assert_eq!(read_text(OwnFieldKind::Text, &"x".repeat(201)), "!too_long");
}

proptest! {
    #[test]
    fn what_is_read_is_read_again_and_its_rows_are_bounded(text in "\\PC{0,300}", kind in 0..OwnFieldKind::ALL.len()) {
        let definition = of(OwnFieldKind::ALL[kind]);
        if let Ok(Some(value)) = read(&definition, None, &Sent::Text(text)) {
            let rows = items(definition.kind, &value);
            prop_assert!(rows.iter().all(|row| row.key.len() <= MAX_KEY_LEN));
            let stored = rows.into_iter().map(|row| row.value).collect();
            prop_assert_eq!(value_of(definition.kind, stored), Some(value.clone()));
            let again = read(&definition, None, &match &value {
                FieldValue::Several(items) => Sent::List(items.clone()),
                one => Sent::Text(one.to_text().into_owned()),
            });
            prop_assert_eq!(again.ok().flatten(), Some(value));
        }
    }

    #[test]
    fn different_texts_that_are_long_have_different_keys(text in "\\PC{400,500}") {
        prop_assert_ne!(key_of(&format!("{text}a")), key_of(&format!("{text}b")));
    }
}
