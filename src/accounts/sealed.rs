//! Encrypts and authenticates values that a client stores and sends back, such as cursors.
//!
//! Values are encrypted, not only signed, because a cursor contains a name or an email address. Each is bound to a
//! purpose and rejected for any other.

use super::Accounts;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// Maximum length of a sealed value in characters. Longer ones cannot have been sealed here: the longest is a cursor with the
/// key of an email address, in which one character can become 33 bytes.
const MAX_LEN: usize = 8000;

impl Accounts {
    pub(super) fn seal(&self, purpose: &str, value: &impl Serialize) -> String {
        let text = serde_json::to_vec(value).unwrap_or_else(|_| unreachable!("sealed types serialize to JSON"));
        // The nonce is random, so equal values give different texts.
        let sealed = self.keyring().seal(purpose.as_bytes(), &text, self.entropy().bytes());
        BASE64_URL_SAFE_NO_PAD.encode(sealed)
    }

    /// None if the value was not sealed by this server, or for another purpose.
    pub(super) fn open_sealed<T: DeserializeOwned>(&self, purpose: &str, sealed: &str) -> Option<T> {
        if sealed.len() > MAX_LEN {
            return None;
        }
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let text = self.keyring().open_sealed(purpose.as_bytes(), &sealed)?;
        serde_json::from_slice(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{identity, keys::sealing};

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
