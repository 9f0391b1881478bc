//! Parts of requests that change many accounts. Nothing in them is ignored: a key that is misspelt, or a value of another
//! type, would widen the request, in the worst case to everyone.

use super::{
    error::{AppError, ErrorCode, FieldError},
    text::Text,
};
use serde::{
    Deserialize, Deserializer,
    de::{
        IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use std::{borrow::Cow, collections::BTreeSet, fmt, marker::PhantomData};

/// Unknown keys that are reported, and characters of each: a client may send anything.
const MOST_REPORTED: usize = 20;
const LONGEST_REPORTED: usize = 60;

/// An array or an object in a request. A value of another type is kept as such, so that it becomes an error of its
/// field, beside all the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expected<T> {
    #[default]
    Missing,
    Given(T),
    WrongType,
}

/// What an [`Expected`] value is read from: an array or an object.
pub trait Shape: Sized {
    fn from_array<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn from_object<'de, A: MapAccess<'de>>(mut entries: A) -> Result<Option<Self>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl Shape for Vec<Text> {
    fn from_array<'de, A: SeqAccess<'de>>(items: A) -> Result<Option<Self>, A::Error> {
        Self::deserialize(SeqAccessDeserializer::new(items)).map(Some)
    }
}

/// Reads an object as a structure that serde has derived.
pub fn structure<'de, T: Deserialize<'de>, A: MapAccess<'de>>(entries: A) -> Result<Option<T>, A::Error> {
    T::deserialize(MapAccessDeserializer::new(entries)).map(Some)
}

impl<'de, T: Shape> Deserialize<'de> for Expected<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExpectedVisitor(PhantomData))
    }
}

struct ExpectedVisitor<T>(PhantomData<T>);

impl<'de, T: Shape> Visitor<'de> for ExpectedVisitor<T> {
    type Value = Expected<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Expected::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Expected::WrongType)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Expected::WrongType)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Expected::WrongType)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Expected::WrongType)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Expected::WrongType)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Ok(T::from_array(items)?.map_or(Expected::WrongType, Expected::Given))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Self::Value, A::Error> {
        Ok(T::from_object(entries)?.map_or(Expected::WrongType, Expected::Given))
    }
}

/// Reads a text that may be left out but not be null: in a filter, null is more likely a mistake than a wish for
/// everyone.
pub fn text_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Ok(match Text::deserialize(deserializer)? {
        Text::Missing => Text::NotText,
        text => text,
    })
}

/// The keys of an object that are none of its fields. As a field of its structure: `#[serde(flatten)]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownKeys(BTreeSet<String>);

impl<'de> Deserialize<'de> for UnknownKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = UnknownKeys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<UnknownKeys, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some((key, IgnoredAny)) = entries.next_entry()? {
            keys.insert(key);
        }
        Ok(UnknownKeys(keys))
    }
}

impl UnknownKeys {
    /// An error for each. `path`: where the object is in its request, such as `filter.`; empty for the request itself.
    pub fn errors(&self, path: &str) -> impl Iterator<Item = FieldError> {
        self.0.iter().take(MOST_REPORTED).map(move |key| FieldError {
            field: Cow::Owned(path.chars().chain(key.chars().take(LONGEST_REPORTED)).collect()),
            code: Cow::Borrowed("unknown_field"),
            message: Cow::Borrowed("There is no such field. Check its spelling, or leave it out."),
        })
    }

    /// Refuses a request that has any.
    pub fn refuse(&self) -> Result<(), AppError> {
        let errors: Vec<_> = self.errors("").collect();
        if errors.is_empty() { Ok(()) } else { Err(AppError::fields(ErrorCode::ValidationFailed, errors)) }
    }
}

/// A request without fields.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct NoFields {
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Eq, Deserialize)]
    #[serde(default)]
    struct Sample {
        #[serde(deserialize_with = "text_or_nothing")]
        q: Text,
        ids: Expected<Vec<Text>>,
        #[serde(flatten)]
        unknown: UnknownKeys,
    }

    fn read(json: &str) -> Sample {
        serde_json::from_str(json).expect("an object")
    }

    #[test]
    fn a_value_of_another_type_is_kept_as_such() {
        for value in ["{}", "{\"a\": [1]}", "\"x\"", "7", "-7", "0.5", "true"] {
            assert_eq!(read(&format!("{{\"ids\": {value}}}")).ids, Expected::WrongType, "{value}");
        }
        assert_eq!(read("{\"ids\": null}").ids, Expected::Missing);
        assert_eq!(read("{\"ids\": [\"x\", 5]}").ids, Expected::Given(vec!["x".into(), Text::NotText]));
        assert_eq!((read("{\"q\": null}").q, read("{}").q), (Text::NotText, Text::Missing));
    }

    #[test]
    fn unknown_keys_are_named_shortened_and_bounded() {
        assert_eq!(read("{\"q\": \"a\", \"ids\": []}").unknown.refuse(), Ok(()));
        let errors: Vec<_> = read("{\"Q\": \"a\", \"z\": {}}").unknown.errors("filter.").collect();
        let fields: Vec<_> = errors.iter().map(|error| &*error.field).collect();
        assert_eq!(fields, ["filter.Q", "filter.z"]);

        let many: Vec<_> = (0..50).map(|number| format!("\"{number}{}\": 1", "x".repeat(100))).collect();
        let error = read(&format!("{{{}}}", many.join(","))).unknown.refuse().unwrap_err();
        assert_eq!((error.errors.len(), error.errors[0].field.len()), (MOST_REPORTED, LONGEST_REPORTED));
    }

    #[test]
    fn a_field_that_comes_twice_is_an_error() {
        assert!(serde_json::from_str::<Sample>("{\"ids\": [], \"ids\": []}").is_err());
    }
}
