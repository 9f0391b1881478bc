//! Resource indicators (RFC 8707): the API for which a client requests an access token. It becomes the audience of the token.

use crate::applications::{Address, LocationError, Origin};
use crate::language::message;
use crate::shared::Problem;

/// The maximum length in bytes.
const MAX_BYTES: usize = 500;
/// The maximum number of characters of a wrong value that a message repeats.
const MAX_SHOWN_CHARS: usize = 80;

/// An absolute URI with https, or http on this machine, without a fragment. Kept as it was written: APIs compare texts.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Resource(String);

checked_text!(Resource);

impl Resource {
    /// # Errors
    /// If the text is no such URI.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        if text.len() > MAX_BYTES {
            return Err(LocationError::TooLong);
        }
        let address = Address::parse_url(text)?;
        if !address.origin.is_protected() {
            return Err(LocationError::NotHttps);
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads one of a definition. The message of an error contains the text.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn read(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        Self::parse(text).map_err(|error| {
            let shown: String = text.chars().take(MAX_SHOWN_CHARS).collect();
            Problem::new("invalid_uri", message::client_uri_invalid(error.reason(), shown))
        })
    }

    /// Whether both are the same API. A `/` at the end of an origin means nothing, and clients differ in it.
    pub fn is_same(&self, other: &Self) -> bool {
        let plain = |resource: &Self| match resource.0.strip_suffix('/') {
            Some(origin) if origin.matches('/').count() == 2 => origin.to_owned(),
            _ => resource.0.clone(),
        };
        plain(self) == plain(other)
    }

    /// Whether it is on the server with this base URL. The audiences there are those of the server's own tokens.
    pub fn is_at(&self, base_url: &str) -> bool {
        self.address().is_some_and(|address| Some(address.origin) == Origin::of_url(base_url))
    }

    /// Where it is. None never, because it has been parsed.
    pub fn address(&self) -> Option<Address> {
        Address::parse_url(&self.0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_resource_is_an_absolute_protected_uri() {
        for text in ["https://api.example", "https://api.example/v1?x=1", "http://localhost:9000/mcp"] {
            assert_eq!(Resource::parse(text).map(|resource| resource.to_string()), Ok(text.to_owned()));
        }
        for text in
            ["", "api", "/api", "urn:api", "http://api.example/", "https://api.example/#x", "https://a@api.example"]
        {
            assert!(Resource::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_slash_at_the_end_of_an_origin_means_nothing() {
        let same = |one: &str, other: &str| Resource::parse(one).unwrap().is_same(&Resource::parse(other).unwrap());
        assert!(same("https://api.example", "https://api.example/"));
        assert!(!same("https://api.example/mcp", "https://api.example/mcp/"));
        assert!(!same("https://api.example", "https://api.example:8443"));
    }

    #[test]
    fn an_audience_of_the_server_is_known_by_its_origin() {
        let at = |text: &str| Resource::parse(text).unwrap().is_at("https://id.example");
        assert!(
            at("https://id.example") && at("https://ID.example:443/oauth/userinfo") && at("https://id.example/api")
        );
        assert!(!at("https://id.example:8443") && !at("https://api.id.example/"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_is_written_or_refused(text in "(https?://)?\\PC{0,20}") {
            if let Ok(resource) = Resource::parse(&text) {
                prop_assert!(resource.is_same(&resource) && resource.address().is_some());
                prop_assert_eq!(resource.as_str(), text);
            }
        }
    }
}
