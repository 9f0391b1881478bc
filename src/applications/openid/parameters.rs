//! The parameters of a request to one of the endpoints.

use super::{OauthError, OauthErrorCode};
use std::collections::HashSet;
use url::form_urlencoded;

/// The only parameter that may be there several times (RFC 8707, section 2).
const RESOURCE: &str = "resource";
/// The maximum number of resources in a request.
pub const MAX_RESOURCES: usize = 20;

/// Parameters in their order. Those without a value count as missing (RFC 6749, section 3.1). Some are secrets, so there is no
/// `Debug`.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// Reads a request of a client to an endpoint that is not for browsers.
    ///
    /// # Errors
    /// If a parameter is there twice that may not be: client and server could use different ones.
    pub fn read(encoded: &[u8]) -> Result<Self, OauthError> {
        let parameters = Self::parse(encoded);
        if parameters.has_repeated() || parameters.resources().nth(MAX_RESOURCES).is_some() {
            return Err(OauthErrorCode::InvalidRequest.because("a parameter is sent too often"));
        }
        Ok(parameters)
    }

    /// The value of a parameter; the first one if there are several.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// # Errors
    /// If the parameter is missing.
    pub fn required(&self, name: &'static str) -> Result<&str, OauthError> {
        self.get(name).ok_or_else(|| OauthErrorCode::InvalidRequest.because(format!("{name} is missing")))
    }

    /// Whether a parameter is there more often than it may be. Which value counts would be a guess.
    pub fn is_repeated(&self, name: &str) -> bool {
        name != RESOURCE && self.all(name).nth(1).is_some()
    }

    /// Whether any parameter is. Each is looked at once: a body may have thousands.
    fn has_repeated(&self) -> bool {
        let mut seen = HashSet::new();
        let mut names = self.0.iter().map(|(name, _)| name.as_str()).filter(|name| *name != RESOURCE);
        names.any(|name| !seen.insert(name))
    }

    /// The APIs for which the client wants a token.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.all(RESOURCE)
    }

    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_parameter_without_a_value_is_missing() {
        let parameters = Parameters::parse(b"a=&b=1+%2B&resource=x&resource=y&c=1&c=2");
        assert_eq!([parameters.get("a"), parameters.get("b"), parameters.get("c")], [None, Some("1 +"), Some("1")]);
        assert!(parameters.is_repeated("c") && !parameters.is_repeated("b") && !parameters.is_repeated("resource"));
        assert_eq!(parameters.resources().collect::<Vec<_>>(), ["x", "y"]);
        assert!(parameters.required("a").is_err() && parameters.required("b").is_ok());
    }

    #[test]
    fn a_client_repeats_nothing_but_resources() {
        assert!(Parameters::read(b"resource=a&resource=b&code=&code=x&scope").is_ok());
        assert!(Parameters::read(b"code=x&code=x").is_err());
        assert!(Parameters::read("resource=a&".repeat(MAX_RESOURCES).as_bytes()).is_ok());
        assert!(Parameters::read("resource=a&".repeat(MAX_RESOURCES + 1).as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn a_value_is_read_as_it_was_written(value in "\\PC{1,40}") {
            let written = form_urlencoded::Serializer::new(String::new()).append_pair("state", &value).finish();
            let read = Parameters::parse(written.as_bytes());
            prop_assert_eq!(read.get("state"), Some(value.as_str()));
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,60}|([a-z]{0,3}=?[!-~]{0,6}&?){0,9}") {
            _ = Parameters::parse(text.as_bytes()).is_repeated("a");
        }
    }
}
