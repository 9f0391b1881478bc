//! Conditions that accounts are chosen by, in filters of lists and in the rules of groups: `plan=pro;birthday=1990-01-01..1999-12-31`.

use super::{DefinedField, DefinedFields};
use crate::language::message;
use crate::shared::own_fields::{FieldRange, OwnFieldParty, Sent};
use crate::shared::{OwnFieldName, Problem};

/// Sorts after every key.
const LAST: &str = "\u{10ffff}";
/// The most characters of a wrong name that a message repeats.
const MAX_SHOWN_CHARS: usize = 63;

/// Whether the rule of a group may name a field: one that administrators see, who otherwise would learn of it by the members.
pub fn is_for_rules(field: &DefinedField) -> bool {
    field.is_seen_by(OwnFieldParty::Administrators) && field.definition.kind.is_compared()
}

/// The names of the fields that conditions are about, as they are written.
pub fn fields_of_rule(text: &str) -> impl Iterator<Item = &str> {
    conditions(text).map(|condition| name_and_value(condition).0)
}

/// The same conditions, of which a field has another name now.
pub fn renamed_rule(text: &str, from: &OwnFieldName, to: &OwnFieldName) -> String {
    let renamed = conditions(text).map(|condition| match name_and_value(condition) {
        (name, value) if name == from.as_str() => format!("{to}={value}"),
        _ => condition.to_owned(),
    });
    renamed.collect::<Vec<_>>().join(";")
}

fn conditions(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|condition| !condition.is_empty())
}

/// The name of the field, and what it has to be.
fn name_and_value(condition: &str) -> (&str, &str) {
    let (name, value) = condition.split_once('=').unwrap_or((condition, ""));
    (name.trim(), value)
}

impl DefinedFields {
    /// Reads conditions, all of which hold for an account that is chosen. `is_known`: which fields may be named.
    pub fn ranges(&self, text: &str, is_known: impl Fn(&DefinedField) -> bool) -> Result<Vec<FieldRange>, Problem> {
        let range = |condition: &str| {
            let (name, value) = name_and_value(condition);
            let shown = || name.chars().take(MAX_SHOWN_CHARS).collect::<String>();
            let unknown = || Problem::new("unknown_field", message::own_field_no_filter(shown()));
            range_of(self.find(name).filter(|field| is_known(field)).ok_or_else(unknown)?, value)
        };
        conditions(text).map(range).collect()
    }
}

/// One value, or of numbers and days those between two, both included; one of them may be missing.
fn range_of(field: &DefinedField, value: &str) -> Result<FieldRange, Problem> {
    let ends = value.split_once("..").filter(|_| field.definition.kind.is_ordered());
    let (first, last) = match ends {
        Some((first, last)) => (key(field, first)?, key(field, last)?),
        None => {
            let key = key(field, value)?.ok_or_else(|| Problem::new("required", message::own_field_needed()))?;
            (Some(key.clone()), Some(key))
        }
    };
    Ok(FieldRange { field: field.id, first: first.unwrap_or_default(), last: last.unwrap_or_else(|| LAST.to_owned()) })
}

/// The key of a value. None: there is none.
fn key(field: &DefinedField, text: &str) -> Result<Option<String>, Problem> {
    let value = field.read(&Sent::Text(text.to_owned()))?;
    Ok(value.and_then(|value| field.items(&value).into_iter().next()).map(|item| item.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldDefinition, OwnFieldKind, OwnFieldName, Timestamp};

    fn range(kind: OwnFieldKind, value: &str) -> Result<(String, String), &'static str> {
        let choices = vec!["sales=Sales".to_owned()];
        let definition = OwnFieldDefinition { kind, choices, filterable: true, ..OwnFieldDefinition::default() };
        let name = OwnFieldName::parse("field").unwrap();
        let field = DefinedField::new(1, name, definition, OwnFieldSource::Database, Timestamp(0));
        range_of(&field, value).map(|range| (range.first, range.last)).map_err(|problem| problem.code)
    }

    #[test]
    fn a_filter_is_a_value_or_a_range() {
        let both = |one: &str, other: &str| Ok((one.to_owned(), other.to_owned()));
        assert_eq!(range(OwnFieldKind::Choice, "Sales"), both("sales", "sales"));
        assert_eq!(range(OwnFieldKind::Date, "1990-01-01..1999-12-31"), both("1990-01-01", "1999-12-31"));
        assert_eq!(range(OwnFieldKind::Date, "..1999-12-31"), both("", "1999-12-31"));
        assert_eq!(range(OwnFieldKind::Date, "1999-12-31"), both("1999-12-31", "1999-12-31"));
        assert_eq!(range(OwnFieldKind::Text, "a..B"), both("a..b", "a..b"));
        assert_eq!(range(OwnFieldKind::Choice, "press"), Err("not_allowed"));
        assert_eq!(range(OwnFieldKind::Text, ""), Err("required"));
    }

    #[test]
    fn conditions_follow_a_field_that_is_renamed() {
        let name = |text: &str| OwnFieldName::parse(text).unwrap();
        let renamed = |text: &str| renamed_rule(text, &name("plan"), &name("tier"));
        assert_eq!(renamed("plan=pro;country=DE"), "tier=pro;country=DE");
        assert_eq!(renamed(" plan = plan=pro ; planet=plan;"), "tier= plan=pro;planet=plan");
        assert_eq!(renamed(""), "");
        assert_eq!(fields_of_rule(" plan = a; ;country=DE;age").collect::<Vec<_>>(), ["plan", "country", "age"]);
    }
}
