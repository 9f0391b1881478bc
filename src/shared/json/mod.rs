//! The JSON between this program's server and its pages, read by a browser.
//!
//! The server writes it with `serde_json`. That can also read all JSON there is and say where it is wrong, numbers
//! with fractions included, which is half of all that a browser would load to read a dozen flat types. Here is
//! what those need: whole numbers, and one error.

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

/// How server functions answer.
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
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        read(&bytes)
    }
}

/// It is not the JSON that was expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable JSON")
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Result<T, E = Unreadable> = std::result::Result<T, E>;

/// Reads a value, and nothing after it.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T> {
    let mut reader = Reader::of(json);
    let value = T::deserialize(&mut reader)?;
    if reader.is_at_end() { Ok(value) } else { Err(Unreadable) }
}

#[cfg(test)]
mod tests;
