//! Values of requests before they are validated: given, missing, or of another type. A value of the wrong type becomes an error of
//! its field, reported together with all other errors of the request, instead of ending the parsing.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A value in a request, missing, or of another type.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Expected<T> {
    #[default]
    Missing,
    Given(T),
    WrongType,
}

/// The value of a text field, missing, or of another type.
pub type Text = Expected<String>;

impl<T> Expected<T> {
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Expected<U> {
        match self {
            Self::Missing => Expected::Missing,
            Self::Given(value) => Expected::Given(change(value)),
            Self::WrongType => Expected::WrongType,
        }
    }
}

impl Text {
    /// The text; empty if missing or of another type.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Given(text) => text,
            Self::Missing | Self::WrongType => "",
        }
    }

    /// What was typed into a form, which sends an empty text for nothing.
    pub(super) fn typed(text: &str) -> Self {
        match text.trim() {
            "" => Self::Missing,
            text => text.into(),
        }
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

impl From<Option<String>> for Text {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Missing, Self::Given)
    }
}

/// Shows only the variant, because the value may be a password.
impl<T> fmt::Debug for Expected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "Missing",
            Self::Given(_) => "Given(…)",
            Self::WrongType => "WrongType",
        })
    }
}

/// As forms send it.
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Given(text) => serializer.serialize_str(text),
            // A form leaves the field out.
            Self::Missing | Self::WrongType => serializer.serialize_none(),
        }
    }
}

/// Null counts as missing, but is no item of a list. A value of another type is an error of the field, so the schema does not allow it.
impl<T: JsonSchema> JsonSchema for Expected<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Option::<T>::json_schema(generator);
        let of_items = schema.pointer_mut("/items/type");
        if let Some(types) = of_items.filter(|types| types.is_array()) {
            // Its type, and null.
            *types = types[0].take();
        }
        schema
    }
}

impl<'de, T: AnyValue> Deserialize<'de> for Expected<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor(PhantomData))
    }
}

/// What an [`Expected`] value is made of. Implementations override the methods for the types of JSON that they accept; None is the
/// wrong type.
pub trait AnyValue: Sized {
    /// None: null counts as missing.
    fn from_null() -> Option<Self> {
        None
    }

    fn from_text(_: String) -> Option<Self> {
        None
    }

    fn from_bool(_: bool) -> Option<Self> {
        None
    }

    fn from_number(_: u64) -> Option<Self> {
        None
    }

    fn from_array<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        // The parser expects that all items are read.
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn from_object<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Option<Self>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl AnyValue for String {
    fn from_text(text: String) -> Option<Self> {
        Some(text)
    }
}

impl AnyValue for bool {
    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl AnyValue for Vec<Text> {
    fn from_array<'de, A: SeqAccess<'de>>(items: A) -> Result<Option<Self>, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(items)).map(Some)
    }
}

/// A text, or null, where null is not the same as a missing field.
impl AnyValue for Option<String> {
    fn from_null() -> Option<Self> {
        Some(None)
    }

    fn from_text(text: String) -> Option<Self> {
        Some(Some(text))
    }
}

/// A text, or a whole number, which becomes its digits.
struct Digits(String);

impl AnyValue for Digits {
    fn from_text(text: String) -> Option<Self> {
        Some(Self(text))
    }

    fn from_number(number: u64) -> Option<Self> {
        Some(Self(number.to_string()))
    }
}

/// Reads a text or a whole number. Use with `#[serde(deserialize_with)]` for fields that forms send as text.
pub fn or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Expected::<Digits>::deserialize(deserializer).map(|value| value.map(|Digits(text)| text))
}

struct AnyVisitor<T>(PhantomData<T>);

impl<'de, T: AnyValue> Visitor<'de> for AnyVisitor<T> {
    type Value = Expected<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Expected<T>, E> {
        Ok(T::from_null().map_or(Expected::Missing, Expected::Given))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Expected<T>, E> {
        Ok(typed(T::from_bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Expected<T>, E> {
        Ok(typed(u64::try_from(value).ok().and_then(T::from_number)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Expected<T>, E> {
        Ok(typed(T::from_number(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Expected<T>, E> {
        // In JSON Schema 90.0 is an integer as well; it is written as 90 here.
        Ok(typed(value.to_string().parse().ok().and_then(T::from_number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Expected<T>, E> {
        Ok(typed(T::from_text(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Expected<T>, A::Error> {
        T::from_array(items).map(typed)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Expected<T>, A::Error> {
        T::from_object(entries).map(typed)
    }
}

fn typed<T>(value: Option<T>) -> Expected<T> {
    value.map_or(Expected::WrongType, Expected::Given)
}
