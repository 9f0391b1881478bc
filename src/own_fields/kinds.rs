//! The kinds of fields: how each reads what was sent and what is stored, its type as a schema, and values that are made up.

use super::made_up::fitted;
use super::{countries, phone};
use crate::identity::fold;
use crate::language::{Language, message};
use crate::shared::fields::names::{is_harmful, is_unseen};
use crate::shared::own_fields::{FieldValue, MAX_VALUE_LEN, Number, Sent, choices_of};
use crate::shared::{OwnFieldDefinition, OwnFieldKind, Problem};
use regex::Regex;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use url::Url;

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
        OwnFieldKind::Choice | OwnFieldKind::Choices => {
            FieldValue::Text(Written::of(definition).choice(text)?.to_owned())
        }
        OwnFieldKind::Url => FieldValue::Text(address(text).ok_or_else(|| not_allowed(message::own_field_url_rule()))?),
        OwnFieldKind::Phone => {
            FieldValue::Text(phone::parse(text).ok_or_else(|| not_allowed(message::own_field_phone_rule()))?)
        }
        OwnFieldKind::Country => {
            let code = text.to_ascii_uppercase();
            let is_known = countries::ALL.contains(&&*code);
            FieldValue::Text(is_known.then_some(code).ok_or_else(|| not_allowed(message::own_field_country_rule()))?)
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

fn line(definition: &OwnFieldDefinition, pattern: Option<&Regex>, text: &str) -> Result<String, Problem> {
    if text.chars().any(is_harmful) || text.chars().all(is_unseen) {
        return Err(Problem::new("not_allowed", message::field_invisible_characters()));
    }
    check_length(definition, text)?;
    if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
        return Err(Problem::new("pattern", super::definition::pattern_help(definition)));
    }
    Ok(text.to_owned())
}

fn long_text(definition: &OwnFieldDefinition, text: &str) -> Result<String, Problem> {
    let text = text.replace("\r\n", "\n");
    if text.chars().any(|c| is_harmful(c) && !matches!(c, '\n' | '\t')) {
        return Err(Problem::new("not_allowed", message::own_field_control_characters()));
    }
    // It would be something where something is required.
    if text.chars().all(is_unseen) {
        return Err(Problem::new("not_allowed", message::field_invisible_characters()));
    }
    check_length(definition, &text)?;
    Ok(text)
}

fn check_length(definition: &OwnFieldDefinition, text: &str) -> Result<(), Problem> {
    let (min, max) = lengths(definition);
    let length = text.chars().count();
    if length < min as usize {
        return Err(Problem::new("too_short", message::field_too_short(u64::from(min))));
    }
    if length > max as usize {
        return Err(Problem::new("too_long", message::field_too_long(u64::from(max))));
    }
    Ok(())
}

fn truth(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "yes" | "on" | "1" | "ja" => Some(true),
        "false" | "no" | "off" | "0" | "nein" => Some(false),
        _ => None,
    }
}

/// A day as `2026-11-28`, or as spreadsheets in German have it: `28.11.2026`.
fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = match text.contains('.') {
        true => text.split('.').rev().collect(),
        false => text.split('-').collect(),
    };
    let [year, month, day] = parts[..] else { return None };
    let is_number =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
    if year.len() != 4 || !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
        return None;
    }
    let (year, month, day) = (year.parse::<u32>().ok()?, month.parse::<u32>().ok()?, day.parse::<u32>().ok()?);
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    (year > 0 && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// What people may write for a choice, as spreadsheets have it: its value, or without case its value or its label in any language. Read
/// once for all that was chosen, of which a request may have thousands.
struct Written<'a> {
    /// In the order of the definition.
    values: Vec<&'a str>,
    /// The values by what is written, without case.
    meant: HashMap<String, &'a str>,
}

impl<'a> Written<'a> {
    fn of(definition: &'a OwnFieldDefinition) -> Self {
        let mut meant = HashMap::new();
        for language in Language::ALL {
            for choice in choices_of(definition, language) {
                for text in [choice.label, choice.value] {
                    meant.entry(fold(text)).or_insert(choice.value);
                }
            }
        }
        let values = choices_of(definition, Language::English).into_iter().map(|choice| choice.value).collect();
        Self { values, meant }
    }

    fn choice(&self, text: &str) -> Result<&'a str, Problem> {
        let exact = self.values.iter().find(|value| **value == text);
        let found = exact.or_else(|| self.meant.get(&fold(text)));
        found.copied().ok_or_else(|| {
            let known: Vec<_> = self.values.iter().copied().take(20).collect();
            Problem::new("not_allowed", message::own_field_choice_unknown(known.join(", ")))
        })
    }
}

/// What was chosen of several, in the order of the definition. A text has commas, semicolons or line breaks between.
fn several(definition: &OwnFieldDefinition, sent: &Sent) -> Result<Option<FieldValue>, Problem> {
    let texts: Vec<&str> = match sent {
        Sent::Text(text) => text.split([',', ';', '\n']).collect(),
        Sent::List(items) => items.iter().map(String::as_str).collect(),
        Sent::WrongType => return Err(no_value()),
    };
    let written = Written::of(definition);
    let filled = texts.into_iter().map(str::trim).filter(|text| !text.is_empty());
    let chosen: HashSet<&str> = filled.map(|text| written.choice(text)).collect::<Result<_, _>>()?;
    let in_order = written.values.iter().filter(|value| chosen.contains(**value));
    let in_order: Vec<String> = in_order.map(|value| (*value).to_owned()).collect();
    Ok((!in_order.is_empty()).then_some(FieldValue::Several(in_order)))
}

/// The address of a page, as browsers write it.
fn address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_page = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none();
    let url = String::from(url);
    (is_page && is_plain && url.chars().count() <= MAX_URL_CHARS).then_some(url)
}

/// Values of a definition or a command, as they would be sent.
pub(super) fn sent(kind: OwnFieldKind, mut values: Vec<String>) -> Sent {
    match kind {
        OwnFieldKind::Choices => Sent::List(values),
        _ if values.len() > 1 => Sent::List(values),
        _ => Sent::Text(values.pop().unwrap_or_default()),
    }
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
        OwnFieldKind::YesNo => die.is_multiple_of(2).to_string(),
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
