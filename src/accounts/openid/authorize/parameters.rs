//! The parameters of a request to the authorization endpoint.

use std::borrow::Cow;
use url::form_urlencoded;

/// The only parameter that may be there several times (RFC 8707, section 2).
const RESOURCE: &str = "resource";

/// Parameters in their order. Those without a value count as missing (RFC 6749, section 3.1).
#[derive(Clone, Debug, Default)]
pub struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(encoded: &'a str) -> Self {
        Self(form_urlencoded::parse(encoded.as_bytes()).filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The value of a parameter; the first one if there are several.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    pub fn all<'b>(&'b self, name: &str) -> impl Iterator<Item = &'b str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    /// Whether a parameter is there more often than it may be. Which value counts would be a guess.
    pub fn is_repeated(&self, name: &str) -> bool {
        name != RESOURCE && self.all(name).nth(1).is_some()
    }

    /// The API for which the client wants a token.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.all(RESOURCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_parameter_without_a_value_is_missing() {
        let parameters = Parameters::parse("a=&b=1+%2B&resource=x&resource=y&c=1&c=2");
        assert_eq!([parameters.get("a"), parameters.get("b"), parameters.get("c")], [None, Some("1 +"), Some("1")]);
        assert!(parameters.is_repeated("c") && !parameters.is_repeated("b") && !parameters.is_repeated("resource"));
        assert_eq!(parameters.resources().collect::<Vec<_>>(), ["x", "y"]);
    }

    proptest! {
        #[test]
        fn a_value_is_read_as_it_was_written(value in "\\PC{1,40}") {
            let written = form_urlencoded::Serializer::new(String::new()).append_pair("state", &value).finish();
            let read = Parameters::parse(&written);
            prop_assert_eq!(read.get("state"), Some(value.as_str()));
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,60}|([a-z]{0,3}=?[!-~]{0,6}&?){0,9}") {
            _ = Parameters::parse(&text).is_repeated("a");
        }
    }
}
