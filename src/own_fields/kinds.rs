//! The kinds of fields: how each reads what was sent, what is stored of a value, its type as a schema, and values that are made up.

mod rules;

use super::made_up::fitted;
use super::{countries, phone};
use crate::identity::fold;
use crate::language::{Language, message};
use crate::shared::own_fields::{FieldValue, MAX_VALUE_LEN, Number, Sent, choices_of};
use crate::shared::{OwnFieldDefinition, OwnFieldKind, Problem};
use regex::Regex;
use rules::{address, chosen, date, line, long_text, several, truth};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The greatest number of characters of texts, unless the definition says another one.
const MAX_TEXT_CHARS: u32 = 200;
const MAX_LONG_TEXT_CHARS: u32 = 2_000;
pub(super) const MAX_URL_CHARS: usize = 2_000;
/// The greatest number: it has as many digits as a number may have.
pub(super) const MAX_NUMBER: i64 = 999_999_999_999_999;
/// A telephone number as it is stored.
pub(super) const PHONE: &str = r"^\+[0-9]{5,15}$";
/// A country as it is stored.
pub(super) const COUNTRY: &str = "^[A-Z]{2}$";
/// The greatest length of a key in bytes: an index entry of PostgreSQL holds 2,704.
const MAX_KEY_LEN: usize = 400;
/// Of a longer text, its beginning is compared, and the hash of all of it.
const KEPT_OF_KEY: usize = 320;

/// A row of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    pub value: String,
    /// Empty: it is neither compared nor sorted.
    pub key: String,
}

/// Reads what was sent for a field. None: nothing.
pub(super) fn read(
    definition: &OwnFieldDefinition,
    pattern: Option<&Regex>,
    sent: &Sent,
) -> Result<Option<FieldValue>, Problem> {
    match of_any_size(definition, pattern, sent)? {
        Some(value) if value.len() > MAX_VALUE_LEN => {
            Err(Problem::new("too_long", message::own_field_value_too_long(MAX_VALUE_LEN as u64)))
        }
        value => Ok(value),
    }
}

fn of_any_size(
    definition: &OwnFieldDefinition,
    pattern: Option<&Regex>,
    sent: &Sent,
) -> Result<Option<FieldValue>, Problem> {
    if definition.kind == OwnFieldKind::Choices {
        return several(definition, sent);
    }
    let text = match sent {
        Sent::Text(text) => text.trim(),
        Sent::List(items) if items.is_empty() => "",
        Sent::List(_) => return Err(Problem::new("wrong_type", message::own_field_one_value())),
        Sent::WrongType => return Err(no_value()),
    };
    if text.is_empty() {
        return Ok(None);
    }
    one(definition, pattern, text).map(Some)
}

fn one(definition: &OwnFieldDefinition, pattern: Option<&Regex>, text: &str) -> Result<FieldValue, Problem> {
    let not_allowed = |rule| Problem::new("not_allowed", rule);
    Ok(match definition.kind {
        OwnFieldKind::Text => FieldValue::Text(line(definition, pattern, text)?),
        OwnFieldKind::LongText => FieldValue::Text(long_text(definition, text)?),
        OwnFieldKind::Number => {
            FieldValue::Number(Number::parse(text).ok_or_else(|| not_allowed(message::own_field_number_rule()))?)
        }
        OwnFieldKind::YesNo => {
            FieldValue::Truth(truth(text).ok_or_else(|| not_allowed(message::own_field_yes_no_rule()))?)
        }
        OwnFieldKind::Date => FieldValue::Text(date(text).ok_or_else(|| not_allowed(message::own_field_date_rule()))?),
        OwnFieldKind::Choice | OwnFieldKind::Choices => FieldValue::Text(chosen(definition, text)?),
        OwnFieldKind::Url => FieldValue::Text(address(text).ok_or_else(|| not_allowed(message::own_field_url_rule()))?),
        OwnFieldKind::Phone => {
            FieldValue::Text(phone::parse(text).ok_or_else(|| not_allowed(message::own_field_phone_rule()))?)
        }
        OwnFieldKind::Country => {
            let code = text.to_ascii_uppercase();
            let is_known = countries::ALL.contains(&&*code);
            FieldValue::Text(
                Some(code).filter(|_| is_known).ok_or_else(|| not_allowed(message::own_field_country_rule()))?,
            )
        }
    })
}

fn no_value() -> Problem {
    Problem::new("wrong_type", message::own_field_not_a_value())
}

/// The least and the greatest number of characters of a text.
pub(super) fn lengths(definition: &OwnFieldDefinition) -> (u32, u32) {
    let usual = if definition.kind == OwnFieldKind::LongText { MAX_LONG_TEXT_CHARS } else { MAX_TEXT_CHARS };
    (definition.min_length.unwrap_or(0), definition.max_length.unwrap_or(usual))
}

/// Values of a definition or a command, as they would be sent.
pub(super) fn sent(kind: OwnFieldKind, mut values: Vec<String>) -> Sent {
    match kind {
        OwnFieldKind::Choices => Sent::List(values),
        _ if values.len() > 1 => Sent::List(values),
        _ => Sent::Text(values.pop().unwrap_or_default()),
    }
}

