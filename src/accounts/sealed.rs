//! Encrypts and authenticates values that a client stores and sends back, such as cursors.
//!
//! Values are encrypted, not only signed, because a cursor contains a name or an email address. Each is bound to a
//! purpose and rejected for any other.

use super::Accounts;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// Maximum length of a sealed value in characters. Longer ones cannot have been sealed here.
const MAX_LEN: usize = 2000;

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
