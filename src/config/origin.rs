//! Origins (RFC 6454), in the form in which browsers send them.

use super::{ConfigError, Source, parse::items};
use url::{Host, Url};

/// `VESTIBULE_BASE_URL`, else what Render calls the service, else this machine.
pub(super) fn base_url(source: &Source, port: u16) -> Result<String, ConfigError> {
    let name = if source.get("VESTIBULE_BASE_URL").is_some() { "VESTIBULE_BASE_URL" } else { "RENDER_EXTERNAL_URL" };
    let given = source.parse(name, public_origin)?;
    Ok(given.unwrap_or_else(|| format!("http://localhost:{port}")))
}

/// Origins between commas.
pub(super) fn origins(value: &str) -> Result<Vec<String>, String> {
    let mend = "list origins such as https://app.example.org, with commas between them and without * or paths";
    items(value).map(|item| origin(item).map(|(_, origin)| origin).ok_or_else(|| mend.to_owned())).collect()
}

/// An origin at which passwords may be typed: cookies without `Secure` are for this machine alone.
fn public_origin(value: &str) -> Result<String, String> {
    let (url, origin) = origin(value)
        .ok_or("make it the address people open, such as https://accounts.example.org, without path or query")?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err("make it https, for plain http would show everyone's passwords to the network".to_owned());
    }
    Ok(origin)
}

/// The origin of a URL that has nothing else: no path, query, fragment or user.
fn origin(value: &str) -> Option<(Url, String)> {
    let url = Url::parse(value).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    // The parser drops some slips in silence, such as a trailing `?` or `user@` without a name.
    let is_bare = matches!(url.path(), "" | "/") && !value.contains(['?', '#', '@', '\\', '*']);
    if !is_web || !is_bare {
        return None;
    }
    let origin = url.origin().ascii_serialization();
    Some((url, origin))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
