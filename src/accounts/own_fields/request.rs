//! Parses the definition of a field in a request.

use crate::language::message;
use crate::own_fields::{DefinedField, definition_problems};
use crate::shared::own_fields::properties::own_field_properties;
use crate::shared::{
    Expected, FieldError, Fields, OwnFieldDefinition, OwnFieldKind, OwnFieldName, OwnFieldNeed, OwnFieldParty,
    OwnFieldRequest, Problem, Text,
};

/// Parses all properties and returns all errors at once. What is left out stays as it is in `current`, or has its default.
pub(super) fn parse(
    request: &OwnFieldRequest,
    current: Option<&DefinedField>,
) -> Result<(OwnFieldName, OwnFieldDefinition), Vec<FieldError>> {
    let mut reader = Reader(Fields::default());
    let name = match current {
        Some(current) if request.name.is_missing() => Some(current.name.clone()),
        _ => reader.0.parse("name", &request.name, |text| OwnFieldName::parse(text.trim())),
    };
    let before = current.map(|field| field.definition.clone()).unwrap_or_default();
    let mut definition = parse_definition(&mut reader, request, before);
    definition.default.retain(|value| !value.is_empty());
    for parties in [&mut definition.seen_by, &mut definition.changed_by] {
        parties.sort();
        parties.dedup();
    }
    if let Some(current) = current {
        // The rows of values are made of both.
        if definition.kind != current.definition.kind {
            reader.0.reject("kind", Problem::new("not_allowed", message::own_field_kind_fixed()));
        }
        if definition.unique != current.definition.unique {
            reader.0.reject("unique", Problem::new("not_allowed", message::own_field_unique_fixed()));
        }
    }
    let mut errors = reader.0.finish().err().unwrap_or_default();
    // A property that could not be read is as before here: what is wrong with that is not what was sent.
    let is_read = |problem: &FieldError| errors.iter().all(|error| error.field != problem.field);
    let found: Vec<_> = definition_problems(&definition).into_iter().filter(is_read).collect();
    errors.extend(found);
    match name {
        Some(name) if errors.is_empty() => Ok((name, definition)),
        _ => Err(errors),
    }
}

macro_rules! declare {
    ($(
        $(#[$about:meta])*
        $name:ident: $type:ty {
            $(#[$about_sent:meta])* sent: $sent:ty, rule: $rule:ident($with:expr), $($others:tt)*
        }
    )*) => {
        fn parse_definition(reader: &mut Reader, request: &OwnFieldRequest, before: OwnFieldDefinition) -> OwnFieldDefinition {
            OwnFieldDefinition {
                $($name: reader.$rule(stringify!($name), &request.$name, before.$name, $with),)*
            }
        }
    };
}
own_field_properties!(declare);

/// The kinds of rules. What is left out or cannot be read is as before.
struct Reader(Fields);

impl Reader {
    fn parse<T>(&mut self, property: &'static str, text: &Text, before: T, parse: fn(&str) -> Result<T, Problem>) -> T {
        if text.is_missing() { before } else { self.0.parse(property, text, parse).unwrap_or(before) }
    }

    fn list<T>(
        &mut self,
        property: &'static str,
        list: &Expected<Vec<Text>>,
        before: Vec<T>,
        parse: fn(&str) -> Result<T, Problem>,
    ) -> Vec<T> {
        if list.is_missing() { before } else { self.0.list(property, list, parse).unwrap_or(before) }
    }

    fn flag(&mut self, property: &'static str, value: &Expected<bool>, before: bool, (): ()) -> bool {
        self.0.flag(property, value).unwrap_or(before)
    }
}

fn parse_kind(text: &str) -> Result<OwnFieldKind, Problem> {
    let all = || OwnFieldKind::ALL.map(OwnFieldKind::as_str).join(", ");
    text.trim().parse().map_err(|_| Problem::new("unknown", message::own_field_kind_unknown(all())))
}

fn parse_need(text: &str) -> Result<OwnFieldNeed, Problem> {
    text.trim().parse().map_err(|_| Problem::new("unknown", message::own_field_need_unknown()))
}

fn parse_party(text: &str) -> Result<OwnFieldParty, Problem> {
    text.trim().parse().map_err(|_| Problem::new("unknown", message::own_field_party_unknown()))
}

/// None if it is blank.
fn parse_length(text: &str) -> Result<Option<u32>, Problem> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Problem::new("not_allowed", message::own_field_number_whole())),
    }
}

