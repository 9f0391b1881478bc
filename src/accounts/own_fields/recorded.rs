//! What the audit log has of fields of one's own.

use super::access::OwnFieldAccess;
use super::parse::OwnValue;
use super::values::field_of_path;
use crate::own_fields::DefinedFields;
use crate::shared::own_fields::FieldValue;

/// The most characters of a value in the audit log.
const MAX_AUDIT_CHARS: usize = 100;

/// The names of the fields that change, for the audit log, with their values where the definition allows it.
pub(in crate::accounts) fn changed_names(fields: &DefinedFields, values: &[OwnValue]) -> Vec<String> {
    let named = values.iter().filter_map(|new| {
        let field = fields.of_id(new.field)?;
        if !field.definition.in_audit {
            return Some(field.path());
        }
        // Names are separated by spaces there.
        let text = new.value.as_ref().map(FieldValue::to_text).unwrap_or_default();
        let text = text.chars().map(|c| if c.is_whitespace() { '\u{a0}' } else { c });
        Some(format!("{}={}", field.path(), text.take(MAX_AUDIT_CHARS).collect::<String>()))
    });
    named.collect()
}

/// The detail of an event without the fields that its reader does not see: for them, these do not exist. Nor do those that are deleted or
/// have another name now, because nothing says any more who saw them.
pub(in crate::accounts) fn seen_in(detail: &str, fields: &DefinedFields, reader: OwnFieldAccess) -> String {
    let is_seen = |part: &&str| {
        let Some(named) = field_of_path(part) else { return true };
        let name = named.split_once('=').map_or(named, |(name, _)| name);
        fields.find(name).is_some_and(|field| reader.sees(field))
    };
    detail.split(' ').filter(is_seen).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own_fields::DefinedField;
    use crate::shared::own_fields::{OwnFieldParty, OwnFieldSource};
    use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};

    fn field(id: i64, name: &str, definition: OwnFieldDefinition) -> DefinedField {
        DefinedField::new(id, OwnFieldName::parse(name).unwrap(), definition, OwnFieldSource::Database, Timestamp(0))
    }

    /// `country` has its values in the audit log, and `secret` is seen by administrators alone.
    fn fields() -> DefinedFields {
        let administrators = || vec![OwnFieldParty::Administrators];
        let usual = OwnFieldDefinition::default;
        DefinedFields::new(vec![
            field(1, "department", usual()),
            field(2, "country", OwnFieldDefinition { in_audit: true, ..usual() }),
            field(
                3,
                "secret",
                OwnFieldDefinition {
                    in_audit: true,
                    seen_by: administrators(),
                    changed_by: administrators(),
                    ..usual()
                },
            ),
        ])
    }

    #[test]
    fn the_audit_log_has_values_only_where_the_definition_allows_it() {
        let values = [1, 2].map(|field| OwnValue { field, value: Some(FieldValue::Text("a b".to_owned())) });
        assert_eq!(changed_names(&fields(), &values), ["fields.department", "fields.country=a\u{a0}b"]);
    }

    #[test]
    fn who_does_not_see_a_field_reads_nothing_of_it() {
        let values = [1, 2, 3].map(|field| OwnValue { field, value: Some(FieldValue::Text("x y".to_owned())) });
        let detail = format!("name {} fields.gone", changed_names(&fields(), &values).join(" "));
        assert!(detail.contains("fields.secret=x"), "{detail}");
        let seen = seen_in(&detail, &fields(), OwnFieldAccess::OWNER);
        assert_eq!(seen, "name fields.department fields.country=x\u{a0}y");
        assert_eq!(seen_in("fields.secret=x", &fields(), OwnFieldAccess::OWNER), "");
        assert_eq!(seen_in("new_browser", &fields(), OwnFieldAccess::OWNER), "new_browser");
    }
}
