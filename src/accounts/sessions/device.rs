//! Describes a device in words, by its `User-Agent`.
//!
//! The header is whatever the client sends. Words about browsers come from the parser's own list, and the name of a
//! program is cut to plain characters, so nothing that a client sends is shown as it is.

use crate::language::{Message, message};
use crate::shared::DeviceKind;
use woothee::parser::Parser;

/// What the parser returns for an unknown name.
const NOT_FOUND: &str = "UNKNOWN";
/// Maximum length of the name of a program.
const MAX_NAME: usize = 40;

/// A device in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::accounts) struct Device {
    pub words: Message,
    pub kind: DeviceKind,
}

/// Describes the device of a `User-Agent`.
pub(in crate::accounts) fn describe(user_agent: Option<&str>) -> Device {
    let agent = user_agent.unwrap_or_default();
    // For historical reasons all browsers begin with one of these names, and crawlers that pose as browsers do so, too.
    if agent.starts_with("Mozilla/") || agent.starts_with("Opera/") { browser(agent) } else { program(agent) }
}

fn browser(agent: &str) -> Device {
    let parser = Parser::new();
    let Some(found) = parser.parse(agent) else { return unknown() };
    let words = match (known(found.name), system(found.os)) {
        (Some(browser), Some(system)) => message::devices_browser_on_system(browser.to_owned(), system.to_owned()),
        (Some(one), None) | (None, Some(one)) => Message::written(one.to_owned()),
        (None, None) => return unknown(),
    };
    let kind = match (found.category, found.os) {
        (_, "iPad") => DeviceKind::Tablet,
        // Browsers on Android phones add `Mobile`, those on tablets do not.
        (_, "Android") if !agent.contains("Mobile") => DeviceKind::Tablet,
        ("smartphone" | "mobilephone", _) => DeviceKind::Phone,
        // Also an iPad whose browser asks for desktop pages, which is the default: it says that it is a Mac.
        ("pc", _) => DeviceKind::Desktop,
        ("crawler" | "misc", _) => DeviceKind::Program,
        _ => DeviceKind::Unknown,
    };
    Device { words, kind }
}

/// The system without its version: browsers freeze it, so that Windows 11 is Windows 10.
fn system(name: &str) -> Option<&str> {
    let name = known(name)?;
    Some(match name {
        "Mac OSX" => "macOS",
        name if name.starts_with("Windows Phone") => "Windows Phone",
        name if name.starts_with("Windows") => "Windows",
        name => name,
    })
}

fn known(name: &str) -> Option<&str> {
    (!name.is_empty() && name != NOT_FOUND).then_some(name)
}

/// The first product of the header without its version (RFC 9110, section 10.1.5): `curl` of `curl/8.5.0`.
fn program(agent: &str) -> Device {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    let name = agent.chars().take_while(is_plain).take(MAX_NAME).collect::<String>();
    match name.trim_matches(|c: char| !c.is_ascii_alphanumeric()) {
        "" => unknown(),
        name => Device { words: Message::written(name.to_owned()), kind: DeviceKind::Program },
    }
}

fn unknown() -> Device {
    Device { words: message::devices_unknown(), kind: DeviceKind::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviceKind::{Desktop, Phone, Program, Tablet, Unknown};

    /// As an English page shows it.
    fn shown(user_agent: Option<&str>) -> (String, DeviceKind) {
        let Device { words, kind } = describe(user_agent);
        (words.say(), kind)
    }

    #[test]
    fn browsers_are_described_by_name_and_system() {
        for (agent, words, kind) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux", Desktop),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge on Windows",
                Desktop,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "Safari on macOS",
                Desktop,
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome on ChromeOS",
                Desktop,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
                Phone,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/132.0 Mobile/15E148 Safari/605.1.15",
                "Firefox on iPhone",
                Phone,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari on iPad",
                Tablet,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
                Phone,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome on Android",
                Tablet,
            ),
        ] {
            assert_eq!(shown(Some(agent)), (words.to_owned(), kind), "{agent}");
        }
    }

    #[test]
    fn programs_are_described_by_their_name() {
        for (agent, words) in [
            ("curl/8.5.0", "curl"),
            ("python-requests/2.32.3", "python-requests"),
            ("Go-http-client/2.0", "Go-http-client"),
            ("okhttp/4.12.0", "okhttp"),
            ("My App/1.0 (iPhone; iOS 18.1)", "My App"),
        ] {
            assert_eq!(shown(Some(agent)), (words.to_owned(), Program), "{agent}");
        }
    }

    #[test]
    fn missing_and_hostile_headers_are_described_in_plain_and_short_words() {
        for agent in [None, Some(""), Some("-"), Some("/"), Some("\u{202e}lruc"), Some("<script>alert(1)</script>")] {
            let (words, _) = shown(agent);
            assert!(words.chars().all(|c| c.is_ascii_alphanumeric() || " -".contains(c)), "{words}");
        }
        assert_eq!(shown(None), ("Unknown device".to_owned(), Unknown));
        assert_eq!(shown(Some("Mozilla/5.0 (\u{1}\r\n\u{0})")).0, "Unknown device");
        assert_eq!(shown(Some(&"a".repeat(10_000))).0.len(), MAX_NAME);
        let long = format!("Mozilla/5.0 ({} Firefox/1.0", "(".repeat(10_000));
        assert_eq!(shown(Some(&long)).0, "Firefox");
        let forged = "Mozilla/5.0 (X11; Linux) Firefox/<b>\u{7}";
        assert!(!shown(Some(forged)).0.contains(['<', '\u{7}']));
    }
}
