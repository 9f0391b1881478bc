//! Reads the fields of one's own in requests, with all errors at once.

use super::access::OwnFieldAccess;
use crate::language::message;
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::own_fields::{FieldValue, FieldValues, MAX_VALUES_LEN, OwnFieldNeed, Sent, SentFields};
use crate::shared::{FieldError, Problem};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What an account is to have in a field. Valid.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnValue {
    /// The number of the field.
    pub field: i64,
    /// None: nothing.
    pub value: Option<FieldValue>,
}

/// Whether the owner is asked for the field at a sign-in.
pub(super) fn is_needed(field: &DefinedField, is_new: bool) -> bool {
    match field.definition.required {
        OwnFieldNeed::Never => false,
        OwnFieldNeed::Registration => is_new,
        OwnFieldNeed::SignIn => true,
    }
}

/// Whether somebody who has a value may not remove it. Administrators may: the owner is asked again.
pub(super) fn is_kept(field: &DefinedField, access: OwnFieldAccess) -> bool {
    field.definition.required == OwnFieldNeed::SignIn && access == OwnFieldAccess::OWNER
}

fn needed() -> Problem {
    Problem::new("required", message::own_field_needed())
}

/// What is wrong with what an account has: a value that does not fit any more, or none, though its owner is asked for one.
pub(super) fn problem_of(field: &DefinedField, value: Option<&FieldValue>) -> Option<Problem> {
    match value {
        Some(value) => field.problem_with(value),
        None => is_needed(field, false).then(needed),
    }
}

/// Reads the fields of a new account. What is not sent has its default. `registers`: its owner opens it, and has to fill in what is
/// required then. Unknown fields are ignored, as everywhere in requests; so are those that somebody does not see.
pub(in crate::accounts) fn parse_new(
    fields: &DefinedFields,
    sent: &SentFields,
    access: OwnFieldAccess,
    registers: bool,
) -> Result<Vec<OwnValue>, Vec<FieldError>> {
    let mut reading = Reading::new(sent);
    for field in fields.in_effect() {
        let given = sent.get(field.name.as_str()).filter(|_| access.sees(field));
        let value = match given {
            Some(sent) if access.changes(field) => reading.read(field, sent),
            // What cannot be chosen has its default, and may be sent as that.
            Some(sent) => reading.unchanged(field, sent, field.default_value()),
            None => field.default_value(),
        };
        let is_required = registers && is_needed(field, true) && access.changes(field);
        if value.is_none() && is_required {
            reading.reject_missing(field);
        }
        if value.is_some() {
            reading.add(field, value);
        }
    }
    reading.finish(fields, &FieldValues::new())
}

/// Reads the fields of a request that changes an account. A missing one stays as it is; so does one that is sent back unchanged, also if
/// it does not fit any more.
pub(in crate::accounts) fn parse_change(
    fields: &DefinedFields,
    sent: &SentFields,
    access: OwnFieldAccess,
    current: &FieldValues,
) -> Result<Vec<OwnValue>, Vec<FieldError>> {
    let mut reading = Reading::new(sent);
    for field in fields.in_effect().filter(|field| access.sees(field)) {
        let Some(sent) = sent.get(field.name.as_str()) else { continue };
        let before = current.get(field.name.as_str());
        if is_same(sent, before) {
            continue;
        }
        if !access.changes(field) {
            reading.unchanged(field, sent, before.cloned());
            continue;
        }
        let value = reading.read(field, sent);
        if value.is_none() && is_kept(field, access) {
            reading.reject_missing(field);
        }
        if value.as_ref() != before {
            reading.add(field, value);
        }
    }
    reading.finish(fields, current)
}

/// Whether what was sent is what is there, as a form sends it back: with other line breaks, or with its choices in another order, and an
/// empty one that says that there may be none.
fn is_same(sent: &Sent, before: Option<&FieldValue>) -> bool {
    match (sent, before) {
        (Sent::Text(text), Some(value)) => text.trim().replace("\r\n", "\n") == *value.to_text(),
        (Sent::List(items), Some(FieldValue::Several(before))) => filled(items) == filled(before),
        (Sent::Text(text), None) => text.trim().is_empty(),
        (Sent::List(items), None) => filled(items).is_empty(),
        (Sent::List(_) | Sent::WrongType, _) => false,
    }
}

