//! Field types: parsed once at the boundary, with the same rules in forms, the API and the command line.

pub mod credentials;
pub mod guessable;
pub mod input;
pub mod names;
pub mod password;
pub mod profile;
#[cfg(test)]
mod tests;

use super::error::FieldError;
use super::values::{Expected, Text};
use crate::language::{Message, message};
use std::borrow::Cow;

/// The maximum number of items of a list.
const MAX_ITEMS: usize = 100;

/// Why a value is invalid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Stable, snake_case.
    pub code: &'static str,
    /// A sentence that says how to fix it.
    pub message: Message,
}

impl Problem {
    pub fn new(code: &'static str, message: Message) -> Self {
        Self { code, message }
    }

    pub fn not_text() -> Self {
        Self::new("wrong_type", message::field_not_text())
    }

    /// The value is no [`Timestamp`](super::timestamp::Timestamp).
    pub fn invalid_time() -> Self {
        Self::new("invalid_time", message::field_invalid_time())
    }

    pub fn of(self, field: &'static str) -> FieldError {
        FieldError { field: Cow::Borrowed(field), code: Cow::Borrowed(self.code), message: self.message }
    }
}

/// Checks that a text has at most `max` characters. It is not trimmed here: some values are kept as they were typed.
pub fn at_most(text: &str, max: usize) -> Result<(), Problem> {
    let is_longer = text.chars().count() > max;
    if is_longer { Err(Problem::new("too_long", message::field_too_long(max as u64))) } else { Ok(()) }
}

/// Parses the fields of a request and collects all errors, so that they are reported together.
#[derive(Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// Parses `text` with `parse`; records an error under `field`.
    pub fn parse<T>(
        &mut self,
        field: &'static str,
        text: &Text,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let parsed = match text {
            Text::WrongType => Err(Problem::not_text()),
            // A missing field is parsed as empty, so `parse` decides whether it is required.
            Text::Missing | Text::Given(_) => parse(text.as_str()),
        };
        match parsed {
            Ok(value) => Some(value),
            Err(problem) => {
                self.reject(field, problem);
                None
            }
        }
    }

    /// Parses each item of a list; a missing list is empty. None if an error was recorded.
    pub fn list<T>(
        &mut self,
        field: &'static str,
        list: &Expected<Vec<Text>>,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<Vec<T>> {
        let items = match list {
            Expected::Missing => return Some(Vec::new()),
            Expected::Given(items) if items.len() <= MAX_ITEMS => items,
            Expected::Given(_) => {
                self.reject(field, Problem::new("too_many", message::application_too_many_items(MAX_ITEMS as u64)));
                return None;
            }
            Expected::WrongType => {
                self.reject(field, Problem::new("wrong_type", message::application_no_list()));
                return None;
            }
        };
        // Null is nothing in place of a text, but no item.
        let text_of = |item| if matches!(item, &Text::Missing) { &Text::WrongType } else { item };
        let parsed: Vec<T> = items.iter().filter_map(|item| self.parse(field, text_of(item), &parse)).collect();
        (parsed.len() == items.len()).then_some(parsed)
    }

    /// The value of a flag; records an error if it is neither true nor false.
    pub fn flag(&mut self, field: &'static str, value: &Expected<bool>) -> Option<bool> {
        match value {
            Expected::Given(value) => return Some(*value),
            Expected::Missing => {}
            Expected::WrongType => self.reject(field, Problem::new("wrong_type", message::field_not_a_truth())),
        }
        None
    }

    /// Records an error if the value of a field that has no effect here has the wrong type: it is a mistake in any case.
    pub fn expect_text(&mut self, field: &'static str, text: &Text) {
        if *text == Text::WrongType {
            self.reject(field, Problem::not_text());
        }
    }

    pub fn reject(&mut self, field: &'static str, problem: Problem) {
        self.errors.push(problem.of(field));
    }

    /// Whether an error was recorded under `field`.
    pub fn is_rejected(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field == field)
    }

    /// All errors in the order of the fields, if any.
    pub fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }
}

/// A visible letter or digit of any script. Hangul fillers are letters in Unicode, but invisible: with them two names
/// could look the same.
fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}
