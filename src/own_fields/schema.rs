//! Fields as schemas (JSON Schema 2020-12), for the description of the API that an installation serves.

use super::DefinedField;
use super::kinds::{lengths, schema_of};
use crate::language::Language;
use crate::shared::OwnFieldDefinition;
use crate::shared::own_fields::{choices_of, words};
use serde_json::{Value, json};

impl DefinedField {
    /// What somebody may send: what is accepted, as far as a schema can say it, in the form in which it is stored. `or_null`: whether null
    /// is accepted, which is no value.
    pub fn request_schema(&self, or_null: bool) -> Value {
        let mut schema = schema_of(self.definition.kind);
        add_rules(&mut schema, &self.definition);
        if or_null {
            allow_null(&mut schema);
        }
        self.describe(schema)
    }

    /// What an account can have. A value that fits no longer is kept, so this has nothing that a change of the definition makes untrue.
    pub fn answer_schema(&self) -> Value {
        let mut schema = schema_of(self.definition.kind);
        add_choices(&mut schema, &self.definition, "examples");
        self.describe(schema)
    }

    /// Adds what people read: the help or else the label, and what the pattern asks for. The document is in English.
    fn describe(&self, mut schema: Value) -> Value {
        let OwnFieldDefinition { label, help, pattern_help, .. } = &self.definition;
        let about = [english(help).or_else(|| english(label)), english(pattern_help)];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        if !about.is_empty() {
            schema["description"] = json!(about.join("\n\n"));
        }
        schema
    }
}

fn english(lines: &[String]) -> Option<&str> {
    words(lines, Language::English)
}

/// Adds what a new value has to keep to.
fn add_rules(schema: &mut Value, definition: &OwnFieldDefinition) {
    add_choices(schema, definition, "enum");
    if !definition.kind.has_length() {
        return;
    }
    let (min, max) = lengths(definition);
    if min > 0 {
        schema["minLength"] = json!(min);
    }
    schema["maxLength"] = json!(max);
    if let Some(pattern) = definition.pattern.as_deref().filter(|pattern| is_common(pattern)) {
        schema["pattern"] = json!(format!("^(?:{pattern})$"));
    }
}

/// Adds the choices, if it is a field with choices.
fn add_choices(schema: &mut Value, definition: &OwnFieldDefinition, keyword: &str) {
    if !definition.kind.has_choices() {
        return;
    }
    let choices = choices_of(definition, Language::English).into_iter().map(|choice| choice.value).collect::<Vec<_>>();
    match schema.get_mut("items") {
        Some(items) => items[keyword] = json!(choices),
        None => schema[keyword] = json!(choices),
    }
}

fn allow_null(schema: &mut Value) {
    let kind = schema["type"].take();
    schema["type"] = json!([kind, "null"]);
    // Not by index, which would add one that is missing.
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
    }
}

