//! Fields as rows of the database. A row that cannot be read closes its field and no other.

use crate::language::message;
use crate::own_fields::{DefinedField, DefinedFields};
use crate::shared::own_fields::OwnFieldSource;
use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};
use crate::store::own_fields::{self as rows, OwnFieldRow};
use crate::store::{Conn, StoreError};

pub(super) fn from_rows(rows: Vec<OwnFieldRow>) -> DefinedFields {
    DefinedFields::new(rows.into_iter().map(from_row).collect())
}

/// All fields, as a transaction or a connection finds them.
pub(in crate::accounts) async fn read_fields(conn: &mut Conn) -> Result<DefinedFields, StoreError> {
    Ok(from_rows(rows::list(conn).await?))
}

pub(super) fn from_row(row: OwnFieldRow) -> DefinedField {
    let read = serde_json::from_str::<OwnFieldDefinition>(&row.definition);
    let is_readable = read.is_ok();
    let source = if row.of_file { OwnFieldSource::File } else { OwnFieldSource::Database };
    let name = OwnFieldName::from_stored(row.name);
    let mut field = DefinedField::new(row.id, name, read.unwrap_or_default(), source, Timestamp(row.created_at));
    if !is_readable || OwnFieldName::parse(field.name.as_str()).is_err() {
        field.flaws.push(message::own_field_unreadable());
    }
    field.updated_at = Timestamp(row.updated_at);
    field.deleted_at = row.deleted_at.map(Timestamp);
    field
}

pub(super) fn to_row(field: &DefinedField) -> OwnFieldRow {
    OwnFieldRow {
        id: field.id,
        name: field.name.to_string(),
        definition: serde_json::to_string(&field.definition)
            .unwrap_or_else(|_| unreachable!("definitions serialize to JSON")),
        of_file: field.source == OwnFieldSource::File,
        // Of one that is new: no account has a value that the search would have to find.
        is_indexed: field.definition.searchable,
        created_at: field.created_at.0,
        updated_at: field.updated_at.0,
        deleted_at: field.deleted_at.map(|time| time.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::OwnFieldKind;

    fn department() -> DefinedField {
        let definition = OwnFieldDefinition {
            kind: OwnFieldKind::Choice,
            choices: vec!["sales=Sales".to_owned()],
            filterable: true,
            ..OwnFieldDefinition::default()
        };
        let name = OwnFieldName::parse("department").unwrap();
        DefinedField::new(7, name, definition, OwnFieldSource::Database, Timestamp(1))
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let field = DefinedField { updated_at: Timestamp(2), deleted_at: Some(Timestamp(3)), ..department() };
        let read = from_row(to_row(&field));
        assert_eq!((read.id, &read.definition, read.flaws.len()), (7, &field.definition, 0));
        assert_eq!(
            (read.created_at, read.updated_at, read.deleted_at),
            (Timestamp(1), Timestamp(2), Some(Timestamp(3)))
        );
    }

    #[test]
    fn what_cannot_be_read_closes_the_field() {
        let row = to_row(&department());
        for broken in [
            OwnFieldRow { definition: "{".to_owned(), ..row.clone() },
            OwnFieldRow { definition: r#"{"kind":"colour"}"#.to_owned(), ..row.clone() },
            OwnFieldRow { definition: r#"{"kind":"choice"}"#.to_owned(), ..row.clone() },
            OwnFieldRow { name: "The department".to_owned(), ..row },
        ] {
            assert!(!from_row(broken.clone()).is_in_effect(), "{broken:?}");
        }
    }
}
