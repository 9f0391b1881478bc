//! Addresses: what a request asks for.

use super::path::Readings;
use super::{AddressError, Origin};
use std::fmt;

/// The maximum length of a path with its query, and of a URL, in bytes.
pub(super) const MAX_BYTES: usize = 8_192;

/// The address of a request to an application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    pub origin: Origin,
    /// As it was sent, still encoded.
    pub path: String,
    /// As it was sent, without the `?`.
    pub query: Option<String>,
    pub(super) readings: Readings,
}

impl Address {
    /// Reads an address from the parts that a proxy forwards. `uri` is the path and the query as the client has sent them.
    ///
    /// # Errors
    /// If the origin is invalid, or proxies and applications could read the path differently.
    pub fn parse(scheme: &str, host: &str, uri: &str) -> Result<Self, AddressError> {
        let address = Self::parse_doubtful(scheme, host, uri)?;
        address.doubt().map_or(Ok(address), Err)
    }

    /// The same, but reads empty segments and encoded slashes as well. [`Applications::at`](super::Applications::at) finds such an
    /// address only where they change nothing.
    pub fn parse_doubtful(scheme: &str, host: &str, uri: &str) -> Result<Self, AddressError> {
        let origin = Origin::parse(scheme, host)?;
        if uri.len() > MAX_BYTES {
            return Err(AddressError::TooLong);
        }
        let (path, query) = match uri.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (uri, None),
        };
        let readings = Readings::parse_doubtful(path)?;
        query.map_or(Ok(()), check_query)?;
        Ok(Self { origin, path: path.to_owned(), query: query.map(str::to_owned), readings })
    }

    /// Reads an absolute URL. Without a path, the path is `/`.
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub fn parse_url(url: &str) -> Result<Self, AddressError> {
        let address = Self::parse_doubtful_url(url)?;
        address.doubt().map_or(Ok(address), Err)
    }

    /// As [`Address::parse_doubtful`].
    pub fn parse_doubtful_url(url: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = url.split_once("://").ok_or(AddressError::Scheme)?;
        // Browsers take `\` for `/`, so the host ends there as well, and the path is refused.
        let end_of_host = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (host, uri) = rest.split_at(end_of_host);
        if uri.starts_with('/') {
            return Self::parse_doubtful(scheme, host, uri);
        }
        Self::parse_doubtful(scheme, host, &format!("/{uri}"))
    }

    /// Why programs could disagree about its segments.
    pub fn doubt(&self) -> Option<AddressError> {
        self.readings.doubt
    }

    /// Whether a program may take it for one in this folder, which ends with a slash.
    pub fn may_be_in(&self, folder: &str) -> bool {
        if self.readings.doubt.is_none() {
            return self.path.starts_with(folder);
        }
        let mut segments = self.readings.folded.split('/').filter(|segment| !segment.is_empty());
        folder.split('/').filter(|segment| !segment.is_empty()).all(|segment| segments.next() == Some(segment))
    }
}

impl Origin {
    /// The origin of an absolute URL. None if it is not one.
    pub fn of_url(url: &str) -> Option<Self> {
        Address::parse_url(url).ok().map(|address| address.origin)
    }
}

/// Writes the absolute URL.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)?;
        self.query.as_ref().map_or(Ok(()), |query| write!(f, "?{query}"))
    }
}

