//! Filters by fields of one's own.

use super::query::is_given;
use crate::accounts::own_fields::OwnFieldAccess;
use crate::accounts::{Caller, Directory};
use crate::language::message;
use crate::own_fields::DefinedField;
use crate::shared::own_fields::{FieldRange, Sent};
use crate::shared::{AppError, Fields, Problem, Text, UserId};
use crate::store::directory::MAX_LISTED_FIELDS;
use crate::store::{ListFilter, StoreError, own_fields};
use std::collections::HashMap;

/// Sorts after every key.
const LAST: &str = "\u{10ffff}";

impl Directory {
    /// Reads what a list is filtered by: `department=sales;birthday=1990-01-01..1999-12-31`.
    pub(super) async fn own_filter(&self, caller: &Caller, text: &Text) -> Result<Vec<FieldRange>, AppError> {
        if !is_given(text) {
            return Ok(Vec::new());
        }
        let (all, access) = (self.own_fields().all().await?, OwnFieldAccess::of(caller, None));
        let mut fields = Fields::default();
        let ranges = fields.parse("fields", text, |text| {
            let parts: Vec<_> = text.split(';').filter(|part| !part.trim().is_empty()).collect();
            if parts.len() > MAX_LISTED_FIELDS {
                return Err(Problem::new("too_many", message::own_field_filters_too_many(MAX_LISTED_FIELDS as u64)));
            }
            let range = |part: &str| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                let is_known = |field: &&DefinedField| access.sees(field) && field.definition.filterable;
                let unknown = || Problem::new("unknown_field", message::own_field_no_filter());
                range_of(all.find(name.trim()).filter(is_known).ok_or_else(unknown)?, value)
            };
            parts.into_iter().map(range).collect::<Result<Vec<_>, _>>()
        });
        fields.finish().map_err(AppError::invalid)?;
        Ok(ranges.unwrap_or_default())
    }

    /// What the search finds of the fields of one's own of these accounts, without those that lack a value which the list requires.
    pub(super) async fn own_words(
        &self,
        listed: &ListFilter,
        ids: impl IntoIterator<Item = UserId>,
    ) -> Result<HashMap<UserId, String>, StoreError> {
        // Collected, because an iterator over borrowed rows would be a part of the future.
        let (ids, mut words): (Vec<_>, _) = (ids.into_iter().collect(), HashMap::new());
        for id in ids {
            let mut has_values = true;
            for range in listed.fields.clone() {
                has_values &=
                    self.db().read(async move |mut conn| own_fields::is_in(&mut conn, id, &range).await).await?;
            }
            if has_values {
                words.insert(id, self.own_fields().searched_of(id).await?);
            }
        }
        Ok(words)
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
