//! Reads which request a proxy asks about. Trusted proxies only are believed: anybody else could name any address, and receive
//! tokens for it.
//!
//! Each header must occur exactly once: with two values, the proxy and this server could use different ones. Headers of the two
//! kinds of proxies may occur together, but then must say the same.

use super::observed;
use crate::accounts;
use crate::applications::{Address, AddressError, Origin};
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode, Timestamp};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const FORWARDED_METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
pub const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_URI: HeaderName = HeaderName::from_static("x-forwarded-uri");
const ORIGINAL_METHOD: HeaderName = HeaderName::from_static("x-original-method");
pub const ORIGINAL_URL: HeaderName = HeaderName::from_static("x-original-url");
/// The minimum interval between two warnings, so that nobody can fill the log.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// Proves that a request comes from a trusted proxy: an extractor that rejects requests from all other peers.
pub struct TrustedProxy;

impl FromRequestParts<AppState> for TrustedProxy {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        if state.proxies.is_from_proxy(&parts.extensions) {
            observed::passed_on(state, parts).await;
            return Ok(Self);
        }
        Source::of(state, &parts.extensions, &parts.headers).charge()?;
        warn(state.accounts.now(), parts.extensions.get());
        let error = AppError::new(ErrorCode::Forbidden, message::connection_for_proxies());
        observed::stranger(state, parts, &error).await;
        Err(error)
    }
}

/// Tells the operator which address is missing, at most once a minute.
fn warn(now: Timestamp, peer: Option<&ConnectInfo<SocketAddr>>) {
    static LAST: AtomicI64 = AtomicI64::new(i64::MIN);
    let last = LAST.load(Ordering::Relaxed);
    let is_due = Timestamp(last).until(now) >= WARNING_INTERVAL;
    // Of concurrent requests, one logs.
    if is_due && LAST.compare_exchange(last, now.0, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
        tracing::warn!(
            peer = peer.map(|ConnectInfo(peer)| tracing::field::display(peer.ip().to_canonical())),
            "forward authentication was refused, because VESTIBULE_TRUSTED_PROXIES does not contain the peer"
        );
    }
}

/// A request to an application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requested {
    pub address: Address,
    pub method: Method,
}

/// The request in the headers of Traefik and Caddy.
pub fn of_forwarded(headers: &HeaderMap) -> Result<Requested, AppError> {
    let (scheme, host) = (required_scheme(headers)?, required(headers, &FORWARDED_HOST)?);
    let address = address(Address::parse_doubtful(scheme, host, required(headers, &FORWARDED_URI)?))?;
    let method = method(required(headers, &FORWARDED_METHOD)?)?;
    let requested = Requested { address, method };
    if let Some(url) = optional(headers, &ORIGINAL_URL)? {
        agree(self::address(Address::parse_doubtful_url(url))? == requested.address)?;
    }
    requested.agrees_on_method(headers, &ORIGINAL_METHOD)?;
    Ok(requested)
}

/// The request in the headers that the configuration of nginx sets.
pub fn of_original(headers: &HeaderMap) -> Result<Requested, AppError> {
    let address = address(Address::parse_doubtful_url(required(headers, &ORIGINAL_URL)?))?;
    let method = method(required(headers, &ORIGINAL_METHOD)?)?;
    let requested = Requested { address, method };
    requested.agrees_on_address(headers)?;
    requested.agrees_on_method(headers, &FORWARDED_METHOD)?;
    Ok(requested)
}

/// The origin of a request that a proxy has passed on.
pub fn origin(headers: &HeaderMap) -> Result<Origin, AppError> {
    address(Origin::parse(required_scheme(headers)?, required(headers, &FORWARDED_HOST)?))
}

/// The same, but a request without a forwarded host is one to `own`, the origin of Vestibule, whose proxy need not name it.
pub fn origin_or(headers: &HeaderMap, own: Option<&Origin>) -> Result<Origin, AppError> {
    match (optional(headers, &FORWARDED_HOST)?, own) {
        (None, Some(own)) => Ok(own.clone()),
        _ => origin(headers),
    }
}

// Headers of the other kind of proxy are rejected if they contradict: a client may have sent them.
impl Requested {
    /// Compares the headers of Traefik and Caddy as far as there are any.
    fn agrees_on_address(&self, headers: &HeaderMap) -> Result<(), AppError> {
        let (scheme, host) = (scheme(headers)?, optional(headers, &FORWARDED_HOST)?);
        let uri = optional(headers, &FORWARDED_URI)?;
        if scheme.is_none() && host.is_none() && uri.is_none() {
            return Ok(());
        }
        let (url, origin) = (self.address.to_string(), self.address.origin.to_string());
        let (own_scheme, own_host) = origin.split_once("://").unwrap_or_default();
        let own_uri = url.strip_prefix(&origin).unwrap_or_default();
        let (scheme, host) = (scheme.unwrap_or(own_scheme), host.unwrap_or(own_host));
        agree(address(Address::parse_doubtful(scheme, host, uri.unwrap_or(own_uri)))? == self.address)
    }

    fn agrees_on_method(&self, headers: &HeaderMap, name: &HeaderName) -> Result<(), AppError> {
        optional(headers, name)?.map_or(Ok(()), |text| agree(method(text)? == self.method))
    }
}

/// Why nobody is asked about an address that belongs to no application.
pub fn unknown(address: &Address) -> AppError {
    address.doubt().map_or_else(accounts::no_application, address_refused)
}

/// The forwarded scheme, if there is one. That of a WebSocket is the one of the request that opens it (RFC 6455, 1.3): some proxies
/// send `ws` and `wss`.
pub fn scheme(headers: &HeaderMap) -> Result<Option<&str>, AppError> {
    let scheme = optional(headers, &FORWARDED_PROTO)?;
    Ok(scheme.map(|text| match text {
        "ws" | "WS" => "http",
        "wss" | "WSS" => "https",
        _ => text,
    }))
}

fn required_scheme(headers: &HeaderMap) -> Result<&str, AppError> {
    scheme(headers)?.ok_or_else(|| missing(&FORWARDED_PROTO))
}

/// The value of a header that must occur exactly once.
fn required<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<&'a str, AppError> {
    optional(headers, name)?.ok_or_else(|| missing(name))
}

fn missing(name: &HeaderName) -> AppError {
    refused(message::connection_header_missing(name.to_string()))
}

/// The value of a header that must not be repeated.
pub fn optional<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, AppError> {
    let mut lines = headers.get_all(name).iter();
    let Some(value) = lines.next() else { return Ok(None) };
    if lines.next().is_some() {
        return Err(refused(message::connection_header_twice(name.to_string())));
    }
    // Addresses contain ASCII characters only.
    let text = value.to_str().map_err(|_| refused(message::connection_header_no_ascii(name.to_string())))?;
    Ok(Some(text))
}

fn method(text: &str) -> Result<Method, AppError> {
    text.parse().map_err(|_| refused(message::connection_method_invalid()))
}

fn address<T>(parsed: Result<T, AddressError>) -> Result<T, AppError> {
    parsed.map_err(address_refused)
}

fn address_refused(error: AddressError) -> AppError {
    refused(message::connection_address_refused(error.reason()))
}

fn agree(is_same: bool) -> Result<(), AppError> {
    if is_same { Ok(()) } else { Err(refused(message::connection_headers_differ())) }
}

fn refused(detail: Message) -> AppError {
    AppError::new(ErrorCode::Forbidden, detail)
}

#[cfg(test)]
mod tests {
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
        let original =
            |proto| of_original(&headers(&[url, ("x-original-method", "GET"), ("x-forwarded-proto", proto)]));
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
}
