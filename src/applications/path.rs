//! The path of an address, as proxies and applications may read it.

use super::AddressError;

/// How a path can be read. Both forms are decoded: RFC 3986 lets programs treat `%73` as `s`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Readings {
    /// Letter by letter, as most proxies and applications do.
    pub exact: String,
    /// Case-folded, and without path parameters (`;…`): Express and IIS ignore case, Tomcat and Jetty remove parameters.
    pub folded: String,
    /// Why programs could disagree about the number of its segments: an empty one, or an encoded slash. Both readings then have each
    /// slash that there may be.
    pub doubt: Option<AddressError>,
}

impl Readings {
    /// Reads a path as it was sent.
    ///
    /// # Errors
    /// If programs could disagree about its segments: see [`AddressError`].
    pub fn parse(path: &str) -> Result<Self, AddressError> {
        let readings = Self::parse_doubtful(path)?;
        readings.doubt.map_or(Ok(readings), Err)
    }

    /// The same, but reads empty segments and encoded slashes as well, with the doubt about them.
    pub fn parse_doubtful(path: &str) -> Result<Self, AddressError> {
        if !path.starts_with('/') {
            return Err(AddressError::NoPath);
        }
        let (exact, mut doubt) = decode(path)?;
        if is_encoded(&exact) {
            return Err(AddressError::EncodedTwice);
        }
        if exact.contains(char::is_control) {
            return Err(AddressError::Character);
        }
        let mut folded = String::with_capacity(exact.len());
        let mut segments = exact.split('/').skip(1).map(without_parameters).peekable();
        while let Some(segment) = segments.next() {
            match segment {
                "." | ".." => return Err(AddressError::DotSegment),
                // The last segment is empty if the path ends with a slash.
                "" if segments.peek().is_some() => doubt = doubt.or(Some(AddressError::EmptySegment)),
                _ => {}
            }
            folded.push('/');
            folded.push_str(segment);
        }
        Ok(Self { exact, folded: without_case(folded), doubt })
    }
}

/// The text in a form that is the same for all texts that a program without regard to case could take for it. Some compare lower
/// case, some upper case, so both are applied, letter by letter: `ſ`, `S` and `s` become `s`, and `ẞ`, `ß` and `SS` become `ss`.
fn without_case(mut text: String) -> String {
    if text.is_ascii() {
        text.make_ascii_lowercase();
        return text;
    }
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// Whether a path lies below a prefix. A prefix ends at the end of a segment: `/shop` covers `/shop`, `/shop/` and `/shop/x`,
/// but not `/shopping`.
pub(super) fn covers(prefix: &str, path: &str) -> bool {
    prefix == "/" || path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Decodes a path once, with the doubt about encoded slashes. Refuses characters that are not allowed.
fn decode(path: &str) -> Result<(String, Option<AddressError>), AddressError> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut doubt = None;
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => {
                let byte = encoded_byte(bytes.next(), bytes.next())?;
                if byte == b'/' {
                    doubt = Some(AddressError::Separator);
                }
                byte
            }
            b'#' => return Err(AddressError::Fragment),
            byte if byte.is_ascii_graphic() => byte,
            _ => return Err(AddressError::Character),
        };
        if byte == b'\\' {
            return Err(AddressError::Separator);
        }
        decoded.push(byte);
    }
    // Among what is refused are overlong encodings, such as `%c0%ae` for a dot.
    let decoded = String::from_utf8(decoded).map_err(|_| AddressError::Character)?;
    Ok((decoded, doubt))
}

fn encoded_byte(high: Option<u8>, low: Option<u8>) -> Result<u8, AddressError> {
    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
    let (Some(high), Some(low)) = (digit(high), digit(low)) else { return Err(AddressError::Percent) };
    u8::try_from(high * 16 + low).map_err(|_| AddressError::Percent)
}

