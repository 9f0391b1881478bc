//! A small JSON deserializer for the browser, which reads what the server writes with `serde_json`.
//!
//! It replaces the deserializer of `serde_json`, whose floating point numbers and error positions would make the
//! WebAssembly file much larger. The types of this program need only integers, and one error for all cases.
//! See decision 28.

mod deserializer;
mod reader;

use leptos::{
    serde_json,
    server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post},
};
use reader::Reader;
use serde::{
    Serialize,
    de::{self, DeserializeOwned},
};
use std::fmt;

/// The encoding of the responses of server functions.
pub type Json = Post<JsonEncoding>;

/// JSON that `serde_json` writes and [`read`] reads.
pub struct JsonEncoding;

impl ContentType for JsonEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonEncoding {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonEncoding {
    type Error = InvalidJson;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        read(&bytes)
    }
}

/// The JSON is invalid or of another type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidJson;

impl fmt::Display for InvalidJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid JSON")
    }
}

impl std::error::Error for InvalidJson {}

impl de::Error for InvalidJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Result<T, E = InvalidJson> = std::result::Result<T, E>;

/// Reads a complete JSON text.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    let mut reader = Reader::of(json);
    let value = T::deserialize(&mut reader)?;
    if reader.is_at_end() { Ok(value) } else { Err(InvalidJson) }
}

#[cfg(test)]
mod tests;