/// A query decides nothing here, so it only must not break a header or end the URL.
fn check_query(query: &str) -> Result<(), AddressError> {
    if query.contains('#') {
        return Err(AddressError::Fragment);
    }
    if query.bytes().all(|c| c.is_ascii_graphic()) { Ok(()) } else { Err(AddressError::Character) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_read_from_its_parts_or_from_a_url() {
        let address = Address::parse("https", "Journal.example.com:443", "/posts/7?page=2&q=a?b").unwrap();
        assert_eq!(address.to_string(), "https://journal.example.com/posts/7?page=2&q=a?b");
        assert_eq!((address.path.as_str(), address.query.as_deref()), ("/posts/7", Some("page=2&q=a?b")));
        for (url, written) in [
            ("https://a.example", "https://a.example/"),
            ("https://a.example?q", "https://a.example/?q"),
            ("HTTPS://A.example:443/X?", "https://a.example/X?"),
            ("http://[::1]:3000/%73?q=%zz\\|", "http://[::1]:3000/%73?q=%zz\\|"),
        ] {
            assert_eq!(Address::parse_url(url).unwrap().to_string(), written, "{url}");
        }
    }

    #[test]
    fn other_urls_are_refused() {
        use AddressError::{Character, EmptySegment, Fragment, Host, Scheme, Separator, TooLong, UserInfo};
        let too_long = format!("https://a.example/{}", "a".repeat(MAX_BYTES));
        for (url, error) in [
            ("", Scheme),
            ("/posts", Scheme),
            ("//a.example/", Scheme),
            ("a.example", Scheme),
            ("https:a.example", Scheme),
            ("javascript://a.example/%0aalert(1)", Scheme),
            (" https://a.example/", Scheme),
            ("https:///path", Host),
            ("https://", Host),
            ("https:////a.example", Host),
            ("https://maren@a.example/", UserInfo),
            ("https://a.example@b.example/", UserInfo),
            ("https://a.example\\@b.example/", Separator),
            ("https://a.example\\.b.example/", Separator),
            ("https://a.example//b", EmptySegment),
            ("https://a.example#b", Fragment),
            ("https://a.example/?a#b", Fragment),
            ("https://a.example/?a\r\nSet-Cookie: b", Character),
            ("https://a.example/?é", Character),
            ("https://a.example,b.example/", Host),
            ("https://a.example b.example/", Host),
            (too_long.as_str(), TooLong),
        ] {
            assert_eq!(Address::parse_url(url), Err(error), "{url}");
        }
    }

    #[test]
    fn an_address_with_a_doubt_is_read_where_that_is_said() {
        for (url, doubt) in [
            ("https://a.example//b?c=//", AddressError::EmptySegment),
            ("https://a.example/@b%2fc", AddressError::Separator),
        ] {
            let address = Address::parse_doubtful_url(url).unwrap();
            assert_eq!((address.to_string().as_str(), address.doubt()), (url, Some(doubt)));
            assert_eq!(Address::parse_url(url), Err(doubt), "{url}");
        }
        let plain = Address::parse_doubtful_url("https://a.example/b?c=%2f//").unwrap();
        assert_eq!((plain.doubt(), Address::parse_url(&plain.to_string())), (None, Ok(plain.clone())));
    }

    #[test]
    fn a_folder_is_found_in_each_notation_with_a_doubt() {
        let is_in = |url: &str| Address::parse_doubtful_url(url).unwrap().may_be_in("/.own/");
        for url in ["/.own/", "/.own/a", "//.own/a", "/%2F.OWN%2fa", "/;x/.own;y/a", "/.own//"] {
            assert!(is_in(&format!("https://a.example{url}")), "{url}");
        }
        for url in ["/", "/.own", "/.owner/", "/a//.own/", "/a%2f.own/", "//.owner/"] {
            assert!(!is_in(&format!("https://a.example{url}")), "{url}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_address(
            url in "(https?://)?([a-zA-Z0-9.]{0,8}|\\PC{0,4})(:[0-9]{0,3})?(/([a-z.%;~A-Z]|%[0-9a-f]{2}){0,4}){0,4}(\\?\\PC{0,8})?",
        ) {
            if let Ok(address) = Address::parse_doubtful_url(&url) {
                let written = address.to_string();
                prop_assert!(written.bytes().all(|c| c.is_ascii_graphic()) && !written.contains('#'), "{}", written);
                let again = Address::parse_doubtful_url(&written);
                prop_assert_eq!(again.as_ref(), Ok(&address));
                prop_assert_eq!(Address::parse_url(&written), address.doubt().map_or(Ok(address), Err));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(scheme in "\\PC{0,6}", host in "\\PC{0,20}", uri in "\\PC{0,40}") {
            let _ = Address::parse(&scheme, &host, &uri);
            let _ = Address::parse_url(&uri);
        }
    }
}
