//! Mistakes in the file of applications: in which line, and what is wrong there.

use crate::language::{Message, message};
use crate::shared::Problem;
use std::ops::Range;

/// What is wrong in the file, and how to fix it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct FileError {
    pub line: usize,
    pub message: Message,
}

/// A mistake in an entry, which stops it alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileProblem {
    /// The name of the application that it is in, if that can be read.
    pub application: Option<String>,
    /// The id of the client that it is in, if it is in one and the id can be read.
    pub client: Option<String>,
    pub error: FileError,
}

impl FileProblem {
    /// In a sentence.
    pub fn message(&self) -> Message {
        message::file_problem(self.error.line.to_string(), self.error.message.clone())
    }
}

/// What is wrong with the value at a place.
pub(super) fn wrong(text: &str, at: &Range<usize>, problem: &Problem) -> FileError {
    FileError { line: line_of(text, at), message: problem.message.clone() }
}

/// `at`: where the table is, if the error does not know its place.
pub(super) fn of_toml(text: &str, at: &Range<usize>, error: &toml::de::Error) -> FileError {
    error_at(text, &error.span().unwrap_or_else(|| at.clone()), format!("{}.", error.message()))
}

pub(super) fn error_at(text: &str, at: &Range<usize>, message: impl Into<String>) -> FileError {
    FileError { line: line_of(text, at), message: Message::written(message.into()) }
}

pub(super) fn line_of(text: &str, at: &Range<usize>) -> usize {
    // By bytes: a position inside of a character must not end the program.
    let before = text.as_bytes().iter().take(at.start);
    before.filter(|byte| **byte == b'\n').count() + 1
}