fn filled(items: &[String]) -> BTreeSet<&String> {
    items.iter().filter(|item| !item.is_empty()).collect()
}

/// Values that are read one after the other, with all errors.
struct Reading {
    values: Vec<OwnValue>,
    errors: Vec<FieldError>,
}

impl Reading {
    fn new(sent: &SentFields) -> Self {
        let wrong = FieldError {
            field: Cow::Borrowed("fields"),
            code: Cow::Borrowed("wrong_type"),
            message: message::own_field_no_object(),
        };
        Self { values: Vec::new(), errors: sent.is_wrong.then_some(wrong).into_iter().collect() }
    }

    fn add(&mut self, field: &DefinedField, value: Option<FieldValue>) {
        self.values.push(OwnValue { field: field.id, value });
    }

    fn reject_missing(&mut self, field: &DefinedField) {
        let error = field.error(needed());
        // A value that is wrong says more.
        if self.errors.iter().all(|other| other.field != error.field) {
            self.errors.push(error);
        }
    }

    fn read(&mut self, field: &DefinedField, sent: &Sent) -> Option<FieldValue> {
        field.read(sent).unwrap_or_else(|problem| {
            self.errors.push(field.error(problem));
            None
        })
    }

    /// Reports a value that is another one than somebody may leave it at.
    fn unchanged(&mut self, field: &DefinedField, sent: &Sent, before: Option<FieldValue>) -> Option<FieldValue> {
        if field.read(sent).ok() != Some(before.clone()) {
            self.errors.push(field.error(Problem::new("read_only", message::own_field_read_only())));
        }
        before
    }

