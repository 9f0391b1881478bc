//! What is accepted of a text, for each kind of rule.

use super::{MAX_URL_CHARS, lengths, no_value};
use crate::identity::fold;
use crate::language::{Language, message};
use crate::own_fields::definition::pattern_help;
use crate::shared::fields::names::is_harmful;
use crate::shared::own_fields::{FieldValue, Sent, choices_of};
use crate::shared::{OwnFieldDefinition, Problem};
use regex::Regex;
use std::collections::{HashMap, HashSet};
use url::Url;

pub(super) fn line(definition: &OwnFieldDefinition, pattern: Option<&Regex>, text: &str) -> Result<String, Problem> {
    if text.chars().any(is_harmful) {
        return Err(Problem::new("not_allowed", message::field_invisible_characters()));
    }
    check_length(definition, text)?;
    if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
        return Err(Problem::new("pattern", pattern_help(definition)));
    }
    Ok(text.to_owned())
}

pub(super) fn long_text(definition: &OwnFieldDefinition, text: &str) -> Result<String, Problem> {
    let text = text.replace("\r\n", "\n");
    if text.chars().any(|c| is_harmful(c) && !matches!(c, '\n' | '\t')) {
        return Err(Problem::new("not_allowed", message::own_field_control_characters()));
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

pub(super) fn truth(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "yes" | "on" | "1" | "ja" => Some(true),
        "false" | "no" | "off" | "0" | "nein" => Some(false),
        _ => None,
    }
}

/// A day as `2026-11-28`, or as spreadsheets in German have it: `28.11.2026`.
pub(super) fn date(text: &str) -> Option<String> {
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

/// The value of the choice that is meant.
pub(super) fn chosen(definition: &OwnFieldDefinition, text: &str) -> Result<String, Problem> {
    Written::of(definition).choice(text).map(str::to_owned)
}

/// What was chosen of several, in the order of the definition. A text has commas, semicolons or line breaks between.
pub(super) fn several(definition: &OwnFieldDefinition, sent: &Sent) -> Result<Option<FieldValue>, Problem> {
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
pub(super) fn address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_page = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none();
    let url = String::from(url);
    (is_page && is_plain && url.chars().count() <= MAX_URL_CHARS).then_some(url)
}
