//! What was typed, and what is valid.

use serde::{Deserialize, Serialize};

const MAX_TITLE: usize = 120;
const MAX_TEXT: usize = 20_000;

/// A post as it was sent. Missing fields are empty, so that they are reported like the others.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    pub title: String,
    pub text: String,
}

/// A valid title and text. Only these are stored.
pub(crate) struct Content {
    title: String,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldError {
    pub field: &'static str,
    pub code: &'static str,
    pub message: String,
}

impl Draft {
    /// Returns all errors at once.
    pub fn check(&self) -> Result<Content, Vec<FieldError>> {
        // Browsers send the line breaks of a text area as CR LF.
        let content =
            Content { title: self.title.trim().to_owned(), text: self.text.replace("\r\n", "\n").trim().to_owned() };
        let title = check("title", &content.title, MAX_TITLE).or_else(|| one_line(&content.title));
        let errors: Vec<_> = title.into_iter().chain(check("text", &content.text, MAX_TEXT)).collect();
        if errors.is_empty() { Ok(content) } else { Err(errors) }
    }
}

impl Content {
    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Lengths are in characters, not in bytes.
fn check(field: &'static str, value: &str, most: usize) -> Option<FieldError> {
    match value.chars().count() {
        0 => Some(FieldError { field, code: "required", message: format!("Write a {field}.") }),
        length if length > most => {
            let message = format!("The {field} has {length} characters. Shorten it to {most}.");
            Some(FieldError { field, code: "too_long", message })
        }
        _ => None,
    }
}

fn one_line(title: &str) -> Option<FieldError> {
    let message = "The title contains a line break or a control character. Remove it.".to_owned();
    let error = FieldError { field: "title", code: "control_character", message };
    title.contains(char::is_control).then_some(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The errors as `field code`.
    fn errors(title: &str, text: &str) -> Vec<String> {
        let draft = Draft { title: title.to_owned(), text: text.to_owned() };
        let errors = draft.check().err().unwrap_or_default();
        errors.iter().map(|error| format!("{} {}", error.field, error.code)).collect()
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert!(errors(&"ü".repeat(120), &"😀".repeat(20_000)).is_empty());
        assert_eq!(errors(&"ü".repeat(121), &"😀".repeat(20_001)), ["title too_long", "text too_long"]);
    }

    #[test]
    fn white_space_alone_is_nothing() {
        assert_eq!(errors(" \t", "\r\n \u{2003}"), ["title required", "text required"]);
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(errors("two\nlines", "text"), ["title control_character"]);
    }

    #[test]
    fn line_breaks_of_browsers_count_once() {
        let text = format!("{}xx", "a\r\n".repeat(9_999));
        assert!(errors("title", &text).is_empty(), "20,000 characters");
    }
}
