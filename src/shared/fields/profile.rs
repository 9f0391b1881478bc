//! The fields of a profile: optional texts, of which only the language means something to Vestibule. All who may read an account
//! may read them, and its owner, administrators and the operator change them. A field with rights of its own, such as the email
//! address, is none of them.
//!
//! A field is declared here and in the statements of `store/users.rs`. Requests, forms, commands, stored accounts, files and the
//! search have a [`Profile`] of values, and no other list of fields; only what is read in a browser, or is written for people,
//! names them.

use super::names::person_name;
use super::{Fields, Problem};
use crate::language::{Label, Language, message, say};
use crate::shared::values::{Expected, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use std::iter;

/// The values of a choice with their labels.
pub type Choices = fn() -> Vec<(&'static str, &'static str)>;

/// A field of a profile.
pub struct ProfileField {
    /// In requests and forms, in files, in the audit log, and of the column.
    pub name: &'static str,
    /// In the language of the page.
    pub label: Label,
    /// What was changed, in sentences of the audit log.
    pub changed: Label,
    /// Describes the option of commands. Without a full stop.
    pub about: &'static str,
    /// What browsers fill in.
    pub autocomplete: &'static str,
    /// Other attributes of the input.
    pub attributes: &'static [(&'static str, &'static str)],
    /// Parses and trims a value. None if it is blank.
    pub parse: fn(&str) -> Result<Option<String>, Problem>,
    /// The values of a choice and what they are called, that of no value first. None for a text, which is typed and searched for.
    pub choices: Option<Choices>,
}

impl ProfileField {
    /// What a value is called. An unknown one keeps its name.
    pub fn words(&self, value: String) -> String {
        let choices = self.choices.map(|choices| choices()).unwrap_or_default();
        choices.into_iter().find(|(choice, _)| *choice == value).map_or(value, |(_, words)| words.to_owned())
    }
}

pub static FIELDS: Profile<ProfileField> = Profile {
    name: ProfileField {
        name: "name",
        label: say::name,
        changed: say::audit_field_name,
        about: "The name to display",
        autocomplete: "name",
        attributes: &[("type", "text"), ("enterkeyhint", "next"), ("spellcheck", "false")],
        parse: person_name,
        choices: None,
    },
    language: ProfileField {
        name: "language",
        label: say::language,
        changed: say::audit_field_language,
        about: "The language of pages and messages, such as de",
        autocomplete: "language",
        attributes: &[],
        parse: language_tag,
        choices: Some(languages),
    },
};

/// Parses the tag of a language that there are texts in.
fn language_tag(raw: &str) -> Result<Option<String>, Problem> {
    let tag = raw.trim();
    if tag.is_empty() {
        return Ok(None);
    }
    match Language::of_tag(tag) {
        Some(language) => Ok(Some(language.as_str().to_owned())),
        None => {
            let tags = Language::ALL.map(Language::as_str).join(", ");
            Err(Problem::new("not_allowed", message::field_language(tags)))
        }
    }
}

/// Each language by its own name, which those who speak it understand.
fn languages() -> Vec<(&'static str, &'static str)> {
    let all = Language::ALL.into_iter().map(|language| (language.as_str(), language.name()));
    iter::once(("", say::language_of_browser())).chain(all).collect()
}

/// A value for each field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(bound = "T: JsonSchema + Default")]
pub struct Profile<T> {
    /// At most 120 characters.
    #[schemars(length(max = 120))]
    pub name: T,
    /// One of the languages of the pages, such as `de`.
    pub language: T,
}

impl<T> Profile<T> {
    pub fn each_ref(&self) -> Profile<&T> {
        Profile { name: &self.name, language: &self.language }
    }

    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Profile<U> {
        Profile { name: change(self.name), language: change(self.language) }
    }

    pub fn zip<U>(self, other: Profile<U>) -> Profile<(T, U)> {
        Profile { name: (self.name, other.name), language: (self.language, other.language) }
    }

    /// In the order of forms and files.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        [self.name, self.language].into_iter()
    }
}

impl Profile<Text> {
    /// Parses all values, and reports errors to `fields`. A value is None if it is blank, missing or invalid.
    pub fn parse(&self, fields: &mut Fields) -> Profile<Option<String>> {
        let texts = FIELDS.each_ref().zip(self.each_ref());
        texts.map(|(field, text)| fields.parse(field.name, text, field.parse).flatten())
    }

    /// Like [`Self::parse`], but a missing value stays as it is in `current`. So does one that is sent back unchanged, also if only a
    /// later version allows it.
    pub fn parse_change(&self, current: Profile<Option<String>>, fields: &mut Fields) -> Profile<Option<String>> {
        let texts = FIELDS.each_ref().zip(self.each_ref()).zip(current);
        texts.map(|((field, text), current)| {
            let is_unchanged = text.is_missing() || current.as_deref() == Some(text.as_str());
            if is_unchanged { current } else { fields.parse(field.name, text, field.parse).flatten() }
        })
    }

    /// Reads null as an empty text, which removes a value: a missing one stays as it is.
    pub fn with_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Profile::<Expected<Option<String>>>::deserialize(deserializer)?;
        Ok(values.map(|value| value.map(Option::unwrap_or_default)))
    }
}

impl Profile<Option<String>> {
    /// Of an account of which only the name is known.
    pub fn of_name(name: Option<String>) -> Self {
        Self { name, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::requests::UpdateUserRequest;

    #[test]
    fn a_language_is_one_that_there_are_texts_in() {
        let parsed = |raw: &str| (FIELDS.language.parse)(raw).map_err(|problem| problem.message.say());
        assert_eq!(parsed(" "), Ok(None));
        for tag in ["de", " DE ", "de-AT", "de_CH"] {
            assert_eq!(parsed(tag), Ok(Some("de".to_owned())), "{tag}");
        }
        for tag in ["qaa", "deu", "german", "-", "de; DROP TABLE users"] {
            let all = Language::ALL.map(Language::as_str).join(", ");
            assert_eq!(parsed(tag), Err(format!("Use one of: {all}.")), "{tag}");
        }
        let words = |value: &str| FIELDS.language.words(value.to_owned());
        assert_eq!([words(""), words("de"), words("qaa")], ["As the browser prefers", "Deutsch", "qaa"]);
    }

    #[test]
    fn a_language_of_a_later_version_stays_until_another_one_is_chosen() {
        let current = Profile { language: Some("qaa".to_owned()), ..Profile::default() };
        for (json, expected, is_valid) in [
            (r#"{"name": "Ada"}"#, Some("qaa"), true),
            (r#"{"language": "qaa"}"#, Some("qaa"), true),
            (r#"{"language": "de"}"#, Some("de"), true),
            (r#"{"language": ""}"#, None, true),
            (r#"{"language": "qab"}"#, None, false),
        ] {
            let request: UpdateUserRequest = serde_json::from_str(json).expect("an object");
            let mut fields = Fields::default();
            let profile = request.profile.parse_change(current.clone(), &mut fields);
            assert_eq!((profile.language.as_deref(), fields.finish().is_ok()), (expected, is_valid), "{json}");
        }
    }
}