/// Whether a text contains an encoded byte.
fn is_encoded(text: &str) -> bool {
    text.as_bytes().windows(3).any(|three| three[0] == b'%' && three[1..].iter().all(u8::is_ascii_hexdigit))
}

fn without_parameters(segment: &str) -> &str {
    segment.split(';').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    #[test]
    fn paths_are_decoded_and_read_in_two_ways() {
        for (path, exact, folded) in [
            ("/", "/", "/"),
            ("/shop", "/shop", "/shop"),
            ("/shop/", "/shop/", "/shop/"),
            ("/%73hop", "/shop", "/shop"),
            ("/Shop/B%C3%BCcher", "/Shop/Bücher", "/shop/bücher"),
            ("/B%C3%9CCHER", "/BÜCHER", "/bücher"),
            ("/%C5%BFhop/%CE%9F%CE%A3/%CE%BF%CF%82", "/ſhop/ΟΣ/ος", "/shop/οσ/οσ"),
            ("/shop;a=b/x;c", "/shop;a=b/x;c", "/shop/x"),
            ("/shop%3Ba/x", "/shop;a/x", "/shop/x"),
            ("/a%20b/100%25", "/a b/100%", "/a b/100%"),
            ("/a...b/...", "/a...b/...", "/a...b/..."),
            ("/.well-known/x", "/.well-known/x", "/.well-known/x"),
        ] {
            let expected = Readings { exact: exact.to_owned(), folded: folded.to_owned(), doubt: None };
            assert_eq!(Readings::parse(path).as_ref(), Ok(&expected), "{path}");
            assert_eq!(Readings::parse_doubtful(path), Ok(expected), "{path}");
        }
    }

    #[test]
    fn empty_segments_and_encoded_slashes_can_be_read_with_a_doubt() {
        use AddressError::{DotSegment, EmptySegment, EncodedTwice, Separator};
        for (path, exact, folded, doubt) in [
            ("//a", "//a", "//a", EmptySegment),
            ("/a//B/", "/a//B/", "/a//b/", EmptySegment),
            ("/;x/a", "/;x/a", "//a", EmptySegment),
            ("/@scope%2Fname", "/@scope/name", "/@scope/name", Separator),
            ("/queues/%2f/task", "/queues///task", "/queues///task", Separator),
        ] {
            let expected = Readings { exact: exact.to_owned(), folded: folded.to_owned(), doubt: Some(doubt) };
            assert_eq!(Readings::parse_doubtful(path), Ok(expected), "{path}");
            assert_eq!(Readings::parse(path), Err(doubt), "{path}");
        }
        // What nobody may read.
        for (path, error) in [
            ("/a%2f..%2fb", DotSegment),
            ("/a//../b", DotSegment),
            ("/a%2f%2e%2E;x/b", DotSegment),
            ("//a\\b", Separator),
            ("/a%2fb%5cc", Separator),
            ("/a%252fb", EncodedTwice),
        ] {
            assert_eq!(Readings::parse_doubtful(path), Err(error), "{path}");
        }
    }

    #[test]
    fn paths_that_programs_read_differently_are_refused() {
        use AddressError::{Character, DotSegment, EmptySegment, EncodedTwice, Fragment, NoPath, Percent, Separator};
        for (path, error) in [
            ("", NoPath),
            ("shop", NoPath),
            ("*", NoPath),
            ("http://a.example/", NoPath),
            ("//a.example", EmptySegment),
            ("/a//b", EmptySegment),
            ("/a//", EmptySegment),
            ("/;x/shop", EmptySegment),
            ("/.", DotSegment),
            ("/..", DotSegment),
            ("/a/../b", DotSegment),
            ("/a/./b", DotSegment),
            ("/a/%2e%2e/b", DotSegment),
            ("/a/.%2E/b", DotSegment),
            ("/a/..;/b", DotSegment),
            ("/a/..;x=y/b", DotSegment),
            ("/a/%2e%2e%3b/b", DotSegment),
            ("/a%2fb", Separator),
            ("/a%2Fb", Separator),
            ("/a%5cb", Separator),
            ("/a\\b", Separator),
            ("/\\a.example", Separator),
            ("/a%", Percent),
            ("/a%4", Percent),
            ("/a%zz", Percent),
            ("/%u0073hop", Percent),
            ("/%+41", Percent),
            ("/%2573hop", EncodedTwice),
            ("/a/%252e%252e/b", EncodedTwice),
            ("/a/%25%32%65/b", EncodedTwice),
            ("/a%252fb", EncodedTwice),
            ("/a%00", Character),
            ("/a%0d%0ab", Character),
            ("/a%7f", Character),
            ("/a%C2%85", Character),
            ("/a b", Character),
            ("/a\nb", Character),
            ("/bücher", Character),
            ("/caf%E9", Character),
            ("/%c0%ae%c0%ae/a", Character),
            ("/a#b", Fragment),
        ] {
            assert_eq!(Readings::parse(path), Err(error), "{path}");
        }
    }

    #[test]
    fn a_prefix_covers_whole_segments() {
        for path in ["/shop", "/shop/", "/shop/x", "/shop/x/y"] {
            assert!(covers("/shop", path) && covers("/", path), "{path}");
        }
        for path in ["/", "/sho", "/shopping", "/shop.", "/shop;a", "/x/shop", "/Shop"] {
            assert!(!covers("/shop", path) && covers("/", path), "{path}");
        }
    }

    /// Parts of paths that are read in different ways.
    fn paths() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[a-zA-Z0-9._~;!$&'()*+,=:@-]{0,3}",
            "%[0-9a-fA-F]{2}",
            "%25[0-9a-fA-F]{2}",
            "\\PC",
            Just(".".to_owned()),
            Just("..".to_owned()),
            Just("/".to_owned()),
            Just("/".to_owned()),
            Just("%2e".to_owned()),
            Just("%2f".to_owned()),
            Just(";".to_owned()),
            Just("shop".to_owned()),
        ];
        proptest::collection::vec(part, 0..12).prop_map(|parts| format!("/{}", parts.concat()))
    }

    proptest! {
        #[test]
        fn no_decoding_of_an_accepted_path_has_a_dot_segment_or_another_separator(path in paths()) {
            if let Ok(readings) = Readings::parse(&path) {
                let once = percent_decode_str(&path).decode_utf8().unwrap();
                let twice = percent_decode_str(&once).decode_utf8().unwrap();
                prop_assert_eq!(&once, &readings.exact);
                prop_assert_eq!(&twice, &once);
                prop_assert_eq!(once.matches('/').count(), path.matches('/').count());
                let is_dot = |segment: &str| matches!(segment, "." | "..");
                for segment in once.split('/').chain(readings.folded.split('/')) {
                    prop_assert!(!is_dot(segment) && !is_dot(segment.split(';').next().unwrap()), "{}", path);
                }
                prop_assert!(!once.contains('\\') && !once.contains("//") && !readings.folded.contains("//"));
            }
        }

        #[test]
        fn letters_are_the_same_in_upper_and_lower_case(letter in any::<char>()) {
            let folded = without_case(letter.to_string());
            prop_assert_eq!(&without_case(letter.to_uppercase().collect()), &folded);
            prop_assert_eq!(&without_case(letter.to_lowercase().collect()), &folded);
            prop_assert_eq!(&without_case(folded.clone()), &folded);
        }

        #[test]
        fn nothing_matches_beyond_the_end_of_a_segment(prefix in "(/[a-z]{1,3}){1,3}", path in "(/[a-z]{1,3}){1,4}") {
            let segments = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
            let starts_with = segments(&path).starts_with(&segments(&prefix));
            prop_assert_eq!(covers(&prefix, &path), starts_with);
        }
    }
}
