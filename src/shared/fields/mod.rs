//! Field types: each parses once, at the edge, and carries its rules into the form, the API and the command
//! line alike.

pub mod credentials;
pub mod email;
pub mod guessable;
pub mod password;
pub mod person_name;
pub mod strength;
#[cfg(test)]
mod tests;
pub mod username;

use super::{error::FieldError, text::Text, views::Role};
use std::borrow::Cow;

/// Why a value is not acceptable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Stable, snake_case.
    pub code: &'static str,
    /// A sentence that says the mend.
    pub message: Cow<'static, str>,
}

impl Problem {
    pub fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into() }
    }

    /// The value is of another type than text.
    pub fn not_text() -> Self {
        Self::new("wrong_type", "Send this as text.")
    }

    /// The value is no time, as [`Timestamp`](super::timestamp::Timestamp) reads them.
    pub fn invalid_time() -> Self {
        Self::new("invalid_time", "Write it as 2026-11-20 or 2026-11-20T08:30:00Z.")
    }

    pub fn of(self, field: &'static str) -> FieldError {
        FieldError { field: Cow::Borrowed(field), code: Cow::Borrowed(self.code), message: self.message }
    }
}

/// Parses a role.
pub fn role(text: &str) -> Result<Role, Problem> {
    text.parse().map_err(|_| Problem::new("unknown_role", "A role is user or admin."))
}

/// Parses fields one after the other and keeps every error, so that all can be told at once.
#[derive(Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// Parses `text` with `parse`; the error, if any, is kept under `field`.
    pub fn parse<T>(
        &mut self,
        field: &'static str,
        text: &Text,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let parsed = match text {
            Text::NotText => Err(Problem::not_text()),
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

    pub fn reject(&mut self, field: &'static str, problem: Problem) {
        self.errors.push(problem.of(field));
    }

    /// All errors, in the order of the fields; none is the way on.
    pub fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }
}

/// A letter or digit of any script that can be seen: the fillers of Hangul are letters by name alone, and with them
/// two names could look the same.
fn is_letter_or_digit(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}
