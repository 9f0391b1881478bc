//! The texts in the browser: those of one language, from files that the page has loaded.

use crate::language::Language;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::js_sys::futures::JsFuture;
use leptos::web_sys::js_sys::{Function, Promise};
use std::cell::OnceCell;
use std::sync::OnceLock;

static LOADED: OnceLock<(Language, Vec<&'static str>)> = OnceLock::new();
/// Those that only pages of administrators have. Their ids follow the others.
static FOR_ADMINISTRATORS: OnceLock<Vec<&'static str>> = OnceLock::new();

thread_local! {
    /// Fetches them: a function of the script that has started the program, which returns a promise of the content of their file.
    static FETCH: OnceCell<Function> = const { OnceCell::new() };
}

/// Keeps the content of the file that all pages have. Must be called before anything is rendered.
pub fn load(language: &str, texts: String, fetch: Function) {
    // Both fail if there are texts already: a page has one language.
    _ = LOADED.set((Language::of_tag(language).unwrap_or_default(), split(texts)));
    _ = FETCH.with(|kept| kept.set(fetch));
}

/// Begins to load the texts for administrators, unless they are there. False at the end if they are missing. Must be waited for
/// before one of their pages is rendered.
pub fn load_for_administrators() -> impl Future<Output = bool> {
    let fetch = || FETCH.with(|fetch| fetch.get()?.call0(&JsValue::NULL).ok()?.dyn_into::<Promise>().ok());
    let loading = if FOR_ADMINISTRATORS.get().is_some() { None } else { fetch().map(JsFuture::from) };
    async move {
        if let Some(loading) = loading {
            let texts = loading.await.ok().and_then(|texts| texts.as_string());
            // Fails if another call was faster.
            _ = texts.map(|texts| FOR_ADMINISTRATORS.set(split(texts)));
        }
        FOR_ADMINISTRATORS.get().is_some()
    }
}

/// The texts of a file. For as long as the page is open, so that one without arguments is `&'static str` here as on the server.
fn split(texts: String) -> Vec<&'static str> {
    let texts: &'static str = texts.leak();
    texts.split('\0').collect()
}

pub fn current() -> Language {
    LOADED.get().map(|(language, _)| *language).unwrap_or_default()
}

/// The pattern of a text.
pub fn text(id: usize) -> &'static str {
    let all = LOADED.get().map(|(_, texts)| texts.as_slice()).unwrap_or_default();
    let for_administrators = || FOR_ADMINISTRATORS.get()?.get(id.checked_sub(all.len())?);
    all.get(id).or_else(for_administrators).copied().unwrap_or_default()
}
