//! Deserialization that accepts any value. A value of the wrong type becomes an error of its field, reported together with
//! all other errors of the request, instead of ending the parsing.

use serde::{
    Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

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

pub fn deserialize<'de, T: AnyValue, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
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
