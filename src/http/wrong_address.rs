//! Pages that are opened at another address than the base URL: that of the machine behind the proxy, http in place of https, or
//! 127.0.0.1 in place of localhost ([decision 83](../../docs/decisions/0083-wrong-address.md)). They say so, and link to the same page at
//! the base URL. What the request names is compared, and never shown.

use super::host_look::Forms;
use super::state::AppState;
use crate::applications::Origin;
use crate::language::{Language, say};
use crate::texts::in_language;
use crate::ui::markup::{Markup, html, write_markup};
use crate::web::language;
use axum::http::{Extensions, HeaderMap, HeaderName, Uri, header};
use axum::response::Response;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// Browsers send it by https, and to their own machine.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Where a browser is, compared with the base URL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// At the base URL, or nothing says otherwise.
    Right,
    /// Elsewhere, where cookies are stored: forms work.
    Other,
    /// On http in place of https, where browsers store none of the cookies: no form works, and a right password leads back to the
    /// sign-in page.
    WithoutCookies,
}

/// Where the browser is that has sent a request.
pub fn place(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Place {
    let is_from_proxy = state.proxies.is_from_proxy(extensions);
    state.own.as_ref().map_or(Place::Right, |own| place_at(own, is_from_proxy, headers))
}

/// `own`: the origin of this server. `is_from_proxy`: whether forwarded headers can be believed.
fn place_at(own: &Origin, is_from_proxy: bool, headers: &HeaderMap) -> Place {
    let forwarded = |name: &HeaderName| first(headers, name).filter(|_| is_from_proxy);
    // A proxy that is not trusted may speak https to the browser, so without this nothing is known of the scheme.
    let is_https = forwarded(&FORWARDED_PROTO).map(|scheme| scheme.eq_ignore_ascii_case("https"));
    // Some proxies pass on only one of the two.
    let hosts = [first(headers, &header::HOST), forwarded(&FORWARDED_HOST)];
    let mut hosts = hosts.into_iter().flatten().peekable();
    // HTTP/1.0 needs no host.
    let is_same_host = hosts.peek().is_none() || hosts.any(|host| is_named(own, host));
    if is_same_host && is_https.is_none_or(|is_https| is_https == own.is_https()) {
        return Place::Right;
    }
    let stores_cookies =
        is_https.unwrap_or_else(|| headers.contains_key(SEC_FETCH_SITE) || sends_cookie_of_https(headers));
    if own.is_https() && !stores_cookies { Place::WithoutCookies } else { Place::Other }
}

/// Whether there is a cookie that browsers store and send by https only.
fn sends_cookie_of_https(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::COOKIE).iter();
    lines.any(|line| line.to_str().is_ok_and(|line| line.contains("__Host-")))
}

/// Whether a host, with or without a port, is that of this server. Some proxies pass it on without its port.
fn is_named(own: &Origin, host: &str) -> bool {
    let is_own = |host: &str| Origin::parse(own.scheme(), host).as_ref() == Ok(own);
    is_own(host) || is_own(&format!("{host}:{}", own.port()))
}

/// The first item of a header: that of the proxy which the browser has reached.
fn first<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    // A host that is no text is none of ours.
    let line = headers.get(name)?.to_str().unwrap_or_default();
    Some(line.split(',').next().unwrap_or_default().trim())
}

/// The note above a page at another address, as HTML. None at the right one.
pub fn note(
    state: &AppState,
    language: Language,
    uri: &Uri,
    extensions: &Extensions,
    headers: &HeaderMap,
) -> Option<String> {
    if place(state, extensions, headers) == Place::Right {
        return None;
    }
    Some(in_language(language, || {
        let (base, name) = (base_url(state), state.settings(language).name.as_str());
        html(|out| {
            let title = say::wrong_address_title(name);
            write_markup!(
                out;
                "<aside class=\"alert alert-warning alert-above\" aria-label=\"" (&title) "\"><div><p class=\"font-semibold\">"
                (&title) "</p><p>" (&say::wrong_address_above(base, name)) " "
            );
            write_link(out, base, uri);
            out.add("</p></div></aside>");
        })
    }))
}

