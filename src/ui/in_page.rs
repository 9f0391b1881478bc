//! What the server tells the browser in the page itself.

use crate::shared::json::{self, Unreadable};
use leptos::{
    prelude::*,
    serde_json,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};

/// The value that `initial` gives on the server; in a browser that takes the page over, the very same. A browser that
/// comes from another page calls `initial` itself.
pub fn in_page<T: Serialize + DeserializeOwned>(initial: impl FnOnce() -> T) -> T {
    SharedValue::<T, InPage>::new_with_encoding(initial).into_inner()
}

struct InPage;

impl<T: Serialize> Encoder<T> for InPage {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for InPage {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        json::read(text.as_bytes())
    }
}
