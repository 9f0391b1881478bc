//! Vestibule: the front door of an application.
//!
//! Every gate between the browser and the server stands here and nowhere else. `shared`, `actions` and `ui` are
//! compiled for both; the rest is the server's alone, so that a secret in a page is a compile error.

// Views are deep types; without erased components rustc's default of 128 is not enough.
#![recursion_limit = "256"]

pub mod actions;
pub mod shared;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod accounts;
#[cfg(feature = "ssr")]
pub mod budgets;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod clock;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod entropy;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod identity;
#[cfg(feature = "ssr")]
pub mod keys;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod pictures;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod tabular;
#[cfg(feature = "ssr")]
pub mod telemetry;
#[cfg(feature = "ssr")]
pub mod transfer;
#[cfg(feature = "ssr")]
pub mod web;

/// The browser's way in: loads what the page at `path` needs besides.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn load(path: String) -> Result<(), wasm_bindgen::JsError> {
    Ok(ui::lazy::load(&path).await?)
}

/// Then takes over the page, as the server rendered it.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(ui::App);
}
