//! What an account has in a field of one's own.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The values of an account, by the names of their fields. A field without a value is missing.
pub type FieldValues = BTreeMap<String, FieldValue>;

/// A value, as JSON has it: a text, which may also be a date, an address, a number to call or a country; a number; true or false; or
/// what was chosen of several.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FieldValue {
    Text(String),
    Number(Number),
    Truth(bool),
    Several(Vec<String>),
}

/// A decimal number of at most 15 digits, which JSON's numbers hold exactly: `-12.5`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Number(String);

/// The greatest number of digits, and of those behind the point.
const MAX_DIGITS: usize = 15;
const MAX_DECIMALS: usize = 6;

impl Number {
    /// Reads a number as JSON writes it, a small one as `1.5e-6`.
    fn of_json(text: &str) -> Option<Self> {
        let Some((mantissa, exponent)) = text.split_once("e-") else { return Self::parse(text) };
        let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |mantissa| ("-", mantissa));
        // One digit is before the point.
        let zeros = exponent.parse::<usize>().ok()?.checked_sub(1)?.min(MAX_DIGITS);
        Self::parse(&format!("{sign}0.{}{}", "0".repeat(zeros), mantissa.replace('.', "")))
    }

    /// Reads a number as people and JSON write it, with a point or, as in German, a comma. None: it is none, or has too many digits.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
        let (whole, decimals) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) {
            return None;
        }
        let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
        if whole.len() + decimals.len() > MAX_DIGITS || decimals.len() > MAX_DECIMALS {
            return None;
        }
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if decimals.is_empty() { "" } else { "." };
        let sign = if whole == "0" && decimals.is_empty() { "" } else { sign };
        Some(Self(format!("{sign}{whole}{point}{decimals}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Texts that have the order of the numbers.
    pub fn key(&self) -> String {
        let (is_negative, digits) = self.0.strip_prefix('-').map_or((false, &*self.0), |digits| (true, digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let positive = format!("{whole:0>MAX_DIGITS$}.{decimals:0<MAX_DECIMALS$}");
        if !is_negative {
            return format!("1{positive}");
        }
        // The greater the digits, the smaller the number.
        let complement = |c: char| c.to_digit(10).and_then(|digit| char::from_digit(9 - digit, 10)).unwrap_or(c);
        format!("0{}", positive.chars().map(complement).collect::<String>())
    }
}

impl FieldValue {
    /// As a text, for files, headers and commands: what was chosen of several is separated by commas.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Number(Number(text)) => Cow::Borrowed(text),
            Self::Truth(true) => Cow::Borrowed("true"),
            Self::Truth(false) => Cow::Borrowed("false"),
            Self::Several(items) => Cow::Owned(items.join(",")),
        }
    }

    /// The bytes that count for the limits.
    pub fn len(&self) -> usize {
        match self {
            Self::Several(items) => items.iter().map(String::len).sum(),
            Self::Text(_) | Self::Number(_) | Self::Truth(_) => self.to_text().len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            // Whole numbers stay whole; 15 digits are exact in both.
            Self::Number(Number(text)) => match text.parse::<i64>() {
                Ok(whole) => serializer.serialize_i64(whole),
                Err(_) => serializer.serialize_f64(text.parse().unwrap_or_default()),
            },
            Self::Truth(yes) => serializer.serialize_bool(*yes),
            Self::Several(items) => items.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl ValueVisitor {
    fn number<E: serde::de::Error>(text: &str) -> Result<FieldValue, E> {
        Number::parse(text).map(FieldValue::Number).ok_or_else(|| E::custom("number"))
    }
}

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = FieldValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<FieldValue, E> {
        Ok(FieldValue::Text(text.to_owned()))
    }

    fn visit_bool<E: serde::de::Error>(self, yes: bool) -> Result<FieldValue, E> {
        Ok(FieldValue::Truth(yes))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<FieldValue, E> {
        Self::number(&number.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<FieldValue, E> {
        Self::number(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<FieldValue, E> {
        // Printed without an exponent, with as many digits as tell it from other numbers.
        Self::number(&number.to_string())
    }

    /// A number that is not whole, as pages read it (`shared/json`).
    fn visit_bytes<E: serde::de::Error>(self, characters: &[u8]) -> Result<FieldValue, E> {
        let number = std::str::from_utf8(characters).ok().and_then(Number::of_json);
        number.map(FieldValue::Number).ok_or_else(|| E::custom("number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<FieldValue, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element::<String>()? {
            all.push(item);
        }
        Ok(FieldValue::Several(all))
    }
}

impl JsonSchema for FieldValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FieldValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": ["string", "number", "boolean"] },
            { "type": "array", "items": { "type": "string" } }
        ] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::serde_json::{self, json};

    #[test]
    fn a_number_is_exact_and_has_one_form() {
        for (text, expected) in [
            ("7", Some("7")),
            (" -0,50 ", Some("-0.5")),
            ("007.250", Some("7.25")),
            ("-0", Some("0")),
            ("123456789012345", Some("123456789012345")),
            ("1234567890123456", None),
            ("0.1234567", None),
            ("1e5", None),
            ("1.", None),
            (".5", None),
            ("", None),
            ("--1", None),
        ] {
            assert_eq!(Number::parse(text).as_ref().map(Number::as_str), expected, "{text}");
        }
    }

    #[test]
    fn keys_of_numbers_have_their_order() {
        let numbers = ["-1000", "-12.5", "-12.4", "-0.000001", "0", "0.5", "3", "12", "999999999999999"];
        let keys = numbers.map(|text| Number::parse(text).expect("a number").key());
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn json_holds_every_value() {
        for value in
            [json!("x"), json!(7), json!(-12.5), json!(999_999_999_999_999_i64), json!(true), json!(["a", "b"])]
        {
            let read: FieldValue = serde_json::from_value(value.clone()).expect("a value");
            assert_eq!(serde_json::to_value(&read).expect("JSON"), value);
        }
        assert!(serde_json::from_value::<FieldValue>(json!({})).is_err());
    }

    #[test]
    fn pages_read_what_the_server_writes() {
        let number = |text: &str| FieldValue::Number(Number::parse(text).expect("a number"));
        let numbers = ["7", "-12.5", "0.000001", "-0.000015", "123456789.000001"].map(number);
        let others =
            [FieldValue::Truth(true), FieldValue::Text("é\"".to_owned()), FieldValue::Several(vec!["a".to_owned()])];
        for value in numbers.into_iter().chain(others) {
            let values = FieldValues::from([("field".to_owned(), value)]);
            let json = serde_json::to_vec(&values).expect("JSON");
            assert_eq!(crate::shared::json::read::<FieldValues>(&json).ok().as_ref(), Some(&values), "{values:?}");
        }
    }
}
