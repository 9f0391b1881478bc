//! Describes a device in words, by its `User-Agent`.
//!
//! The header is whatever the client sends. Words about browsers come from the lists here, and the name of a program is cut to plain
//! characters, so nothing that a client sends is shown as it is.

use crate::language::{Message, message};
use crate::shared::DeviceKind;

/// What the header of a browser contains, and its name. The first that is found counts: nearly all browsers also say that they are
/// Safari, and those made of Chromium that they are Chrome.
const BROWSERS: [(&str, &str); 20] = [
    ("MSIE", "Internet Explorer"),
    ("Trident/", "Internet Explorer"),
    ("IEMobile", "Internet Explorer"),
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edge/", "Edge"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "SamsungBrowser"),
    ("; wv)", "Webview"),
    ("OPR/", "Opera"),
    ("GSA/", "Google Search App"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
    ("Firefox/", "Firefox"),
    ("Opera", "Opera"),
    // An app on an iPhone or iPad that shows pages: of those only browsers say that they are Safari.
    ("like Mac OS X", "Webview"),
];

/// What the header contains on a system, its name without the version, and the kind of its devices. The first that is found counts.
/// There is no version, because browsers freeze it, so that Windows 11 is Windows 10.
const SYSTEMS: [(&str, &str, DeviceKind); 13] = [
    ("Xbox", "Xbox", DeviceKind::Unknown),
    ("Windows Phone", "Windows Phone", DeviceKind::Phone),
    ("Windows", "Windows", DeviceKind::Desktop),
    ("iPhone", "iPhone", DeviceKind::Phone),
    ("iPad", "iPad", DeviceKind::Tablet),
    ("iPod", "iPod", DeviceKind::Phone),
    // Also an iPad whose browser asks for desktop pages, which is the default: it says that it is a Mac.
    ("Mac OS X", "macOS", DeviceKind::Desktop),
    ("Android", "Android", DeviceKind::Phone),
    ("CrOS", "ChromeOS", DeviceKind::Desktop),
    ("Linux", "Linux", DeviceKind::Desktop),
    ("FreeBSD", "BSD", DeviceKind::Desktop),
    ("PlayStation", "PlayStation", DeviceKind::Unknown),
    ("Nintendo", "Nintendo", DeviceKind::Unknown),
];

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
    // What crawlers write before their name, and what Internet Explorer wrote.
    let crawler = agent.split_once("compatible; ").filter(|(_, name)| !name.starts_with("MSIE"));
    if let Some((_, name)) = crawler {
        return program(name);
    }
    let browser = BROWSERS.iter().find(|(mark, _)| agent.contains(*mark)).map(|(_, name)| *name);
    let system = SYSTEMS.iter().find(|(mark, ..)| agent.contains(*mark)).map(|(_, name, kind)| (*name, *kind));
    let words = match (browser, system) {
        (Some(browser), Some((system, _))) => message::devices_browser_on_system(browser.to_owned(), system.to_owned()),
        (Some(one), None) | (None, Some((one, _))) => Message::written(one.to_owned()),
        (None, None) => return unknown(),
    };
    let kind = match system {
        // Browsers on Android phones add `Mobile`, those on tablets do not.
        Some(("Android", _)) if !agent.contains("Mobile") => DeviceKind::Tablet,
        Some((_, kind)) => kind,
        None => DeviceKind::Unknown,
    };
    Device { words, kind }
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
            ("Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox on Android", Phone),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36",
                "Webview on Android",
                Phone,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
                "Webview on iPhone",
                Phone,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/125.0.0.0",
                "Opera on Windows",
                Desktop,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
                "SamsungBrowser on Android",
                Phone,
            ),
            (
                "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
                "Internet Explorer on Windows",
                Desktop,
            ),
            ("Mozilla/5.0 (PlayStation 4 12.00) AppleWebKit/605.1.15 (KHTML, like Gecko)", "PlayStation", Unknown),
            ("Mozilla/5.0 (X11; Linux)", "Linux", Desktop),
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
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
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
