//! The kinds of fields: how each reads what was sent, and what is stored of a value.

use super::{countries, phone};
use crate::identity::fold;
use crate::language::{Language, message};
use crate::shared::fields::names::{is_harmful, is_unseen};
use crate::shared::own_fields::{FieldValue, Number, Sent, choices_of};
use crate::shared::{OwnFieldDefinition, OwnFieldKind, Problem};
use regex::Regex;
use sha2::{Digest as _, Sha256};
use url::Url;

/// The greatest number of characters of texts, unless the definition says another one.
const MAX_TEXT_CHARS: u32 = 200;
const MAX_LONG_TEXT_CHARS: u32 = 2_000;
const MAX_URL_CHARS: usize = 2_000;
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

fn line(definition: &OwnFieldDefinition, pattern: Option<&Regex>, text: &str) -> Result<String, Problem> {
    if text.chars().any(is_harmful) || text.chars().all(is_unseen) {
        return Err(Problem::new("not_allowed", message::field_invisible_characters()));
    }
    check_length(definition, text, MAX_TEXT_CHARS)?;
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
    check_length(definition, &text, MAX_LONG_TEXT_CHARS)?;
    Ok(text)
}

fn check_length(definition: &OwnFieldDefinition, text: &str, usual: u32) -> Result<(), Problem> {
    let (min, max) = (definition.min_length.unwrap_or(0), definition.max_length.unwrap_or(usual));
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

/// The choice with this value, or with this label in any language, as spreadsheets have it.
fn chosen(definition: &OwnFieldDefinition, text: &str) -> Result<String, Problem> {
    let english = choices_of(definition, Language::English);
    if let Some(choice) = english.iter().find(|choice| choice.value == text) {
        return Ok(choice.value.to_owned());
    }
    let folded = fold(text);
    for language in Language::ALL {
        let all = choices_of(definition, language);
        let is_meant = |choice: &&crate::shared::own_fields::Choice<'_>| {
            fold(choice.label) == folded || fold(choice.value) == folded
        };
        if let Some(choice) = all.iter().find(is_meant) {
            return Ok(choice.value.to_owned());
        }
    }
    let values: Vec<_> = english.iter().map(|choice| choice.value).take(20).collect();
    Err(Problem::new("not_allowed", message::own_field_choice_unknown(values.join(", "))))
}

/// What was chosen of several, in the order of the definition. A text has commas, semicolons or line breaks between.
fn several(definition: &OwnFieldDefinition, sent: &Sent) -> Result<Option<FieldValue>, Problem> {
    let texts: Vec<&str> = match sent {
        Sent::Text(text) => text.split([',', ';', '\n']).collect(),
        Sent::List(items) => items.iter().map(String::as_str).collect(),
        Sent::WrongType => return Err(no_value()),
    };
    let filled = texts.into_iter().map(str::trim).filter(|text| !text.is_empty());
    let chosen: Vec<String> = filled.map(|text| chosen(definition, text)).collect::<Result<_, _>>()?;
    let all = choices_of(definition, Language::English);
    let in_order = all.iter().map(|choice| choice.value).filter(|value| chosen.iter().any(|item| item == value));
    let in_order: Vec<_> = in_order.map(ToOwned::to_owned).collect();
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

pub(super) fn items(kind: OwnFieldKind, value: &FieldValue) -> Vec<Item> {
    let item = |text: &str| Item { value: text.to_owned(), key: key_of(text) };
    match value {
        _ if kind == OwnFieldKind::LongText => vec![Item { value: value.to_text().into_owned(), key: String::new() }],
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

/// A made-up value, as a request would have it.
pub(super) fn made_up(definition: &OwnFieldDefinition, number: u64, run_id: u32, die: u64) -> Sent {
    let choices = choices_of(definition, Language::English);
    let choice = |die: u64| choices[(die % choices.len().max(1) as u64) as usize].value.to_owned();
    Sent::Text(match definition.kind {
        OwnFieldKind::Text if definition.unique => format!("{number}-{run_id:x}"),
        OwnFieldKind::Number if definition.unique => (u64::from(run_id) * 100_000 + number % 100_000).to_string(),
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

#[cfg(test)]
mod tests;
