//! The texts on the server: all languages are in the program.

use crate::language::{Language, Readers};
use leptos::prelude::{Owner, provide_context, use_context};
use std::future;

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The language of the page that is rendered, or of the form that is answered. Elsewhere it is English: in the API, on the command
/// line and in the log.
pub fn current() -> Language {
    use_context().unwrap_or_default()
}

/// Runs `write` with the texts of a language, where Leptos renders nothing: for mail, and for pages without it.
pub fn in_language<T>(language: Language, write: impl FnOnce() -> T) -> T {
    Owner::new().with(|| {
        provide_context(language);
        write()
    })
}

/// The pattern of a text, in the current language.
pub fn text(id: usize) -> &'static str {
    table(current().as_str())[id]
}

/// The server has them.
pub fn load_for_administrators() -> impl Future<Output = bool> {
    future::ready(true)
}

/// The content of a file with texts of a language that browsers load.
pub fn for_browsers(language: Language, readers: Readers) -> String {
    let all = table(language.as_str());
    let texts = match readers {
        Readers::Everybody => &all[..FOR_EVERYBODY],
        Readers::Administrators => &all[FOR_EVERYBODY..FOR_BROWSERS],
    };
    texts.join("\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_a_file_and_each_file_is_a_language() {
        let mut languages = Language::ALL.map(Language::as_str);
        languages.sort_unstable();
        assert_eq!(languages, TAGS);
    }
}
