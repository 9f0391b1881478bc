//! A text field of a request, before validation.

use super::any_value::{self, AnyValue};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};
use std::{borrow::Cow, fmt};

/// The value of a text field, missing, or of another type.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Text {
    #[default]
    Missing,
    Given(String),
    WrongType,
}

impl Text {
    /// The text; empty if missing or of another type.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Given(text) => text,
            Self::Missing | Self::WrongType => "",
        }
    }

    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Given(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Given(text.to_owned())
    }
}

/// Shows only the variant, because the text may be a password.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "Missing",
            Self::Given(_) => "Given(…)",
            Self::WrongType => "WrongType",
        })
    }
}

impl AnyValue for Text {
    const WRONG_TYPE: Self = Self::WrongType;

    fn from_text(text: String) -> Self {
        Self::Given(text)
    }
}

/// Null counts as missing. A value of another type is an error of the field, so the schema does not allow it.
impl JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<String>::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        any_value::deserialize(deserializer)
    }
}

/// A text, or a whole number, which becomes its digits.
#[derive(Default)]
struct TextOrNumber(Text);

impl AnyValue for TextOrNumber {
    const WRONG_TYPE: Self = Self(Text::WrongType);

    fn from_text(text: String) -> Self {
        Self(Text::Given(text))
    }

    fn from_number(number: u64) -> Self {
        Self(Text::Given(number.to_string()))
    }
}

/// Reads a text or a whole number. Use with `#[serde(deserialize_with)]` for fields that forms send as text.
pub fn or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    any_value::deserialize::<TextOrNumber, D>(deserializer).map(|TextOrNumber(text)| text)
}
