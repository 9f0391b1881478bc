//! Reading and writing the query of a page's address.

use crate::shared::{
    audit_query::{AuditQuery, Scope},
    directory_query::DirectoryQuery,
    next::{LocalPath, with_parameter},
};
use axum::http::{HeaderValue, Uri};
use std::borrow::Cow;
use url::form_urlencoded;

/// The value of a parameter; empty when there is none.
pub fn parameter(uri: &Uri, name: &str) -> String {
    Parameters::of(uri).get(name).unwrap_or_default().to_owned()
}

/// All parameters, read once. Of those that came twice the first counts.
pub struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    pub fn of(uri: &'a Uri) -> Self {
        Self(form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }
}

/// What the address of a list of people asks for.
pub fn directory_query(uri: &Uri) -> DirectoryQuery {
    let parameters = Parameters::of(uri);
    DirectoryQuery::read(|name| parameters.get(name))
}

/// The same of an address that a form has sent; everybody where it is none.
pub fn directory_query_of(address: &str) -> DirectoryQuery {
    address.parse().map(|uri| directory_query(&uri)).unwrap_or_default()
}

/// What the address of a list of events asks for.
pub fn audit_query(scope: Scope, uri: &Uri) -> AuditQuery {
    let parameters = Parameters::of(uri);
    AuditQuery::read(scope, |name| parameters.get(name))
}

/// `path?name=value`; without a value, or with one that is far too long, the path alone.
pub fn page_with(path: &'static str, name: &str, value: &str) -> LocalPath {
    let full = (!value.is_empty()).then(|| LocalPath::parse(&with_parameter(path, name, value))).flatten();
    full.unwrap_or_else(|| page(path))
}

/// A page of ours.
pub fn page(path: &'static str) -> LocalPath {
    LocalPath::parse(path).unwrap_or_else(LocalPath::account)
}

/// A page as `Location` has it: in ASCII, whatever the letters of its path.
pub fn location(page: &LocalPath) -> Option<HeaderValue> {
    let escaped = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    HeaderValue::from_str(&page.as_str().bytes().map(escaped).collect::<String>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_survives_the_way_into_an_address_and_out_again() {
        for value in ["/account", "/a?b=c&d=e#f", "ä + %2F", "//evil.example"] {
            let page = page_with("/login", "next", value);
            assert_eq!(parameter(&page.as_str().parse().unwrap(), "next"), value);
        }
    }

    #[test]
    fn a_location_is_ascii_whatever_the_letters() {
        let page = LocalPath::parse("/größe?a=%20&b=ß#c").unwrap();
        assert_eq!(location(&page).unwrap(), "/gr%C3%B6%C3%9Fe?a=%20&b=%C3%9F#c");
    }

    #[test]
    fn an_address_never_grows_beyond_what_a_path_may_be() {
        assert_eq!(page_with("/login", "next", &"x".repeat(5000)).as_str(), "/login");
        assert_eq!(page_with("/login", "next", "").as_str(), "/login");
    }
}
