//! Vestibule: accounts, sign-in and sessions for an application.
//!
//! `shared`, `actions` and `ui` are compiled for the server and the browser, everything else for the server only. All
//! `cfg(feature)` attributes are in this file, so server code in a page is a compile error.

// Views are deeply nested types, which exceed rustc's default limit of 128.
#![recursion_limit = "256"]

/// Whether this is the program of the server. What only the server can have leaves no code in that of the browser.
const IS_SERVER: bool = cfg!(feature = "ssr");

pub mod actions;
// Before all that use its macros.
#[macro_use]
pub mod shared;
pub mod language;
pub mod ui;

#[cfg(feature = "ssr")]
#[path = "language/embedded.rs"]
pub mod texts;
#[cfg(not(feature = "ssr"))]
#[path = "language/loaded.rs"]
mod texts;

#[cfg(feature = "ssr")]
pub mod accounts;
#[cfg(feature = "ssr")]
pub mod applications;
#[cfg(feature = "ssr")]
pub mod budgets;
#[cfg(feature = "ssr")]
pub mod cache;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod clock;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
mod database_address;
#[cfg(feature = "ssr")]
pub mod entropy;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod identity;
#[cfg(feature = "ssr")]
pub mod keys;
#[cfg(feature = "ssr")]
pub mod look;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod outbound;
#[cfg(feature = "ssr")]
pub mod own_fields;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod pictures;
#[cfg(feature = "ssr")]
pub mod seed;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod systems;
#[cfg(feature = "ssr")]
pub mod tabular;
#[cfg(feature = "ssr")]
pub mod telemetry;
#[cfg(feature = "ssr")]
pub mod transfer;
#[cfg(feature = "ssr")]
pub mod web;

/// Called first in the browser: keeps the texts of the page's language, and the function that fetches those for administrators.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn speak(language: &str, texts: String, fetch: leptos::web_sys::js_sys::Function) {
    texts::load(language, texts, fetch);
}

/// Called second in the browser: loads the lazy modules and the texts that the page at `path` has for this visitor.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn load(path: String, is_signed_in: bool) -> Result<(), wasm_bindgen::JsError> {
    let is_loaded = ui::lazy::load(&path, is_signed_in).await;
    is_loaded.then_some(()).ok_or_else(|| wasm_bindgen::JsError::new("no part"))
}

/// Called last in the browser: hydrates the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(ui::App);
}
