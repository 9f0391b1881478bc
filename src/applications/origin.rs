//! Origins: scheme, host and port (RFC 6454).

use super::AddressError;
use std::fmt;
use url::Host;

/// The maximum length of a host with its port. A name has at most 253 bytes; other notations of it can have more.
const MAX_BYTES: usize = 512;
/// The maximum length of a name in DNS.
const MAX_NAME_BYTES: usize = 253;

/// An origin in its normal form, so that equal origins are equal values.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Origin {
    is_https: bool,
    /// In lower case, with non-ASCII letters as Punycode, and without a trailing dot.
    host: Host,
    /// None for the default port of the scheme.
    port: Option<u16>,
}

impl Origin {
    /// Reads a scheme, such as `https`, and a host with an optional port, as in the header `Host`.
    ///
    /// # Errors
    /// If the scheme is neither http nor https, or `host` is not exactly one name or address with an optional port.
    pub fn parse(scheme: &str, host: &str) -> Result<Self, AddressError> {
        let is_https = scheme.eq_ignore_ascii_case("https");
        if !is_https && !scheme.eq_ignore_ascii_case("http") {
            return Err(AddressError::Scheme);
        }
        if host.contains('@') {
            return Err(AddressError::UserInfo);
        }
        if host.len() > MAX_BYTES {
            return Err(AddressError::Host);
        }
        let (name, port) = split_port(host)?;
        let port = port.map(parse_port).transpose()?;
        let default = if is_https { 443 } else { 80 };
        Ok(Self { is_https, host: parse_host(name)?, port: port.filter(|port| *port != default) })
    }

    pub fn is_https(&self) -> bool {
        self.is_https
    }

    pub fn scheme(&self) -> &'static str {
        if self.is_https { "https" } else { "http" }
    }

    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Also where it is the default of the scheme.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.is_https { 443 } else { 80 })
    }

    /// The host with its port, unless that is the default: the value of the header `Host`.
    pub fn authority(&self) -> String {
        self.port.map_or_else(|| self.host.to_string(), |port| format!("{}:{port}", self.host))
    }

    /// Whether both have the same host with different ports or schemes. Cookies do not tell these apart, and neither do some
    /// proxies: Caddy and Traefik choose a site by the port of the connection, and ignore the one in `Host`.
    pub fn differs_in_port_from(&self, other: &Self) -> bool {
        self.host == other.host && self != other
    }

    /// Whether the host always means this machine: a loopback address, `localhost`, or a name below it (RFC 6761).
    pub fn is_local(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        }
    }

    /// Whether no other machine in the network can read what is sent there: by https, or within this machine.
    pub fn is_protected(&self) -> bool {
        self.is_https || self.is_local()
    }
}

/// Writes the origin as browsers send it: `https://journal.example.com`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme(), self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// The host, with its brackets if it is an IPv6 address, and the text after the colon.
fn split_port(host: &str) -> Result<(&str, Option<&str>), AddressError> {
    let end_of_name = if host.starts_with('[') {
        host.find(']').ok_or(AddressError::Host)? + 1
    } else {
        host.find(':').unwrap_or(host.len())
    };
    let (name, rest) = host.split_at(end_of_name);
    match rest.strip_prefix(':') {
        Some(port) => Ok((name, Some(port))),
        None if rest.is_empty() => Ok((name, None)),
        None => Err(AddressError::Host),
    }
}

fn parse_port(text: &str) -> Result<u16, AddressError> {
    // `u16::from_str` accepts a sign and leading zeros.
    let is_plain = text.bytes().all(|c| c.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| is_plain).ok_or(AddressError::Port)
}

fn parse_host(text: &str) -> Result<Host, AddressError> {
    // `Host::parse` decodes `%`, which not every proxy does.
    if text.contains('%') {
        return Err(AddressError::Host);
    }
    match Host::parse(text) {
        Ok(Host::Domain(name)) => plain_name(name).map(Host::Domain),
        Ok(address) => Ok(address),
        Err(_) => Err(AddressError::Host),
    }
}

