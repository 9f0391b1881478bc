//! Which texts are redirect URIs, and what each of them allows.

use super::*;
use proptest::prelude::*;

fn uri(text: &str) -> RedirectUri {
    RedirectUri::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

#[test]
fn a_uri_allows_itself_and_on_loopback_any_port() {
    for (registered, requested, is_allowed) in [
        ("https://a.example/cb", "https://a.example/cb", true),
        ("https://a.example/cb", "https://a.example/cb/", false),
        ("https://a.example/cb", "https://a.example/cb?x=1", false),
        ("https://a.example/cb?x=1", "https://a.example/cb?x=1", true),
        ("https://a.example/cb", "https://a.example:8443/cb", false),
        ("https://a.example/cb", "https://A.example/cb", false),
        ("https://a.example/cb", "https://a.example:443/cb", false),
        ("https://a.example/cb", "https://b.a.example/cb", false),
        ("https://a.example/cb", "https://a.example/%63b", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:51234/cb", true),
        ("http://127.0.0.1:1/cb", "http://127.0.0.1/cb", true),
        ("http://127.0.0.1/cb", "http://127.0.0.1:51234/other", false),
        ("http://127.0.0.1/cb", "http://127.0.0.2:51234/cb", false),
        ("http://127.0.0.1/cb", "http://localhost:51234/cb", false),
        ("http://localhost:3000/cb", "http://localhost:3001/cb", true),
        ("http://[::1]/cb", "http://[::1]:51234/cb", true),
        ("http://[::1]/cb?x=1", "http://[::1]:51234/cb", false),
        ("http://wiki.localhost:8080/cb", "http://wiki.localhost:8080/cb", true),
        ("http://wiki.localhost:8080/cb", "http://wiki.localhost:8081/cb", false),
        ("https://localhost:8443/cb", "https://localhost:8444/cb", false),
        ("com.example.app:/cb", "com.example.app:/cb", true),
        ("com.example.app:/cb", "com.example.app:/cb2", false),
    ] {
        assert_eq!(uri(registered).allows(&uri(requested)), is_allowed, "{registered} {requested}");
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    use RedirectUriError::{Character, DotSegment, ForbiddenScheme, Fragment, NotLoopback, Relative, UserInfo};
    for (text, error) in [
        ("", Relative),
        ("/cb", Relative),
        ("//a.example/cb", Relative),
        ("https:a.example/cb", Relative),
        ("https:/a.example/cb", Relative),
        ("1a:/cb", Relative),
        ("com.example.app:", Relative),
        ("javascript:alert(1)", ForbiddenScheme),
        ("JavaScript://a.example/%0aalert(1)", ForbiddenScheme),
        ("data:text/html,x", ForbiddenScheme),
        ("file:///etc/passwd", ForbiddenScheme),
        ("http://a.example/cb", NotLoopback),
        ("http://127.0.0.1.a.example/cb", NotLoopback),
        ("http://localhost.a.example/cb", NotLoopback),
        ("https://a.example/cb#x", Fragment),
        ("com.example.app:/cb#x", Fragment),
        ("https://maren@a.example/cb", UserInfo),
        ("http://127.0.0.1:80@a.example/cb", UserInfo),
        ("com.example.app://maren@a/cb", UserInfo),
        ("https://a.example/x/../cb", DotSegment),
        ("https://a.example/x/%2E%2e/cb", DotSegment),
        ("https://a.example/x/..;a=b/cb", DotSegment),
        ("https://a.example/x%2f..%2fcb", DotSegment),
        ("https://a.example/.", DotSegment),
        ("https://a.example\\@b.example/cb", Character),
        ("https://a.example/cb\r\nSet-Cookie: x", Character),
        ("https://a.example/c b", Character),
        ("https://bücher.example/cb", Character),
        ("https://a.example/<cb>", Character),
        ("Com.example.app:/cb", Character),
    ] {
        assert_eq!(RedirectUri::parse(text), Err(error), "{text}");
    }
    assert_eq!(
        RedirectUri::parse(&format!("https://a.example/{}", "a".repeat(MAX_BYTES))),
        Err(RedirectUriError::TooLong)
    );
    for text in ["https://*.example/cb", "https://a.example:0/cb", "https:///cb", "http://[::1/cb"] {
        assert!(matches!(RedirectUri::parse(text), Err(RedirectUriError::Address(_))), "{text}");
    }
}

#[test]
fn an_app_is_known_by_its_scheme() {
    for (text, scheme) in [
        ("https://a.example/cb?x", "https"),
        ("com.example.app:/cb", "com.example.app"),
        ("app.immich:///oauth-callback", "app.immich"),
    ] {
        assert_eq!(uri(text).scheme(), scheme);
    }
    assert!(uri("com.example.app:/cb").is_on_this_machine() && !uri("https://a.example/").is_on_this_machine());
}

#[test]
fn parameters_are_added_to_the_query() {
    assert_eq!(uri("https://a.example/cb").with_query("code=1"), "https://a.example/cb?code=1");
    assert_eq!(uri("https://a.example/cb?").with_query("code=1"), "https://a.example/cb?code=1");
    assert_eq!(uri("https://a.example/cb?x=%20").with_query("code=1"), "https://a.example/cb?x=%20&code=1");
}

proptest! {
    #[test]
    fn any_text_is_read_as_it_is_written_or_refused(
        scheme in "(https?|[a-z.]{1,5}|)(:|://)|",
        host in "(127\\.0\\.0\\.1|\\[::1\\]|localhost|[a-z.@\\\\%:]{0,9})(:[0-9]{0,6})?",
        tail in "[/?#.%a-e@]{0,9}|\\PC{0,20}",
    ) {
        let text = format!("{scheme}{host}{tail}");
        if let Ok(uri) = RedirectUri::parse(&text) {
            prop_assert_eq!(uri.as_str(), text.as_str());
            prop_assert!(uri.allows(&uri) && text.is_ascii() && !text.contains('#'));
            prop_assert!(!uri.scheme().is_empty() && !text.contains([' ', '"', '<', '\n']));
        }
    }
}