/// Whether the regular expressions of JSON Schema (those of ECMA-262) have all that a pattern is made of: with another one, what reads
/// the schema would fail. `pattern_help` says it then.
fn is_common(pattern: &str) -> bool {
    // Operations on classes, classes of POSIX, and braces and brackets that mean something else there.
    const OTHERS: [&str; 7] = ["[[", "[]", "[^]", "&&", "--", "~~", "{,"];
    const ESCAPED: &str = r"dDwWsSbBnrtfv^$\.*+?()[]{}|/";
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character == '\\' && !characters.next().is_some_and(|escaped| ESCAPED.contains(escaped)) {
            return false;
        }
    }
    // Flags and names of groups.
    let has_plain_groups = pattern.split("(?").skip(1).all(|rest| rest.starts_with(':'));
    has_plain_groups && OTHERS.iter().all(|other| !pattern.contains(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own_fields::kinds::{COUNTRY, MAX_NUMBER, MAX_URL_CHARS, PHONE};
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldKind, OwnFieldName, Timestamp};

    fn field(definition: OwnFieldDefinition) -> DefinedField {
        let name = OwnFieldName::from_stored("plan".to_owned());
        DefinedField::new(1, name, definition, OwnFieldSource::Database, Timestamp(0))
    }

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_request_has_the_rules_and_an_answer_what_always_holds() {
        use OwnFieldKind::{Choice, Choices, Country, Date, LongText, Number, Phone, Text, Url, YesNo};
        let phone = json!({ "type": "string", "format": "phone", "pattern": PHONE });
        let number = json!({ "type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER });
        let url = json!({ "type": "string", "format": "uri", "maxLength": MAX_URL_CHARS });
        let several = |key: &str| json!({ "type": "array", "items": { "type": "string", key: ["a", "b"] } });
        for (kind, request, answer) in [
            (Text, json!({ "type": "string", "maxLength": 200 }), json!({ "type": "string" })),
            (LongText, json!({ "type": "string", "maxLength": 2_000 }), json!({ "type": "string" })),
            (Number, number.clone(), number),
            (YesNo, json!({ "type": "boolean" }), json!({ "type": "boolean" })),
            (Date, json!({ "type": "string", "format": "date" }), json!({ "type": "string", "format": "date" })),
            (
                Choice,
                json!({ "type": "string", "enum": ["a", "b"] }),
                json!({ "type": "string", "examples": ["a", "b"] }),
            ),
            (Choices, several("enum"), several("examples")),
            (Url, url.clone(), url),
            (Phone, phone.clone(), phone),
            (Country, json!({ "type": "string", "pattern": COUNTRY }), json!({ "type": "string", "pattern": COUNTRY })),
        ] {
            let choices = lines(&["a=A", "a:de=Ä", "b"]);
            let field = field(OwnFieldDefinition { kind, choices, ..OwnFieldDefinition::default() });
            assert_eq!((field.request_schema(false), field.answer_schema()), (request, answer), "{kind}");
        }
    }

    #[test]
    fn null_is_another_type_and_another_choice() {
        let choices = lines(&["a", "b"]);
        let choice = field(OwnFieldDefinition { kind: OwnFieldKind::Choice, choices, ..OwnFieldDefinition::default() });
        let schema = choice.request_schema(true);
        assert_eq!(schema, json!({ "type": ["string", "null"], "enum": ["a", "b", null] }));
        let date = field(OwnFieldDefinition { kind: OwnFieldKind::Date, ..OwnFieldDefinition::default() });
        assert_eq!(date.request_schema(true), json!({ "type": ["string", "null"], "format": "date" }));
    }

    #[test]
    fn what_people_read_describes_the_field() {
        let about = |definition: OwnFieldDefinition| field(definition).answer_schema()["description"].clone();
        let label = lines(&["de=Nummer", "Number"]);
        let with_help = OwnFieldDefinition { label: label.clone(), help: lines(&["On your card."]), ..number() };
        assert_eq!(about(with_help), "On your card.\n\nFour digits.");
        assert_eq!(about(OwnFieldDefinition { label, ..number() }), "Number\n\nFour digits.");
        assert_eq!(about(OwnFieldDefinition::default()), Value::Null);
        let schema = field(number()).request_schema(false);
        assert_eq!((&schema["pattern"], &schema["minLength"]), (&json!("^(?:[0-9]{4}|-)$"), &json!(1)));
    }

    fn number() -> OwnFieldDefinition {
        OwnFieldDefinition {
            pattern: Some("[0-9]{4}|-".to_owned()),
            pattern_help: lines(&["Four digits."]),
            min_length: Some(1),
            ..OwnFieldDefinition::default()
        }
    }

    #[test]
    fn a_pattern_that_only_this_program_understands_is_left_out() {
        for (pattern, expected) in [
            ("[A-Z]{2}[0-9]+", true),
            (r"(?:a|b)\.\d{1,3}\\", true),
            ("(?i)abc", false),
            ("(?P<year>[0-9]{4})", false),
            ("(?<year>[0-9]{4})", false),
            (r"\p{L}+", false),
            (r"\x{41}", false),
            (r"\Aabc\z", false),
            ("[[:alpha:]]", false),
            ("[a-z&&[^x]]", false),
            ("[]a]", false),
        ] {
            assert_eq!(is_common(pattern), expected, "{pattern}");
        }
    }
}