/// The page in place of one that cannot be used, where browsers store no cookies.
pub fn page_instead(state: &AppState, uri: &Uri, extensions: &Extensions, headers: &HeaderMap) -> Response {
    let language = language::of_request(state, uri, extensions, headers);
    state.host_page(language, |look| {
        let (base, name) = (base_url(state), state.settings(language).name.as_str());
        let write = |out: &mut Markup| {
            write_markup!(out; "<p>" (&say::wrong_address_instead(base, name)) "</p><p>");
            write_link(out, base, uri);
            out.add("</p>");
        };
        look.page(&say::wrong_address_title(name), Forms::None, write)
    })
}

/// A link to the same page at the base URL. The path begins with a slash, so it cannot change the host.
fn write_link(out: &mut Markup, base: &str, uri: &Uri) {
    let path = uri.path_and_query().map(|path| path.as_str()).filter(|path| path.starts_with('/')).unwrap_or("/");
    write_markup!(out; "<a href=\"" (base) (path) "\">" (&say::wrong_address_open(base)) "</a>");
}

fn base_url(state: &AppState) -> &str {
    &state.accounts.settings().issuer
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    /// Where a browser is whose request has these headers. `peer`: who has sent it.
    fn place_of(base: &str, peer: &str, lines: &[(&'static str, &'static str)]) -> Place {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        place_at(&Origin::of_url(base).unwrap(), peer == "proxy", &headers)
    }

    const BASE: &str = "https://auth.example.com";
    const BROWSER: (&str, &str) = ("sec-fetch-site", "none");

    #[test]
    fn the_base_url_is_the_right_address_however_a_proxy_passes_it_on() {
        for host in ["auth.example.com", "Auth.Example.COM", "auth.example.com:443", "auth.example.com."] {
            assert_eq!(place_of(BASE, "browser", &[("host", host)]), Place::Right, "{host}");
        }
        let port = "https://auth.example.com:8443";
        for host in ["auth.example.com:8443", "auth.example.com"] {
            assert_eq!(place_of(port, "browser", &[("host", host)]), Place::Right, "{host}");
        }
        for (base, host) in [("http://localhost:3000", "localhost:3000"), ("http://[::1]:3000", "[::1]:3000")] {
            assert_eq!(place_of(base, "browser", &[("host", host)]), Place::Right, "{base}");
        }
        for proto in ["https", "HTTPS", "https, http"] {
            let lines =
                [("host", "10.0.0.5:3000"), ("x-forwarded-host", "auth.example.com"), ("x-forwarded-proto", proto)];
            assert_eq!(place_of(BASE, "proxy", &lines), Place::Right, "{proto}");
        }
        assert_eq!(place_of(BASE, "browser", &[]), Place::Right, "HTTP/1.0");
    }

    #[test]
    fn another_host_port_or_scheme_is_another_address() {
        for host in [
            "192.168.1.5:3000",
            "auth.example.com:3000",
            "auth.example.com.evil.example",
            "xauth.example.com",
            "",
            "a b",
        ] {
            assert_eq!(place_of(BASE, "browser", &[("host", host)]), Place::WithoutCookies, "{host}");
            assert_eq!(place_of(BASE, "browser", &[("host", host), BROWSER]), Place::Other, "{host}");
        }
        let signed_in = [("host", "192.168.1.5:3000"), ("cookie", "a=b; __Host-vestibule_access=x")];
        assert_eq!(place_of(BASE, "browser", &signed_in), Place::Other, "it has stored a cookie");
        let lines = |proto| [("host", "auth.example.com"), ("x-forwarded-proto", proto), BROWSER];
        assert_eq!(place_of(BASE, "proxy", &lines("http")), Place::WithoutCookies);
        assert_eq!(place_of(BASE, "browser", &lines("http")), Place::Right, "anybody can send the header");
        let other = [("host", "10.0.0.5"), ("x-forwarded-host", "old.example.com"), ("x-forwarded-proto", "https")];
        assert_eq!(place_of(BASE, "proxy", &other), Place::Other);
        let forged = [("host", "10.0.0.5"), ("x-forwarded-host", "auth.example.com")];
        assert_eq!(place_of(BASE, "browser", &forged), Place::WithoutCookies);
    }

    #[test]
    fn in_development_forms_work_at_every_name_of_the_machine() {
        for host in ["127.0.0.1:3000", "[::1]:3000", "192.168.1.5:3000", "localhost:3001"] {
            assert_eq!(place_of("http://localhost:3000", "browser", &[("host", host)]), Place::Other, "{host}");
        }
    }
}
