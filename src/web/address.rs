//! Reading and writing the query of a page's address.

use crate::shared::next::{LocalPath, with_parameter};
use axum::http::{HeaderValue, Uri};

/// The value of a parameter; empty when there is none.
pub fn parameter(uri: &Uri, name: &str) -> String {
    let query = uri.query().unwrap_or_default();
    let value = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    value.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The value of a parameter of an address on this origin.
pub fn parameter_of(address: &str, name: &str) -> String {
    address.parse().map(|uri| parameter(&uri, name)).unwrap_or_default()
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
