//! The configurations of reverse proxies in front of an application, with its own values.
//!
//! The templates are those of the guides in `docs/applications`; a test compares them. What a template leaves open stands between
//! percent signs, which occur in none of the configurations.

use super::{Application, Location, Origin};
use crate::language::{Message, message};
use crate::shared::{ApplicationName, ConfigurationView, ProxyKind};
use std::net::SocketAddr;
use url::Host;

/// The configurations for each proxy, and for each host of the application. `own`: the origin of Vestibule. `listen`: where a proxy
/// reaches it.
pub fn configurations(application: &Application, own: &Origin, listen: SocketAddr) -> Vec<ConfigurationView> {
    // A name that was written by hand could contain anything.
    if ApplicationName::parse(application.name.as_str()).is_err() {
        return Vec::new();
    }
    let places = places(&application.locations, own);
    let name = application.name.as_str();
    let all_places = |proxy| places.iter().map(move |place| (proxy, Values { name, place, own, listen }));
    ProxyKind::ALL.into_iter().flat_map(all_places).map(|(proxy, values)| values.configuration(proxy)).collect()
}

/// What one block of configuration is for.
#[derive(PartialEq, Eq, Debug)]
struct Place<'a> {
    origin: &'a Origin,
    /// The path, on the host of Vestibule. None: the whole host.
    path: Option<&'a str>,
}

/// Each host once; on that of Vestibule each path. There are none for addresses that proxies write in other ways than Vestibule.
fn places<'a>(locations: &'a [Location], own: &Origin) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for location in locations {
        let is_own = location.origin() == own;
        let place = Place { origin: location.origin(), path: is_own.then_some(location.path()) };
        let is_plain = !matches!(place.origin.host(), Host::Ipv6(_)) && place.path.is_none_or(is_plain);
        if is_plain && !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn is_plain(path: &str) -> bool {
    path != "/" && path.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-' | b'.' | b'_' | b'~'))
}

struct Values<'a> {
    /// The name of the application.
    name: &'a str,
    place: &'a Place<'a>,
    own: &'a Origin,
    listen: SocketAddr,
}

impl Values<'_> {
    fn configuration(&self, proxy: ProxyKind) -> ConfigurationView {
        let Place { origin, path } = self.place;
        let text = self.fill(template(proxy, path.is_some()));
        // Only for development: http is possible on this machine alone.
        let text = if origin.is_https() { text } else { without_lines(&text, &["ssl_certificate", "tls: {}"]) };
        ConfigurationView {
            proxy,
            address: format!("{origin}{}", path.unwrap_or_default()),
            about: about(proxy, path.is_some()),
            text,
        }
    }

    fn fill(&self, template: &str) -> String {
        let parts = template.split('%').enumerate();
        parts.map(|(at, part)| if at.is_multiple_of(2) { part.to_owned() } else { self.value(part) }).collect()
    }

    /// What stands in a template at this place.
    fn value(&self, name: &str) -> String {
        let origin = self.place.origin;
        let either = |of_https: &str, of_http: &str| String::from(if origin.is_https() { of_https } else { of_http });
        match name {
            "NAME" => self.key().to_owned(),
            // nginx ends the name of a variable at a dash.
            "VARIABLE" => self.name.replace('-', "_"),
            "ORIGIN" => origin.to_string(),
            "SCHEME" => origin.scheme().to_owned(),
            "AUTHORITY" => origin.authority(),
            "HOST" => origin.host().to_string(),
            "PORT" => origin.port().to_string(),
            "SSL" => either(" ssl", ""),
            "ENTRY" => either("websecure", "web"),
            "PREFIX" => either("__Host-", ""),
            "PATH" => self.place.path.unwrap_or_default().to_owned(),
            "VESTIBULE" => self.own.authority(),
            "VESTIBULE_HOST" => self.own.host().to_string(),
            "LISTEN" => self.listen.to_string(),
            _ => String::new(),
        }
    }

    /// The name of the application in the configuration of Traefik, which calls Vestibule `vestibule`.
    fn key(&self) -> &str {
        if self.name == "vestibule" { "vestibule-application" } else { self.name }
    }
}

/// `is_path`: for an application under a path of the host of Vestibule.
fn template(proxy: ProxyKind, is_path: bool) -> &'static str {
    match (proxy, is_path) {
        (ProxyKind::Caddy, false) => include_str!("caddy.txt"),
        (ProxyKind::Caddy, true) => include_str!("caddy_path.txt"),
        (ProxyKind::Nginx, false) => include_str!("nginx.txt"),
        (ProxyKind::Nginx, true) => include_str!("nginx_path.txt"),
        (ProxyKind::Traefik, false) => include_str!("traefik.txt"),
        (ProxyKind::Traefik, true) => include_str!("traefik_path.txt"),
    }
}

/// Where the configuration belongs, and what to replace in it.
fn about(proxy: ProxyKind, is_path: bool) -> Message {
    match (proxy, is_path) {
        (ProxyKind::Caddy, false) => message::connection_caddy(),
        (ProxyKind::Caddy, true) => message::connection_caddy_path(),
        (ProxyKind::Nginx, false) => message::connection_nginx(),
        (ProxyKind::Nginx, true) => message::connection_nginx_path(),
        (ProxyKind::Traefik, false) => message::connection_traefik(),
        (ProxyKind::Traefik, true) => message::connection_traefik_path(),
    }
}

fn without_lines(text: &str, beginnings: &[&str]) -> String {
    let kept = text.lines().filter(|line| !beginnings.iter().any(|beginning| line.trim_start().starts_with(beginning)));
    kept.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests;
