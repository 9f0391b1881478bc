//! Values that the server embeds into the page for hydration.

use crate::shared::json::{self, InvalidJson};
use leptos::{
    prelude::*,
    serde_json,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};

/// On the server, computes a value with `initial` and embeds it into the page. During hydration the browser reads the
/// embedded value. After client-side navigation nothing is embedded, so the browser calls `initial`.
pub fn embedded<T: Serialize + DeserializeOwned>(initial: impl FnOnce() -> T) -> T {
    SharedValue::<T, EmbeddedJson>::new_with_encoding(initial).into_inner()
}

struct EmbeddedJson;

impl<T: Serialize> Encoder<T> for EmbeddedJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for EmbeddedJson {
    type Error = InvalidJson;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        json::read(text.as_bytes())
    }
}
