//! What terms may say, wherever they are published: on a page, with the API, with a command or in the operator's file.

use crate::language::{Language, message};
use crate::shared::Problem;
use crate::shared::own_fields::split;
use crate::shared::terms::{MAX_TEXT_LEN, TermsDocuments};
use url::Url;

/// The maximum length of an address in bytes.
const MAX_LINK_LEN: usize = 2_048;

/// An address on the web, for all languages or for one.
pub fn parse_terms_link(text: &str) -> Result<String, Problem> {
    let (_, address) = split(text);
    let is_page = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    match Url::parse(address) {
        Ok(url) if is_page(&url) && text.len() <= MAX_LINK_LEN => Ok(text.trim().to_owned()),
        _ => Err(Problem::new("not_allowed", message::terms_link_rule())),
    }
}

/// Markdown, for all languages or for one.
pub fn parse_terms_text(text: &str) -> Result<String, Problem> {
    if split(text).1.is_empty() {
        return Err(Problem::new("required", message::terms_document_missing()));
    }
    if text.len() > MAX_TEXT_LEN {
        return Err(Problem::new("too_long", message::own_field_value_too_long(MAX_TEXT_LEN as u64)));
    }
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return Err(Problem::new("not_allowed", message::own_field_control_characters()));
    }
    Ok(text.trim().to_owned())
}

/// What is wrong with documents together, and in which field.
pub fn terms_problem(documents: &TermsDocuments) -> Option<(&'static str, Problem)> {
    let TermsDocuments { links, texts } = documents;
    match (links.is_empty(), texts.is_empty()) {
        (true, true) => Some(("texts", Problem::new("required", message::terms_document_missing()))),
        (false, false) => Some(("links", Problem::new("not_allowed", message::terms_link_or_text()))),
        (true, false) => is_twice(texts).then(|| ("texts", in_a_language_twice())),
        (false, true) => is_twice(links).then(|| ("links", in_a_language_twice())),
    }
}

/// Whether two documents are in the same language.
fn is_twice(documents: &[String]) -> bool {
    let languages: Vec<Option<Language>> = documents.iter().map(|document| split(document).0).collect();
    languages.iter().enumerate().any(|(at, language)| languages[..at].contains(language))
}

fn in_a_language_twice() -> Problem {
    Problem::new("not_allowed", message::own_field_line_twice())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The field that is wrong.
    fn wrong(links: &[&str], texts: &[&str]) -> Option<&'static str> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        terms_problem(&TermsDocuments { links: owned(links), texts: owned(texts) }).map(|(field, _)| field)
    }

    #[test]
    fn a_version_has_links_or_texts_each_in_one_language() {
        assert_eq!(wrong(&["https://example.org/terms", "de=https://example.org/agb"], &[]), None);
        assert_eq!(wrong(&[], &["Be nice.", "de=Seien Sie nett."]), None);
        assert_eq!(wrong(&[], &[]), Some("texts"));
        assert_eq!(wrong(&["https://example.org/"], &["Be nice."]), Some("links"));
        assert_eq!(wrong(&[], &["de=One", "de=Two"]), Some("texts"));
    }

    #[test]
    fn a_link_leads_to_the_web() {
        for link in ["https://example.org/terms", "de=http://example.org/agb"] {
            assert!(parse_terms_link(link).is_ok(), "{link}");
        }
        for link in ["javascript:alert(1)", "example.org", "ftp://example.org/", "de=", ""] {
            assert!(parse_terms_link(link).is_err(), "{link}");
        }
    }

    #[test]
    fn a_text_has_words_and_no_control_characters() {
        assert_eq!(parse_terms_text(" Be nice.\n\nOr go.\n").as_deref(), Ok("Be nice.\n\nOr go."));
        for text in ["", "  ", "de=", "a\0b"] {
            assert!(parse_terms_text(text).is_err(), "{text:?}");
        }
    }
}
