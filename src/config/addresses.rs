//! Addresses: where the server listens, and the origins (RFC 6454) and URLs that browsers open. Origins are serialized as browsers
//! send them.

use super::parse::items;
use super::{Config, ConfigError, Source};
use crate::applications::Origin;
use crate::shared::LocalPath;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use url::{Host, Url};

/// The address on which the server listens (`HOST` and `PORT`). Creates no files, in contrast to `Config::load`.
///
/// # Errors
/// If `HOST` or `PORT` is invalid.
pub fn listen(source: &Source) -> Result<SocketAddr, ConfigError> {
    Ok(SocketAddr::new(source.host()?, source.port()?))
}

pub(super) fn host(value: &str) -> Result<IpAddr, String> {
    if value == "localhost" {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    // IPv6 addresses may be in brackets, as in a URL.
    let address = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    address.parse().map_err(|_| "use an IP address to listen on, such as 127.0.0.1 or 0.0.0.0".to_owned())
}

pub(super) fn port(value: &str) -> Result<u16, String> {
    value.parse().map_err(|_| "use a port number from 0 to 65535".to_owned())
}

/// What is set, or the URL of the hosting platform, or localhost.
pub(super) fn base_url(source: &Source, name: &str) -> Result<String, ConfigError> {
    let given = match source.parse(name, public_origin)? {
        None => source.platform_url()?,
        given => given,
    };
    match given {
        Some(url) => Ok(url),
        None => Ok(format!("http://localhost:{}", source.port()?)),
    }
}

/// The domain that passkeys belong to, if one is set.
pub(super) fn passkey_domain(source: &Source, name: &str) -> Result<Option<String>, ConfigError> {
    let base_url = source.base_url()?;
    source.parse(name, |value| domain_of(value, &base_url))
}

/// The host of the base URL, or one above it (WebAuthn Level 3, 4, "RP ID").
fn domain_of(value: &str, base_url: &str) -> Result<String, String> {
    let domain = value.to_ascii_lowercase();
    let url = Url::parse(base_url).ok();
    let host = url.as_ref().and_then(Url::domain).unwrap_or_default();
    // Browsers also refuse domains under which anybody can register, such as `co.uk`.
    let is_above = domain.contains('.') && host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
    if domain == host || is_above {
        return Ok(domain);
    }
    Err("use the host of VESTIBULE_BASE_URL or a domain above it, such as example.org for https://accounts.example.org"
        .to_owned())
}

/// A list of origins, separated by commas.
pub(super) fn origins(value: &str) -> Result<Vec<String>, String> {
    let fix = "list origins such as https://app.example.org, separated by commas, without * or paths";
    items(value).map(|item| origin(item).map(|(_, origin)| origin).ok_or_else(|| fix.to_owned())).collect()
}

/// A path on Vestibule's own origin, or an absolute URL.
pub(super) fn home_url(value: &str) -> Result<String, String> {
    path_or_url(value, "use a path such as /account, or a URL such as https://www.example.org/start")
}

/// A page to which others link.
pub(super) fn page_url(value: &str) -> Result<String, String> {
    path_or_url(value, "use a URL such as https://www.example.org/terms, or a path on this origin such as /terms")
}

fn path_or_url(value: &str, fix: &str) -> Result<String, String> {
    if value.starts_with('/') {
        return LocalPath::parse(value).map(|path| path.as_str().to_owned()).ok_or_else(|| fix.to_owned());
    }
    let url = Url::parse(value).map_err(|_| fix.to_owned())?;
    let is_web = matches!(url.scheme(), "http" | "https");
    let has_user = !url.username().is_empty() || url.password().is_some();
    if is_web && !has_user { Ok(url.into()) } else { Err(fix.to_owned()) }
}

/// An origin for sign-in: https, or a loopback address. Over plain http, cookies lack `Secure` and passwords are
/// readable.
pub(super) fn public_origin(value: &str) -> Result<String, String> {
    let (url, origin) = origin(value)
        .ok_or("use the address that users open, such as https://accounts.example.org, without a path or query")?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err("use https, because http would send passwords over the network unencrypted".to_owned());
    }
    Ok(origin)
}

/// The origin of a URL that has no path, query, fragment or user.
fn origin(value: &str) -> Option<(Url, String)> {
    let url = Url::parse(value).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    // The parser silently drops some mistakes, such as a trailing `?` or an `@` without a user.
    let is_bare = matches!(url.path(), "" | "/") && !value.contains(['?', '#', '@', '\\', '*']);
    if !is_web || !is_bare {
        return None;
    }
    // As browsers send it: in lower case and without a default port.
    let origin = url.origin().ascii_serialization();
    Some((url, origin))
}

impl Config {
    /// The origin of this server.
    pub fn origin(&self) -> Option<Origin> {
        Origin::of_url(&self.base_url)
    }

    /// Whether browsers use https, according to the base URL.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// Whether the base URL is an address of this machine.
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.base_url).is_ok_and(|url| is_loopback(&url))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // Names below `localhost` always mean this machine (RFC 6761).
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_the_host_of_the_base_url_or_to_a_domain_above_it() {
        let url = "https://accounts.example.org";
        for above in ["accounts.example.org", "example.org", "Example.ORG"] {
            assert_eq!(domain_of(above, url), Ok(above.to_lowercase()), "{above}");
        }
        for other in ["org", ".example.org", "xample.org", "example.com", "www.accounts.example.org", url] {
            assert!(domain_of(other, url).is_err(), "{other}");
        }
        assert_eq!(domain_of("localhost", "http://localhost:3000").as_deref(), Ok("localhost"));
        assert!(domain_of("192.0.2.1", "https://192.0.2.1").is_err());
    }
}
