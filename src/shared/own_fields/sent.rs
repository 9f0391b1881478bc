//! Values of fields of one's own in requests, before they are validated. What is no value at all is an error of its field, reported with
//! all others.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// What a request has for a field.
#[derive(Clone, PartialEq, Eq)]
pub enum Sent {
    /// A text, a number or a truth, as a text: forms and files send nothing else. Empty, or null: no value.
    Text(String),
    List(Vec<String>),
    WrongType,
}

/// The fields of a request, by their names. A field that is missing stays as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SentFields {
    values: BTreeMap<String, Sent>,
    /// Whether something else than an object was sent in their place.
    pub is_wrong: bool,
}

impl SentFields {
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.is_wrong
    }

    /// What is sent for a field. None: nothing.
    pub fn get(&self, name: &str) -> Option<&Sent> {
        self.values.get(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

impl FromIterator<(String, Sent)> for SentFields {
    fn from_iter<I: IntoIterator<Item = (String, Sent)>>(values: I) -> Self {
        Self { values: values.into_iter().collect(), is_wrong: false }
    }
}

/// Shows only the names, because values are about persons.
impl fmt::Debug for SentFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

/// As forms send it.
impl Serialize for SentFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.values.iter())
    }
}

impl Serialize for Sent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => items.serialize(serializer),
            Self::WrongType => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for SentFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldsVisitor)
    }
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SentVisitor)
    }
}

struct FieldsVisitor;

impl FieldsVisitor {
    const WRONG: SentFields = SentFields { values: BTreeMap::new(), is_wrong: true };
}

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = SentFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    /// Null counts as missing.
    fn visit_unit<E>(self) -> Result<SentFields, E> {
        Ok(SentFields::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<SentFields, E> {
        Ok(Self::WRONG)
    }

    fn visit_i64<E>(self, _: i64) -> Result<SentFields, E> {
        Ok(Self::WRONG)
    }

    fn visit_u64<E>(self, _: u64) -> Result<SentFields, E> {
        Ok(Self::WRONG)
    }

    fn visit_f64<E>(self, _: f64) -> Result<SentFields, E> {
        Ok(Self::WRONG)
    }

    fn visit_str<E>(self, _: &str) -> Result<SentFields, E> {
        Ok(Self::WRONG)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<SentFields, A::Error> {
        // The parser expects that all items are read.
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::WRONG)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<SentFields, A::Error> {
        let mut all = SentFields::default();
        while let Some((name, value)) = entries.next_entry::<String, Sent>()? {
            // As in every object of a request: which of both is meant is not known.
            if all.values.insert(name, value).is_some() {
                return Err(A::Error::custom("a field twice"));
            }
        }
        Ok(all)
    }
}

struct SentVisitor;

impl<'de> Visitor<'de> for SentVisitor {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Sent, E> {
        Ok(Sent::Text(String::new()))
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Sent, E> {
        Ok(Sent::Text(yes.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Sent, E> {
        Ok(Sent::Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Sent, E> {
        Ok(Sent::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Sent, E> {
        Ok(Sent::Text(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Sent, E> {
        Ok(Sent::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Sent, A::Error> {
        let (mut all, mut is_wrong) = (Vec::new(), false);
        while let Some(item) = items.next_element::<Sent>()? {
            match item {
                Sent::Text(text) => all.push(text),
                Sent::List(_) | Sent::WrongType => is_wrong = true,
            }
        }
        Ok(if is_wrong { Sent::WrongType } else { Sent::List(all) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Sent, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Sent::WrongType)
    }
}

impl JsonSchema for SentFields {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Fields".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<BTreeMap<String, Option<super::FieldValue>>>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::serde_json::{from_str, from_value, json};

    #[test]
    fn a_request_has_texts_and_lists() {
        let sent: SentFields = from_value(json!({
            "department": "Sales", "size": 12.5, "newsletter": true, "plan": null, "topics": ["a", 7], "other": { "a": 1 }
        }))
        .expect("any value");
        let text = |name: &str| match sent.get(name) {
            Some(Sent::Text(text)) => text.clone(),
            _ => panic!("{name} is no text"),
        };
        assert_eq!(["department", "size", "newsletter", "plan"].map(text), ["Sales", "12.5", "true", ""]);
        assert!(matches!(sent.get("topics"), Some(Sent::List(items)) if items == &["a", "7"]));
        assert!(matches!(sent.get("other"), Some(Sent::WrongType)) && sent.get("missing").is_none());
    }

    #[test]
    fn a_field_that_is_sent_twice_is_refused() {
        assert!(from_str::<SentFields>(r#"{"plan": "free", "plan": "pro"}"#).is_err());
        assert!(from_str::<SentFields>(r#"{"plan": "free", "Plan": "pro"}"#).is_ok());
    }

    #[test]
    fn what_is_no_object_is_an_error_and_null_is_nothing() {
        for wrong in [json!("x"), json!(7), json!([1, 2]), json!(true)] {
            assert!(from_value::<SentFields>(wrong).expect("any value").is_wrong);
        }
        assert!(from_value::<SentFields>(json!(null)).expect("any value").is_empty());
    }
}
