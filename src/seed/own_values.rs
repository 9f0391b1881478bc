//! Made-up values of the fields of one's own that a database defines.

use crate::own_fields::{DefinedField, Item};
use crate::shared::own_fields::OwnFieldSource;
use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};
use crate::store::own_fields::{NewOwnValue, OwnFieldRow};

/// The fields that values are made up for: those in effect, without a pattern, which nothing made up would match.
pub(super) fn fields(rows: Vec<OwnFieldRow>) -> Vec<DefinedField> {
    let in_effect = rows.into_iter().filter(|row| row.deleted_at.is_none());
    let read = in_effect.filter_map(|row| {
        let definition: OwnFieldDefinition = serde_json::from_str(&row.definition).ok()?;
        let (name, source) = (OwnFieldName::from_stored(row.name), OwnFieldSource::Database);
        Some(DefinedField::new(row.id, name, definition, source, Timestamp(row.created_at)))
    });
    read.filter(|field| field.is_in_effect() && field.pattern.is_none()).collect()
}

/// What a user has in the fields. `number`: of the user; `run_id`: keeps the values of several runs apart that no two users may have.
pub(super) fn values(fields: &[DefinedField], number: u64, run_id: u32, dice: &[u8; 16]) -> Vec<NewOwnValue> {
    let of_field = |(at, field): (usize, &DefinedField)| {
        let die = u64::from(dice[at % dice.len()]) + 256 * at as u64;
        let value = field.made_up(number, run_id, die)?;
        let row = |(item, stored): (usize, Item)| NewOwnValue {
            field: field.id,
            item: i64::try_from(item).unwrap_or(i64::MAX),
            value: stored.value,
            key: stored.key,
            is_unique: field.definition.unique,
        };
        Some(field.items(&value).into_iter().enumerate().map(row).collect::<Vec<_>>())
    };
    fields.iter().enumerate().filter_map(of_field).flatten().collect()
}
