//! Conditions that accounts are chosen by, in filters of lists and in the rules of groups: `plan=pro;birthday=1990-01-01..1999-12-31`.

use super::{DefinedField, DefinedFields};
use crate::language::message;
use crate::shared::Problem;
use crate::shared::own_fields::{FieldRange, OwnFieldParty, Sent};

/// Sorts after every key.
const LAST: &str = "\u{10ffff}";

/// Whether the rule of a group may name a field: one that administrators see, who otherwise would learn of it by the members.
pub fn is_for_rules(field: &DefinedField) -> bool {
    field.is_seen_by(OwnFieldParty::Administrators) && field.definition.kind.is_compared()
}

impl DefinedFields {
    /// Reads conditions, all of which hold for an account that is chosen. `is_known`: which fields may be named.
    pub fn ranges(&self, text: &str, is_known: impl Fn(&DefinedField) -> bool) -> Result<Vec<FieldRange>, Problem> {
        let range = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let unknown = || Problem::new("unknown_field", message::own_field_no_filter());
            range_of(self.find(name.trim()).filter(|field| is_known(field)).ok_or_else(unknown)?, value)
        };
        text.split(';').filter(|part| !part.trim().is_empty()).map(range).collect()
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
}
