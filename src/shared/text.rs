//! A text field of a request, before anyone has looked at it.

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

/// What came for a text field. A value of another type is kept as such, so that it becomes an error of its
/// field, beside all the others, and not the end of parsing.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Text {
    #[default]
    Missing,
    Given(String),
    NotText,
}

impl Text {
    /// The text, or nothing when it was missing or of another type.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Given(text) => text,
            Self::Missing | Self::NotText => "",
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

/// Says only what kind of value it is: it may be a password.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "Missing",
            Self::Given(_) => "Given(…)",
            Self::NotText => "NotText",
        })
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::Given(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Text, E> {
        Ok(Text::Given(text))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
        Ok(Text::NotText)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
        Ok(Text::NotText)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Text, E> {
        Ok(Text::NotText)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
        Ok(Text::NotText)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Text, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::NotText)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Text, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::NotText)
    }
}
