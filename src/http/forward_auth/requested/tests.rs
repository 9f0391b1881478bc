use super::*;
use axum::http::HeaderValue;
use proptest::prelude::*;

const GOOD: [(&str, &str); 4] = [
    ("x-forwarded-method", "GET"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "journal.example.com"),
    ("x-forwarded-uri", "/posts?page=2"),
];

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    headers
}

/// The good headers with one of them replaced.
fn forwarded(name: &str, value: &str) -> Result<Requested, AppError> {
    let replaced = GOOD.map(|(other, good)| (other, if other == name { value } else { good }));
    of_forwarded(&headers(&replaced))
}

/// The good headers and another one.
fn with(name: &str, value: &str) -> Result<Requested, AppError> {
    of_forwarded(&headers(&[&GOOD[..], &[(name, value)]].concat()))
}

#[test]
fn both_kinds_of_headers_name_the_same_request() {
    let one = of_forwarded(&headers(&GOOD)).unwrap();
    let url = ("x-original-url", "https://journal.example.com/posts?page=2");
    let other = of_original(&headers(&[url, ("x-original-method", "GET")])).unwrap();
    assert_eq!(one, other);
    assert_eq!(one.address.to_string(), url.1);
    assert_eq!(with(url.0, url.1), Ok(one));
}

#[test]
fn the_scheme_of_a_web_socket_is_that_of_the_request_that_opens_it() {
    for (sent, read) in [("wss", "https"), ("WSS", "https"), ("ws", "http")] {
        let address = forwarded("x-forwarded-proto", sent).unwrap().address;
        assert_eq!(address.origin.scheme(), read, "{sent}");
        let origin = origin(&headers(&[("x-forwarded-proto", sent), GOOD[2]])).unwrap();
        assert_eq!(origin.scheme(), read, "{sent}");
    }
    let url = ("x-original-url", "https://journal.example.com/");
    let original = |proto| of_original(&headers(&[url, ("x-original-method", "GET"), ("x-forwarded-proto", proto)]));
    assert!(original("wss").is_ok() && original("ws").is_err() && original("wssx").is_err());
}

#[test]
fn an_address_with_a_doubt_is_read_and_refused_only_if_nobody_owns_it() {
    for (uri, doubt) in [("//a", AddressError::EmptySegment), ("/a%2Fb", AddressError::Separator)] {
        let requested = forwarded("x-forwarded-uri", uri).unwrap();
        assert_eq!(requested.address.doubt(), Some(doubt), "{uri}");
        assert_eq!(unknown(&requested.address), address_refused(doubt), "{uri}");
        let url = format!("https://journal.example.com{uri}");
        let original = of_original(&headers(&[("x-original-url", url.as_str()), ("x-original-method", "GET")]));
        assert_eq!(original, Ok(requested), "{uri}");
    }
    assert_eq!(unknown(&of_forwarded(&headers(&GOOD)).unwrap().address), accounts::no_application());
}

#[test]
fn each_header_occurs_exactly_once() {
    for (name, value) in GOOD {
        let missing: Vec<_> = GOOD.into_iter().filter(|(other, _)| *other != name).collect();
        assert!(of_forwarded(&headers(&missing)).unwrap_err().detail.say().contains(name), "{name}");
        assert!(with(name, value).unwrap_err().detail.say().contains("twice"), "{name}");
        assert!(forwarded(name, "").is_err(), "{name}");
    }
    let url = ("x-original-url", "https://journal.example.com/");
    assert!(of_original(&headers(&[url])).is_err());
    assert!(of_original(&headers(&[url, url, ("x-original-method", "GET")])).is_err());
    assert!(of_original(&headers(&GOOD)).is_err());
}

#[test]
fn headers_that_disagree_are_refused() {
    for (name, value) in [
        ("x-original-url", "https://open.example.com/posts?page=2"),
        ("x-original-url", "http://journal.example.com/posts?page=2"),
        ("x-original-url", "https://journal.example.com/posts"),
        ("x-original-url", "nonsense"),
        ("x-original-method", "POST"),
    ] {
        assert!(with(name, value).is_err(), "{name}: {value}");
    }
    let original = [("x-original-url", "https://journal.example.com/posts"), ("x-original-method", "GET")];
    for (name, value) in [
        ("x-forwarded-host", "open.example.com"),
        ("x-forwarded-host", "journal.example.com:8443"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-uri", "/public"),
        ("x-forwarded-method", "HEAD"),
    ] {
        assert!(of_original(&headers(&[&original[..], &[(name, value)]].concat())).is_err(), "{name}: {value}");
    }
    for (name, value) in [("x-forwarded-host", "Journal.example.com:443"), ("x-forwarded-proto", "HTTPS")] {
        assert!(of_original(&headers(&[&original[..], &[(name, value)]].concat())).is_ok(), "{name}: {value}");
    }
}

#[test]
fn ambiguous_values_are_refused() {
    for (name, value) in [
        ("x-forwarded-proto", "https, http"),
        ("x-forwarded-proto", "ftp"),
        ("x-forwarded-host", "journal.example.com, open.example.com"),
        ("x-forwarded-host", "maren@journal.example.com"),
        ("x-forwarded-host", "journal.example.com/x"),
        ("x-forwarded-host", "jöurnal.example.com"),
        ("x-forwarded-uri", "posts"),
        ("x-forwarded-uri", "https://open.example.com/"),
        ("x-forwarded-uri", "//open.example.com/../"),
        ("x-forwarded-uri", "/a/../b"),
        ("x-forwarded-uri", "/bücher"),
        ("x-forwarded-method", "GET, POST"),
    ] {
        assert!(forwarded(name, value).is_err(), "{name}: {value}");
    }
}

#[test]
fn a_request_without_a_forwarded_host_is_one_to_vestibule() {
    let own = Origin::parse("https", "id.example.com").unwrap();
    let journal = Origin::parse("https", "journal.example.com").unwrap();
    let proto = ("x-forwarded-proto", "https");
    assert_eq!(origin_or(&headers(&[proto]), Some(&own)), Ok(own.clone()));
    assert_eq!(origin_or(&headers(&GOOD), Some(&own)), Ok(journal));
    let host = ("x-forwarded-host", "journal.example.com");
    for refused in [&[host][..], &[proto, host, host], &[proto, ("x-forwarded-host", "")]] {
        assert!(origin_or(&headers(refused), Some(&own)).is_err(), "{refused:?}");
    }
    assert!(origin_or(&headers(&[proto]), None).is_err());
}

proptest! {
    #[test]
    fn any_header_is_read_or_refused(
        name in prop::sample::select(GOOD.map(|(name, _)| name).to_vec()),
        value in prop::collection::vec(32..=255_u8, 0..40),
    ) {
        let mut headers = headers(&GOOD);
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            headers.insert(HeaderName::from_static(name), value);
            _ = of_forwarded(&headers);
            _ = of_original(&headers);
            _ = origin(&headers);
        }
    }
}
