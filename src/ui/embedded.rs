//! Values that the server embeds into a page, so that the browser hydrates it without a request.

use super::browser::when_mounted;
use crate::shared::json::{self, InvalidJson};
use leptos::prelude::*;
use leptos::serde_json;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// On the server, computes a value with `initial` and embeds it into the page. During hydration the browser reads the
/// embedded value. After client-side navigation nothing is embedded, so the browser calls `initial`.
pub fn embedded<T: Serialize + DeserializeOwned>(initial: impl FnOnce() -> T) -> T {
    SharedValue::<T, EmbeddedJson>::new_with_encoding(initial).into_inner()
}

/// The same for what only the server knows. After client-side navigation the document is loaded, which has it.
pub fn embedded_only<T: Serialize + DeserializeOwned>(initial: impl FnOnce() -> Option<T>) -> Option<T> {
    let value = embedded(initial);
    if value.is_none() {
        // Fails only for an invalid URL.
        when_mounted(|| _ = window().location().reload());
    }
    value
}

/// What the server has embedded, or after client-side navigation what `fetch` gets once the page is mounted. None until it is there.
pub fn embedded_or_fetched<T: Serialize + DeserializeOwned + Send + Sync + 'static>(
    initial: impl FnOnce() -> Option<T>,
    fetch: impl Fn(RwSignal<Option<T>>) + 'static,
) -> RwSignal<Option<T>> {
    let value = RwSignal::new(embedded(initial));
    if value.with_untracked(Option::is_none) {
        when_mounted(move || fetch(value));
    }
    value
}

/// What the server provides with a request. None in the browser, so that it has no code for what it never has, such as the data of all
/// pages.
pub fn from_server<T: Clone + 'static>() -> Option<T> {
    if crate::IS_SERVER { use_context() } else { None }
}

/// The data that the server has read for a page, if it is of this kind; none in the browser.
macro_rules! page_data {
    ($kind:ident) => {
        match $crate::ui::embedded::from_server() {
            Some($crate::shared::page::PageData::$kind(data)) => Some(data),
            _ => None,
        }
    };
}
pub(crate) use page_data;

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
        // Only a browser finds values in the page.
        if crate::IS_SERVER { Err(InvalidJson) } else { json::read(text.as_bytes()) }
    }
}
