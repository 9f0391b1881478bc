//! Locations: where applications are.

use super::path::{Readings, covers};
use super::{Address, LocationError, Origin};
use std::fmt;

/// The maximum length of a location in bytes, in the form in which it is kept.
pub(super) const MAX_BYTES: usize = 500;

/// An origin with a path prefix, such as `https://example.com/shop`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    origin: Origin,
    /// As it was written, without a slash at the end; `/` for the whole origin.
    prefix: String,
    readings: Readings,
}

impl Location {
    /// Reads an absolute URL. A slash at the end changes nothing.
    ///
    /// # Errors
    /// If the URL is not an address, has a query or path parameters, or uses http beyond this machine.
    pub fn parse(url: &str) -> Result<Self, LocationError> {
        let Address { origin, path, query, .. } = Address::parse_url(url)?;
        // Otherwise anybody in the same network could read what the application shows, and its cookies.
        if !origin.is_protected() {
            return Err(LocationError::NotHttps);
        }
        if query.is_some() {
            return Err(LocationError::Query);
        }
        let prefix = match path.strip_suffix('/') {
            Some("") | None => path.as_str(),
            Some(prefix) => prefix,
        };
        let readings = Readings::parse(prefix)?;
        if readings.exact.contains(';') {
            return Err(LocationError::Parameters);
        }
        let location = Self { origin, prefix: prefix.to_owned(), readings };
        // What was typed can be shorter, such as `ü.example` for `xn--tda.example`, and what is kept is read again.
        if location.to_string().len() > MAX_BYTES { Err(LocationError::TooLong) } else { Ok(location) }
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// As it was written, without a slash at the end; `/` for the whole origin.
    pub fn path(&self) -> &str {
        &self.prefix
    }

    /// Whether nobody could tell the two apart reliably, because they differ in notation or case only.
    pub fn collides_with(&self, other: &Self) -> bool {
        self.origin == other.origin && self.readings.folded == other.readings.folded
    }

    /// Whether the address is below this location.
    pub(super) fn covers(&self, address: &Address) -> bool {
        self.origin == address.origin && covers(&self.readings.exact, &address.readings.exact)
    }

    /// Like [`Location::covers`], for programs that ignore the case of letters and path parameters.
    pub(super) fn covers_folded(&self, address: &Address) -> bool {
        self.origin == address.origin && covers(&self.readings.folded, &address.readings.folded)
    }

    /// The number of segments, by which locations of an origin are ordered. It is the same in both readings.
    pub(super) fn depth(&self) -> usize {
        self.readings.exact.split('/').filter(|segment| !segment.is_empty()).count()
    }
}

/// Writes the URL.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::AddressError;
    use proptest::prelude::*;

    #[test]
    fn a_location_is_an_origin_with_a_prefix() {
        for (url, written) in [
            ("https://Journal.example.com", "https://journal.example.com/"),
            ("https://journal.example.com:443/", "https://journal.example.com/"),
            ("https://example.com/shop/", "https://example.com/shop"),
            ("https://example.com/Shop/%73ale", "https://example.com/Shop/%73ale"),
            ("http://journal.localhost:8080", "http://journal.localhost:8080/"),
            ("http://127.0.0.1:3000/a", "http://127.0.0.1:3000/a"),
            ("http://[::1]/", "http://[::1]/"),
        ] {
            assert_eq!(Location::parse(url).unwrap().to_string(), written, "{url}");
        }
    }

    #[test]
    fn other_urls_are_refused() {
        let too_long = format!("https://example.com/{}", "a".repeat(MAX_BYTES));
        for (url, error) in [
            ("http://example.com/", LocationError::NotHttps),
            ("http://192.168.0.1/", LocationError::NotHttps),
            ("https://example.com/?a", LocationError::Query),
            ("https://example.com/a;b", LocationError::Parameters),
            ("https://example.com/a%3Bb", LocationError::Parameters),
            ("https://*.example.com/", LocationError::Address(AddressError::Host)),
            ("https://example.com/../a", LocationError::Address(AddressError::DotSegment)),
            ("https://example.com//", LocationError::Address(AddressError::EmptySegment)),
            ("example.com", LocationError::Address(AddressError::Scheme)),
            (too_long.as_str(), LocationError::TooLong),
        ] {
            assert_eq!(Location::parse(url), Err(error), "{url}");
        }
    }

    #[test]
    fn a_location_is_measured_as_it_is_kept() {
        // Two bytes are typed for each letter, and seven kept.
        let host = "ü.".repeat(27) + "example";
        let kept = Location::parse(&format!("https://{host}/")).unwrap().to_string();
        let room = MAX_BYTES - kept.len();
        assert!(Location::parse(&format!("https://{host}/{}", "a".repeat(room))).is_ok());
        assert_eq!(Location::parse(&format!("https://{host}/{}", "a".repeat(room + 1))), Err(LocationError::TooLong));
        let notations = format!("https://EXAMPLE.com:443/{}/", "a".repeat(MAX_BYTES - "https://example.com/".len()));
        assert!(notations.len() > MAX_BYTES && Location::parse(&notations).is_ok());
    }

    #[test]
    fn locations_that_differ_in_notation_or_case_only_collide() {
        let location = |url: &str| Location::parse(url).unwrap();
        let shop = location("https://example.com/shop");
        for url in ["https://EXAMPLE.com:443/shop/", "https://example.com/%73hop", "https://example.com/SHOP"] {
            assert!(shop.collides_with(&location(url)), "{url}");
        }
        for url in ["https://example.com/", "https://example.com/shop/x", "https://example.com:8443/shop"] {
            assert!(!shop.collides_with(&location(url)), "{url}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_location(
            host in "([a-zA-Z0-9ü._-]|[üß1x]\\.){1,80}",
            path in "(/([a-zA-Z.~!]|%[2-7][0-9a-f]){0,4}){0,3}(/[a-z]{0,500})?",
        ) {
            if let Ok(location) = Location::parse(&format!("https://{host}{path}")) {
                prop_assert_eq!(Location::parse(&location.to_string()), Ok(location));
            }
        }

        #[test]
        fn an_address_is_covered_only_by_the_segments_of_the_location(
            prefix in "(/([a-cA-C]|%6[1-3]){1,2}){1,2}",
            path in "(/([a-cA-C;]|%6[1-3]){1,2}){1,3}/?",
        ) {
            let location = Location::parse(&format!("https://a.example{prefix}")).unwrap();
            if let Ok(address) = Address::parse("https", "a.example", &path) {
                let segments = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
                let (below, above) = (segments(&address.readings.exact), segments(&location.readings.exact));
                prop_assert_eq!(location.covers(&address), below.starts_with(&above));
                prop_assert!(!location.covers(&address) || location.covers_folded(&address));
            }
        }
    }
}
