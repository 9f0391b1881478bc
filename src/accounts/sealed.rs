//! Encrypts and authenticates values that a client or the database stores, such as cursors and one-time links.
//!
//! Values are encrypted, not only signed, because a cursor contains a name or an email address. Each is bound to a
//! context and rejected in any other.

use super::Accounts;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// Maximum length of a sealed value in characters. Longer ones cannot have been sealed here: the longest is a request of a client
/// (`openid/sealed_request.rs`) of 8 KB. A cursor has at most the key of an email address, in which one character can become 33
/// bytes.
const MAX_LEN: usize = 12_000;

impl Accounts {
    pub(super) fn seal_bytes(&self, context: &[u8], value: &impl Serialize) -> Vec<u8> {
        let json = serde_json::to_vec(value).unwrap_or_else(|_| unreachable!("sealed types serialize to JSON"));
        // The nonce is random, so equal values give different bytes.
        self.keyring().seal(context, &Zeroizing::new(json), self.entropy().bytes())
    }

    /// None if the value was sealed with keys that have been replaced or in another context, or if its type has changed since.
    pub(super) fn open_bytes<T: DeserializeOwned>(&self, context: &[u8], sealed: &[u8]) -> Option<T> {
        serde_json::from_slice(&self.keyring().open_sealed(context, sealed)?).ok()
    }

    /// A text for clients.
    pub(super) fn seal(&self, purpose: &str, value: &impl Serialize) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.seal_bytes(purpose.as_bytes(), value))
    }

    /// None if the value was not sealed by this server, or for another purpose.
    pub(super) fn open_sealed<T: DeserializeOwned>(&self, purpose: &str, sealed: &str) -> Option<T> {
        if sealed.len() > MAX_LEN {
            return None;
        }
        self.open_bytes(purpose.as_bytes(), &BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity;
    use crate::keys::sealing;

    /// The overhead of the cipher in bytes: the nonce and the tag.
    const OVERHEAD: usize = sealing::NONCE + 16;

    #[test]
    fn the_key_of_the_longest_address_fits_into_a_cursor() {
        // No character has a longer compatibility decomposition.
        let label = "\u{fdfa}".repeat(21);
        let address = format!("{label}@{}", [label.as_str(); 4].join("."));
        let key = identity::email(&address).expect("a valid address").key;
        assert!(key.len() > 3000, "{} bytes", key.len());
        // The side, the page, the id, and their names.
        let around = 200;
        assert!((OVERHEAD + key.len() + around).div_ceil(3) * 4 <= MAX_LEN);
    }
}
