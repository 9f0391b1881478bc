//! The fields of a profile: optional texts that mean nothing to Vestibule. All who may read an account may read them, and its owner,
//! administrators and the operator change them. A field with rules of its own, such as the email address, is none of them.
//!
//! A field is declared here and in the statements of `store/users.rs`. Requests, forms, commands, stored accounts, files and the
//! search have a [`Profile`] of values, and no other list of fields; only what is read in a browser, or is written for people,
//! names them.

use super::names::person_name;
use super::{Fields, Problem};
use crate::language::{Label, say};
use crate::shared::values::{Expected, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// A field of a profile.
pub struct ProfileField {
    /// In requests and forms, in files, in the audit log, and of the column.
    pub name: &'static str,
    /// In the language of the page.
    pub label: Label,
    /// Describes the option of commands. Without a full stop.
    pub about: &'static str,
    /// What browsers fill in.
    pub autocomplete: &'static str,
    /// Other attributes of the input.
    pub attributes: &'static [(&'static str, &'static str)],
    /// Parses and trims a value. None if it is blank.
    pub parse: fn(&str) -> Result<Option<String>, Problem>,
}

pub static FIELDS: Profile<ProfileField> = Profile {
    name: ProfileField {
        name: "name",
        label: say::name,
        about: "The name to display",
        autocomplete: "name",
        attributes: &[("type", "text"), ("enterkeyhint", "next"), ("spellcheck", "false")],
        parse: person_name,
    },
};

/// A value for each field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(bound = "T: JsonSchema + Default")]
pub struct Profile<T> {
    /// At most 120 characters.
    #[schemars(length(max = 120))]
    pub name: T,
}

impl<T> Profile<T> {
    pub fn each_ref(&self) -> Profile<&T> {
        Profile { name: &self.name }
    }

    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Profile<U> {
        Profile { name: change(self.name) }
    }

    pub fn zip<U>(self, other: Profile<U>) -> Profile<(T, U)> {
        Profile { name: (self.name, other.name) }
    }

    /// In the order of forms and files.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        [self.name].into_iter()
    }
}

impl Profile<Text> {
    /// Parses all values, and reports errors to `fields`. A value is None if it is blank, missing or invalid.
    pub fn parse(&self, fields: &mut Fields) -> Profile<Option<String>> {
        let texts = FIELDS.each_ref().zip(self.each_ref());
        texts.map(|(field, text)| fields.parse(field.name, text, field.parse).flatten())
    }

    /// Takes missing values from `current`.
    pub fn or(&self, current: Profile<Option<String>>) -> Self {
        let or = |(text, current): (&Text, Option<String>)| match text {
            Text::Missing => current.into(),
            text => text.clone(),
        };
        self.each_ref().zip(current).map(or)
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
        Self { name }
    }
}
