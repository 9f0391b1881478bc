//! In which language a visitor reads: the one of the account, the one chosen in this browser, the one that an application asks for,
//! the one that the browser prefers, or the one of the operator's setting. One that there are no texts in falls to the next.

use super::WebState;
use super::cookies::{Cookies, Name};
use super::request::weighed;
use super::urls::parameter;
use crate::accounts::CurrentUser;
use crate::language::Language;
use axum::http::{Extensions, HeaderMap, Uri, header};

/// The language of the answer to a request, after authentication.
pub fn of_request(state: &WebState, uri: &Uri, extensions: &Extensions, headers: &HeaderMap) -> Language {
    of_visitor(state, account(extensions), uri, headers)
}

/// The language of a request without cookies of its own: what an account gets by mail after a request to the API. None: nothing
/// says it.
pub fn of_program(extensions: &Extensions, headers: &HeaderMap) -> Option<Language> {
    account(extensions).or_else(|| preferred(headers))
}

fn account(extensions: &Extensions) -> Option<Language> {
    extensions.get::<CurrentUser>().and_then(|current| current.user.language())
}

/// The language of a visitor whose account has this one, or none.
pub fn of_visitor(state: &WebState, account: Option<Language>, uri: &Uri, headers: &HeaderMap) -> Language {
    said(account, state.cookies, uri, headers).unwrap_or(state.accounts.settings().language)
}

/// The language without the operator's setting. None: nothing says it.
fn said(account: Option<Language>, cookies: Cookies, uri: &Uri, headers: &HeaderMap) -> Option<Language> {
    let chosen = || cookies.read(headers, Name::Language).and_then(Language::of_tag);
    // OpenID Connect Core, section 3.1.2.1: tags in the order of preference, separated by spaces.
    let requested = || parameter(uri, "ui_locales").split(' ').find_map(Language::of_tag);
    account.or_else(chosen).or_else(requested).or_else(|| preferred(headers))
}

/// The language that `Accept-Language` prefers (RFC 9110, section 12.5.4).
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for (tag, weight) in weighed(headers, header::ACCEPT_LANGUAGE) {
        let Some(language) = Language::of_tag(tag) else { continue };
        // Of two with the same weight, the first one.
        if weight > best.map_or(0.0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn language(cookie: &str, accept: &str, uri: &'static str) -> &'static str {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::COOKIE, cookie), (header::ACCEPT_LANGUAGE, accept)] {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        said(None, Cookies::new(false), &Uri::from_static(uri), &headers).map_or("none", Language::as_str)
    }

    #[test]
    fn the_browser_prefers_by_weight_then_by_order() {
        for (accept, expected) in [
            ("de", "de"),
            ("de-CH, en;q=0.9", "de"),
            ("en, de", "en"),
            ("qaa, de;q=0.8, en;q=0.7", "de"),
            ("de;q=0.1, en;q=0.2", "en"),
            ("DE_at", "de"),
            ("de;q=0, qaa", "none"),
            ("de;q=x", "none"),
            ("", "none"),
            ("*", "none"),
            ("deu", "none"),
        ] {
            assert_eq!(language("", accept, "/login"), expected, "{accept}");
        }
    }

    #[test]
    fn what_was_chosen_comes_first_and_an_unknown_language_falls_to_the_next() {
        assert_eq!(language("vestibule_language=de", "en", "/login?ui_locales=en"), "de");
        assert_eq!(language("vestibule_language=qab", "en", "/login?ui_locales=qaa+de"), "de");
        assert_eq!(language("vestibule_language=qab", "de", "/login?ui_locales=qaa"), "de");
        assert_eq!(language("", "qaa", "/login?ui_locales="), "none");
    }

    #[test]
    fn the_language_of_the_account_decides() {
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"))]);
        let of = |account| said(account, Cookies::new(false), &Uri::from_static("/login"), &headers);
        assert_eq!(of(Some(Language::German)), Some(Language::German));
        assert_eq!(of(None), Some(Language::English));
    }
}
