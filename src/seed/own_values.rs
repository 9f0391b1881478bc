//! Made-up values of the fields of one's own that a database defines.

use crate::own_fields::{DefinedField, Item};
use crate::shared::own_fields::OwnFieldSource;
use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};
use crate::store::own_fields::{NewOwnValue, OwnFieldRow};

/// The fields that values are made up for, and the names of those in effect that stay empty, because nothing made up would fit.
/// `count`: of the users, the last of whom has the longest values.
pub(super) fn fields(rows: Vec<OwnFieldRow>, count: u64, run_id: u32) -> (Vec<DefinedField>, Vec<OwnFieldName>) {
    let in_effect = rows.into_iter().filter(|row| row.deleted_at.is_none());
    let read = in_effect.filter_map(|row| {
        let definition: OwnFieldDefinition = serde_json::from_str(&row.definition).ok()?;
        let (name, source) = (OwnFieldName::from_stored(row.name), OwnFieldSource::Database);
        Some(DefinedField::new(row.id, name, definition, source, Timestamp(row.created_at)))
    });
    let has_values = |field: &DefinedField| field.made_up(count.saturating_sub(1), run_id, 1).is_some();
    let (filled, empty): (Vec<_>, Vec<_>) = read.filter(DefinedField::is_in_effect).partition(has_values);
    (filled, empty.into_iter().map(|field| field.name).collect())
}

/// What a user has in the fields, and the words of it that the search finds. `number`: of the user; `run_id`: keeps the values of several
/// runs apart that no two users may have.
pub(super) fn values(fields: &[DefinedField], number: u64, run_id: u32, dice: &[u8; 16]) -> (Vec<NewOwnValue>, String) {
    let (mut rows, mut words) = (Vec::new(), Vec::new());
    for (at, field) in fields.iter().enumerate() {
        let die = u64::from(dice[at % dice.len()]) + 256 * at as u64;
        let Some(value) = field.made_up(number, run_id, die) else { continue };
        words.extend(field.searched(&value));
        let row = |(item, stored): (usize, Item)| NewOwnValue {
            field: field.id,
            item: i64::try_from(item).unwrap_or(i64::MAX),
            value: stored.value,
            key: stored.key,
            is_unique: field.definition.unique,
        };
        rows.extend(field.items(&value).into_iter().enumerate().map(row));
    }
    (rows, words.join(" "))
}
