//! Values of requests before they are validated: given, missing, or of another type. A value of the wrong type becomes an error of
//! its field, reported together with all other errors of the request, instead of ending the parsing.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer},
};
use std::{borrow::Cow, fmt, marker::PhantomData};

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
        deserialize(deserializer)
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
    deserialize::<TextOrNumber, D>(deserializer).map(|TextOrNumber(text)| text)
}

/// A value in a request that is not text, missing, or of another type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expected<T> {
    #[default]
    Missing,
    Given(T),
    WrongType,
}

impl AnyValue for Expected<Vec<Text>> {
    const WRONG_TYPE: Self = Self::WrongType;

    fn from_array<'de, A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(items)).map(Self::Given)
    }
}

impl AnyValue for Expected<bool> {
    const WRONG_TYPE: Self = Self::WrongType;

    fn from_bool(value: bool) -> Self {
        Self::Given(value)
    }
}

/// Null counts as missing.
impl<T: JsonSchema> JsonSchema for Expected<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

impl<'de, T> Deserialize<'de> for Expected<T>
where
    Self: AnyValue,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

/// A type with a value for "missing" (its default, also read from null) and one for "of another type". Implementations
/// override the methods for the types that they accept.
pub trait AnyValue: Default {
    const WRONG_TYPE: Self;

    fn from_text(_: String) -> Self {
        Self::WRONG_TYPE
    }

    fn from_bool(_: bool) -> Self {
        Self::WRONG_TYPE
    }

    fn from_number(_: u64) -> Self {
        Self::WRONG_TYPE
    }

    fn from_array<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        // The parser expects that all items are read.
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::WRONG_TYPE)
    }

    fn from_object<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Self, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::WRONG_TYPE)
    }
}

fn deserialize<'de, T: AnyValue, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(AnyVisitor(PhantomData))
}

struct AnyVisitor<T>(PhantomData<T>);

impl<'de, T: AnyValue> Visitor<'de> for AnyVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bool<E>(self, value: bool) -> Result<T, E> {
        Ok(T::from_bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<T, E> {
        Ok(u64::try_from(value).map_or(T::WRONG_TYPE, T::from_number))
    }

    fn visit_u64<E>(self, value: u64) -> Result<T, E> {
        Ok(T::from_number(value))
    }

    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::WRONG_TYPE)
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from_text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<T, E> {
        Ok(T::from_text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::from_array(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        T::from_object(entries)
    }
}
