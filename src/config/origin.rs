//! Origins (RFC 6454), serialized as browsers send them.

use super::{ConfigError, Source, parse::items};
use url::{Host, Url};

/// `VESTIBULE_BASE_URL`, or `RENDER_EXTERNAL_URL` (set by Render), or localhost.
pub(super) fn base_url(source: &Source, port: u16) -> Result<String, ConfigError> {
    // An error must name the variable that is set.
    let name = if source.get("VESTIBULE_BASE_URL").is_some() { "VESTIBULE_BASE_URL" } else { "RENDER_EXTERNAL_URL" };
    let given = source.parse(name, public_origin)?;
    Ok(given.unwrap_or_else(|| format!("http://localhost:{port}")))
}

/// A list of origins, separated by commas.
pub(super) fn origins(value: &str) -> Result<Vec<String>, String> {
    let fix = "list origins such as https://app.example.org, separated by commas, without * or paths";
    items(value).map(|item| origin(item).map(|(_, origin)| origin).ok_or_else(|| fix.to_owned())).collect()
}

/// An origin for sign-in: https, or a loopback address. Over plain http, cookies lack `Secure` and passwords are
/// readable.
fn public_origin(value: &str) -> Result<String, String> {
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

/// Whether an origin is an address of this machine.
pub(super) fn is_on_this_machine(origin: &str) -> bool {
    Url::parse(origin).is_ok_and(|url| is_loopback(&url))
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
