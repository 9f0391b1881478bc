//! Who asks for something, from where, and how the request can be repeated.

use super::Principal;
use crate::keys::fingerprint;
use crate::language::{Language, message};
use crate::shared::{Problem, UserId};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// Maximum number of characters of a `User-Agent` header that are stored; enough for all browsers.
const MAX_DEVICE_CHARS: usize = 256;
/// Maximum length of an idempotency key in characters: a UUID has 36.
const MAX_KEY_CHARS: usize = 255;

/// Who asks, and from where. Every use case takes it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    pub who: Principal,
    /// The client's address, taken from the headers of trusted proxies. None for the command line.
    pub address: Option<IpAddr>,
    /// The `User-Agent` header, cleaned by [`device`].
    pub device: Option<String>,
    pub request_id: Option<Uuid>,
    /// The language of the request: that of a message to somebody whose account has none. None: it says none, or there is no
    /// request, and the operator's setting decides.
    pub language: Option<Language>,
    /// The browser that a one-time link is sent for, if the request is from a page that sends one.
    pub browser: Option<AskingBrowser>,
    /// Where they go on who follow the link in the message that the request asks for, sealed
    /// ([`seal_link_journey`](super::LinkPages::seal_link_journey)).
    pub journey: Option<String>,
    /// The key with which the request can be repeated, if the client has sent one.
    pub idempotency_key: Option<IdempotencyKey>,
    /// A use case has found a proof that is recent enough. What it does from then on asks for no other one, however long it takes.
    pub has_proved: bool,
}

impl Caller {
    /// The operator, through the command line, or the server itself.
    pub fn system() -> Self {
        Self::from(Principal::System)
    }

    /// The same caller after a proof.
    pub(super) fn proved(&self) -> Self {
        Self { has_proved: true, ..self.clone() }
    }

    /// The actor's account. None for anonymous requests and the command line.
    pub fn user_id(&self) -> Option<UserId> {
        self.who.user_id()
    }
}

impl From<Principal> for Caller {
    /// A caller of which nothing else is known.
    fn from(who: Principal) -> Self {
        Self { who, ..Self::default() }
    }
}

/// A `User-Agent` header as one line of limited length.
pub fn device(user_agent: &str) -> Option<String> {
    let device = user_agent.trim().chars().filter(|c| !is_control(*c)).take(MAX_DEVICE_CHARS).collect::<String>();
    (!device.is_empty()).then_some(device)
}

/// Control characters, line separators and the characters that change the direction of text. They could forge log
/// lines.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The id of the browser that asked for a link, from its sealed cookie ([`browser_cookie`](super::Sessions::browser_cookie)). There a
/// button is enough; elsewhere the page asks for the digits from the message, because mail scanners open links and press buttons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AskingBrowser(pub(super) Uuid);

impl AskingBrowser {
    /// The hash that is stored with a token.
    pub(super) fn hash(self) -> [u8; 32] {
        fingerprint(self.0.as_bytes())
    }
}

/// The key of a request, chosen by the client. The same request with the same key is the same request.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// SHA-256 of the key.
    key_hash: [u8; 32],
    /// SHA-256 of the request.
    pub(super) request_hash: [u8; 32],
    /// Set by the use case. Its result is the same in both cases, so it is reported here.
    pub(super) is_replayed: Arc<AtomicBool>,
}

impl IdempotencyKey {
    /// The `key` of a request, of which `request` contains everything that it is compared by.
    ///
    /// # Errors
    /// If the key is not 1 to 255 visible ASCII characters.
    pub fn new(key: &[u8], request: &[u8]) -> Result<Self, Problem> {
        if key.is_empty() || key.len() > MAX_KEY_CHARS || !key.iter().all(u8::is_ascii_graphic) {
            return Err(Problem::new("invalid", message::idempotency_key_invalid()));
        }
        Ok(Self { key_hash: fingerprint(key), request_hash: fingerprint(request), is_replayed: Arc::default() })
    }

    /// Whether the use case has returned the result of an earlier request.
    pub fn is_replayed(&self) -> bool {
        self.is_replayed.load(Ordering::Relaxed)
    }

    /// The hash under which the key is stored. Each account has its own keys.
    pub(super) fn hash_for(&self, user: UserId) -> [u8; 32] {
        fingerprint(&[user.0.as_bytes().as_slice(), &self.key_hash].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_one_line_of_bounded_length() {
        assert_eq!(device("Mozilla/5.0 (X11; Linux)").as_deref(), Some("Mozilla/5.0 (X11; Linux)"));
        assert_eq!(device("curl\r\n{\"event\":\"forged\"}").as_deref(), Some("curl{\"event\":\"forged\"}"));
        assert_eq!(device("a\u{85}b\u{2028}c\u{202e}d\te").as_deref(), Some("abcde"));
        assert_eq!(device(&"ä".repeat(1000)).map(|device| device.chars().count()), Some(256));
        assert_eq!(device(""), None);
        assert_eq!(device(" \u{1b}\n "), None);
    }

    fn key(key: &str, request: &str) -> IdempotencyKey {
        IdempotencyKey::new(key.as_bytes(), request.as_bytes()).unwrap()
    }

    #[test]
    fn a_key_is_1_to_255_visible_ascii_characters() {
        for valid in ["k", "\"quoted\"", "0192f3a1-7b2c-7def-8123-456789abcdef", &"k".repeat(255)] {
            assert!(IdempotencyKey::new(valid.as_bytes(), b"").is_ok(), "{valid}");
        }
        for invalid in ["", " ", "two words", "tab\t", "schlüssel", "\u{7f}", &"k".repeat(256), &"k".repeat(10_240)] {
            assert!(IdempotencyKey::new(invalid.as_bytes(), b"").is_err(), "{invalid}");
        }
    }

    #[test]
    fn each_account_has_its_own_keys() {
        let [one, other] = [1, 2].map(|number| UserId(Uuid::from_u128(number)));
        assert_eq!(key("a", "request").hash_for(one), key("a", "another request").hash_for(one));
        assert_ne!(key("a", "request").hash_for(one), key("a", "request").hash_for(other));
        assert_ne!(key("a", "request").hash_for(one), key("b", "request").hash_for(one));
    }
}
