//! The texts in the browser: those of one language, from a file that the page has loaded.

use crate::language::Language;
use std::sync::OnceLock;

static LOADED: OnceLock<(Language, Vec<&'static str>)> = OnceLock::new();

/// Keeps the content of the file. Must be called before anything is rendered.
pub fn load(language: &str, texts: String) {
    // For as long as the page is open, so that a text without arguments is `&'static str` here as on the server.
    let texts: &'static str = texts.leak();
    // Fails if there are texts already: a page has one language.
    _ = LOADED.set((Language::of_tag(language).unwrap_or_default(), texts.split('\0').collect()));
}

pub fn current() -> Language {
    LOADED.get().map(|(language, _)| *language).unwrap_or_default()
}

/// The pattern of a text.
pub fn text(id: usize) -> &'static str {
    LOADED.get().and_then(|(_, texts)| texts.get(id).copied()).unwrap_or_default()
}
