//! Made-up values of the fields of one's own that a database defines.

use crate::language::Language;
use crate::own_fields::{DefinedField, Item};
use crate::shared::own_fields::{OwnFieldSource, Sent, choices_of};
use crate::shared::{OwnFieldDefinition, OwnFieldKind, OwnFieldName, Timestamp};
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
        let value = field.read(&sent(field, number, run_id, die)).ok().flatten()?;
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

/// As a request would have it. One user in eight has no value, unless the field is unique.
fn sent(field: &DefinedField, number: u64, run_id: u32, die: u64) -> Sent {
    if die % 8 == 0 && !field.definition.unique {
        return Sent::Text(String::new());
    }
    let choices = choices_of(&field.definition, Language::English);
    let choice = |die: u64| choices[(die % choices.len().max(1) as u64) as usize].value.to_owned();
    Sent::Text(match field.definition.kind {
        OwnFieldKind::Text if field.definition.unique => format!("{number}-{run_id:x}"),
        OwnFieldKind::Number if field.definition.unique => (u64::from(run_id) * 100_000 + number % 100_000).to_string(),
        OwnFieldKind::Text => format!("Text {}", die % 1_000),
        OwnFieldKind::LongText => format!("The note about user {number}.\nIt has two lines."),
        OwnFieldKind::Number => format!("{}.5", (number ^ die) % 10_000),
        OwnFieldKind::YesNo => (die % 2 == 0).to_string(),
        OwnFieldKind::Date => format!("{}-{:02}-{:02}", 1940 + (number + die) % 70, 1 + die % 12, 1 + number % 28),
        OwnFieldKind::Choice => choice(die),
        OwnFieldKind::Choices => return Sent::List(vec![choice(die), choice(die / 2)]),
        OwnFieldKind::Url => format!("https://example.org/{number}"),
        OwnFieldKind::Phone => format!("+4930{:07}", number % 10_000_000),
        OwnFieldKind::Country => ["DE", "AT", "CH", "FR", "GB", "US", "JP"][(die % 7) as usize].to_owned(),
    })
}