fn parse_position(text: &str) -> Result<u32, Problem> {
    match text.trim() {
        "" => Ok(0),
        text => text.parse().map_err(|_| Problem::new("not_allowed", message::own_field_number_whole())),
    }
}

/// None if it is blank: then it is `profile`.
fn parse_scope(text: &str) -> Result<Option<String>, Problem> {
    filled(text.trim())
}

fn trimmed(text: &str) -> Result<String, Problem> {
    Ok(text.trim().to_owned())
}

/// None if it is blank. Spaces are a part of a pattern.
fn filled(text: &str) -> Result<Option<String>, Problem> {
    Ok((!text.trim().is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Timestamp;
    use crate::shared::fields::input::request_of;
    use crate::shared::own_fields::OwnFieldSource;
    use serde_json::{Value, json};

    fn request(json: Value) -> OwnFieldRequest {
        let Value::Object(values) = json else { panic!("an object") };
        request_of(values)
    }

    fn codes(errors: Vec<FieldError>) -> Vec<String> {
        let mut codes: Vec<_> = errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect();
        codes.sort();
        codes
    }

    #[test]
    fn what_is_left_out_has_its_default_or_stays() {
        let (name, definition) =
            parse(&request(json!({ "name": "plan", "kind": "choice", "choices": ["free", "pro"] })), None).unwrap();
        assert_eq!((name.as_str(), definition.personal, definition.seen_by.len()), ("plan", true, 2));
        let field = DefinedField::new(1, name, definition, OwnFieldSource::Database, Timestamp(0));
        let (name, changed) = parse(&request(json!({ "filterable": true, "personal": false })), Some(&field)).unwrap();
        assert_eq!(
            (name.as_str(), changed.choices.len(), changed.filterable, changed.personal),
            ("plan", 2, true, false)
        );
    }

    #[test]
    fn what_says_nothing_in_a_list_is_left_out_and_null_is_no_text() {
        let seen_by = ["administrators", "owner", "administrators"];
        let sent = json!({ "name": "plan", "default": ["", " "], "seen_by": seen_by });
        let (_, definition) = parse(&request(sent), None).unwrap();
        assert_eq!(definition.default, Vec::<String>::new());
        assert_eq!(definition.seen_by, [OwnFieldParty::Owner, OwnFieldParty::Administrators]);
        let problems = parse(&request(json!({ "name": "plan", "default": [null] })), None).unwrap_err();
        assert_eq!(codes(problems), ["default wrong_type"]);
    }

    #[test]
    fn all_errors_are_reported_at_once_and_each_once() {
        let wrong = json!({
            "name": "The plan", "kind": "colour", "label": "x", "max_length": "long", "seen_by": ["everybody"], "unique": "yes", "position": -1
        });
        let expected = [
            "kind unknown",
            "label wrong_type",
            "max_length not_allowed",
            "name not_allowed",
            "position wrong_type",
            "seen_by unknown",
            "unique wrong_type",
        ];
        assert_eq!(codes(parse(&request(wrong), None).unwrap_err()), expected);
    }

    #[test]
    fn kind_and_uniqueness_stay() {
        let (name, definition) = parse(&request(json!({ "name": "number" })), None).unwrap();
        let field = DefinedField::new(1, name, definition, OwnFieldSource::Database, Timestamp(0));
        let changed = parse(&request(json!({ "kind": "number", "unique": true })), Some(&field));
        assert_eq!(codes(changed.unwrap_err()), ["kind not_allowed", "unique not_allowed"]);
    }
}
