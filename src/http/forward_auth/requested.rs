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

/// What was read, or why nobody is asked about it.
pub fn address<T>(parsed: Result<T, AddressError>) -> Result<T, AppError> {
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
mod tests;
