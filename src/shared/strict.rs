//! Strict deserialization of bulk requests. Unknown keys and values of the wrong type are errors: ignoring a misspelt
//! filter would extend the change, in the worst case to all users.

use super::error::{AppError, ErrorCode, FieldError};
use super::values::Text;
use crate::language::message;
use schemars::JsonSchema;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// The maximum number of unknown keys that are reported, and of characters of each.
const MAX_REPORTED: usize = 20;
const MAX_REPORTED_CHARS: usize = 60;

/// Reads a text that may be missing but not null: in a filter, null is more likely a mistake than a request for all users.
pub fn text_not_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Ok(match Text::deserialize(deserializer)? {
        // serde calls this function only for fields that are present, so the value is null.
        Text::Missing => Text::WrongType,
        text => text,
    })
}

/// The unknown keys of an object. Use as a field with `#[serde(flatten)]`.
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
        // The values are skipped: only the keys are reported.
        while let Some((key, IgnoredAny)) = entries.next_entry()? {
            keys.insert(key);
        }
        Ok(UnknownKeys(keys))
    }
}

impl UnknownKeys {
    /// One error per key. `path`: the prefix of the object in its request, such as `filter.`; empty for the request itself.
    pub fn errors(&self, path: &str) -> impl Iterator<Item = FieldError> {
        self.0.iter().take(MAX_REPORTED).map(move |key| FieldError {
            // Shortened by characters: a slice of bytes could end inside of one.
            field: Cow::Owned(path.chars().chain(key.chars().take(MAX_REPORTED_CHARS)).collect()),
            code: Cow::Borrowed("unknown_field"),
            message: message::field_unknown(),
        })
    }

    /// Rejects a request with unknown keys.
    pub fn refuse(&self) -> Result<(), AppError> {
        let errors: Vec<_> = self.errors("").collect();
        if errors.is_empty() { Ok(()) } else { Err(AppError::fields(ErrorCode::ValidationFailed, errors)) }
    }
}

/// A request without fields.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NoFields {
    #[serde(flatten)]
    #[schemars(skip)]
    pub unknown: UnknownKeys,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::values::Expected;

    #[derive(Debug, Default, PartialEq, Eq, Deserialize)]
    #[serde(default)]
    struct Sample {
        #[serde(deserialize_with = "text_not_null")]
        q: Text,
        ids: Expected<Vec<Text>>,
        invite: Expected<bool>,
        #[serde(flatten)]
        unknown: UnknownKeys,
    }

    fn read(json: &str) -> Sample {
        serde_json::from_str(json).expect("an object")
    }

    #[test]
    fn values_of_other_types_are_recognized() {
        for value in ["{}", "{\"a\": [1]}", "\"x\"", "7", "-7", "0.5", "true"] {
            assert_eq!(read(&format!("{{\"ids\": {value}}}")).ids, Expected::WrongType, "{value}");
        }
        assert_eq!(read("{\"ids\": null}").ids, Expected::Missing);
        assert_eq!(read("{\"ids\": [\"x\", 5]}").ids, Expected::Given(vec!["x".into(), Text::WrongType]));
        assert_eq!((read("{\"q\": null}").q, read("{}").q), (Text::WrongType, Text::Missing));
        assert_eq!(read("{\"invite\": true}").invite, Expected::Given(true));
        for value in ["1", "\"true\"", "[true]", "{}"] {
            assert_eq!(read(&format!("{{\"invite\": {value}}}")).invite, Expected::WrongType, "{value}");
        }
    }

    #[test]
    fn unknown_keys_are_reported_up_to_the_limits() {
        assert_eq!(read("{\"q\": \"a\", \"ids\": []}").unknown.refuse(), Ok(()));
        let errors: Vec<_> = read("{\"Q\": \"a\", \"z\": {}}").unknown.errors("filter.").collect();
        let fields: Vec<_> = errors.iter().map(|error| &*error.field).collect();
        assert_eq!(fields, ["filter.Q", "filter.z"]);

        let many: Vec<_> = (0..50).map(|number| format!("\"{number}{}\": 1", "x".repeat(100))).collect();
        let error = read(&format!("{{{}}}", many.join(","))).unknown.refuse().unwrap_err();
        assert_eq!((error.errors.len(), error.errors[0].field.len()), (MAX_REPORTED, MAX_REPORTED_CHARS));
    }

    #[test]
    fn duplicate_fields_are_errors() {
        assert!(serde_json::from_str::<Sample>("{\"ids\": [], \"ids\": []}").is_err());
    }
}