pub(super) fn items(kind: OwnFieldKind, value: &FieldValue) -> Vec<Item> {
    let item = |text: &str| Item { value: text.to_owned(), key: key_of(text) };
    match value {
        _ if !kind.is_compared() => vec![Item { value: value.to_text().into_owned(), key: String::new() }],
        FieldValue::Several(items) => items.iter().map(|text| item(text)).collect(),
        FieldValue::Number(number) => vec![Item { value: number.as_str().to_owned(), key: number.key() }],
        FieldValue::Text(_) | FieldValue::Truth(_) => vec![item(&value.to_text())],
    }
}

/// What a text is compared and sorted by: without case, the same on both engines, and of bounded length.
pub fn key_of(text: &str) -> String {
    let key = fold(text).replace('\0', "\u{fffd}");
    if key.len() <= MAX_KEY_LEN {
        return key;
    }
    let end = (0..=KEPT_OF_KEY).rev().find(|end| key.is_char_boundary(*end)).unwrap_or(0);
    let hash: String = Sha256::digest(key.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}#{hash}", &key[..end])
}

/// A value that was stored as another kind has it, which a row written by hand can be, stays a text.
pub(super) fn value_of(kind: OwnFieldKind, mut items: Vec<String>) -> Option<FieldValue> {
    if kind == OwnFieldKind::Choices {
        return (!items.is_empty()).then_some(FieldValue::Several(items));
    }
    let text = (!items.is_empty()).then(|| items.swap_remove(0))?;
    Some(match kind {
        OwnFieldKind::Number => Number::parse(&text).map_or(FieldValue::Text(text), FieldValue::Number),
        OwnFieldKind::YesNo => match text.as_str() {
            "true" => FieldValue::Truth(true),
            "false" => FieldValue::Truth(false),
            _ => FieldValue::Text(text),
        },
        OwnFieldKind::Text
        | OwnFieldKind::LongText
        | OwnFieldKind::Date
        | OwnFieldKind::Choice
        | OwnFieldKind::Choices
        | OwnFieldKind::Url
        | OwnFieldKind::Phone
        | OwnFieldKind::Country => FieldValue::Text(text),
    })
}

/// The type of all values of a kind, as a schema (JSON Schema 2020-12).
pub(super) fn schema_of(kind: OwnFieldKind) -> Value {
    match kind {
        OwnFieldKind::Text | OwnFieldKind::LongText | OwnFieldKind::Choice => json!({ "type": "string" }),
        OwnFieldKind::Number => {
            json!({ "type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER })
        }
        OwnFieldKind::YesNo => json!({ "type": "boolean" }),
        OwnFieldKind::Date => json!({ "type": "string", "format": "date" }),
        OwnFieldKind::Choices => json!({ "type": "array", "items": { "type": "string" } }),
        OwnFieldKind::Url => {
            json!({ "type": "string", "format": "uri", "maxLength": MAX_URL_CHARS })
        }
        OwnFieldKind::Phone => json!({ "type": "string", "format": "phone", "pattern": PHONE }),
        OwnFieldKind::Country => json!({ "type": "string", "pattern": COUNTRY }),
    }
}

/// A made-up value that nobody else has. None: there are too few of the kind.
pub(super) fn different(definition: &OwnFieldDefinition, number: u64, run_id: u32) -> Option<String> {
    Some(match definition.kind {
        OwnFieldKind::Text => {
            let (text, least) = (format!("{number}-{run_id:x}"), lengths(definition).0 as usize);
            format!("{text:0>least$}")
        }
        // As many digits as a number may have.
        OwnFieldKind::Number => format!("{}{:09}", run_id % 1_000_000, number % 1_000_000_000),
        OwnFieldKind::Url => format!("https://example.org/{run_id:x}/{number}"),
        // As many as E.164 allows.
        OwnFieldKind::Phone => format!("+49{:05}{:08}", run_id % 100_000, number % 100_000_000),
        // The last three are never unique.
        OwnFieldKind::Date
        | OwnFieldKind::Choice
        | OwnFieldKind::Country
        | OwnFieldKind::LongText
        | OwnFieldKind::YesNo
        | OwnFieldKind::Choices => return None,
    })
}

/// A made-up value, which others may have as well.
pub(super) fn usual(definition: &OwnFieldDefinition, number: u64, die: u64) -> Sent {
    let choices = choices_of(definition, Language::English);
    let choice = |die: u64| {
        let count = choices.len().max(1) as u64;
        choices.get((die % count) as usize).map(|choice| choice.value.to_owned()).unwrap_or_default()
    };
    Sent::Text(match definition.kind {
        OwnFieldKind::Text => fitted(&format!("Text {}", die % 1_000), definition),
        OwnFieldKind::LongText => fitted(&format!("The note about user {number}.\nIt has two lines."), definition),
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

#[cfg(test)]
mod tests;