/// The name without one trailing dot, which means the root of DNS. `name` is in lower case and Punycode already.
fn plain_name(mut name: String) -> Result<String, AddressError> {
    if name.ends_with('.') {
        name.pop();
    }
    // `_` is in no name of the public DNS, but in names of containers.
    let is_allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
    let is_label = |label: &str| !label.is_empty() && label.len() <= 63 && label.bytes().all(is_allowed);
    if name.len() > MAX_NAME_BYTES || !name.split('.').all(is_label) {
        return Err(AddressError::Host);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn origin(scheme: &str, host: &str) -> String {
        Origin::parse(scheme, host).map_or_else(|error| format!("{error:?}"), |origin| origin.to_string())
    }

    #[test]
    fn each_origin_has_one_notation() {
        for (scheme, host, expected) in [
            ("https", "journal.example.com", "https://journal.example.com"),
            ("HTTPS", "Journal.EXAMPLE.com", "https://journal.example.com"),
            ("https", "journal.example.com.", "https://journal.example.com"),
            ("https", "journal.example.com.:443", "https://journal.example.com"),
            ("https", "journal.example.com:8443", "https://journal.example.com:8443"),
            ("https", "journal.example.com:80", "https://journal.example.com:80"),
            ("http", "journal.localhost:80", "http://journal.localhost"),
            ("https", "bücher.example", "https://xn--bcher-kva.example"),
            ("https", "BÜCHER.example", "https://xn--bcher-kva.example"),
            ("https", "XN--bcher-KVA.example", "https://xn--bcher-kva.example"),
            ("https", "my_app", "https://my_app"),
            ("http", "127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http", "0x7f.1", "http://127.0.0.1"),
            ("https", "[2001:DB8:0:0:0:0:0:1]", "https://[2001:db8::1]"),
            ("https", "[::1]:443", "https://[::1]"),
            ("http", "[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(origin(scheme, host), expected, "{scheme} {host}");
        }
    }

    #[test]
    fn what_is_not_exactly_one_host_is_refused() {
        for host in [
            "",
            ".",
            "..",
            ":3000",
            ".example.com",
            "a..example.com",
            "example.com..",
            "a.example, b.example",
            "a.example,b.example",
            "a.example b.example",
            " a.example",
            "a.example\t",
            "a.example\r\n",
            "*.example.com",
            "a%2eexample",
            "%61.example",
            "a.example/b",
            "a.example\\b",
            "a.example?b",
            "a.example#b",
            "::1",
            "[::1",
            "[::1]3000",
            "[fe80::1%25eth0]",
            "256.0.0.1",
            "xn--a.example",
            "a;b.example",
            "a\"b.example",
        ] {
            let error = Origin::parse("https", host).unwrap_err();
            assert!(matches!(error, AddressError::Host | AddressError::Port), "{host}: {error:?}");
        }
        let too_long = format!("{}.example", "a".repeat(64));
        assert_eq!(origin("https", &too_long), "Host");
        assert_eq!(origin("https", &"a.".repeat(200)), "Host");
        for host in ["a.example:", "a.example:0", "a.example:65536", "a.example:+80", "a.example:080", "a.example:1:2"]
        {
            assert_eq!(origin("https", host), "Port", "{host}");
        }
        for host in ["maren@a.example", "maren:secret@a.example", "@a.example"] {
            assert_eq!(origin("https", host), "UserInfo", "{host}");
        }
        for scheme in ["", "ftp", "wss", "https:", "javascript", "http ", "https,http"] {
            assert_eq!(origin(scheme, "a.example"), "Scheme", "{scheme}");
        }
    }

    #[test]
    fn local_hosts_are_recognized() {
        for (host, expected) in [
            ("localhost", true),
            ("LOCALHOST.", true),
            ("journal.localhost:8080", true),
            ("127.0.0.9", true),
            ("[::1]", true),
            ("localhost.example.com", false),
            ("notlocalhost", false),
            ("192.168.0.1", false),
            ("[::ffff:127.0.0.1]", false),
        ] {
            assert_eq!(Origin::parse("http", host).unwrap().is_local(), expected, "{host}");
        }
    }

    #[test]
    fn origins_of_one_host_differ_in_the_port_or_the_scheme() {
        let differ = |one: (&str, &str), other: (&str, &str)| {
            let parse = |(scheme, host)| Origin::parse(scheme, host).unwrap();
            parse(one).differs_in_port_from(&parse(other))
        };
        let site = ("https", "a.example");
        assert!(
            differ(site, ("https", "A.example:8443"))
                && differ(("https", "a.example:4231"), ("https", "a.example:4232"))
        );
        assert!(differ(("http", "localhost:3000"), ("https", "localhost:3000")));
        for other in [("https", "a.example:443"), ("https", "b.example:8443"), ("https", "x.a.example:8443")] {
            assert!(!differ(site, other), "{other:?}");
        }
        assert!(!differ(("http", "localhost:8080"), ("http", "journal.localhost:8081")));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_origin(
            is_https in any::<bool>(),
            host in "(\\PC{0,12}|[A-Za-z0-9_.ü-]{0,24}|\\[[0-9a-fA-F:]{0,20}\\]|[0-9x.]{0,16})(:[0-9+]{0,6})?",
        ) {
            if let Ok(origin) = Origin::parse(if is_https { "https" } else { "http" }, &host) {
                let written = origin.to_string();
                let (scheme, host) = written.split_once("://").unwrap();
                prop_assert_eq!(Origin::parse(scheme, host), Ok(origin));
                prop_assert!(host.is_ascii() && !host.contains([',', '@', '/', ' ']), "{}", host);
            }
        }
    }
}