    /// `current`: what the account has.
    fn finish(mut self, fields: &DefinedFields, current: &FieldValues) -> Result<Vec<OwnValue>, Vec<FieldError>> {
        let is_replaced =
            |name: &str| self.values.iter().any(|new| fields.find(name).is_some_and(|field| field.id == new.field));
        let kept: usize = current.iter().filter(|(name, _)| !is_replaced(name)).map(|(_, value)| value.len()).sum();
        let added: usize = self.values.iter().filter_map(|new| new.value.as_ref()).map(FieldValue::len).sum();
        if added > 0 && kept + added > MAX_VALUES_LEN {
            let message = message::own_field_values_too_long(MAX_VALUES_LEN as u64);
            let field = Cow::Borrowed("fields");
            self.errors.push(FieldError { field, code: Cow::Borrowed("too_long"), message });
        }
        if self.errors.is_empty() { Ok(self.values) } else { Err(self.errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::{OwnFieldParty, OwnFieldSource};
    use crate::shared::{OwnFieldDefinition, OwnFieldKind, OwnFieldName, Timestamp};

    const ADMINISTRATOR: OwnFieldAccess =
        OwnFieldAccess { is_owner: false, is_administrator: true, is_operator: false };

    fn field(id: i64, name: &str, definition: OwnFieldDefinition) -> DefinedField {
        DefinedField::new(id, OwnFieldName::parse(name).unwrap(), definition, OwnFieldSource::Database, Timestamp(0))
    }

    /// `department` is required, `level` is changed by administrators alone, `secret` is seen by them alone, and `country` has a default.
    fn fields() -> DefinedFields {
        let usual = OwnFieldDefinition::default;
        let administrators = || vec![OwnFieldParty::Administrators];
        DefinedFields::new(vec![
            field(1, "department", OwnFieldDefinition { required: OwnFieldNeed::Registration, ..usual() }),
            field(2, "level", OwnFieldDefinition { changed_by: administrators(), ..usual() }),
            field(
                3,
                "secret",
                OwnFieldDefinition { seen_by: administrators(), changed_by: administrators(), ..usual() },
            ),
            field(4, "country", OwnFieldDefinition { default: vec!["DE".to_owned()], ..usual() }),
        ])
    }

    fn sent(values: &[(&str, &str)]) -> SentFields {
        values.iter().map(|(name, text)| ((*name).to_owned(), Sent::Text((*text).to_owned()))).collect()
    }

    /// The values, or the errors.
    fn read(result: Result<Vec<OwnValue>, Vec<FieldError>>) -> String {
        let value = |new: OwnValue| {
            format!("{}={}", new.field, new.value.map(|value| value.to_text().into_owned()).unwrap_or_default())
        };
        match result {
            Ok(values) => values.into_iter().map(value).collect::<Vec<_>>().join(" "),
            Err(errors) => {
                errors.into_iter().map(|error| format!("!{} {}", error.field, error.code)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn who_registers_fills_in_what_is_required_and_sets_nothing_else() {
        let parse = |values: &[(&str, &str)]| read(parse_new(&fields(), &sent(values), OwnFieldAccess::OWNER, true));
        assert_eq!(parse(&[("department", "Sales")]), "4=DE 1=Sales");
        assert_eq!(parse(&[("department", "Sales"), ("country", "AT"), ("unknown", "x")]), "4=AT 1=Sales");
        assert_eq!(parse(&[]), "!fields.department required");
        assert_eq!(parse(&[("department", "a\nb")]), "!fields.department not_allowed");
        assert_eq!(parse(&[("department", "Sales"), ("level", "7")]), "!fields.level read_only");
        assert_eq!(parse(&[("department", "Sales"), ("secret", "x")]), "4=DE 1=Sales", "as if it did not exist");
        let by_administrator = parse_new(&fields(), &sent(&[("level", "7"), ("secret", "x")]), ADMINISTRATOR, false);
        assert_eq!(read(by_administrator), "4=DE 2=7 3=x");
    }

    #[test]
    fn a_change_stores_what_differs_and_keeps_what_does_not_fit_any_more() {
        let long = "x".repeat(300);
        let current: FieldValues = [("department", &*long), ("level", "7")]
            .map(|(name, text)| (name.to_owned(), FieldValue::Text(text.to_owned())))
            .into();
        let parse =
            |values: &[(&str, &str)]| read(parse_change(&fields(), &sent(values), OwnFieldAccess::OWNER, &current));
        assert_eq!(parse(&[("department", &long), ("level", "7")]), "");
        assert_eq!(parse(&[("department", "IT")]), "1=IT");
        assert_eq!(parse(&[("department", "")]), "1=");
        assert_eq!(parse(&[("level", "8")]), "!fields.level read_only");
        assert_eq!(parse(&[("level", "")]), "!fields.level read_only");
        assert_eq!(parse(&[("secret", "x")]), "");
    }

    #[test]
    fn what_a_form_sends_back_is_unchanged_also_if_it_does_not_fit_any_more() {
        let texts = |items: &[&str]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
        let usual = OwnFieldDefinition::default;
        let topics = OwnFieldDefinition { kind: OwnFieldKind::Choices, choices: texts(&["a", "b"]), ..usual() };
        let story = OwnFieldDefinition { kind: OwnFieldKind::LongText, max_length: Some(2), ..usual() };
        let all = DefinedFields::new(vec![field(1, "topics", topics), field(2, "story", story)]);
        let current: FieldValues = [
            ("topics".to_owned(), FieldValue::Several(texts(&["gone", "b"]))),
            ("story".to_owned(), FieldValue::Text("one\ntwo".to_owned())),
        ]
        .into();
        let parse = |topics: &[&str], story: &str| {
            let sent =
                [("topics".to_owned(), Sent::List(texts(topics))), ("story".to_owned(), Sent::Text(story.to_owned()))];
            read(parse_change(&all, &sent.into_iter().collect(), OwnFieldAccess::OWNER, &current))
        };
        assert_eq!(parse(&["", "b", "gone"], "one\r\ntwo"), "");
        assert_eq!(parse(&["", "a", "gone"], "one\r\ntwo"), "!fields.topics not_allowed");
        assert_eq!(parse(&["", "a"], "one\r\nthree"), "!fields.story too_long");
        assert_eq!(parse(&[""], "1"), "2=1 1=");
    }

    #[test]
    fn the_values_of_an_account_have_a_bound() {
        let long = |id| {
            field(
                id,
                &format!("text_{id}"),
                OwnFieldDefinition {
                    kind: OwnFieldKind::LongText,
                    max_length: Some(4_000),
                    ..OwnFieldDefinition::default()
                },
            )
        };
        let all = DefinedFields::new((1..=9).map(long).collect());
        let text = "x".repeat(4_000);
        let names: Vec<_> = (1..=9).map(|id| format!("text_{id}")).collect();
        let values: Vec<_> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
        assert_eq!(read(parse_new(&all, &sent(&values), OwnFieldAccess::OWNER, false)), "!fields too_long");
        assert!(parse_new(&all, &sent(&values[..8]), OwnFieldAccess::OWNER, false).is_ok());
    }
}
